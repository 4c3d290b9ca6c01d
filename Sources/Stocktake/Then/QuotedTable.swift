import Foundation
import JSONSchema

/// A table as a follow-up question sees it: one JSON object per row.
///
/// Every cell is a JSON string, number or null, so that text from photos stays inside its quotes,
/// whatever it says. Unknown is null, never 0.
struct QuotedTable: Sendable, Hashable {
    let table: FollowUpQuestion.Table
    let columns: [String]
    /// One value per column.
    let rows: [[JSONValue]]

    /// `counts, 2 rows:` and one line per row.
    var text: String {
        let title = "\(table.rawValue), \(rows.count) row\(rows.count == 1 ? "" : "s"):"
        return ([title] + rows.map(line)).joined(separator: "\n")
    }

    /// The most characters of a cell; a longer text is cut.
    private static let cellLimit = 2000

    private func line(_ row: [JSONValue]) -> String {
        let members = zip(columns, row).map { "\(jsonString($0)):\(quoted($1))" }
        return "{\(members.joined(separator: ","))}"
    }

    /// Without control and format characters, which a reader would not see.
    private func quoted(_ value: JSONValue) -> String {
        value.string.map { jsonString(printable($0, limit: Self.cellLimit)) } ?? value.compactText
    }
}

extension QuotedTable {
    /// A column of a table of values.
    private typealias Column<Row> = (name: String, isUsual: Bool, value: (Row) -> JSONValue)

    /// The columns of a table that a question may name; those of `rows` come after these.
    static func columnNames(of table: FollowUpQuestion.Table) -> [String] {
        columns(of: table).map(\.name)
    }

    /// The columns that a question sees that names none.
    static func usualColumnNames(of table: FollowUpQuestion.Table) -> [String] {
        columns(of: table).filter(\.isUsual).map(\.name)
    }

    private static func columns(
        of table: FollowUpQuestion.Table
    ) -> [(name: String, isUsual: Bool)] {
        switch table {
        case .counts: countColumns.map { ($0.name, $0.isUsual) }
        case .rows: rowColumns([]).map { ($0.name, $0.isUsual) }
        case .order: orderColumns.map { ($0.name, $0.isUsual) }
        }
    }

    /// Only the named columns; the usual ones for no name.
    init(counts lines: [StockLine], columns names: [String]) {
        self.init(.counts, lines, Self.countColumns, names)
    }

    /// Only the named columns; the usual ones for no name.
    init(rows table: RowTable, columns names: [String]) {
        self.init(.rows, table.rows, Self.rowColumns(table.columns), names)
    }

    /// Only the named columns; the usual ones for no name.
    init(order: DraftOrder, columns names: [String]) {
        self.init(.order, order.lines, Self.orderColumns, names)
    }

    private init<Row>(
        _ table: FollowUpQuestion.Table,
        _ values: [Row],
        _ all: [Column<Row>],
        _ names: [String]
    ) {
        let shown = all.filter { names.isEmpty ? $0.isUsual : names.contains($0.name) }
        self.init(
            table: table,
            columns: shown.map(\.name),
            rows: values.map { row in shown.map { $0.value(row) } }
        )
    }

    private static var countColumns: [Column<StockLine>] {
        [
            ("location", true, { .string($0.tally.location) }),
            ("sku", true, { .string($0.tally.sku) }),
            // What has no name of its own is known by its SKU.
            ("name", true, { .string($0.tally.name.isEmpty ? $0.tally.sku : $0.tally.name) }),
            ("counted", true, { whole($0.tally.counted) }),
            ("low", false, { whole($0.tally.low) }), ("high", false, { whole($0.tally.high) }),
            ("unit", true, { .string($0.tally.unit) }),
            ("zones", false, { zones($0.tally.zones) }),
            ("status", true, { .string($0.status.words) }),
            (
                "reasons", false,
                { line in
                    let words = line.reasons.map { $0.words(method: line.tally.method) }
                    return .string(words.joined(separator: ", "))
                }
            ), ("expected", false, { exact($0.expected) }),
            ("variance", false, { exact($0.variance) }),
            ("unit_cost", false, { exact($0.unitCost) }),
        ]
    }

    private static func rowColumns(_ fields: [RowTable.Column]) -> [Column<RowTable.Row>] {
        let own: [Column<RowTable.Row>] = [
            ("location", true, { .string($0.location) }),
            ("photo", true, { .string($0.photos.first ?? "") }),
            ("status", true, { .string($0.status.rawValue) }),
        ]
        return own
            + fields.enumerated().map { index, field in
                (
                    field.name, true,
                    { cell($0.cells.indices.contains(index) ? $0.cells[index] : nil) }
                )
            }
    }

    private static var orderColumns: [Column<DraftOrder.Line>] {
        [
            ("supplier", true, { .string($0.supplier) }), ("sku", true, { .string($0.sku) }),
            ("name", true, { .string($0.name) }), ("quantity", true, { exact($0.quantity) }),
            ("unit", true, { .string($0.unit) }), ("unit_cost", false, { exact($0.unitCost) }),
            ("currency", false, { .string($0.currency) }),
            ("need_by", false, { .string($0.needBy) }), ("reason", true, { .string($0.reason) }),
        ]
    }

    private static func whole(_ number: Int?) -> JSONValue {
        number.map { .number(JSONNumber($0)) } ?? .null
    }

    private static func exact(_ number: Decimal?) -> JSONValue {
        number.flatMap { JSONNumber("\($0)") }.map { .number($0) } ?? .null
    }

    private static func zones(_ zones: [ZoneTally]) -> JSONValue {
        .string(
            zones.map { "\($0.zone) \($0.counted.map(String.init) ?? "unknown")" }
                .joined(separator: "; ")
        )
    }

    private static func cell(_ cell: RowTable.Cell?) -> JSONValue {
        switch cell {
        case .text(let text): .string(text)
        case .number(let number): .number(number)
        case .flag(let flag): .bool(flag)
        case .empty, nil: .null
        }
    }
}
