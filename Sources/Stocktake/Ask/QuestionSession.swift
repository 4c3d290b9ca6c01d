import Foundation
import JSONSchema
import Platform

/// Works on each question until it is answered or given up.
///
/// The ledger is asked first, then the service; then the reply is checked. Follow-ups depend only
/// on plan and replies: an answer with faults is repaired once, a cut-off answer is requested again
/// with twice the output limit, and a request that is too large is halved. A photo that the service
/// can't use is found by halving, so that no other photo is lost.
struct QuestionSession<Answer: Sendable & Hashable>: Sendable {
    let builder: RequestBuilder<Answer>
    let service: ModelService
    let ledger: Ledger
    let photos: OutgoingPhotos
    /// Whether answers of earlier runs are ignored.
    let isFresh: Bool
    /// Whether questions that failed too often are asked again.
    let isRetry: Bool

    /// The answer to a question, or to its parts, or why there is none.
    func answer(_ question: Question) async throws -> QuestionResult<Answer> {
        let parts = try await ask(question)
        guard builder.form.isOneView, !parts.lost.isEmpty, parts.stop == nil else { return parts }
        // Ask about all remaining photos together; the bad one was found by asking about parts.
        let lost = Set(parts.lost.map(\.photo))
        let left = question.photos.filter { !lost.contains($0.photo) }
        guard !left.isEmpty, parts.answered.count > 1 else { return parts }
        var whole = try await ask(question.asking(left))
        guard whole.answered.contains(where: { $0.answer != nil }) else {
            // Keep the answers about the parts: they are already paid for.
            return parts.adding(findings: whole.findings, stop: whole.stop)
        }
        whole.lost += parts.lost
        whole.findings = parts.findings + whole.findings
        whole.reused += parts.reused
        return whole
    }

    func ask(_ question: Question) async throws -> QuestionResult<Answer> {
        let key = builder.key(question)
        var wasCutOff = false
        if !isFresh {
            if let stored = try await stored(question, key) { return stored }
            let history = try history(key)
            if !isRetry, let known = try await known(history, question, key) { return known }
            wasCutOff = history.cutOffs > 0
        }
        if let stop = service.stop { return unanswered(question, key, stop) }
        let ready: [OutgoingPhoto]
        switch try await prepared(question) {
        case .ready(let photos): ready = photos
        case .lost(let lost): return try await askWithout(lost, question)
        }
        defer { photos.giveBack(ready) }
        var result =
            wasCutOff && question.room == nil
            ? try await larger(question, key, ready) : try await first(question, key, ready)
        result.wasAsked = true
        return result
    }

    private func first(
        _ question: Question,
        _ key: String,
        _ ready: [OutgoingPhoto]
    ) async throws -> QuestionResult<Answer> {
        let reason = try AskReasons(builder: builder, ledger: ledger, isFresh: isFresh)
            .reason(question, key)
        let request = builder.serviceQuestion(question, key: key, ready, because: reason)
        return try await result(try await service.ask(request), question, key, ready)
    }

    // MARK: Photos

    /// The photos as they are sent, or those that can't be sent.
    ///
    /// - Throws: `RunRefusal` if there is no room to prepare any photo.
    private func prepared(_ question: Question) async throws -> Preparation {
        var ready: [OutgoingPhoto] = []
        var lost: [LostPhoto] = []
        for photo in question.photos {
            do throws(PhotoProblem) {
                ready.append(try await photos.outgoing(photo))
            } catch {
                lost.append(LostPhoto(photo: photo.photo, problem: error))
            }
        }
        guard !lost.isEmpty else { return .ready(ready) }
        photos.giveBack(ready)
        if let full = lost.first(where: { $0.problem.rejection == .notReached }) {
            throw RunRefusal(noRoom: full.problem.words)
        }
        return .lost(lost)
    }

    private func askWithout(
        _ lost: [LostPhoto],
        _ question: Question
    ) async throws -> QuestionResult<Answer> {
        let gone = Set(lost.map(\.photo))
        let left = question.photos.filter { !gone.contains($0.photo) }
        var result = left.isEmpty ? QuestionResult() : try await ask(question.asking(left))
        result.lost += lost
        return result
    }

    // MARK: Service outcomes

    private func result(
        _ outcome: ServiceOutcome,
        _ question: Question,
        _ key: String,
        _ ready: [OutgoingPhoto]
    ) async throws -> QuestionResult<Answer> {
        switch outcome {
        case .replied(let reply): return try await judged(reply, question, key, ready)
        case .split(let words, let isPhotoFault, let most):
            return try await parts(question, key, words, isPhotoFault: isPhotoFault, atMost: most)
        case .photoChanged(let path):
            let problem = PhotoProblem(
                rejection: .changed,
                words: "the file changed while it was being sent"
            )
            let lost = zip(question.photos, ready).filter { $0.1.path == path }
                .map { LostPhoto(photo: $0.0.photo, problem: problem) }
            guard !lost.isEmpty else { return failure(question, key, problem.words) }
            return try await askWithout(lost, question)
        case .givenUp(let words): return failure(question, key, words)
        case .notAsked(let stop): return unanswered(question, key, stop)
        }
    }

    /// Asks about each half separately; for a single photo, reports the problem.
    ///
    /// `room` is the output limit at which an answer about all was cut off; nil if none was.
    func halves(
        _ question: Question,
        _ key: String,
        _ words: String,
        isPhotoFault: Bool,
        room: Int? = nil
    ) async throws -> QuestionResult<Answer> {
        try await parts(
            question,
            key,
            words,
            isPhotoFault: isPhotoFault,
            atMost: nil,
            room: room
        )
    }

    /// Asks about groups of `most` photos, or about each half.
    private func parts(
        _ question: Question,
        _ key: String,
        _ words: String,
        isPhotoFault: Bool,
        atMost most: Int?,
        room: Int? = nil
    ) async throws -> QuestionResult<Answer> {
        let count = question.photos.count
        guard count > 1 else {
            guard isPhotoFault, let photo = question.photos.first?.photo else {
                return failure(question, key, words)
            }
            let problem = PhotoProblem(rejection: .refusedByService, words: words)
            return QuestionResult(lost: [.init(photo: photo, problem: problem)])
        }
        // A question that was never sent is no part's parent.
        let wasAsked = try ledger.question(key) != nil
        var result = QuestionResult<Answer>()
        for part in builder.parts(question, key, atMost: most, room: room) {
            let part = wasAsked ? part : question.asking(part.photos)
            if let stop = result.stop {
                result.add(unanswered(part, key, stop))
            } else {
                result.add(try await ask(part))
            }
        }
        return result
    }
}

/// The result of preparing a question's photos.
private enum Preparation {
    /// All photos, in the question's order.
    case ready([OutgoingPhoto])
    case lost([LostPhoto])
}

extension RunRefusal {
    /// Photos can't be prepared for sending; received answers are kept for the next run.
    init(noRoom words: String) {
        self.init(
            message:
                "no room to prepare photos for sending: \(words); make room, or name another folder "
                + "in TMPDIR, and run the command again; received answers are kept",
            exitStatus: .cannotWrite
        )
    }
}
