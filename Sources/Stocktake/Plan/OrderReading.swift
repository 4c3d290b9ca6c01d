import Foundation

/// Reads the rules of `order` from its tables, and every problem in them.
///
/// A column is taken from the first table that has it. Only a column that is missing is an error: a
/// line that can't be used must not stop a night. It is named in a warning, and its item is not
/// ordered. Of an item with several lines, as in books with a line per place, the values must agree.
struct OrderReading {
    private let written: PipelineFile.Order
    private var tables: [OrderTable]
    /// Nil if any item can be counted.
    private let catalogue: Catalogue?
    private var sources: [OrderColumn: Source] = [:]
    /// The currency, if the pipeline states its code.
    private var currency: String?
    private var keyFindings: [Finding] = []
    private var notes: [String] = []
    private var unusable: Set<String> = []
    private var withoutRule: [String] = []
    private var withoutValue: [OrderColumn: Int] = [:]

    /// Where a column is found.
    private struct Source {
        /// The number of its table.
        let table: Int
        /// In lower case.
        let name: String
    }

    /// `tables` have headers, and are asked for a column in their order; the first is `order.from` if
    /// `hasOwn`.
    init(
        _ written: PipelineFile.Order,
        tables: [CSVTable],
        hasOwn: Bool,
        catalogue: Catalogue?
    ) {
        self.written = written
        self.catalogue = catalogue
        let numeric: [OrderColumn] = [
            .when, .upTo, .onOrder, .committed, .pack, .minOrder, .unitCost, .leadDays,
        ]
        let names = numeric.flatMap { Self.names(of: $0, written) }
        self.tables = tables.enumerated().map { index, table in
            OrderTable(table, isOwn: hasOwn && index == 0, numberColumns: names)
        }
    }

    /// Of the pipeline first, then by table and line.
    var findings: [Finding] { keyFindings + tables.flatMap(\.findings.all) }

    /// The rules; nil with an error if a column is missing.
    mutating func read() -> OrderRules? {
        for column in OrderColumn.allCases { find(column) }
        guard keyFindings.isEmpty else { return nil }
        if let catalogue, tables.first?.isOwn == true { tables[0].nameUnknownItems(catalogue) }
        let skus = catalogue?.items.map(\.sku) ?? tables.flatMap(\.skus).uniqued
        let items = skus.compactMap { item($0) }
        nameItemsWithoutRule(all: items.isEmpty)
        noteAssumptions()
        return OrderRules(items: items, notes: notes)
    }

    // MARK: Columns

    private static func names(of column: OrderColumn, _ written: PipelineFile.Order) -> [String] {
        guard let name = written.columns[column]?.value else { return column.names }
        return [name.trimmingCharacters(in: .whitespaces).lowercased()]
    }

    private mutating func find(_ column: OrderColumn) {
        let names = Self.names(of: column, written)
        for (index, table) in tables.enumerated() {
            if let name = names.first(where: { table.table.header.contains($0) }) {
                sources[column] = Source(table: index, name: name)
                return
            }
        }
        let key = "order.\(column.rawValue)"
        if let stated = written.columns[column] {
            if column == .currency, stated.value.wholeMatch(of: /[A-Z]{3}/) != nil {
                currency = stated.value
                return
            }
            let shown = printable(stated.value, limit: 60)
            keyFindings.append(
                orderError(
                    "\(key): no table has a column '\(shown)' (\(files)); "
                        + advice(names, "name one of theirs"),
                    at: stated.position,
                    key: key
                )
            )
        } else if column == .when || column == .upTo {
            keyFindings.append(
                orderError(
                    "order needs a column '\(names[0])', but no table has it (\(files)); "
                        + advice(names, "name the column in \(key)"),
                    at: written.position,
                    key: key
                )
            )
        } else if let assumption = column.assumption {
            notes.append("no column \(names.joined(separator: " or ")): \(assumption)")
        }
    }

    private var files: String {
        tables.map { printable($0.table.file) }.joined(separator: ", ")
    }

    private func advice(_ names: [String], _ otherwise: String) -> String {
        let known = tables.flatMap(\.table.header).filter { !$0.isEmpty }
        return nearestName(to: names[0], among: known)
            .map { "did you mean '\(printable($0, limit: 60))'?" } ?? otherwise
    }

    // MARK: Items

    private mutating func item(_ sku: String) -> OrderRules.Item? {
        if tables.contains(where: { $0.brokenSKUs.contains(sku) }) { unusable.insert(sku) }
        let when = quantity(.when, sku)
        let upTo = quantity(.upTo, sku)
        if when == nil, upTo == nil, !unusable.contains(sku) {
            withoutRule.append(sku)
            return nil
        }
        checkRule(when, upTo, sku)
        let (onOrder, committed) = (quantity(.onOrder, sku), quantity(.committed, sku))
        let pack = quantity(.pack, sku, allowsZero: false)
        let minOrder = quantity(.minOrder, sku)
        let supplier = text(.supplier, sku)
        let (leadDays, unitCost) = (leadDays(sku), unitCost(sku))
        let supplierSKU = text(.supplierSKU, sku)
        let currency = text(.currency, sku)
        guard let when, let upTo, !unusable.contains(sku) else { return nil }
        for (column, value) in [(OrderColumn.onOrder, onOrder), (.committed, committed)]
        where value == nil && sources[column] != nil {
            withoutValue[column, default: 0] += 1
        }
        let known = catalogue?.item(sku: sku)
        return OrderRules.Item(
            sku: sku,
            name: known.flatMap { filled($0.name) } ?? plainText("name", sku),
            unit: known.flatMap { filled($0.unit) } ?? plainText("unit", sku),
            locations: known?.locations ?? [],
            when: when,
            upTo: upTo,
            onOrder: onOrder,
            committed: committed,
            pack: pack ?? 1,
            minOrder: minOrder ?? 0,
            supplier: supplier ?? "",
            supplierSKU: supplierSKU ?? "",
            unitCost: unitCost,
            currency: currency ?? self.currency ?? sources[.unitCost].map {
                tables[$0.table].numbers.currency
            } ?? "",
            leadDays: leadDays
        )
    }

    /// Both numbers, the second at least the first.
    private mutating func checkRule(_ when: Decimal?, _ upTo: Decimal?, _ sku: String) {
        guard !unusable.contains(sku) else { return }
        switch (when, upTo) {
        case (let when?, nil):
            say("\(name(.upTo)) is empty, but \(name(.when)) is \(when)", "half", .upTo, sku)
        case (nil, let upTo?):
            say("\(name(.when)) is empty, but \(name(.upTo)) is \(upTo)", "half", .when, sku)
        case (let when?, let upTo?) where upTo < when:
            let message = "\(name(.upTo)) must be \(name(.when)) or more, \(when), not \(upTo)"
            say(message, "below", .upTo, sku)
        default: break
        }
    }

    /// A number of 0 or more; nil if it is empty, or with a warning.
    private mutating func quantity(
        _ column: OrderColumn,
        _ sku: String,
        allowsZero: Bool = true
    ) -> Decimal? {
        value(column, sku) { numbers, row, name throws(ValueProblem) in
            guard let value = try numbers.quantity(row, name) else { return nil }
            guard value > 0 || allowsZero && value == 0 else {
                throw ValueProblem(
                    kind: "\(name) negative",
                    message:
                        "\(name) must be \(allowsZero ? "0 or more" : "more than 0"), not \(value)"
                )
            }
            return value
        }
    }

    private mutating func text(_ column: OrderColumn, _ sku: String) -> String? {
        value(column, sku) { _, row, name throws(ValueProblem) in
            row.filled(name).map { spreadsheetText($0).precomposedStringWithCanonicalMapping }
        }
    }

    private mutating func unitCost(_ sku: String) -> Decimal? {
        value(.unitCost, sku, isNeeded: false) { numbers, row, name throws(ValueProblem) in
            try numbers.amount(row, name)
        }
    }

    private mutating func leadDays(_ sku: String) -> Int? {
        value(.leadDays, sku, isNeeded: false) { numbers, row, name throws(ValueProblem) in
            guard let days = try numbers.wholeNumber(row, name, from: 0) else { return nil }
            guard days <= 3650 else {
                throw ValueProblem(
                    kind: "\(name) high",
                    message: "\(name) must be 3650 days at most, not \(days)"
                )
            }
            return days
        }
    }

    /// The value that all lines of an item agree on, empty ones apart.
    ///
    /// Without a value that is needed, the item is not ordered.
    private mutating func value<Value: Hashable>(
        _ column: OrderColumn,
        _ sku: String,
        isNeeded: Bool = true,
        _ read: (TableNumbers, CSVTable.Row, String) throws(ValueProblem) -> Value?
    ) -> Value? {
        guard let source = sources[column] else { return nil }
        let table = tables[source.table]
        var found: (value: Value, row: CSVTable.Row)?
        for row in table.rows(of: sku) {
            do throws(ValueProblem) {
                guard let value = try read(table.numbers, row, source.name) else { continue }
                if let found, found.value != value {
                    throw ValueProblem(
                        kind: "\(source.name) differs",
                        message: "\(source.name) is \(shown(value)), but \(shown(found.value)) on "
                            + "line \(found.row.line); write one value per item"
                    )
                }
                found = (value, row)
            } catch {
                // The readers of the catalogue and the books have named a cost of theirs.
                guard table.isOwn || source.name != "unit_cost" else { return nil }
                warn(error.message, error.kind, column, sku, row, isNeeded: isNeeded)
                return nil
            }
        }
        return found?.value
    }

    private func shown(_ value: some Hashable) -> String {
        printable("\(value)", limit: 60)
    }

    private func plainText(_ name: String, _ sku: String) -> String {
        tables.lazy.flatMap { $0.rows(of: sku) }.compactMap { $0.filled(name) }.first ?? ""
    }

    private func name(_ column: OrderColumn) -> String {
        sources[column]?.name ?? column.names[0]
    }

    // MARK: What can't be used

    /// A warning at the first line of an item, which is not ordered.
    private mutating func say(
        _ message: String,
        _ kind: String,
        _ column: OrderColumn,
        _ sku: String
    ) {
        warn(message, kind, column, sku, nil, isNeeded: true)
    }

    private mutating func warn(
        _ message: String,
        _ kind: String,
        _ column: OrderColumn,
        _ sku: String,
        _ row: CSVTable.Row?,
        isNeeded: Bool
    ) {
        if isNeeded { unusable.insert(sku) }
        guard let source = sources[column] else { return }
        let table = tables[source.table].table
        let effect = isNeeded ? "not ordered" : "ordered without it"
        let place =
            (row ?? tables[source.table].rows(of: sku).first)
            .map { table.position(of: source.name, in: $0) }
            ?? SourcePosition(file: table.file, line: 1, column: 1)
        tables[source.table].findings.add(
            "\(message) (\(printable(sku, limit: 60)) is \(effect))",
            kind: kind,
            .warning,
            at: place
        )
    }

    /// One finding and one note for all items that no table has a reorder point of.
    private mutating func nameItemsWithoutRule(all: Bool) {
        guard let source = sources[.when], !withoutRule.isEmpty || all else { return }
        let column = source.name
        let message =
            all
            ? "no item has a usable \(column), so nothing is ever ordered"
            : "\(plural(withoutRule.count, "item")) without \(column), never ordered: "
                + listed(withoutRule)
        let rows = withoutRule.flatMap { tables[source.table].rows(of: $0) }
        let table = tables[source.table].table
        let place =
            rows.first.map { table.position(of: column, in: $0) }
            ?? SourcePosition(file: table.file, line: 1, column: 1)
        let severity: Finding.Severity = all ? .warning : .note
        tables[source.table].findings.add(message, kind: "no rule", severity, at: place)
        notes.append(message)
    }

    private mutating func noteAssumptions() {
        for column in [OrderColumn.onOrder, .committed] {
            guard let count = withoutValue[column], let assumption = column.assumption else {
                continue
            }
            notes.append("\(name(column)) is empty for \(plural(count, "item")): \(assumption)")
        }
        let lost = catalogue?.items.map(\.sku).filter(unusable.contains) ?? unusable.sorted()
        if !lost.isEmpty {
            notes.append("not ordered, because a line can't be used: " + listed(lost))
        }
    }

    /// Up to ten names.
    private func listed(_ names: [String]) -> String {
        names.prefix(10).map { printable($0, limit: 60) }.joined(separator: ", ")
            + (names.count > 10 ? ", …" : "")
    }
}

extension [String] {
    /// Each once, where it comes first.
    fileprivate var uniqued: [String] {
        var seen: Set<String> = []
        return filter { seen.insert($0).inserted }
    }
}

/// Nil for an empty text.
private func filled(_ text: String) -> String? {
    text.isEmpty ? nil : text
}
