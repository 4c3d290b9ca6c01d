/// What became of a reply.
enum CheckedReply: Sendable, Hashable {
    case passed(Answer, notes: [AnswerNote])
    /// Worth one repair: the model is shown its own answer and the faults.
    case faulty(FaultyAnswer)
    /// Nothing to repair; the caller may split the question or double the limit.
    case useless(UselessReply)
}

/// An answer with faults.
struct FaultyAnswer: Sendable, Hashable {
    /// In reading order, at least one, at most `FaultList.limit`; the schema's come first.
    let faults: [AnswerFault]
    /// Whether there are others.
    let hasMore: Bool
    /// Nil where the faults concern all photos, or can't be tied to any.
    let sound: SoundPart?
    let notes: [AnswerNote]

    /// The same for photos that don't stand for themselves: nothing of it is sound.
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
/// Only for questions whose photos stand for themselves: where views overlap, a piece may have its
/// point on any of them, and the answer is sound as a whole or not at all.
struct SoundPart: Sendable, Hashable {
    /// Indices in the question, ascending; at least one, never all.
    let photos: [Int]
    /// About these photos alone, numbered from 0 in their order.
    let answer: Answer

    /// The answer to the whole question.
    ///
    /// - Parameter repaired: about all its other photos, numbered from 0 in their order.
    /// - Returns: about all photos, in the question's order.
    func completed(by repaired: Answer) -> Answer {
        let count = photos.count + repaired.photos.count
        let kept = Set(photos)
        let others = (0..<count).filter { !kept.contains($0) }
        return Answer.combining([(photos, answer), (others, repaired)])
    }
}

/// Why a reply is of no use.
enum UselessReply: Sendable, Hashable {
    case refused
    case filtered
    /// The output limit was reached.
    case cutOff
    /// Complete, and without text.
    case empty
    /// Fewer input tokens reported than the photos alone take: the model can't have seen them all.
    case photosDropped(reported: Int, least: Int)

    /// For a finding: lower case, without a full stop.
    var words: String {
        switch self {
        case .refused: "the model declined to answer"
        case .filtered: "a content filter of the service cut the answer"
        case .cutOff: "the answer was cut at the output limit"
        case .empty: "the answer is empty"
        case .photosDropped(let reported, let least):
            "the service reports \(reported) input tokens where the photos take at least \(least): "
                + "the model did not see them all"
        }
    }
}

/// Something of an answer that a reader should know, and that doesn't spoil it.
enum AnswerNote: Sendable, Hashable {
    /// What was taken off the text to come to its JSON.
    enum Tidying: String, Sendable, CaseIterable {
        case thoughts
        case fences
        case otherText = "other text"
        case repetition
        case trailingCommas = "trailing commas"
    }

    /// The service promised an answer under the schema, and the text isn't one.
    case schemaIgnored
    /// In the order of `Tidying`, each once.
    case tidied([Tidying])
    /// The number the model says is not the number of its points, which counts.
    case pointsDiffer(sku: String, said: Int, points: Int)
    /// So many texts were longer than `AnswerReading.textLimit`.
    case textsCut(Int)
    /// What was given beyond `AnswerReading.listLimit` of either list.
    case leftOut(emptyPlaces: Int, notCounted: Int)

    /// For a finding: lower case, without a full stop.
    var words: String {
        switch self {
        case .schemaIgnored: "the service did not keep to the schema it was given"
        case .tidied(let parts):
            "taken off around the JSON: \(parts.map(\.rawValue).joined(separator: ", "))"
        case .pointsDiffer(let sku, let said, let points):
            "item \(printable(sku, limit: 60)): the model says \(said) and gives \(points) points, "
                + "which count"
        case .textsCut(let count): "\(count) long texts of the answer were cut"
        case .leftOut(let places, let uncounted):
            "left out of a long answer: \(places) empty places, \(uncounted) notes of goods not "
                + "counted"
        }
    }
}
