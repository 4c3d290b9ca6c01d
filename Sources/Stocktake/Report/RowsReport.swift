import JSONSchema

/// rows.csv: one line per row of the answers, in the table's order.
struct RowsReport {
    let table: RowTable

    /// The number of rows written at once.
    private static let pieceSize = 256

    /// The header, then some rows at a time, so that the whole text is never in memory.
    var pieces: some Sequence<[UInt8]> {
        let columns = own + fields(names: table.columnNames(besides: own.map(\.name)))
        return Self.pieces(of: table, columns)
    }

    /// The fields alone, as in then-NAME.csv.
    var fieldPieces: some Sequence<[UInt8]> {
        Self.pieces(of: table, fields(names: table.columnNames(besides: [])))
    }

    private static func pieces(
        of table: RowTable,
        _ columns: [CSVColumn<RowTable.Row>]
    ) -> some Sequence<[UInt8]> {
        let starts = [-1] + Array(stride(from: 0, to: table.rows.count, by: pieceSize))
        return starts.lazy.map { start in
            guard start >= 0 else { return CSVText(header: columns.map(\.name)).bytes }
            var csv = CSVText()
            csv.add(table.rows[start..<min(start + pieceSize, table.rows.count)], columns)
            return csv.bytes
        }
    }

    private var own: [CSVColumn<RowTable.Row>] {
        [
            .text("location") { $0.location },
            .text("photo") { $0.photos.joined(separator: ";") },
            .text("path") { $0.paths.joined(separator: ";") }, .whole("row") { $0.number },
            .text("status") { $0.status.rawValue },
            .text("reasons") { $0.reasons.joined(separator: ";") },
            .whole("votes") { $0.votes }, .text("agreement") { $0.agreementWords },
            .text("first_vote") { $0.firstVote.joined(separator: ";") },
        ]
    }

    private func fields(names: [String]) -> [CSVColumn<RowTable.Row>] {
        names.enumerated().map { index, name in .cell(name) { $0.cell(index) } }
    }
}

extension CSVColumn {
    /// A cell by its own kind; only text can begin with an apostrophe.
    fileprivate static func cell(
        _ name: String,
        _ value: @escaping (Row) -> RowTable.Cell
    ) -> CSVColumn {
        CSVColumn(name: name) { row, csv in
            switch value(row) {
            case .empty: csv.add(exact: nil)
            case .text(let text): csv.add(text: plainText(text))
            case .number(let number): csv.add(exact: number.text)
            case .flag(let flag): csv.add(text: yesOrNo(flag))
            }
        }
    }
}
