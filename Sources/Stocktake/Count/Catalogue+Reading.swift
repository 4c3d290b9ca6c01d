import Foundation

extension Catalogue {
    /// The items of a catalogue file, and every problem in it.
    ///
    /// Columns: `sku` (required), `name`, `gtin`, `unit`, `pack_size`, `unit_cost`, `locations`;
    /// others are ignored. SKUs and GTINs must be unique.
    static func read(_ table: CSVTable) -> (Catalogue, [Finding]) {
        var findings: [Finding] = []
        guard table.header.contains("sku") else {
            let message =
                "the catalogue has no column 'sku'; its header is sku,name,gtin,unit,pack_size"
            return (Catalogue(items: []), [dataError(message, table, line: 1)])
        }
        var items: [Item] = []
        var lines: [String: Int] = [:]
        for row in table.rows {
            guard let item = item(row, table, &findings) else { continue }
            let keys =
                ["SKU \(printable(item.sku, limit: 60))"]
                + (item.gtin.map { ["GTIN \($0.shortest)"] } ?? [])
            var isRepeated = false
            for key in keys {
                if let earlier = lines[key] {
                    let message = "duplicate \(key), also on line \(earlier); remove one"
                    findings.append(dataError(message, table, line: row.line))
                    isRepeated = true
                } else {
                    lines[key] = row.line
                }
            }
            if !isRepeated { items.append(item) }
        }
        if table.rows.isEmpty {
            findings.append(dataError("the catalogue has no items", table, line: 1))
        }
        return (Catalogue(items: items), findings)
    }

    /// Why labels can't be matched to items.
    ///
    /// - Parameter table: a catalogue without an error.
    /// - Returns: an error where no item has a GTIN, else one warning with the number of items
    ///   without one.
    static func itemsWithoutLabels(in table: CSVTable) -> [Finding] {
        let advice = "so labels can't be matched; give the items their GTINs"
        guard table.header.contains("gtin") else {
            let message = "the catalogue has no column 'gtin', \(advice)"
            return [dataError(message, table, line: 1)]
        }
        let rows = table.rows.filter { $0.filled("gtin") == nil }
        guard rows.count < table.rows.count else {
            return [dataError("no item of the catalogue has a GTIN, \(advice)", table, line: 1)]
        }
        guard let first = rows.first else { return [] }
        let sku = printable(first.filled("sku") ?? "", limit: 60)
        let message =
            rows.count == 1
            ? "1 item has no GTIN, so labels can't match it: \(sku)"
            : "\(rows.count) items have no GTIN, so labels can't match them; the first is \(sku)"
        let position = SourcePosition(file: table.file, line: first.line, column: 1)
        return [Finding(.warning, .dataInvalid, message, position: position)]
    }

    private static func item(
        _ row: CSVTable.Row,
        _ table: CSVTable,
        _ findings: inout [Finding]
    ) -> Item? {
        guard let sku = row.filled("sku") else {
            findings.append(
                dataError("the SKU is empty; give every item one", table, line: row.line)
            )
            return nil
        }
        let gtinText = row.filled("gtin")
        let gtin = gtinText.flatMap { GTIN($0) }
        if let gtinText, gtin == nil {
            let message =
                "'\(printable(gtinText, limit: 60))' is not a GTIN; it has 8, 12, 13 or 14 digits, "
                + "the last a check digit"
            findings.append(dataError(message, table, line: row.line))
        }
        return Item(
            sku: sku,
            name: row.filled("name") ?? "",
            gtin: gtin,
            unit: row.filled("unit") ?? "",
            packSize: wholeNumber(row, "pack_size", from: 1, table, &findings),
            unitCost: amount(row, "unit_cost", table, &findings),
            locations: (row.filled("locations") ?? "").split(separator: ";").map(String.init)
        )
    }
}
