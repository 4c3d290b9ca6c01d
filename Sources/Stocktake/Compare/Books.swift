/// The expected stock, read from `compare.expected`.
enum Books {
    /// The lines of a books file, and every problem in it.
    ///
    /// Columns: `sku`, `location`, `expected_quantity` (required), `unit_cost`, `class`; others are
    /// ignored. One line per location and SKU.
    static func read(_ table: CSVTable, catalogue: Catalogue) -> ([ExpectedStock], [Finding]) {
        let missing = ["sku", "location", "expected_quantity"].filter { !table.header.contains($0) }
        guard missing.isEmpty else {
            let names = missing.map { "'\($0)'" }.joined(separator: ", ")
            let message =
                "the books lack the column \(names); use the header sku,location,expected_quantity"
            return ([], [dataError(message, table, line: 1)])
        }
        var findings: [Finding] = []
        var lines: [String: Int] = [:]
        var books: [ExpectedStock] = []
        for row in table.rows {
            guard let entry = entry(row, table, &findings) else { continue }
            let key = locationKey(entry.location) + "\u{0}" + entry.sku
            if let earlier = lines[key] {
                let message =
                    "duplicate of line \(earlier), \(printable(entry.sku, limit: 60)) at "
                    + "\(printable(entry.location, limit: 60)); remove one"
                findings.append(dataError(message, table, line: row.line))
                continue
            }
            lines[key] = row.line
            if catalogue.item(sku: entry.sku) == nil {
                findings.append(unknownItem(entry.sku, table, line: row.line))
            }
            books.append(entry)
        }
        return (books, findings)
    }

    private static func unknownItem(_ sku: String, _ table: CSVTable, line: Int) -> Finding {
        Finding(
            .warning,
            .unknownItem,
            "SKU \(printable(sku, limit: 60)) is not in the catalogue, so it can't be counted",
            position: SourcePosition(file: table.file, line: line, column: 1)
        )
    }

    private static func entry(
        _ row: CSVTable.Row,
        _ table: CSVTable,
        _ findings: inout [Finding]
    ) -> ExpectedStock? {
        guard let sku = row.filled("sku"), let location = row.filled("location") else {
            let message = "SKU and location must not be empty"
            findings.append(dataError(message, table, line: row.line))
            return nil
        }
        guard row.filled("expected_quantity") != nil else {
            let message = "expected_quantity is empty; write 0 if none is expected"
            findings.append(dataError(message, table, line: row.line))
            return nil
        }
        guard let quantity = wholeNumber(row, "expected_quantity", from: 0, table, &findings)
        else { return nil }
        return ExpectedStock(
            sku: sku,
            location: location,
            quantity: quantity,
            unitCost: amount(row, "unit_cost", table, &findings),
            itemClass: row.filled("class") ?? ""
        )
    }
}
