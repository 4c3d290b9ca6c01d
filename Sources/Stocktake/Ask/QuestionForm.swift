/// What is asked and what its answers mean: everything specific to one kind of question.
///
/// It has closures because a stage makes a form as one value; `Ask` shows what a new form supplies.
struct QuestionForm<Answer: Sendable & Hashable>: Sendable {
    /// What the texts of a question depend on.
    struct Context: Sendable, Hashable {
        /// Empty if unknown.
        let location: String
        /// In the question's order; empty for a question of text alone.
        let photoIDs: [String]
    }

    /// Whether instructions and schema depend on the location.
    let dependsOnLocation: Bool
    /// Whether the photos of a question form one view, so that none can be asked about alone.
    let isOneView: Bool
    /// The name of the schema in requests: letters, digits and underscores.
    ///
    /// The same for all questions, because services cache compiled schemas by name.
    let schemaName: String
    /// The instructions before the photos.
    let instructions: @Sendable (_ location: String) -> String
    /// The JSON Schema of the answer, compact.
    let schema: @Sendable (Context) -> String
    /// The line after the photos.
    let closing: String
    /// The text's size, for the estimate.
    let size: QuestionSize
    /// Checks the text of a reply: against the schema, then for meaning.
    let check:
        @Sendable (_ text: String, Context, _ promise: StructuredOutput) throws
            -> CheckedAnswer<Answer>
    /// Combines answers about different photos of a question into one.
    ///
    /// Every photo is in exactly one part, identified by its index in the question.
    let combine: @Sendable (_ parts: [(photos: [Int], answer: Answer)]) -> Answer
    /// The part of an answer about the photo at an index, as JSON for the ledger.
    let observation: @Sendable (Answer, _ photo: Int) throws -> String
    /// The name of a question of text alone, such as `recipe`; nil for questions about photos.
    ///
    /// What it asks about is in `closing`, and so in its key.
    var subject: String?
}
