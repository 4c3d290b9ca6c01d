/// What the work on one planned question brought; a question that had to be split gives several
/// answers.
struct QuestionResult<Answer: Sendable & Hashable>: Sendable {
    var answered: [AnsweredQuestion<Answer>] = []
    /// Photos that no answer could be had about, and why.
    var lost: [LostPhoto] = []
    var findings: [Finding] = []
    /// Answers that were in the ledger.
    var reused = 0
    /// Why it was not asked, or not to its end; nil where it was.
    var stop: ServiceStop?
    /// Whether the service gave at least one reply, useful or not.
    var hasReply = false
    /// Whether anything was sent for it in this run.
    var wasAsked = false

    /// Whether this run paid for replies and has nothing from them.
    var isUnusable: Bool {
        wasAsked && hasReply && stop == nil && lost.isEmpty
            && answered.allSatisfy { $0.answer == nil }
    }

    /// The same with what an additional vote said.
    func adding(findings: [Finding], stop: ServiceStop?) -> QuestionResult {
        var result = self
        result.findings += findings
        result.stop = result.stop ?? stop
        return result
    }

    /// The same answers for the same photos at another location.
    func at(_ question: Question) -> QuestionResult {
        let photos = question.photos.reduce(into: [:]) { $0[$1.photo.sha256] = $1.photo }
        var result = self
        result.answered = answered.map { answered in
            AnsweredQuestion(
                key: answered.key,
                location: question.location,
                vote: answered.vote,
                photos: answered.photos.map { photos[$0.sha256] ?? $0 },
                answer: answered.answer,
                snapshot: answered.snapshot
            )
        }
        result.lost = lost.map { lost in
            LostPhoto(photo: photos[lost.photo.sha256] ?? lost.photo, problem: lost.problem)
        }
        result.reused = 0
        return result
    }

    mutating func add(_ other: QuestionResult) {
        answered += other.answered
        lost += other.lost
        findings += other.findings
        reused += other.reused
        stop = stop ?? other.stop
        hasReply = hasReply || other.hasReply
        wasAsked = wasAsked || other.wasAsked
    }
}
