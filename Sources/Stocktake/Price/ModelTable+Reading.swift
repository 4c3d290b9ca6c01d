import Foundation
import YAML

extension ModelTable {
    /// The table a file holds, or every problem in it; never both.
    static func read(file: String, bytes: [UInt8]) -> (ModelTable?, [Finding]) {
        readTable(file: file, bytes: bytes, kind: "a model file") { values, root in
            var reader = ModelReader(values: values)
            defer { values = reader.values }
            return reader.table(root)
        }
    }
}

/// One pass over a model file.
private struct ModelReader {
    /// Keys of `defaults`, and of every row.
    static let shared = [
        "default_detail", "window", "max_input", "max_output", "images_per_request",
        "payload_bytes", "image_url_characters", "structured_output", "efforts", "default_effort",
        "apis",
    ]
    static let own = ["model", "aliases", "images", "shuts_down", "notes"]

    var values: SectionReader
    /// A rule with a problem of its own is nil, so that models naming it aren't faulted too.
    private var rules: [String: ImageTokenRule?] = [:]
    private var defaults: [String: SectionReader.Entry] = [:]

    init(values: SectionReader) {
        self.values = values
    }

    mutating func table(_ root: YAMLNode) -> ModelTable? {
        let known = ["as_of", "source", "image_rules", "defaults", "models"]
        let top = values.section(root, name: "", known: known)
        let asOf = values.required("as_of", of: top, purpose: "the date the facts applied")
            .flatMap { values.day($0) }
        let source = values.required("source", of: top, purpose: "say where the facts come from")
            .flatMap { values.words($0) }
        if let entry = values.required(
            "image_rules",
            of: top,
            purpose: "how photos become tokens, by name"
        ) {
            rules = values.imageRules(entry)
        }
        if let entry = top["defaults"] {
            defaults =
                values.section(entry.node, name: entry.key, known: Self.shared)
                .entries
        }
        let models = rows(top)
        guard let asOf, let source else { return nil }
        return ModelTable(source: source, asOf: asOf, models: models)
    }

    private mutating func rows(_ top: TableSection) -> [ModelFacts] {
        guard let entry = values.required("models", of: top, purpose: "list at least one model")
        else { return [] }
        var names: [(name: String, node: YAMLNode)] = []
        var models: [ModelFacts] = []
        for (index, node) in values.list(entry).enumerated() {
            let name = values.rowName("models", node, number: index + 1)
            let own = values.section(node, name: name, known: Self.own + Self.shared)
            guard node.mapping != nil else { continue }
            let row = TableSection(
                name: name,
                node: node,
                entries: defaults.merging(own.entries) { $1 }
            )
            let model = values.required("model", of: row, purpose: "name the model")
                .flatMap { values.name($0) }
            if let model, let entry = row["model"] { names.append((model, entry.node)) }
            let aliases = self.aliases(row)
            names += aliases
            if let facts = facts(row, model: model, aliases: aliases.map(\.name)) {
                models.append(facts)
            }
        }
        values.checkUnique(names, key: "models")
        return models
    }

    private mutating func aliases(_ row: TableSection) -> [(name: String, node: YAMLNode)] {
        guard let entry = row["aliases"] else { return [] }
        return elements(entry).compactMap { element in
            values.name(element).map { ($0, element.node) }
        }
    }

    private mutating func facts(
        _ row: TableSection,
        model: String?,
        aliases: [String]
    ) -> ModelFacts? {
        let images = images(row)
        let detail = defaultDetail(row, rule: images)
        let tokenLimits = tokenLimits(row)
        let requestLimits = requestLimits(row)
        let structuredOutput: StructuredOutput? = word(
            "structured_output",
            row,
            purpose: "strict, json_object or none"
        )
        let efforts: [ReasoningEffort] = row["efforts"].map { words($0) } ?? []
        let effort = defaultEffort(row, efforts: efforts)
        let known = ModelAPI.allCases.map(\.rawValue).joined(separator: ", ")
        let apis: [ModelAPI] =
            values.required("apis", of: row, purpose: "one or more of \(known)")
            .map { words($0) } ?? []
        let shutsDown = row["shuts_down"].flatMap { values.day($0) }
        let notes = row["notes"].map { entry in elements(entry).compactMap { values.words($0) } }
        guard let model, let images, let detail, let tokenLimits, let requestLimits,
            let structuredOutput
        else { return nil }
        return ModelFacts(
            model: model,
            aliases: aliases,
            images: images,
            defaultDetail: detail,
            tokenLimits: tokenLimits,
            requestLimits: requestLimits,
            structuredOutput: structuredOutput,
            efforts: efforts,
            defaultEffort: effort,
            apis: apis,
            shutsDown: shutsDown,
            notes: notes ?? []
        )
    }
}

extension ModelReader {
    private mutating func images(_ row: TableSection) -> ImageTokenRule? {
        let entry = values.required("images", of: row, purpose: "the name of an image rule")
        guard let entry, !rules.isEmpty,
            let name = values.choice(entry, of: rules.keys.sorted())
        else { return nil }
        return rules[name] ?? nil
    }

    private mutating func defaultDetail(
        _ row: TableSection,
        rule: ImageTokenRule?
    ) -> ImageDetail? {
        guard
            let detail: ImageDetail = word(
                "default_detail",
                row,
                purpose: "the detail used unless the pipeline sets one"
            )
        else { return nil }
        if let rule, !rule.offered.contains(detail), let entry = row["default_detail"] {
            values.problem(
                "\(row.path("default_detail")) is \(detail.rawValue), which its image rule doesn't "
                    + "offer; use \(rule.offered.map(\.rawValue).joined(separator: ", "))",
                at: entry.node,
                key: row.path("default_detail")
            )
        }
        return detail
    }

    private mutating func tokenLimits(_ row: TableSection) -> ModelFacts.TokenLimits? {
        let window = limit("window", row, purpose: "tokens of input and output together")
        let output = limit("max_output", row, purpose: "the most tokens of output")
        let input = row["max_input"].flatMap { values.whole($0, in: 1...1_000_000_000) }
        guard let window else { return nil }
        for (key, tokens) in [("max_input", input), ("max_output", output)] {
            guard let tokens, tokens > window, let entry = row[key] else { continue }
            values.problem(
                "\(row.path(key)) is \(tokens), more than the window of \(window)",
                at: entry.node,
                key: row.path(key)
            )
        }
        guard let output else { return nil }
        return ModelFacts.TokenLimits(window: window, input: input ?? window, output: output)
    }

    private mutating func requestLimits(_ row: TableSection) -> ModelFacts.RequestLimits? {
        let images = limit("images_per_request", row, purpose: "the most photos of a request")
        let bytes = limit("payload_bytes", row, purpose: "the most bytes of a request")
        let characters = limit(
            "image_url_characters",
            row,
            purpose: "the most characters of a photo in base64"
        )
        guard let images, let bytes, let characters else { return nil }
        return ModelFacts.RequestLimits(
            images: images,
            payloadBytes: bytes,
            imageURLCharacters: characters
        )
    }

    private mutating func defaultEffort(
        _ row: TableSection,
        efforts: [ReasoningEffort]
    ) -> ReasoningEffort? {
        guard let entry = row["default_effort"] else { return nil }
        guard !efforts.isEmpty else {
            values.problem(
                "\(entry.key) without efforts; list the efforts the model has",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return values.choice(entry, of: efforts.map(\.rawValue)).flatMap(ReasoningEffort.init)
    }

    private mutating func limit(_ key: String, _ row: TableSection, purpose: String) -> Int? {
        values.required(key, of: row, purpose: purpose)
            .flatMap { values.whole($0, in: 1...1_000_000_000_000) }
    }

    private mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ key: String,
        _ row: TableSection,
        purpose: String
    ) -> Word? {
        values.required(key, of: row, purpose: purpose)
            .flatMap { values.choice($0, of: Word.allCases.map(\.rawValue)) }
            .flatMap(Word.init)
    }

    /// The words of a list, each once.
    private mutating func words<Word: RawRepresentable<String> & CaseIterable>(
        _ entry: SectionReader.Entry
    ) -> [Word] {
        var seen: Set<String> = []
        return elements(entry).compactMap { element in
            guard let text = values.choice(element, of: Word.allCases.map(\.rawValue)) else {
                return nil
            }
            if seen.insert(text).inserted { return Word(rawValue: text) }
            values.problem(
                "\(element.key) lists \(text) twice; remove one",
                at: element.node,
                key: element.key
            )
            return nil
        }
    }

    /// The elements of a list that must not be empty, or a single value as a list of one.
    private mutating func elements(_ entry: SectionReader.Entry) -> [SectionReader.Entry] {
        guard entry.node.sequence != nil else { return [entry] }
        return values.list(entry).map {
            SectionReader.Entry(key: entry.key, node: $0, keyNode: entry.keyNode)
        }
    }
}
