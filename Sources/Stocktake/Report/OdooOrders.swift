import Platform

/// order-odoo.csv, to be imported under Purchase, Requests for Quotation.
///
/// An order's own cells are on its first line only. Orders and lines have external ids made of the
/// order's reference and the SKU, so that importing a file twice updates the same orders. Columns
/// have their technical names, which Odoo reads in every language. A column of prices, currencies
/// or dates is there only if every line has one: Odoo would take an empty cell for 0.
///
/// No cell is altered: a line whose supplier or SKU a spreadsheet would run as a formula is left
/// out, and so is one without a supplier.
///
/// Source: Odoo 19 documentation, "Export and import data", "Import one2many relations" and
/// "External ID"; `odoo/addons/base/models/ir_fields.py`, `_str_to_one2many`: lines without
/// `order_line/id` are added again by each import.
struct OdooOrders {
    static let fileName = "order-odoo.csv"

    private let orders: [(id: String, lines: [DraftOrder.Line])]
    private let left: [DraftOrder.Line]

    init(_ order: DraftOrder) {
        let isFit = { (line: DraftOrder.Line) in
            !line.supplier.isEmpty && !line.sku.isEmpty
                && ![line.supplier, line.sku, line.reference, line.currency]
                    .contains(where: CSVText.isLikeFormula)
        }
        left = order.lines.filter { !isFit($0) }
        var references: [String] = []
        let lines = Dictionary(grouping: order.lines.filter(isFit), by: \.reference)
        for line in order.lines where lines[line.reference] != nil {
            if !references.contains(line.reference) { references.append(line.reference) }
        }
        orders = references.map { (Self.externalID($0), lines[$0] ?? []) }
    }

    /// A warning with the lines that the file lacks.
    var findings: [Finding] {
        guard !left.isEmpty else { return [] }
        let names = left.prefix(3).map { printable($0.sku, limit: 40) }.joined(separator: ", ")
        let more = left.count > 3 ? " and \(left.count - 3) more" : ""
        return [
            Finding(
                .warning,
                .reportChanged,
                "\(Self.fileName) leaves out \(plural(left.count, "line")), \(names)\(more): no "
                    + "supplier, or a supplier or SKU like a formula; order them from order.csv"
            )
        ]
    }

    var bytes: [UInt8] {
        CSVText.bytes(orders.flatMap { rows($0.id, $0.lines) }, columns)
    }

    private struct Row {
        let line: DraftOrder.Line
        let id: String
        /// Nil on the lines below an order's first one.
        let order: String?
    }

    private func rows(_ order: String, _ lines: [DraftOrder.Line]) -> [Row] {
        var taken: Set<String> = []
        return lines.enumerated().map { index, line in
            var id = "\(order)_\(Self.safe(line.sku))"
            while !taken.insert(id).inserted { id += "_" }
            return Row(line: line, id: id, order: index == 0 ? order : nil)
        }
    }

    private var columns: [CSVColumn<Row>] {
        func parent(
            _ name: String,
            _ value: @escaping (DraftOrder.Line) -> String
        ) -> CSVColumn<Row> {
            .text(name) { $0.order == nil ? "" : value($0.line) }
        }
        var columns: [CSVColumn<Row>] = [
            .text("id") { $0.order ?? "" }, parent("partner_id") { $0.supplier },
            parent("origin") { $0.reference },
        ]
        if hasCurrencies, hasPrices { columns.append(parent("currency_id") { $0.currency }) }
        columns += [
            .text("order_line/id") { $0.id }, .text("order_line/product_id") { $0.line.sku },
            .exact("order_line/product_qty") { quantityText($0.line.quantity) },
        ]
        if hasPrices {
            columns.append(.exact("order_line/price_unit") { $0.line.unitCost.map(moneyText) })
        }
        if lines.allSatisfy({ !$0.needBy.isEmpty }) {
            columns.append(.text("order_line/date_planned") { $0.line.needBy })
        }
        return columns
    }

    private var lines: [DraftOrder.Line] { orders.flatMap(\.lines) }

    /// Whether every order names one currency.
    private var hasCurrencies: Bool {
        orders.allSatisfy { order in
            let names = Set(order.lines.map(\.currency))
            return names.count == 1 && names != [""]
        }
    }

    /// Whether every line has a price whose currency is clear: named, or named nowhere.
    private var hasPrices: Bool {
        lines.allSatisfy { $0.unitCost != nil }
            && (hasCurrencies || lines.allSatisfy(\.currency.isEmpty))
    }

    /// `stocktake_` and the reference: an external id with a dot would name a module of Odoo.
    private static func externalID(_ reference: String) -> String {
        "stocktake_\(safe(reference))"
    }

    /// A name of ASCII letters, digits, `_` and `-`; one that differs carries a part of its hash.
    private static func safe(_ name: String) -> String {
        let safe = name.map { character in
            let isSafe = character.isASCII && (character.isLetter || character.isNumber)
            return isSafe || character == "-" ? character : "_"
        }
        guard String(safe) != name else { return name }
        return "\(String(safe))_\(sha256(of: Array(name.utf8)).prefix(8))"
    }
}
