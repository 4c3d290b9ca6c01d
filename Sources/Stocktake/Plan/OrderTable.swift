import Foundation

/// A table that `order` reads, with its rows by item.
struct OrderTable {
    let table: CSVTable
    let numbers: TableNumbers
    /// Whether it is `order.from`, whose faults nobody else reports.
    let isOwn: Bool
    /// In the order of the file.
    private(set) var skus: [String] = []
    /// Items with a line that can't be read.
    let brokenSKUs: Set<String>
    var findings = TableFindings()
    private var rowsBySKU: [String: [CSVTable.Row]] = [:]

    /// - Parameters:
    ///   - table: with a header.
    ///   - numberColumns: those of `order`, in lower case, as far as the table has them.
    init(_ table: CSVTable, isOwn: Bool, numberColumns: [String]) {
        self.table = table
        self.isOwn = isOwn
        // The columns that others read belong to the proof of what a comma means.
        let others = ["pack_size", "unit_cost", "expected_quantity"]
        numbers = TableNumbers(table, columns: numberColumns + others)
        brokenSKUs = Set(table.brokenRows.compactMap { $0.filled("sku").map(spreadsheetText) })
        for row in table.rows { add(row) }
        guard isOwn else { return }
        for finding in table.findings {
            let message = "\(finding.message) (the line is not used)"
            findings.add(finding.with(message: message, severity: .warning), kind: message)
        }
    }

    private mutating func add(_ row: CSVTable.Row) {
        let sku =
            isOwn
            ? findings.code(row, "sku", "SKU", in: table)
            : row.filled("sku").map { spreadsheetText($0).trimmingCharacters(in: .whitespaces) }
        guard let sku, !sku.isEmpty else {
            guard isOwn else { return }
            findings.add(
                "the SKU is empty, so the line is left out; fill it in",
                kind: "empty sku",
                .warning,
                at: table.position(of: "sku", in: row)
            )
            return
        }
        if rowsBySKU[sku] == nil { skus.append(sku) }
        rowsBySKU[sku, default: []].append(row)
    }

    /// The lines of an item, in the order of the file.
    func rows(of sku: String) -> [CSVTable.Row] {
        rowsBySKU[sku] ?? []
    }

    /// Names the items that can't be counted, and so are never ordered.
    mutating func nameUnknownItems(_ catalogue: Catalogue) {
        for sku in skus where catalogue.item(sku: sku) == nil && spreadsheetDamage(to: sku) == nil {
            guard let row = rowsBySKU[sku]?.first else { continue }
            findings.add(
                "SKU \(printable(sku, limit: 60)) is not in the catalogue, so it can't be counted "
                    + "or ordered",
                kind: "unknown item",
                .warning,
                code: .unknownItem,
                at: table.position(of: "sku", in: row)
            )
        }
    }
}
