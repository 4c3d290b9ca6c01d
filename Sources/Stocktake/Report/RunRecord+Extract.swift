import JSONSchema

/// Wording and selections of the reports of a run that extracts rows.
extension RunRecord {
    /// Whether the run answered questions with rows, and counted nothing.
    var isExtract: Bool { rows != nil }

    /// The number of rows; 0 for a count.
    var rowCount: Int { rows?.rows.count ?? 0 }

    /// The first row without a complete answer, with its reasons; nil if there is none.
    var firstRowMissing: String? {
        rows?.first { $0 == .lost || $0 == .incomplete }
    }

    /// The first row that may have made `--fail-on` match.
    var firstRowToReview: String? {
        rows?.first { $0 != .ok && $0 != .empty }
    }

    /// The first question of `then` without a usable answer, and why; nil if there is none.
    var firstFailedFollowUp: String? {
        let first = followUps.first { $0.failure != nil }
        return first.map { "then \($0.name): \($0.failure ?? "")" }
    }
}

extension RowTable {
    /// Whether any row meets one of the conditions of `--fail-on`.
    ///
    /// A lost row is both `incomplete` and `not_counted`.
    func matches(_ conditions: [FailCondition]) -> Bool {
        rows.contains { row in
            conditions.contains { condition in
                switch condition {
                case .review: row.status == .review
                case .incomplete: row.status == .incomplete || row.status == .lost
                case .notCounted: row.status == .lost
                case .recount, .variance: false
                }
            }
        }
    }

    /// The first row whose status holds, with its reasons.
    fileprivate func first(_ holds: (Status) -> Bool) -> String? {
        guard let row = rows.first(where: { holds($0.status) }) else { return nil }
        let number = row.number > 1 ? " row \(row.number)" : ""
        let place = row.paths.count == 1 ? row.paths[0] : row.location
        let reasons = row.reasons.isEmpty ? row.status.rawValue : row.reasonWords
        return "\(printable(place, limit: 60))\(number), \(printable(reasons))"
    }

    /// The names of the columns, each different and none of those given.
    ///
    /// A name that is taken begins with `field_`, as often as needed.
    func columnNames(besides taken: [String]) -> [String] {
        var names = Set(taken)
        return columns.map { column in
            var name = column.name
            while !names.insert(name).inserted { name = "field_\(name)" }
            return name
        }
    }

    /// The columns of which a row shows the first vote only.
    var firstVoteColumns: Set<String> {
        Set(rows.flatMap(\.firstVote))
    }
}

extension RowTable.Row {
    /// `votes differ, a photo could not be used`: for a person.
    var reasonWords: String { reasons.joined(separator: ", ") }

    /// Whether any field has a value.
    var isAnswered: Bool { cells.contains { $0 != .empty } }

    /// `2 of 3`; empty with one vote.
    var agreementWords: String {
        agreement.map { "\($0.agreeing) of \($0.of)" } ?? ""
    }

    /// The cell of a column; empty in a row without an answer.
    func cell(_ column: Int) -> RowTable.Cell {
        cells.indices.contains(column) ? cells[column] : .empty
    }
}

extension RowTable.Cell {
    /// For a person: text of several lines, a number as written, yes or no.
    var words: String {
        switch self {
        case .empty: ""
        case .text(let text): plainText(text)
        case .number(let number): number.text
        case .flag(let flag): yesOrNo(flag)
        }
    }
}

extension RowTable.Status {
    /// The meaning of the status of a row.
    var meaning: String {
        switch self {
        case .ok: "answered, and the answer passed every check"
        case .empty: "answered: there is nothing to list"
        case .review: "needs review by a person: see the reasons"
        case .incomplete: "of several photos or votes, some are missing"
        case .lost: "no usable answer, or the photo could not be used"
        }
    }
}

extension FollowUp {
    /// Why there is no usable answer; nil if there is one.
    var failure: String? {
        if case .failed(let reason) = content { printable(reason, limit: 400) } else { nil }
    }

    /// `counts (12 rows), rows (1 row)`.
    var sawWords: String {
        saw.map { "\(printable($0.name, limit: 60)) (\(plural($0.rows, "row")))" }
            .joined(separator: ", ")
    }
}
