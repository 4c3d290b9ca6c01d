import JSONSchema

/// The answer to one question of `then`.
struct FollowUp: Sendable, Hashable {
    /// What a question gave.
    enum Content: Sendable, Hashable {
        case text(String)
        /// With the rows of the list that the question names, if it names one.
        case json(JSONValue, rows: RowTable?)
        /// No usable answer, and why.
        case failed(String)
    }

    /// `recipe`.
    let name: String
    /// The question's own instructions.
    let instructions: String
    let content: Content
    /// The tables it saw, with the number of rows of each: `counts`, 12.
    let saw: [SeenTable]
    /// The model's snapshot; empty without an answer.
    let model: String
    /// The key of the question.
    let question: String

    var isFailed: Bool {
        if case .failed = content { true } else { false }
    }

    /// A table as a question saw it.
    struct SeenTable: Sendable, Hashable {
        let name: String
        let rows: Int
    }
}
