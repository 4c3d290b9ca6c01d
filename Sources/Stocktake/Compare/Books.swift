import Foundation

/// The expected stock, read from `compare.expected`.
///
/// Only a file that can't be read at all, or lacks a column, is an error: one bad line must not
/// stop a night. It is named in a warning, and its item and place are marked for review; if neither
/// can be told, the line is left out.
struct Books {
    private let table: CSVTable
    private let numbers: TableNumbers
    /// Nil if there is no sound one to look the items up in.
    private let catalogue: Catalogue?
    /// Whether a folded name is an SKU too.
    private let isOpen: Bool
    private var findings = TableFindings()
    private var stock: [Place: Stock] = [:]
    private var order: [Place] = []
    private var unknownItems: Set<String> = []
    /// The catalogue's numeric SKUs, by their digits without leading zeros.
    private let bySignificantDigits: [Substring: String]

    private struct Place: Hashable {
        let location: String
        let sku: String
    }

    /// What the lines of one item and place say so far.
    fileprivate struct Stock {
        var entry: ExpectedStock
        let row: CSVTable.Row
        var moreLines: [Int] = []
        var hasOtherCosts = false
        var hasOtherClasses = false
    }

    /// The lines of a books file, and every problem in it.
    ///
    /// Columns: `sku`, `location`, `expected_quantity` (required), `unit_cost`, `class`; others are
    /// ignored. Several lines of one item and place, such as its lots, are added up, with a warning.
    ///
    /// - Parameters:
    ///   - table: the file; without a sound header there are no lines.
    ///   - catalogue: nil if it has errors, so that it can't say which items are unknown.
    ///   - isOpen: whether the list of items is open, so that a folded name is an SKU too.
    /// - Returns: one entry per location and SKU, in the order of the file.
    static func read(
        _ table: CSVTable,
        catalogue: Catalogue?,
        isOpen: Bool = false
    ) -> ([ExpectedStock], [Finding]) {
        guard table.isReadable else { return ([], table.findings) }
        let missing = ["sku", "location", "expected_quantity"].filter { !table.header.contains($0) }
        guard missing.isEmpty else {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            let message =
                "the books lack the column \(names); use the header sku,location,expected_quantity"
            return ([], [dataError(message, table, line: 1)])
        }
        var books = Books(table, catalogue, isOpen: isOpen)
        for row in table.rows { books.add(row) }
        for row in table.brokenRows { books.addBroken(row) }
        books.nameSums()
        for finding in table.findings {
            let message = "\(finding.message) (the line is not used)"
            let said = finding.with(message: message, severity: .warning)
            books.findings.add(said, kind: message)
        }
        return (books.order.compactMap { books.stock[$0]?.entry }, books.findings.all)
    }

    private init(_ table: CSVTable, _ catalogue: Catalogue?, isOpen: Bool) {
        self.table = table
        self.catalogue = catalogue
        self.isOpen = isOpen
        numbers = TableNumbers(table, columns: ["expected_quantity", "unit_cost"])
        bySignificantDigits = (catalogue?.items ?? []).reduce(into: [:]) { table, item in
            if let digits = Self.significantDigits(of: item.sku) { table[digits] = item.sku }
        }
    }

    /// A number without its leading zeros, which spreadsheets drop; nil for other codes.
    private static func significantDigits(of sku: String) -> Substring? {
        guard sku.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return sku.drop { $0 == "0" }
    }

    private mutating func add(_ row: CSVTable.Row) {
        let sku = findings.code(row, "sku", "SKU", in: table) ?? ""
        let location = findings.code(row, "location", "location", in: table) ?? ""
        let names = [sku, location].filter { !$0.isEmpty }.map { printable($0, limit: 60) }
        guard names.count == 2 else {
            let message =
                names.isEmpty
                ? "SKU and location are empty, so the line is left out; fill them in"
                : "\(sku.isEmpty ? "the SKU" : "the location") is empty; fill it in "
                    + "(\(names[0]) is marked for review)"
            return addNameless(row, sku, location, message)
        }
        let (name, numbers) = (names.joined(separator: " at "), numbers)
        let quantity = read(row, "expected_quantity", name) { row, column throws(ValueProblem) in
            if let number = try numbers.quantity(row, column) { return number }
            throw ValueProblem(
                kind: "no quantity",
                message: "expected_quantity is empty; write 0 if none is expected"
            )
        }
        let unitCost = read(row, "unit_cost", name, numbers.amount)
        let entry = ExpectedStock(
            sku: sku,
            location: location,
            quantity: quantity.value,
            unitCost: unitCost.value,
            itemClass: row.filled("class") ?? "",
            isUnreadable: quantity.isUnreadable || unitCost.isUnreadable
        )
        keep(entry, row)
        nameUnknownItem(sku, row)
    }

    private mutating func addNameless(
        _ row: CSVTable.Row,
        _ sku: String,
        _ location: String,
        _ message: String
    ) {
        let column = sku.isEmpty ? "sku" : "location"
        findings.add(message, kind: "empty \(column)", .warning, at: position(row, column))
        if !sku.isEmpty || !location.isEmpty { keep(unreadable(sku, location), row) }
    }

    /// Marks a broken line's item and place, if the catalogue has the item: then the values before
    /// the fault are probably in the right columns.
    private mutating func addBroken(_ row: CSVTable.Row) {
        let sku = spreadsheetText(row.filled("sku") ?? "")
        let location = spreadsheetText(row.filled("location") ?? "")
        let isText = !sku.contains("\u{FFFD}") && !location.contains("\u{FFFD}")
        guard isText, !location.isEmpty, catalogue?.item(sku: sku) != nil else { return }
        keep(unreadable(sku, location), row)
    }

    private func unreadable(_ sku: String, _ location: String) -> ExpectedStock {
        ExpectedStock(
            sku: sku,
            location: location,
            quantity: nil,
            unitCost: nil,
            itemClass: "",
            isUnreadable: true
        )
    }

    /// A number of a line, with a warning if it can't be read.
    private mutating func read(
        _ row: CSVTable.Row,
        _ column: String,
        _ name: String,
        _ read: (CSVTable.Row, String) throws(ValueProblem) -> Decimal?
    ) -> (value: Decimal?, isUnreadable: Bool) {
        do {
            return (try read(row, column), false)
        } catch {
            let message = "\(error.message) (\(name) is marked for review)"
            findings.add(message, kind: error.kind, .warning, at: position(row, column))
            return (nil, true)
        }
    }

    private mutating func keep(_ entry: ExpectedStock, _ row: CSVTable.Row) {
        let place = Place(location: locationKey(entry.location), sku: entry.sku)
        if stock[place] == nil {
            order.append(place)
            stock[place] = Stock(entry: entry, row: row)
        } else {
            stock[place]?.add(entry, line: row.line)
        }
    }

    private mutating func nameUnknownItem(_ sku: String, _ row: CSVTable.Row) {
        // A ruined code has its own warning.
        guard let catalogue, catalogue.item(sku: sku) == nil, spreadsheetDamage(to: sku) == nil,
            unknownItems.insert(sku).inserted, !(isOpen && OpenName(sku)?.text == sku)
        else { return }
        let similar = Self.significantDigits(of: sku).flatMap { bySignificantDigits[$0] }
        let advice = similar.map {
            "; the catalogue has \(printable($0, limit: 60)): a spreadsheet drops leading zeros"
        }
        findings.add(
            "SKU \(printable(sku, limit: 60)) is not in the catalogue, so it can't be counted"
                + (advice ?? ""),
            kind: "unknown item",
            .warning,
            code: .unknownItem,
            at: position(row, "sku")
        )
    }

    private func position(_ row: CSVTable.Row, _ column: String) -> SourcePosition {
        table.position(of: column, in: row)
    }

    private mutating func nameSums() {
        for sum in order.compactMap({ stock[$0] }) {
            guard let message = sum.words else { continue }
            let place = position(sum.row, "expected_quantity")
            findings.add(message, kind: "sum", .warning, at: place)
        }
    }
}

extension Books.Stock {
    /// Adds another line; what can't be added up is unknown.
    fileprivate mutating func add(_ other: ExpectedStock, line: Int) {
        let costs = [entry.unitCost, other.unitCost].compactMap(\.self)
        let classes = [entry.itemClass, other.itemClass].filter { !$0.isEmpty }
        hasOtherCosts = hasOtherCosts || Set(costs).count > 1
        hasOtherClasses = hasOtherClasses || Set(classes).count > 1
        moreLines.append(line)
        entry = ExpectedStock(
            sku: entry.sku,
            location: entry.location,
            quantity: entry.quantity.flatMap { sum in other.quantity.map { sum + $0 } },
            unitCost: hasOtherCosts ? nil : costs.first,
            itemClass: classes.first ?? "",
            isUnreadable: entry.isUnreadable || other.isUnreadable
        )
    }

    /// What was added up; nil if there was nothing to add, or it wasn't possible.
    fileprivate var words: String? {
        guard !moreLines.isEmpty, let quantity = entry.quantity else { return nil }
        let lines = ([row.line] + moreLines).prefix(10).map(String.init).joined(separator: ", ")
        let name = "\(printable(entry.sku, limit: 60)) at \(printable(entry.location, limit: 60))"
        return "\(name) is on \(moreLines.count + 1) lines, which are added up to \(quantity): "
            + lines + (moreLines.count > 9 ? ", …" : "")
            + (hasOtherCosts ? "; their unit costs differ, so none of them is used" : "")
            + (hasOtherClasses ? "; their classes differ, so the first is used" : "")
    }
}
