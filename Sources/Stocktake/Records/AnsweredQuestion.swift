/// One question of any form, with its answer.
struct AnsweredQuestion<Answer: Sendable & Hashable>: Sendable, Hashable {
    /// SHA-256 of everything the answer depends on, in hex.
    let key: String
    /// Empty if the location is unknown.
    let location: String
    /// From 1.
    let vote: Int
    /// In the order asked, without photos that had to be omitted from the request.
    let photos: [Photo]
    /// Nil without a usable answer, which is not zero.
    let answer: Answer?
    /// The model that answered, as named by the service; without an answer, the requested name.
    let snapshot: String
    /// False if the run ended before it was asked, or before its answer.
    var wasReached = true

    /// The same question with another answer.
    func with(answer: Answer?) -> AnsweredQuestion {
        AnsweredQuestion(
            key: key,
            location: location,
            vote: vote,
            photos: photos,
            answer: answer,
            snapshot: snapshot,
            wasReached: wasReached
        )
    }
}

/// A question of a count.
typealias CountQuestion = AnsweredQuestion<CountAnswer>
