extension Planning {
    /// The rules of `order`; nil without the section, or with an error in it.
    ///
    /// `catalogue` is nil if it has errors.
    func order(
        _ file: PipelineFile,
        _ folder: String,
        _ catalogue: Catalogue?,
        _ inputs: inout PlanInputs
    ) -> OrderRules? {
        guard let written = file.order else { return nil }
        // What the section lacks because of an error in it is no news.
        let isFaulty = inputs.findings.contains { finding in
            let key = finding.key ?? ""
            return finding.severity == .error && (key == "order" || key.hasPrefix("order."))
        }
        guard !isFaulty else { return nil }
        guard file.count.items != nil else {
            // A section `count` that is missing is an error of its own.
            if inputs.isValid {
                let words = "order needs a count; say in count.items what to count"
                inputs.add([orderError(words, at: written.position)])
            }
            return nil
        }
        var own: CSVTable?
        if let path = written.from {
            guard let table = inputs.table(path, in: folder, what: "order table") else {
                return nil
            }
            guard table.isReadable, table.header.contains("sku") else {
                let message =
                    "the order table has no column 'sku'; its header is sku,reorder_point,reorder_to"
                inputs.add(
                    table.isReadable ? [dataError(message, table, line: 1)] : table.findings
                )
                return nil
            }
            own = table
        }
        let others = ["catalogue", "books"].compactMap { inputs.tables[$0] }
        let tables = [own].compactMap(\.self) + others
        guard let first = tables.first else {
            if inputs.isValid {
                let words =
                    "order needs a table with the items' reorder points; name a CSV with "
                    + "sku,reorder_point,reorder_to in order.from"
                inputs.add([orderError(words, at: written.position)])
            }
            return nil
        }
        // What a table without a header lacks is no news.
        guard tables.allSatisfy(\.isReadable) else { return nil }
        let isKnown = catalogue.map { !$0.items.isEmpty } ?? false
        var reading = OrderReading(
            written,
            tables: tables,
            hasOwn: own?.file == first.file,
            catalogue: isKnown ? catalogue : nil
        )
        let rules = reading.read()
        inputs.add(reading.findings)
        return rules
    }
}

/// An error of the section `order`.
func orderError(
    _ message: String,
    at position: SourcePosition?,
    key: String = "order"
) -> Finding {
    Finding(.error, .pipelineInvalid, message, position: position, key: key)
}
