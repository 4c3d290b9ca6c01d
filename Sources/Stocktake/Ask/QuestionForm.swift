/// What is asked and what its answers mean: all in which two kinds of question differ.
///
/// Closures, because a form is one value made by its stage; `Ask.swift` shows what a new one supplies.
struct QuestionForm<Answer: Sendable & Hashable>: Sendable {
    /// The texts a reply depends on.
    struct Context: Sendable, Hashable {
        /// Empty where it is unknown.
        let location: String
        /// In the question's order; empty for a question of text alone.
        let photoIDs: [String]
    }

    /// Whether instructions and schema depend on the location.
    let dependsOnLocation: Bool
    /// Whether the photos of a question are one view, so that none can be asked about alone.
    let isOneView: Bool
    /// What services call the schema; the same for all questions, as they cache compiled schemas by
    /// it: letters, digits and underscores.
    let schemaName: String
    /// What the model is told before the photos.
    let instructions: @Sendable (_ location: String) -> String
    /// The JSON Schema of the answer, compact.
    let schema: @Sendable (Context) -> String
    /// The line after the photos.
    let closing: String
    /// How much text that is, for the estimate.
    let size: QuestionSize
    /// Checks the text of a reply: against the schema, then for meaning.
    let check:
        @Sendable (_ text: String, Context, _ promise: StructuredOutput) throws
            -> CheckedAnswer<Answer>
    /// One answer of answers about different photos of a question; every photo is in exactly one
    /// part, named by its index in the question.
    let combine: @Sendable (_ parts: [(photos: [Int], answer: Answer)]) -> Answer
    /// What the ledger keeps of an answer about the photo at an index, as JSON.
    let observation: @Sendable (Answer, _ photo: Int) throws -> String
}
