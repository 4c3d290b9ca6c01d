import Foundation
import JSONSchema
import Platform

/// Works on one question until it is answered or given up: ledger first, then the service; then
/// Check, and what follows from it.
///
/// Follow-ups depend on nothing but plan and replies: an answer with faults is repaired once, one
/// that was cut off is asked for again with twice the room, a request that is too large is halved,
/// and a photo the service can't use is found by halving and lost alone.
struct QuestionWork: Sendable {
    let desk: QuestionDesk
    let service: ModelService
    let ledger: Ledger
    let photos: OutgoingPhotos
    /// Whether answers of earlier runs are passed over.
    let isFresh: Bool

    func answer(_ question: OpenQuestion) async throws -> QuestionResult {
        var result = try await ask(question)
        guard desk.asksTogether, !result.lost.isEmpty, result.stop == nil else { return result }
        // One look at all that are left, instead of the parts in which the bad one was found.
        let lost = Set(result.lost.map(\.photo))
        let left = question.photos.filter { !lost.contains($0.photo) }
        guard !left.isEmpty, result.answered.count > 1 else { return result }
        var whole = try await ask(question.split(left[...], parent: desk.key(question)))
        whole.lost += result.lost
        whole.findings = result.findings + whole.findings
        result = whole
        return result
    }

    private func ask(_ question: OpenQuestion) async throws -> QuestionResult {
        let key = desk.key(question)
        if let stored = try await stored(question, key) { return stored }
        if let refusal = try tired(question, key) { return refusal }
        let ready: [OutgoingPhoto]
        do throws(PhotosNotReady) {
            ready = try await prepared(question)
        } catch {
            return try await askWithout(error.lost, question, key)
        }
        defer { photos.giveBack(ready) }
        let request = desk.serviceQuestion(question, key: key, ready)
        let outcome = try await service.ask(request)
        return try await result(outcome, question, key, ready)
    }

    // MARK: What the ledger has

    /// Nil where the question has to be asked.
    private func stored(_ question: OpenQuestion, _ key: String) async throws -> QuestionResult? {
        guard !isFresh else { return nil }
        let known = try ledger.pendingReply(for: key) ?? ledger.answeredReply(for: key)
        guard let known, let reply = reply(known) else { return nil }
        let kept = StoredReplyText(reply: reply, attempt: known.attempt.id, sha256: known.sha256)
        switch try check(question, reply) {
        case .passed:
            var result = try await judged(kept, question, key, [])
            result.reused = 1
            return result
        case .faulty where question.repair == nil:
            // Its repair may be known too; if not, it is asked for now.
            return try await judged(kept, question, key, nil)
        case .faulty, .useless:
            return nil
        }
    }

    private func reply(_ stored: StoredReply) -> Reply? {
        do {
            let requestID = stored.headers["x-request-id"].flatMap { identifier($0) } ?? ""
            return try ServiceBody(reading: stored.body, api: desk.api, requestID: requestID).reply
        } catch {
            return nil
        }
    }

    /// A question whose replies failed again and again is not asked for ever.
    private func tired(_ question: OpenQuestion, _ key: String) throws -> QuestionResult? {
        guard !isFresh else { return nil }
        let failed = try ledger.attempts(for: key).count { attempt in
            if case .failed = attempt.verdict { true } else { false }
        }
        guard failed >= desk.settings.attempts else { return nil }
        return failure(
            question,
            key,
            "\(failed) answers of it had faults; 'stocktake run --fresh' asks again"
        )
    }

    // MARK: Photos

    private struct PhotosNotReady: Error {
        let lost: [QuestionResult.LostPhoto]
    }

    private func prepared(
        _ question: OpenQuestion
    ) async throws(PhotosNotReady) -> [OutgoingPhoto] {
        var ready: [OutgoingPhoto] = []
        var lost: [QuestionResult.LostPhoto] = []
        for photo in question.photos {
            do throws(PhotoProblem) {
                ready.append(try await photos.outgoing(photo))
            } catch {
                lost.append(QuestionResult.LostPhoto(photo: photo.photo, problem: error))
            }
        }
        guard lost.isEmpty else {
            photos.giveBack(ready)
            throw PhotosNotReady(lost: lost)
        }
        return ready
    }

    private func askWithout(
        _ lost: [QuestionResult.LostPhoto],
        _ question: OpenQuestion,
        _ key: String
    ) async throws -> QuestionResult {
        let gone = Set(lost.map(\.photo))
        let left = question.photos.filter { !gone.contains($0.photo) }
        var result =
            left.isEmpty
            ? QuestionResult() : try await ask(question.split(left[...], parent: key))
        result.lost += lost
        return result
    }

    // MARK: What the service said

    private func result(
        _ outcome: ServiceOutcome,
        _ question: OpenQuestion,
        _ key: String,
        _ ready: [OutgoingPhoto]
    ) async throws -> QuestionResult {
        switch outcome {
        case .replied(let reply): return try await judged(reply, question, key, ready)
        case .split(let words, let isPhotoFault):
            return try await halves(question, key, words, isPhotoFault: isPhotoFault)
        case .photoChanged(let path):
            let lost = question.photos.filter {
                $0.photo.path == path || question.photos.count == 1
            }
            let problem = PhotoProblem(
                rejection: .changed,
                words: "the file changed while it was being sent"
            )
            guard !lost.isEmpty else { return failure(question, key, problem.words) }
            return try await askWithout(
                lost.map { .init(photo: $0.photo, problem: problem) },
                question,
                key
            )
        case .givenUp(let words): return failure(question, key, words)
        case .notAsked(let stop):
            var result = unanswered(question, key)
            result.stop = stop
            return result
        }
    }

    private func halves(
        _ question: OpenQuestion,
        _ key: String,
        _ words: String,
        isPhotoFault: Bool
    ) async throws -> QuestionResult {
        guard question.photos.count > 1 else {
            guard isPhotoFault, let photo = question.photos.first?.photo else {
                return failure(question, key, words)
            }
            let problem = PhotoProblem(rejection: .refusedByService, words: words)
            return QuestionResult(lost: [.init(photo: photo, problem: problem)])
        }
        let middle = question.photos.count / 2
        var result = try await ask(question.split(question.photos[..<middle], parent: key))
        guard result.stop == nil else {
            result.add(unanswered(question.split(question.photos[middle...], parent: key), key))
            return result
        }
        result.add(try await ask(question.split(question.photos[middle...], parent: key)))
        return result
    }

    // MARK: Check

    private func check(_ question: OpenQuestion, _ reply: Reply) throws -> CheckedReply {
        try desk.check(question, structure: service.structure).check(reply)
    }

    /// What Check makes of a reply, and what follows from it.
    ///
    /// `ready` are the photos as sent; without them an answer that was cut off is not asked again.
    private func judged(
        _ stored: StoredReplyText,
        _ question: OpenQuestion,
        _ key: String,
        _ ready: [OutgoingPhoto]?
    ) async throws -> QuestionResult {
        let figures = figures(stored.reply)
        switch try check(question, stored.reply) {
        case .passed(let answer, let notes):
            try await ledger.judge(stored.attempt, .passed, figures)
            var result = QuestionResult(
                answered: [answered(question, key, answer, stored.reply)],
                findings: findings(notes, question)
            )
            result.hasReply = true
            return result
        case .useless(let reason):
            try await ledger.judge(
                stored.attempt,
                .failed(errors: jsonString(reason.words)),
                figures
            )
            return try await useless(reason, question, key, ready)
        case .faulty(let faulty):
            try await ledger.judge(stored.attempt, .failed(errors: faulty.json), figures)
            return try await repaired(faulty, stored, question, key)
        }
    }

    private func useless(
        _ reason: UselessReply,
        _ question: OpenQuestion,
        _ key: String,
        _ ready: [OutgoingPhoto]?
    ) async throws -> QuestionResult {
        guard reason == .cutOff, let ready, !ready.isEmpty else {
            return failure(question, key, reason.words, hasReply: true)
        }
        let larger = desk.serviceQuestion(question, key: key, ready, outputFactor: 2)
        let outcome = try await service.ask(larger)
        guard case .replied(let reply) = outcome else {
            return try await result(outcome, question, key, ready)
        }
        if reply.reply.ending != .cutOff {
            return try await judged(reply, question, key, nil)
        }
        try await ledger.judge(
            reply.attempt,
            .failed(errors: jsonString(reason.words)),
            figures(reply.reply)
        )
        guard question.photos.count > 1 else {
            return failure(question, key, reason.words, hasReply: true)
        }
        return try await halves(question, key, reason.words, isPhotoFault: false)
    }

    /// One repair, only for the photos concerned; what is sound stays whatever comes of it.
    private func repaired(
        _ faulty: FaultyAnswer,
        _ stored: StoredReplyText,
        _ question: OpenQuestion,
        _ key: String
    ) async throws -> QuestionResult {
        guard question.repair == nil else {
            return failure(question, key, faulty.words, hasReply: true)
        }
        // One look at several photos is sound as a whole or not at all.
        let faulty = desk.asksTogether ? faulty.undivided : faulty
        let sound = faulty.sound
        let concerned = faulty.concerned(of: question.photos.count)
        let turn = ModelRequest.Repair(
            answer: stored.reply.text,
            words: RepairText(faulty, photoIDs: question.photos.map(\.id)).text
        )
        let repair = question.repairing(
            concerned,
            OpenQuestion.Repair(parent: key, reply: stored.sha256, turn: turn)
        )
        var result = try await ask(repair)
        result.hasReply = true
        result.findings += findings(faulty.notes, question)
        let isMended = !result.answered.isEmpty && result.answered.allSatisfy { $0.answer != nil }
        if isMended { try await ledger.judge(stored.attempt, .passed, figures(stored.reply)) }
        guard let sound else { return result }
        let kept = question.repairing(sound.photos, .init(parent: key, reply: "", turn: turn))
        result.answered.insert(answered(kept, key, sound.answer, stored.reply), at: 0)
        return result
    }
}
