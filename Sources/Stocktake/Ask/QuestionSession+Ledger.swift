import Foundation
import JSONSchema

extension QuestionSession {
    /// The stored result of a question; nil if it has to be asked.
    ///
    /// An answer that passed is used as is, and nothing is written. A reply that no run has checked
    /// yet is checked now, as if it had just arrived.
    func stored(_ question: Question, _ key: String) async throws -> QuestionResult<Answer>? {
        if let known = try ledger.answeredReply(for: key), let kept = kept(known) {
            switch try builder.check(kept.reply, to: question, promise: kept.structure) {
            case .passed(let answer, let notes):
                var result = passed(question, key, answer, kept.reply, notes)
                result.reused = 1
                return result
            case .faulty(let faulty):
                // The ledger also has its repair, which passed.
                return try await repaired(faulty, kept, question, key).result
            case .unusable: break
            }
        }
        guard let pending = try ledger.pendingReply(for: key) else { return nil }
        guard let kept = kept(pending) else {
            let errors = jsonString(ModelService.serviceFault + "unreadable")
            try await ledger.judge(pending.attempt.id, .failed(errors: errors))
            return nil
        }
        if case .unusable(let reason) = try builder.check(
            kept.reply,
            to: question,
            promise: kept.structure
        ) {
            let errors = jsonString(reason.words)
            try await ledger.judge(kept.attempt, .failed(errors: errors), figures(kept.reply))
            return nil
        }
        var result = try await judged(kept, question, key, [])
        result.reused += 1
        return result
    }

    private func kept(_ stored: StoredReply) -> StoredReplyText? {
        do {
            let requestID = stored.headers["x-request-id"].flatMap { identifier($0) } ?? ""
            let content = try builder.api.format.content(of: stored.body, requestID: requestID)
            return content.reply.map {
                StoredReplyText(
                    reply: $0,
                    attempt: stored.attempt.id,
                    sha256: stored.sha256,
                    structure: .none
                )
            }
        } catch {
            return nil
        }
    }

    /// What earlier requests teach about a question.
    func history(_ key: String) throws -> AttemptHistory {
        AttemptHistory(
            attempts: try ledger.attempts(for: key),
            limit: builder.settings.attempts
        )
    }

    /// The result of a question that earlier requests failed to get an answer to.
    ///
    /// - Returns: nil if the question should be asked again.
    func known(
        _ history: AttemptHistory,
        _ question: Question,
        _ key: String
    ) async throws -> QuestionResult<Answer>? {
        switch builder.lesson(history, question) {
        case .askAgain, .askLarger: return nil
        case .tooLarge(let words):
            let room = history.cutOffs > 0 ? builder.outputLimit(question) : nil
            return try await halves(question, key, words, isPhotoFault: false, room: room)
        case .cutOff:
            return try await halvesOfCutOff(question, key)
        case .badPhoto(let words):
            return try await halves(question, key, words, isPhotoFault: true)
        case .failedTooOften(let words, let last):
            return try known(question, key, words, last)
        }
    }

    /// The result of a question that is not asked again, with the sound part of its last answer.
    private func known(
        _ question: Question,
        _ key: String,
        _ words: String,
        _ last: StoredAttempt
    ) throws -> QuestionResult<Answer> {
        var result = failure(question, key, words, hasReply: true)
        guard !builder.form.isOneView, let kept = try ledger.reply(to: last.id).flatMap(kept),
            case .faulty(let faulty) = try builder.check(
                kept.reply,
                to: question,
                promise: .none
            ), let sound = faulty.sound
        else { return result }
        let concerned = faulty.concerned(of: question.photos.count)
        result.answered = [
            answered(question, sound, key, kept.reply),
            answered(question.asking(concerned.map { question.photos[$0] }), key, nil, nil),
        ]
        return result
    }
}
