/// What earlier requests teach about a question without a usable answer.
///
/// The same rules decide within a run, at the next one, and in an estimate.
struct AttemptHistory: Sendable {
    /// What to do next.
    enum Outcome: Sendable {
        /// Ask the question again.
        case askAgain
        /// Ask it again with a higher output limit, as its answer was cut off.
        case askLarger
        /// Ask about each half, as the question was too large.
        case tooLarge(words: String)
        /// Ask about each half, as its answer was cut off at the higher limit too.
        case cutOff
        /// The service can't use its only photo.
        case badPhoto(words: String)
        /// Its answers failed the check too often; `last` is the most recent.
        case failedTooOften(words: String, last: StoredAttempt)
    }

    /// Oldest first.
    let attempts: [StoredAttempt]
    /// `model.attempts`.
    let limit: Int

    /// How many of its answers were cut off.
    var cutOffs: Int { attempts.count(where: \.isCutOff) }

    /// What follows for a question.
    ///
    /// - Parameters:
    ///   - count: the number of its photos.
    ///   - canGrow: whether the model allows a higher output limit.
    ///   - isPart: whether it is part of a question whose answer was cut off; it has that room
    ///     already, so it is neither asked with more nor divided again.
    /// - Returns: the one thing to do.
    func outcome(photos count: Int, canGrow: Bool = true, isPart: Bool = false) -> Outcome {
        if count > 1, let words = sizeProblem { return .tooLarge(words: words) }
        let refusals = attempts.filter { $0.trouble?.code == ServiceTrouble.Kind.badPhoto.rawValue }
        if count == 1, refusals.count >= limit {
            let times = refusals.count == 1 ? "once" : "\(refusals.count) times"
            return .badPhoto(words: "\(ServiceTrouble.Kind.badPhoto.words), \(times)")
        }
        let isCutOff = cutOffs > 0 && !isPart
        if isCutOff, count > 1 { return cutOffs > 1 || !canGrow ? .cutOff : .askLarger }
        let failed = attempts.filter(\.hasFailedCheck)
        guard failed.count >= limit, let last = failed.last else {
            return isCutOff && canGrow ? .askLarger : .askAgain
        }
        let answers = failed.count == 1 ? "its answer" : "\(failed.count) of its answers"
        let words = "\(answers) had faults; 'stocktake retry' asks again"
        return .failedTooOften(words: words, last: last)
    }

    /// Why a question with several photos was split before; nil if it wasn't.
    ///
    /// Behind an answer that was cut off, a bad request is one with too high an output limit.
    private var sizeProblem: String? {
        var kinds: [ServiceTrouble.Kind] = [
            .badPhoto, .requestTooLarge, .contextTooLong, .tooManyPhotos,
        ]
        if cutOffs > 0 { kinds.append(.badRequest) }
        guard let code = attempts.last?.trouble?.code else { return nil }
        return kinds.first { $0.rawValue == code }?.words
    }
}

extension StoredAttempt {
    /// Whether its answer was cut off at the output limit.
    fileprivate var isCutOff: Bool {
        verdict == .failed(errors: jsonString(UnusableReply.cutOff.words))
    }

    /// Whether the check found faults in its reply, rather than a body without an answer.
    fileprivate var hasFailedCheck: Bool {
        guard case .failed(let errors) = verdict else { return false }
        return !errors.hasPrefix("\"\(ModelService.serviceFault)")
    }
}
