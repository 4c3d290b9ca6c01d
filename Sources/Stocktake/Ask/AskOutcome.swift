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
        let open = Set(answered.filter { $0.answer == nil }.flatMap(\.photos))
        let problem =
            if let stop {
                PhotoProblem(
                    rejection: .notReached,
                    words: "not asked about: \(stop.finding.message)"
                )
            } else {
                PhotoProblem(rejection: .replyFailed, words: "no usable answer about this photo")
            }
        return open.subtracting(answeredPhotos).map { LostPhoto(photo: $0, problem: problem) }
    }
}

extension RunRefusal {
    /// No question was answered.
    init<Answer>(_ outcome: AskOutcome<Answer>) {
        switch outcome.stop {
        case .refused(let words, let advice):
            self.init(message: "\(words); \(advice)", exitStatus: .noAccess)
        case .limitReached(let words):
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
        case .limitReached: .limitReached
        case .refused: .noAccess
        case .givenUp: .serviceGivenUp
        }
    }

    /// The finding shown in the reports.
    var finding: Finding {
        switch self {
        case .interrupted:
            Finding(.warning, .serviceStopped, "interrupted before every question was asked")
        case .limitReached(let words):
            Finding(.warning, .costLimit, "\(words): not everything was asked")
        case .refused(let words, let advice), .givenUp(let words, let advice):
            Finding(.error, .serviceStopped, "\(words); \(advice)")
        }
    }
}
