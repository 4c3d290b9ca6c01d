/// How strictly a model follows a JSON schema; the raw values are those of model files.
enum StructuredOutput: String, Sendable, CaseIterable, Codable {
    /// The service enforces the schema.
    case strict
    /// The service ensures valid JSON; the schema is checked locally.
    case jsonObject = "json_object"
    /// Text, in which JSON is searched for and checked locally.
    case none
}
