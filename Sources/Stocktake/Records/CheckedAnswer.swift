/// The result of checking the text of a reply.
enum CheckedAnswer<Answer: Sendable & Hashable>: Sendable, Hashable {
    case passed(Answer, notes: [AnswerNote])
    /// Has faults: the model is shown its answer and the faults once, to correct them.
    case faulty(FaultyAnswer<Answer>)
}

/// An answer with faults.
struct FaultyAnswer<Answer: Sendable & Hashable>: Sendable, Hashable {
    /// At least one, in reading order; violations of the schema come first.
    let faults: [AnswerFault]
    /// Whether there are more faults.
    let hasMore: Bool
    /// Nil if the faults concern all photos, or can't be assigned to any.
    let sound: SoundPart<Answer>?
    let notes: [AnswerNote]

    /// The same without a sound part, for photos that can't be asked about alone.
    var undivided: FaultyAnswer {
        FaultyAnswer(faults: faults, hasMore: hasMore, sound: nil, notes: notes)
    }

    /// Indices in the question of the photos to ask about again, ascending.
    func concerned(of photoCount: Int) -> [Int] {
        let kept = Set(sound?.photos ?? [])
        return (0..<photoCount).filter { !kept.contains($0) }
    }
}

/// The part of a faulty answer without faults.
///
/// Only for questions whose photos are counted separately: if views overlap, a piece may have its
/// point on any of them, so the answer is sound as a whole or not at all.
struct SoundPart<Answer: Sendable & Hashable>: Sendable, Hashable {
    /// Indices in the question, ascending; at least one, never all.
    let photos: [Int]
    /// About these photos alone, numbered from 0 in their order.
    let answer: Answer
}

/// A remark about a usable answer.
struct AnswerNote: Sendable, Hashable {
    let code: Finding.Code
    /// For a finding: lower case, without a full stop.
    let words: String

    init(_ words: String, code: Finding.Code = .answerNote) {
        self.code = code
        self.words = words
    }

    /// The service promised to follow the schema, but the text doesn't.
    static let schemaIgnored = AnswerNote(
        "the service did not follow the schema it was given",
        code: .schemaIgnored
    )
}
