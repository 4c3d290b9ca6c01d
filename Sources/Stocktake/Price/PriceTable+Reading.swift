import Foundation
import YAML

extension PriceTable {
    /// The table a file holds, or every problem in it; never both.
    ///
    /// The price of a free model is 0 throughout; a single 0 beside other prices is an error, and so
    /// are a cached or batch price above the plain one and a long prompt's price below it.
    static func read(file: String, bytes: [UInt8]) -> (PriceTable?, [Finding]) {
        readTable(file: file, bytes: bytes, kind: "a price table") { values, root in
            var reader = PriceReader(values: values)
            defer { values = reader.values }
            return reader.table(root)
        }
    }
}

/// What one price of a file stands for.
private enum PriceUnit: String, CaseIterable {
    case perThousand = "per_1k_tokens"
    case perMillion = "per_1m_tokens"
    case perToken = "per_token"

    /// The power of ten from a price of this unit to one per token.
    var exponent: Int {
        switch self {
        case .perThousand: -3
        case .perMillion: -6
        case .perToken: 0
        }
    }

    var words: String {
        switch self {
        case .perThousand: "per 1,000 tokens"
        case .perMillion: "per 1,000,000 tokens"
        case .perToken: "per token"
        }
    }

    /// The highest price accepted, 1,000 USD per 1,000,000 tokens; a higher one has a wrong unit.
    var most: Decimal {
        Decimal(sign: .plus, exponent: -3 - exponent, significand: 1)
    }
}

/// One pass over a price table.
private struct PriceReader {
    static let priceKeys = ["input", "cached_input", "cache_write", "output"]

    var values: SectionReader
    private var unit: PriceUnit?

    init(values: SectionReader) {
        self.values = values
    }

    mutating func table(_ root: YAMLNode) -> PriceTable? {
        let top = values.section(
            root,
            name: "",
            known: ["as_of", "source", "currency", "unit", "image_tokens", "models"]
        )
        let asOf = values.required("as_of", of: top, purpose: "the date the prices applied")
            .flatMap { values.day($0) }
        let source = values.required("source", of: top, purpose: "say where the prices come from")
            .flatMap { values.words($0) }
        let currency = values.required("currency", of: top, purpose: "write 'currency: USD'")
            .flatMap { values.choice($0, of: ["USD"]) }
        unit = values.required(
            "unit",
            of: top,
            purpose: "one of \(PriceUnit.allCases.map(\.rawValue).joined(separator: ", "))"
        )
        .flatMap { values.choice($0, of: PriceUnit.allCases.map(\.rawValue)) }
        .flatMap(PriceUnit.init)
        let imageTokens = top["image_tokens"].flatMap { values.whole($0, in: 1...1_000_000) }
        let models = rows(top)
        guard let asOf, let source, let currency else { return nil }
        return PriceTable(
            source: source,
            asOf: asOf,
            currency: currency,
            imageTokens: imageTokens,
            models: models
        )
    }

    private mutating func rows(_ top: TableSection) -> [ModelPrice] {
        guard let entry = values.required("models", of: top, purpose: "list at least one model")
        else { return [] }
        var names: [(name: String, node: YAMLNode)] = []
        var rows: [ModelPrice] = []
        for (index, node) in values.list(entry).enumerated() {
            let section = values.section(
                node,
                name: values.rowName("models", node, number: index + 1),
                known: ["model"] + Self.priceKeys + ["batch", "above", "note"]
            )
            guard node.mapping != nil else { continue }
            let name = values.required("model", of: section, purpose: "name the model")
                .flatMap { values.name($0) }
            if let name, let entry = section["model"] { names.append((name, entry.node)) }
            if let row = row(section, model: name) { rows.append(row) }
        }
        values.checkUnique(names, key: "models")
        return rows
    }

    private mutating func row(_ section: TableSection, model: String?) -> ModelPrice? {
        let standard = price(section)
        let batch = section["batch"].flatMap { prices($0) }
        checkBatch(batch, against: standard, in: section)
        let long = section["above"].flatMap {
            longPrompt($0, standard: standard, batch: batch?.price)
        }
        let note = section["note"].flatMap { values.words($0) }
        guard let model, let standard else { return nil }
        return ModelPrice(
            model: model,
            standard: standard,
            batch: batch?.price,
            longPrompt: long,
            note: note
        )
    }

    private mutating func longPrompt(
        _ entry: SectionReader.Entry,
        standard: TokenPrice?,
        batch: TokenPrice?
    ) -> ModelPrice.LongPrompt? {
        guard let long = prices(entry, more: ["input_tokens", "batch"]) else { return nil }
        let limit = values.required(
            "input_tokens",
            of: long.section,
            purpose: "the number of input tokens above which these prices apply"
        )
        .flatMap { values.whole($0, in: 1...1_000_000_000) }
        let longBatch = long.section["batch"].flatMap { prices($0) }
        checkBatch(longBatch, against: long.price, in: long.section)
        checkLong(long, against: standard)
        checkLong(longBatch, against: batch)
        guard let limit, let price = long.price else { return nil }
        return ModelPrice.LongPrompt(
            aboveInputTokens: limit,
            standard: price,
            batch: longBatch?.price
        )
    }

    /// The prices of a section inside a row; nil when it is no section.
    private mutating func prices(
        _ entry: SectionReader.Entry,
        more keys: [String] = []
    ) -> (section: TableSection, price: TokenPrice?)? {
        let section = values.section(entry.node, name: entry.key, known: keys + Self.priceKeys)
        guard entry.node.mapping != nil else { return nil }
        return (section, price(section))
    }

    private mutating func checkBatch(
        _ batch: (section: TableSection, price: TokenPrice?)?,
        against standard: TokenPrice?,
        in row: TableSection
    ) {
        guard let batch, let price = batch.price, let standard else { return }
        if price.input == 0, standard.input > 0, let entry = batch.section["input"] {
            zeroBesidePrice(entry)
        }
        for key in Self.priceKeys where price.effective(key) > standard.effective(key) {
            guard let entry = batch.section[key] else { continue }
            values.problem(
                "\(entry.key) is above \(row.path(key)); a batch never costs more",
                at: entry.node,
                key: entry.key
            )
        }
    }

    private mutating func checkLong(
        _ long: (section: TableSection, price: TokenPrice?)?,
        against short: TokenPrice?
    ) {
        guard let long, let price = long.price, let short else { return }
        for key in Self.priceKeys where price.effective(key) < short.effective(key) {
            guard let entry = long.section[key] else { continue }
            values.problem(
                "\(entry.key) is below the price of shorter prompts; a long prompt never costs less",
                at: entry.node,
                key: entry.key
            )
        }
    }
}

extension TokenPrice {
    /// What such tokens are billed at, the input price where they have none of their own.
    fileprivate func effective(_ key: String) -> Decimal {
        switch key {
        case "cached_input": cachedInput ?? input
        case "cache_write": cacheWrite ?? input
        case "output": output
        default: input
        }
    }
}

extension PriceReader {
    /// The four prices of a section; nil when input or output can't be had.
    private mutating func price(_ section: TableSection) -> TokenPrice? {
        let unitWords = unit.map { ", in USD \($0.words)" } ?? ""
        let input = values.required("input", of: section, purpose: "the price of input\(unitWords)")
        let output = values.required(
            "output",
            of: section,
            purpose: "the price of output\(unitWords)"
        )
        let entries = [input, section["cached_input"], section["cache_write"], output]
        let amounts = entries.map { entry in entry.flatMap { amount($0) } }
        guard let input = amounts[0], let output = amounts[3] else { return nil }
        let price = TokenPrice(
            input: input,
            cachedInput: amounts[1],
            cacheWrite: amounts[2],
            output: output
        )
        checkZeros(entries, amounts)
        checkCache(price, in: section)
        return price
    }

    /// One price in USD per token.
    ///
    /// At most 12 digits after the point, so that a cost of any number of tokens is exact too.
    private mutating func amount(_ entry: SectionReader.Entry) -> Decimal? {
        let written = entry.node.scalar?.string ?? ""
        let digits = written.count(where: \.isNumber)
        let value = exactDecimal(written)
        let shown = printable(written, limit: 60)
        let fault: String
        if let value, value < 0 {
            fault = "must be 0 or more, not \(shown)"
        } else if let value, let unit, value > unit.most {
            fault = "is \(shown) USD \(unit.words), more than any model costs; check the unit"
        } else if digits > 24 || value.map({ $0 != 0 && $0.exponent < -12 }) == true {
            fault = "has too many digits; at most 12 after the point"
        } else if written.wholeMatch(of: /[+-]?[0-9.]+[eE][+-]?[0-9]+/) != nil, value == nil {
            fault = "is \(shown), not a usable price; write it like 0.00175"
        } else if let value {
            return Decimal(sign: .plus, exponent: unit?.exponent ?? 0, significand: value)
        } else {
            _ = values.decimal(entry, in: 0...1)
            return nil
        }
        values.problem("\(entry.key) \(fault)", at: entry.node, key: entry.key)
        return nil
    }

    private mutating func checkZeros(
        _ entries: [SectionReader.Entry?],
        _ amounts: [Decimal?]
    ) {
        guard amounts.contains(where: { $0.map { $0 > 0 } ?? false }) else { return }
        for (entry, amount) in zip(entries, amounts) where amount == 0 {
            if let entry { zeroBesidePrice(entry) }
        }
    }

    private mutating func zeroBesidePrice(_ entry: SectionReader.Entry) {
        values.problem(
            "\(entry.key) is 0 beside a price that isn't; a free model costs 0 throughout",
            at: entry.node,
            key: entry.key
        )
    }

    private mutating func checkCache(_ price: TokenPrice, in section: TableSection) {
        if let cached = price.cachedInput, cached > price.input, let entry = section["cached_input"]
        {
            values.problem(
                "\(entry.key) is above \(section.path("input")); cached input never costs more",
                at: entry.node,
                key: entry.key
            )
        }
        if let write = price.cacheWrite, write > 0, write < price.input,
            let entry = section["cache_write"]
        {
            values.problem(
                "\(entry.key) is below \(section.path("input")); it is the whole price of a "
                    + "written token, not the surcharge",
                at: entry.node,
                key: entry.key
            )
        }
    }
}
