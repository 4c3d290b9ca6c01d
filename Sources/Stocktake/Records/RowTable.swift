import JSONSchema

/// The merged answers of `extract`: one row per photo, per location, or per element of a list.
struct RowTable: Sendable, Hashable {
    /// A column, made of the schema of the answers.
    struct Column: Sendable, Hashable {
        enum Kind: Sendable, Hashable {
            case text, number, flag
        }

        /// The field's path: `price`, or `colour.name` of a nested object.
        let name: String
        let kind: Kind
        /// Whether the schema lists all its values, so that votes on it can be compared.
        let isClosed: Bool
    }

    /// The content of one cell.
    enum Cell: Sendable, Hashable {
        /// The field is null or missing.
        case empty
        case text(String)
        case number(JSONNumber)
        case flag(Bool)
    }

    /// The state of a row, worst first; the raw values never change.
    enum Status: String, Sendable, CaseIterable, Comparable {
        /// No usable answer, or the photo could not be used.
        case lost
        /// Of several photos or votes, some are missing.
        case incomplete
        case review
        /// Answered: the list that rows are made of has no element.
        case empty
        case ok

        /// A worse status is less: `.lost < .ok`.
        static func < (left: Status, right: Status) -> Bool {
            (allCases.firstIndex(of: left) ?? 0) < (allCases.firstIndex(of: right) ?? 0)
        }
    }

    struct Row: Sendable, Hashable {
        /// Empty if unknown.
        let location: String
        /// The ids of its photos, in list order; empty for one that could not be read.
        let photos: [String]
        /// The paths of its photos, in list order; at least one.
        let paths: [String]
        /// From 1, among the rows of the same photo or location.
        let number: Int
        let status: Status
        /// Why it has its status, in words; empty for `ok`.
        let reasons: [String]
        /// One per column; none for a row without an answer.
        let cells: [Cell]
        /// Usable votes.
        let votes: Int
        /// The lowest agreement of any closed field; nil with one vote.
        let agreement: VoteShare?
        /// The names of open columns whose votes differ: the first vote is shown.
        let firstVote: [String]
    }

    let columns: [Column]
    /// By location in natural order, then photo in list order, then number.
    let rows: [Row]

    /// The number of rows with a status.
    func count(of status: Status) -> Int {
        rows.count { $0.status == status }
    }
}
