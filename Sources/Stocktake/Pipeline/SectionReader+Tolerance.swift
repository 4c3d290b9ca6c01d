import Foundation
import Yams

extension SectionReader {
    /// `compare.tolerance`: `default`, `items`, and any other key as a class of the books.
    mutating func readTolerances(_ entry: Entry, into compare: inout PipelineFile.Compare) {
        for (name, rule) in namedRules(entry) {
            switch name {
            case "default":
                compare.tolerances.standard = tolerance(rule) ?? compare.tolerances.standard
            case "items":
                for (sku, itemRule) in namedRules(rule) {
                    compare.tolerances.items[sku] = tolerance(itemRule)
                    compare.items.append(located(sku, itemRule))
                }
            default:
                compare.tolerances.classes[name] = tolerance(rule)
                compare.classes.append(located(name, rule))
            }
        }
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
        return mapping.compactMap { keyNode, node in
            guard let name = keyNode.string else { return nil }
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
                + (near ?? "known here: \(known.joined(separator: ", "))"),
            at: rule.keyNode,
            key: rule.key
        )
    }

    /// One number for both ways, or `{plus: …, minus: …}`; a side left out is 0.
    private mutating func band(_ entry: Entry) -> Tolerance.Band? {
        let range: ClosedRange<Decimal> = 0...1_000_000_000
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
