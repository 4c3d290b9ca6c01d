/// What the work on one planned question brought; a question that had to be split gives several
/// answers.
struct QuestionResult: Sendable {
    var answered: [AnsweredQuestion] = []
    /// Photos that no answer could be had about, and why.
    var lost: [LostPhoto] = []
    var findings: [Finding] = []
    /// Answers that were in the ledger.
    var reused = 0
    /// Why it was not asked, or not to its end; nil where it was.
    var stop: ServiceStop?
    /// Whether the service gave at least one reply, useful or not.
    var hasReply = false

    /// Photos that an answer names as not to be read stay in the answer; these have none.
    struct LostPhoto: Sendable {
        let photo: Photo
        let problem: PhotoProblem
    }

    mutating func add(_ other: QuestionResult) {
        answered += other.answered
        lost += other.lost
        findings += other.findings
        reused += other.reused
        stop = stop ?? other.stop
        hasReply = hasReply || other.hasReply
    }
}
