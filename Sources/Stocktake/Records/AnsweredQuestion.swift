/// One question with its answer, whatever its form.
struct AnsweredQuestion<Answer: Sendable & Hashable>: Sendable, Hashable {
    /// SHA-256 of everything the answer depends on, in hex.
    let key: String
    /// Empty where the location is unknown.
    let location: String
    /// From 1.
    let vote: Int
    /// In the order asked; photos that had to be left out of the request are not among them.
    let photos: [Photo]
    /// Nil where no usable answer came: not zero.
    let answer: Answer?
    /// The model that answered, as the service names it; the name asked for without an answer.
    let snapshot: String
}

/// A question of a count.
typealias CountQuestion = AnsweredQuestion<CountAnswer>
