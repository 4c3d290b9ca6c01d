import Foundation
import XLSX

/// The sheets of all lines: By location in walk order, Zones, and By item with its sums.
struct LineSheets {
    let record: RunRecord

    func write(to workbook: borrowing Workbook) throws(WorkbookError) {
        try byLocation.write(to: workbook, title: record.title)
        if !zones.rows.isEmpty { try zones.write(to: workbook, title: record.title) }
        try byItem.write(to: workbook, title: record.title)
    }

    private var byLocation: TableSheet<StockLine> {
        let paths = record.photoPaths
        return TableSheet(
            name: "By location",
            columns: [
                .text("Location", widest: 24) {
                    $0.tally.location.isEmpty ? "unknown" : $0.tally.location
                },
                .text("SKU", widest: 24) { $0.tally.sku },
                .text("GTIN", widest: 18) { $0.tally.gtin },
                .text("Item", widest: 44) { $0.tally.name },
                .text("Unit", widest: 12) { $0.tally.unit },
                .whole(record.countedTitle) { $0.tally.counted },
                .quantity("Book") { $0.expected },
                variance,
                .exact("Variance %", format: ReportStyle.percent) { $0.varianceShare },
                .exact("Unit cost", format: ReportStyle.money) { $0.unitCost },
                .exact("Variance value", format: ReportStyle.signedMoney) { $0.varianceValue },
                .text("Class", widest: 10) { $0.itemClass },
                .text("Tolerance", widest: 20) { $0.tolerance },
                .status("Status") { $0.status },
                .text("Reasons", widest: 40) { $0.reasonWords },
                .text("Lots", widest: 20) { $0.lots },
                .text("Method", widest: 12) { $0.tally.method },
                .text("Model", widest: 26) { $0.tally.model },
                .text("Photos", widest: 32) { line in
                    line.tally.photos.map { photoName(paths[$0] ?? $0) }.joined(separator: ", ")
                },
            ],
            rows: record.lines,
            emptyText: "no lines",
            footer: record.footer
        )
    }

    private var zones: TableSheet<(line: StockLine, zone: ZoneTally)> {
        TableSheet(
            name: "Zones",
            columns: [
                .text("Location", widest: 24) { $0.line.tally.location },
                .text("SKU", widest: 24) { $0.line.tally.sku },
                .text("Item", widest: 44) { $0.line.tally.name },
                .text("Zone", widest: 30) { $0.zone.zone },
                .whole("Counted") { $0.zone.counted },
                .status("Status of the line") { $0.line.status },
            ],
            rows: record.lines.flatMap { line in line.tally.zones.map { (line, $0) } },
            emptyText: "no zones",
            footer: record.footer
        )
    }

    /// A formula if both numbers are known, so that the sheet can be checked by hand.
    private var variance: TableColumn<StockLine> {
        TableColumn(
            title: "Variance",
            format: { ReportStyle.signed($0.variance) },
            value: { line, row in
                guard let variance = line.variance else { return .blank }
                return .formula("F\(row + 1)-G\(row + 1)", result: .number(variance))
            },
            isNumber: true,
            widest: 12
        )
    }

    private var byItem: TableSheet<ItemTotal> {
        TableSheet(
            name: "By item",
            columns: [
                .text("SKU", widest: 24) { $0.sku },
                .text("GTIN", widest: 18) { $0.gtin },
                .text("Item", widest: 44) { $0.name },
                .text("Unit", widest: 12) { $0.unit },
                .whole(record.countedTitle) { $0.counted },
                .quantity("Book") { $0.expected },
                .quantity("Variance", isSigned: true) { $0.variance },
                .whole("Locations") { $0.locations },
                .whole("Lines without a number") { $0.uncounted },
                .whole("Seen, not placed") { $0.unplaced },
                .status("Worst status") { $0.status },
            ],
            rows: ItemTotal.all(of: record.lines),
            emptyText: "no items",
            footer: record.footer
        )
    }
}

/// One item over all its locations.
struct ItemTotal {
    let sku: String
    let gtin: String
    let name: String
    let unit: String
    /// The sum of the lines that have a number; nil if none has.
    let counted: Int?
    /// The sum of the books; nil if they don't name the item.
    let expected: Decimal?
    let locations: Int
    /// Lines of the item whose number is unknown, which the sum lacks.
    let uncounted: Int
    /// Pieces seen that could not be placed.
    let unplaced: Int
    /// Whether the books have a line of the item that can't be read, which their sum lacks.
    let isUnreadable: Bool
    let status: LineStatus

    /// Nil unless every line of the item has a number, so that unknown never counts as zero.
    ///
    /// Nor if a line in the books can't be read.
    var variance: Decimal? {
        guard uncounted == 0, !isUnreadable, let counted, let expected else { return nil }
        return Decimal(counted) - expected
    }

    /// In natural order of the SKU.
    static func all(of lines: [StockLine]) -> [ItemTotal] {
        let bySKU = Dictionary(grouping: lines.filter { !$0.tally.sku.isEmpty }, by: \.tally.sku)
        return bySKU.values.compactMap(ItemTotal.init).sorted { isBeforeNaturally($0.sku, $1.sku) }
    }

    private init?(_ lines: [StockLine]) {
        guard let first = lines.first else { return nil }
        let placed = lines.filter { !$0.tally.location.isEmpty }
        let numbers = placed.compactMap(\.tally.counted)
        let books = placed.compactMap(\.expected)
        sku = first.tally.sku
        gtin = first.tally.gtin
        name = first.tally.name
        unit = first.tally.unit
        counted = numbers.isEmpty ? nil : numbers.reduce(0, +)
        expected = books.isEmpty ? nil : books.reduce(0, +)
        locations = numbers.count
        uncounted = placed.count - numbers.count
        unplaced = lines.filter(\.tally.location.isEmpty)
            .reduce(0) { $0 + $1.piecesSeen }
        isUnreadable = lines.contains { $0.reasons.contains(.bookUnreadable) }
        status = lines.map(\.status).min() ?? .ok
    }
}

extension StockLine {
    /// Pieces in the evidence: each serial is one piece, in whatever form its code was read.
    ///
    /// Labels without a serial are distinguished by their codes.
    fileprivate var piecesSeen: Int {
        let serials = Set(tally.evidence.map(\.serial)).subtracting([""])
        return serials.count + Set(tally.evidence.filter(\.serial.isEmpty).map(\.code)).count
    }

    /// Variance as a share of the books; nil without books or for books of 0 or less.
    var varianceShare: Decimal? {
        guard let variance, let expected, expected != 0 else { return nil }
        return share(of: variance, in: expected)
    }

    /// The lots read, without repetitions, in natural order.
    var lots: String {
        Set(tally.evidence.map(\.lot)).filter { !$0.isEmpty }.sorted(by: isBeforeNaturally)
            .joined(separator: ", ")
    }
}

/// A share rounded to a tenth of a percent, half away from zero: a cell holds 15 digits at most.
///
/// - Returns: nil for a whole of 0 or less.
func share(of part: Decimal, in whole: Decimal) -> Decimal? {
    guard whole > 0 else { return nil }
    return Decimal(string: rounded(part / whole, decimals: 3), locale: nil)
}

/// The last part of a path.
func photoName(_ path: String) -> String {
    path.split(separator: "/").last.map(String.init) ?? path
}
