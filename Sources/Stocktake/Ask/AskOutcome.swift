/// The result of asking a model, checked but not merged.
struct AskOutcome<Answer: Sendable & Hashable>: Sendable {
    /// In the order of the plan.
    let answered: [AnsweredQuestion<Answer>]
    let lost: [LostPhoto]
    let findings: [Finding]
    let asking: RunAsking
    /// Nil if everything was asked.
    let stop: ServiceStop?
    /// Whether there is anything to report: an answer, or nothing to ask.
    let hasAnswers: Bool

    var interruption: Int32? {
        if case .interrupted(let signal) = stop { signal } else { nil }
    }

    /// Photos without an answer, and why.
    var unanswered: [LostPhoto] {
        let answeredPhotos = Set(answered.filter { $0.answer != nil }.flatMap(\.photos))
        let open = answered.filter { $0.answer == nil }
        let unreached = Set(open.filter { !$0.wasReached }.flatMap(\.photos))
        let failure = PhotoProblem(
            rejection: .replyFailed,
            words: "no usable answer about this photo"
        )
        let absence = PhotoProblem(
            rejection: .notReached,
            words: "not asked about: \(stop?.words ?? "the run stopped first")"
        )
        return Set(open.flatMap(\.photos)).subtracting(answeredPhotos).map { photo in
            LostPhoto(photo: photo, problem: unreached.contains(photo) ? absence : failure)
        }
    }
}

extension RunRefusal {
    /// No question was answered.
    init<Answer>(_ outcome: AskOutcome<Answer>) {
        switch outcome.stop {
        case .refused(let words, let advice):
            self.init(message: "\(words); \(advice)", exitStatus: .noAccess)
        case .limitReached(let words), .timeReached(let words):
            self.init(
                message: outcome.asking.attempts.isEmpty
                    ? "\(words), so nothing was sent; raise the limit"
                    : "\(words), and no answer arrived; raise the limit and run the command again",
                exitStatus: .limitReached
            )
        case .givenUp(let words, let advice):
            self.init(message: "\(words); \(advice)", exitStatus: .serviceGivenUp)
        case .interrupted, nil:
            self.init(
                message: "no question was answered: "
                    + (outcome.findings.first { $0.severity >= .warning }?.summary
                        ?? "there was none to ask"),
                exitStatus: .serviceGivenUp
            )
        }
        findings = outcome.findings
    }
}

extension ServiceStop {
    /// The exit status of a run stopped for this reason.
    var exitStatus: ExitStatus {
        switch self {
        case .interrupted: .interrupted
        case .limitReached, .timeReached: .limitReached
        case .refused: .noAccess
        case .givenUp: .serviceGivenUp
        }
    }

    /// Why it stopped, for a finding or a photo.
    var words: String {
        switch self {
        case .interrupted: "interrupted"
        case .limitReached(let words), .timeReached(let words), .refused(let words, _),
            .givenUp(let words, _):
            words
        }
    }

    /// The finding shown in the reports.
    var finding: Finding {
        switch self {
        case .interrupted:
            Finding(.warning, .serviceStopped, "interrupted before every question was asked")
        case .limitReached(let words):
            Finding(.warning, .costLimit, "\(words): not everything was asked")
        case .timeReached(let words):
            Finding(
                .warning,
                .timeLimit,
                "\(words): not everything was asked",
                key: "limits.duration"
            )
        case .refused(let words, let advice), .givenUp(let words, let advice):
            Finding(.error, .serviceStopped, "\(words); \(advice)")
        }
    }
}
