import JSONSchema

/// The section `extract` of a pipeline: what is read off the photos, checked and resolved.
struct Extraction: Sendable, Hashable {
    /// What one answer is about.
    enum Per: String, Sendable, CaseIterable {
        case photo, location
    }

    /// Any JSON Schema of draft 2020-12, as the pipeline gives it: what an answer must meet.
    let schema: JSONValue
    /// The pipeline's own words; empty if it has none.
    let instructions: String
    let per: Per
    /// JSON Pointer to the list in an answer that has a row for each element; nil for one row each.
    let rows: String?

    init(schema: JSONValue, instructions: String = "", per: Per = .photo, rows: String? = nil) {
        self.schema = schema
        self.instructions = instructions
        self.per = per
        self.rows = rows
    }
}
