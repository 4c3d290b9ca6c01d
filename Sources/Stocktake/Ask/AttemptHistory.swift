/// What earlier runs learned about a question without a usable answer.
struct AttemptHistory: Sendable {
    /// What the next run should do.
    enum Outcome: Sendable {
        /// Ask the question again.
        case askAgain
        /// The question was too large: ask each half.
        case tooLarge(words: String)
        /// The service can't use its only photo.
        case badPhoto(words: String)
        /// Its answers failed the check too often; `last` is the most recent.
        case failedTooOften(words: String, last: StoredAttempt)
    }

    /// Oldest first.
    let attempts: [StoredAttempt]
    /// `model.attempts`.
    let limit: Int

    func outcome(photos count: Int) -> Outcome {
        if count > 1, let words = sizeProblem { return .tooLarge(words: words) }
        let refusals = attempts.filter { $0.trouble?.code == ServiceTrouble.Kind.badPhoto.rawValue }
        if count == 1, refusals.count >= limit {
            let times = refusals.count == 1 ? "once" : "\(refusals.count) times"
            let words = "\(ServiceTrouble.Kind.badPhoto.words), \(times)"
            return .badPhoto(words: words)
        }
        let failed = attempts.filter(\.hasFailedCheck)
        guard failed.count >= limit, let last = failed.last else { return .askAgain }
        let answers = failed.count == 1 ? "its answer" : "\(failed.count) of its answers"
        let words = "\(answers) had faults; 'stocktake retry' asks again"
        return .failedTooOften(words: words, last: last)
    }

    /// Why a question with several photos was split before; nil if it wasn't.
    private var sizeProblem: String? {
        let kinds: [ServiceTrouble.Kind] = [.badPhoto, .requestTooLarge, .contextTooLong]
        if let code = attempts.last?.trouble?.code,
            let kind = kinds.first(where: { $0.rawValue == code })
        {
            return kind.words
        }
        let cutOff = jsonString(UnusableReply.cutOff.words)
        guard attempts.last?.verdict == .failed(errors: cutOff) else { return nil }
        return UnusableReply.cutOff.words
    }
}

extension StoredAttempt {
    /// Whether the check found faults in its reply, rather than a body without an answer.
    fileprivate var hasFailedCheck: Bool {
        guard case .failed(let errors) = verdict else { return false }
        return !errors.hasPrefix("\"\(ModelService.serviceFault)")
    }
}
