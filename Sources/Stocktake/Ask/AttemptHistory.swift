/// What earlier runs learned about a question without a usable answer.
struct AttemptHistory: Sendable {
    /// What follows for the next run.
    enum Outcome: Sendable {
        /// It is worth asking.
        case askAgain
        /// Its photos were too much at once: its halves are asked.
        case tooMuch(words: String)
        /// The service can't use its one photo.
        case badPhoto(words: String)
        /// Its answers failed Check too often; `last` is the last of them.
        case failedTooOften(words: String, last: StoredAttempt)
    }

    /// In the order they were made.
    let attempts: [StoredAttempt]
    /// `model.attempts`.
    let limit: Int

    func outcome(photos count: Int) -> Outcome {
        if count > 1, let words = tooMuch { return .tooMuch(words: words) }
        let refusals = attempts.filter { $0.trouble?.code == ServiceTrouble.Kind.badPhoto.rawValue }
        if count == 1, refusals.count >= limit {
            let words = "\(ServiceTrouble.Kind.badPhoto.words), \(refusals.count) times"
            return .badPhoto(words: words)
        }
        let failed = attempts.filter(\.hasFailedCheck)
        guard failed.count >= limit, let last = failed.last else { return .askAgain }
        let words = "\(failed.count) of its answers had faults; 'stocktake retry' asks again"
        return .failedTooOften(words: words, last: last)
    }

    /// Why a question of several photos was halved before; nil where it wasn't.
    private var tooMuch: String? {
        let tooMuch: [ServiceTrouble.Kind] = [.badPhoto, .requestTooLarge, .contextTooLong]
        if let code = attempts.last?.trouble?.code,
            let kind = tooMuch.first(where: { $0.rawValue == code })
        {
            return kind.words
        }
        let cutOff = jsonString(UnusableReply.cutOff.words)
        guard attempts.last?.verdict == .failed(errors: cutOff) else { return nil }
        return UnusableReply.cutOff.words
    }
}

extension StoredAttempt {
    /// Whether Check found faults in its reply; a body without an answer is the service's fault.
    fileprivate var hasFailedCheck: Bool {
        guard case .failed(let errors) = verdict else { return false }
        return !errors.hasPrefix("\"\(ModelService.serviceFault)")
    }
}
