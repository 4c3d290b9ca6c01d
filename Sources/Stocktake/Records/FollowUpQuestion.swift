/// A question of `then`: asked in text alone, about the merged tables of a run.
struct FollowUpQuestion: Sendable, Hashable {
    /// A table of a run that a question may see.
    enum Table: String, Sendable, Hashable, CaseIterable {
        case counts, rows, order
    }

    /// Of its files: `recipe` makes `then-recipe.txt`.
    let name: String
    let instructions: String
    /// At least one.
    let tables: [Table]
    /// The columns it sees; empty for the usual ones of each table.
    let columns: [String]
}
