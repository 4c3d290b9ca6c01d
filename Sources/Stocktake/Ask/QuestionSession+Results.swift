import Foundation

extension QuestionSession {
    /// A question with its answer, ready to be merged.
    func answered(
        _ question: Question,
        _ key: String,
        _ answer: Answer?,
        _ reply: Reply?
    ) -> AnsweredQuestion<Answer> {
        let snapshot = reply?.snapshot ?? ""
        return AnsweredQuestion(
            key: key,
            location: question.location,
            vote: question.vote,
            photos: question.photos.map(\.photo),
            answer: answer,
            snapshot: snapshot.isEmpty ? builder.settings.name : snapshot
        )
    }

    /// A question that was not asked, or not again, because the run stopped asking.
    func unanswered(
        _ question: Question,
        _ key: String,
        _ stop: ServiceStop
    ) -> QuestionResult<Answer> {
        var open = answered(question, key, nil, nil)
        open.wasReached = false
        return QuestionResult(answered: [open], stop: stop)
    }

    /// A question without a usable answer, with a finding that gives the reason.
    func failure(
        _ question: Question,
        _ key: String,
        _ words: String,
        hasReply: Bool = false
    ) -> QuestionResult<Answer> {
        var result = QuestionResult(answered: [answered(question, key, nil, nil)])
        result.hasReply = hasReply
        result.failureWords = words
        let count = question.photos.count
        let photos =
            switch count {
            case 0: builder.form.subject.map { " to '\(printable($0, limit: 60))'" } ?? ""
            case 1: " about this photo"
            default: " about this photo and \(count - 1) more"
            }
        result.findings = [
            Finding(
                .warning,
                .replyFailed,
                "no usable answer\(photos): \(words)",
                photo: question.photos.first?.photo.path,
                location: question.location.isEmpty ? nil : question.location
            )
        ]
        return result
    }

    func findings(_ notes: [AnswerNote], _ question: Question) -> [Finding] {
        notes.map { note in
            Finding(
                note.code == .schemaIgnored ? .warning : .note,
                note.code,
                note.words,
                photo: question.photos.first?.photo.path,
                location: question.location.isEmpty ? nil : question.location
            )
        }
    }

    /// The observations in the answers of a result, one per photo, for the ledger.
    func observations(_ result: QuestionResult<Answer>) throws -> [LedgerObservation] {
        try result.answered.flatMap { question in
            guard let answer = question.answer else { return [LedgerObservation]() }
            return try question.photos.enumerated().map { index, photo in
                let json = try builder.form.observation(answer, index)
                return LedgerObservation(
                    look: question.key,
                    photo: photo.sha256,
                    body: Array(json.utf8)
                )
            }
        }
    }

    /// The figures of a reply that the ledger stores beside its bytes.
    func figures(_ reply: Reply) -> ReplyFigures {
        let usage = reply.usage
        return ReplyFigures(
            modelSnapshot: reply.snapshot,
            serviceTier: reply.serviceTier,
            usage: usage ?? TokenUsage(),
            cost: service.cost(of: reply)
        )
    }
}

extension FaultyAnswer {
    /// The first faults, for a finding.
    fileprivate var firstWords: String {
        let shown = faults.prefix(3).map(\.line).joined(separator: "; ")
        return shown + (faults.count > 3 || hasMore ? "; and more" : "")
    }

    /// For a finding: lower case, without a full stop.
    var words: String { "the answer and its repair have faults: \(firstWords)" }

    /// For the ledger.
    var json: String {
        "[" + faults.map { jsonString($0.line) }.joined(separator: ",") + "]"
    }
}
