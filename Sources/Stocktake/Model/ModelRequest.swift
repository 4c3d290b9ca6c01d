/// One request to a model, ready to be written in either protocol.
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
    /// At least one.
    let photos: [LabelledPhoto]
    /// The one line behind the photos.
    let closing: String
    /// The JSON Schema of the answer, compact.
    let schema: String
    /// How far the service is asked to keep to it.
    var structure: StructuredOutput
    /// Nil where the model takes none.
    var effort: ReasoningEffort?
    let detail: ImageDetail
    /// Thinking and visible tokens together.
    var maxOutputTokens: Int
    var repair: Repair?
    /// Parameters that the service refused, by their dotted names, and that must stay out.
    var refusedParameters: Set<String> = []

    /// What services call the schema; the same for all, as they keep compiled schemas by it.
    static let schemaName = "stock_count"

    /// The closing line; without a schema enforced, with the schema in words.
    var closingText: String {
        guard structure != .strict else { return closing }
        return closing
            + " Answer with one JSON object and nothing else, following this JSON Schema: \(schema)"
    }
}
