import JSONSchema

/// The tables of a run as an estimate assumes them, before there is one.
struct AssumedTables: Sendable {
    /// Rows of each table.
    private let rows: [FollowUpQuestion.Table: Int]
    /// The columns of `rows` made of the schema.
    private let fields: [String]

    /// - Parameters:
    ///   - items: of the catalogue; 0 if the pipeline has none.
    ///   - locations: of the photos, 1 or more.
    ///   - photos: their number.
    ///   - fields: the columns of extracted rows; empty for a count.
    init(items: Int, locations: Int, photos: Int, fields: [String] = []) {
        let each = items == 0 ? Self.linesPerLocation : min(Self.linesPerLocation, items)
        rows = [
            .counts: min(each * locations, Self.mostRows), .rows: min(photos, Self.mostRows),
            .order: Self.orderLines,
        ]
        self.fields = fields
    }

    private static let linesPerLocation = 8
    private static let orderLines = 4
    private static let mostRows = 10_000
    /// A cell as long as most are.
    private static let cell = JSONValue.string("twelve chars")

    /// What a question would see.
    func seen(by question: FollowUpQuestion) -> [QuotedTable] {
        question.tables.map { table in
            let usual = QuotedTable.usualColumnNames(of: table) + (table == .rows ? fields : [])
            let columns = question.columns.isEmpty ? usual : question.columns
            let row = columns.map { _ in Self.cell }
            return QuotedTable(
                table: table,
                columns: columns,
                rows: Array(repeating: row, count: rows[table] ?? 0)
            )
        }
    }
}

extension Extraction {
    /// The columns that its schema lists.
    var columnNames: [String] {
        RowShape(schema, rows: rows).grid(of: []).columns.map(\.name)
    }
}
