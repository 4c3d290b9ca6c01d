/// One request to a model, ready to be written in any wire format.
struct ModelRequest: Sendable, Hashable {
    /// A photo with the line that names it.
    struct LabelledPhoto: Sendable, Hashable {
        /// The line that names it: `Photo p1:`.
        let label: String
        let photo: OutgoingPhoto
    }

    /// A second turn: the model's own answer and what is wrong with it.
    struct Repair: Sendable, Hashable {
        let answer: String
        let words: String
    }

    /// As the service names it.
    let model: String
    let instructions: String
    /// Empty for a question of text alone.
    let photos: [LabelledPhoto]
    /// The one line behind the photos.
    let closing: String
    /// What the schema is called; the same for all questions of a form, as services cache compiled
    /// schemas by it.
    let schemaName: String
    /// The JSON Schema of the answer, compact.
    let schema: String
    /// How strictly the service is asked to follow it.
    var structure: StructuredOutput
    /// Nil where the model has no such setting.
    var effort: ReasoningEffort?
    let detail: ImageDetail
    /// Thinking and visible tokens together.
    var maxOutputTokens: Int
    var repair: Repair?
    /// Parameters that the service refused, by their dotted names; left out.
    var refusedParameters: Set<String> = []
    /// Whether the instructions begin the first user message, as a system message was refused.
    var refusesSystem = false
    /// Whether the schema is written out even where the service is asked to enforce it.
    var repeatsSchema = false

    /// `strict` of a schema, with its comma; empty where the service refused it.
    var strictMember: String { refusedParameters.contains("strict") ? "" : #""strict":true,"# }

    /// The closing line, with the schema written out unless the service is sure to enforce it.
    var closingText: String {
        guard structure != .strict || repeatsSchema else { return closing }
        return closing
            + " Answer with one JSON object and nothing else, following this JSON Schema: \(schema)"
    }
}
