/// What a form makes of the text of a reply.
enum CheckedAnswer<Answer: Sendable & Hashable>: Sendable, Hashable {
    case passed(Answer, notes: [AnswerNote])
    /// Worth one repair: the model is shown its own answer and the faults.
    case faulty(FaultyAnswer<Answer>)
}

/// An answer with faults.
struct FaultyAnswer<Answer: Sendable & Hashable>: Sendable, Hashable {
    /// In reading order, at least one; the schema's come first.
    let faults: [AnswerFault]
    /// Whether there are others.
    let hasMore: Bool
    /// Nil where the faults concern all photos, or can't be tied to any.
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

/// The part of a faulty answer that no fault touches.
///
/// Only for questions whose photos are counted separately: where views overlap, a piece may have its
/// point on any of them, and the answer is sound as a whole or not at all.
struct SoundPart<Answer: Sendable & Hashable>: Sendable, Hashable {
    /// Indices in the question, ascending; at least one, never all.
    let photos: [Int]
    /// About these photos alone, numbered from 0 in their order.
    let answer: Answer
}

/// A remark on an answer that is usable all the same.
struct AnswerNote: Sendable, Hashable {
    let code: Finding.Code
    /// For a finding: lower case, without a full stop.
    let words: String

    init(_ words: String, code: Finding.Code = .answerNote) {
        self.code = code
        self.words = words
    }

    /// The service promised an answer under the schema, and the text isn't one.
    static let schemaIgnored = AnswerNote(
        "the service did not follow the schema it was given",
        code: .schemaIgnored
    )
}
