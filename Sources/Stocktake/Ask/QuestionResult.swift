/// The result of one planned question; a question that was split has several answers.
struct QuestionResult<Answer: Sendable & Hashable>: Sendable {
    var answered: [AnsweredQuestion<Answer>] = []
    /// Photos for which there is no answer, and why.
    var lost: [LostPhoto] = []
    var findings: [Finding] = []
    /// The number of answers taken from the ledger.
    var reused = 0
    /// Why it was not asked or not completed; nil if it was.
    var stop: ServiceStop?
    /// Whether the service returned at least one reply, usable or not.
    var hasReply = false
    /// Whether this run sent any request for it.
    var wasAsked = false

    /// Why the last of its requests gave no usable answer; nil if all did.
    var failureWords: String?

    /// Whether this run asked for it and got a usable answer, if only to a part.
    var isAnswered: Bool { wasAsked && answered.contains { $0.answer != nil } }

    /// Why this run asked for it in vain, in words; nil if it didn't.
    ///
    /// A photo that the service can't use, and a run that stopped, are no failure of the service.
    var failure: String? {
        guard wasAsked, stop == nil, lost.isEmpty, !answered.isEmpty, !isAnswered else {
            return nil
        }
        return failureWords ?? "no usable answer"
    }

    /// The same result with more findings, and the stop that ended the additional question.
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
                snapshot: answered.snapshot,
                wasReached: answered.wasReached
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
        failureWords = other.failureWords ?? failureWords
    }
}
