import Foundation

extension Catalogue {
    private static let numberColumns = ["pack_size", "unit_cost"]

    /// The items of a catalogue file, and every problem in it and its table.
    ///
    /// Columns: `sku` (required), `name`, `gtin`, `unit`, `pack_size`, `unit_cost`, `locations`,
    /// `aliases`; others are ignored. SKUs and GTINs must be unique; for an open list, the folded
    /// SKUs, names and aliases too.
    static func read(_ table: CSVTable, isOpen: Bool = false) -> (Catalogue, [Finding]) {
        guard table.isReadable else { return (Catalogue(items: []), table.findings) }
        guard table.header.contains("sku") else {
            let message =
                "the catalogue has no column 'sku'; its header is sku,name,gtin,unit,pack_size"
            return (Catalogue(items: []), table.findings + [dataError(message, table, line: 1)])
        }
        var findings = TableFindings()
        let numbers = TableNumbers(table, columns: numberColumns)
        var items: [Item] = []
        var lines: [String: Int] = [:]
        var names = ItemNames()
        for row in table.rows {
            guard let item = item(row, table, numbers, &findings) else { continue }
            let keys = [("SKU", item.sku)] + (item.gtin.map { [("GTIN", $0.shortest)] } ?? [])
            var isRepeated = false
            for (name, value) in keys {
                let key = "\(name) \(printable(value, limit: 60))"
                if let earlier = lines[key] {
                    let message = "duplicate \(key), also on line \(earlier); remove one"
                    findings.add(
                        dataError(message, table, line: row.line),
                        kind: "duplicate \(name)"
                    )
                    isRepeated = true
                } else {
                    lines[key] = row.line
                }
            }
            guard !isRepeated else { continue }
            items.append(item)
            if isOpen, let clash = names.add(item) {
                let earlier = lines["SKU \(printable(clash.owner, limit: 60))"]
                findings.add(nameClash(clash.name, table, row, earlier), kind: "name clash")
            }
        }
        for finding in table.findings { findings.add(finding, kind: finding.message) }
        var all = findings.all
        if table.rows.isEmpty, all.isEmpty {
            all.append(dataError("the catalogue has no items", table, line: 1))
        }
        return (Catalogue(items: items), all)
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

    /// - Parameter earlier: the line of the item that has the name; nil if it is reserved.
    private static func nameClash(
        _ name: String,
        _ table: CSVTable,
        _ row: CSVTable.Row,
        _ earlier: Int?
    ) -> Finding {
        let shown = printable(name, limit: 60)
        let message =
            earlier.map {
                "the name '\(shown)' is also one of the item on line \($0), once case and plural are "
                    + "put aside; give each item names of its own"
            }
            ?? "the name '\(shown)' is reserved for goods that the model can't name; use another"
        return dataError(message, table, line: row.line)
    }

    private static func item(
        _ row: CSVTable.Row,
        _ table: CSVTable,
        _ numbers: TableNumbers,
        _ findings: inout TableFindings
    ) -> Item? {
        guard let sku = findings.code(row, "sku", "SKU", in: table) else {
            let message = "the SKU is empty; give every item one"
            findings.add(dataError(message, table, line: row.line), kind: "no sku")
            return nil
        }
        return Item(
            sku: sku,
            name: row.filled("name") ?? "",
            gtin: gtin(row, table, &findings),
            unit: row.filled("unit") ?? "",
            packSize: findings.value(of: "pack_size", row, in: table) {
                row,
                column throws(ValueProblem) in
                try numbers.wholeNumber(row, column, from: 1)
            },
            unitCost: findings.value(of: "unit_cost", row, in: table, numbers.amount),
            locations: (row.filled("locations") ?? "").split(separator: ";").map(String.init),
            aliases: (row.filled("aliases") ?? "").split(separator: ";").map(String.init)
        )
    }

    private static func gtin(
        _ row: CSVTable.Row,
        _ table: CSVTable,
        _ findings: inout TableFindings
    ) -> GTIN? {
        guard let written = row.filled("gtin") else { return nil }
        let text = spreadsheetText(written).trimmingCharacters(in: .whitespaces)
        let shown = printable(written, limit: 60)
        var position: SourcePosition { table.position(of: "gtin", in: row) }
        guard let gtin = GTIN(text) ?? GTIN.ofDecimal(text) else {
            let problem = GTIN.problem(of: text)
            findings.add(problem.message, kind: problem.kind, at: position)
            return nil
        }
        if GTIN(written) == nil {
            let message =
                "GTIN \(shown) is read as \(gtin.shortest); "
                + "format the column as text, without decimals, quotes or a formula"
            findings.add(message, kind: "gtin written", .warning, at: position)
        } else if gtin.looksRounded {
            let message =
                "GTIN \(shown) ends in zeros, as if a spreadsheet had rounded it; "
                + "compare it with the label"
            findings.add(message, kind: "gtin rounded", .warning, at: position)
        }
        return gtin
    }
}
