import Foundation
import JSONSchema
import YAML

/// The value of `compare.tolerance`, with the places of classes and items.
struct WrittenTolerances: Sendable {
    var table = ToleranceTable()
    /// In the order of the file.
    var classes: [Located<String>] = []
    var items: [Located<String>] = []
}

extension PipelineFile.Compare {
    mutating func take(_ written: WrittenTolerances) {
        tolerances = written.table
        classes = written.classes
        items = written.items
    }
}

extension KeyType where Value == WrittenTolerances {
    /// A section of tolerances: `default`, `items`, and any other key as a class of the books.
    static var tolerances: Self {
        let side = numberSchema("number", toleranceRange)
        let band: JSONValue = [
            "anyOf": [
                side,
                [
                    "type": "object", "properties": ["plus": side, "minus": side],
                    "additionalProperties": false,
                ],
            ]
        ]
        let tolerance: JSONValue = [
            "type": "object",
            "properties": ["quantity": band, "percent": band, "value": band],
            "additionalProperties": false,
        ]
        return KeyType(
            "section such as {default: {quantity: 0}}",
            schema: [
                "type": "object",
                "properties": [
                    "default": tolerance,
                    "items": ["type": "object", "additionalProperties": tolerance],
                ],
                "additionalProperties": tolerance,
            ]
        ) { values, entry in values.tolerances(entry) }
    }
}

/// What one side of a tolerance may be.
private let toleranceRange = 0...1_000_000_000

extension SectionReader {
    fileprivate mutating func tolerances(_ entry: Entry) -> WrittenTolerances {
        var written = WrittenTolerances()
        for (name, rule) in namedRules(entry) {
            switch name {
            case "default":
                written.table.standard = tolerance(rule) ?? written.table.standard
            case "items":
                for (sku, itemRule) in namedRules(rule) {
                    written.table.items[sku] = tolerance(itemRule)
                    written.items.append(located(sku, itemRule))
                }
            default:
                written.table.classes[name] = tolerance(rule)
                written.classes.append(located(name, rule))
            }
        }
        return written
    }

    private func located(_ name: String, _ rule: Entry) -> Located<String> {
        Located(value: name, position: position(of: rule.keyNode))
    }

    private mutating func namedRules(_ entry: Entry) -> [(String, Entry)] {
        guard let mapping = entry.node.mapping else {
            problem(
                "\(entry.key) must be a section such as {default: {quantity: 0}}",
                at: entry.node,
                key: entry.key
            )
            return []
        }
        return mapping.map { keyNode, node in
            let name = keyNode.scalar?.string ?? ""
            let key = "\(entry.key).\(printable(name, limit: 60))"
            return (name, Entry(key: key, node: node, keyNode: keyNode))
        }
    }

    private mutating func tolerance(_ entry: Entry) -> Tolerance? {
        var result = Tolerance()
        let measures: [(String, WritableKeyPath<Tolerance, Tolerance.Band?>)] = [
            ("quantity", \.quantity), ("percent", \.percent), ("value", \.value),
        ]
        for (name, rule) in namedRules(entry) {
            guard let measure = measures.first(where: { $0.0 == name }) else {
                unknownMeasure(name, rule, known: measures.map(\.0))
                continue
            }
            result[keyPath: measure.1] = band(rule)
        }
        return result == Tolerance() ? nil : result
    }

    private mutating func unknownMeasure(_ name: String, _ rule: Entry, known: [String]) {
        let near = nearestName(to: name, among: known).map { "did you mean '\($0)'?" }
        problem(
            "unknown key '\(printable(name, limit: 60))' in a tolerance; "
                + (near ?? "known keys: \(known.joined(separator: ", "))"),
            at: rule.keyNode,
            key: rule.key
        )
    }

    /// One number for both ways, or `{plus: …, minus: …}`; a side left out is 0.
    private mutating func band(_ entry: Entry) -> Tolerance.Band? {
        let range = Decimal(toleranceRange.lowerBound)...Decimal(toleranceRange.upperBound)
        guard entry.node.mapping != nil else {
            return decimal(entry, in: range).map { Tolerance.Band($0) }
        }
        var sides: [String: Decimal] = [:]
        for (name, side) in namedRules(entry) {
            guard name == "plus" || name == "minus" else {
                unknownMeasure(name, side, known: ["plus", "minus"])
                continue
            }
            sides[name] = decimal(side, in: range)
        }
        return Tolerance.Band(plus: sides["plus"] ?? 0, minus: sides["minus"] ?? 0)
    }
}
