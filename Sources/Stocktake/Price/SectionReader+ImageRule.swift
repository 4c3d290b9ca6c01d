import Foundation
import YAML

extension SectionReader {
    /// The rules of `image_rules` by name; nil for a rule with a problem of its own.
    mutating func imageRules(_ entry: Entry) -> [String: ImageTokenRule?] {
        guard let mapping = entry.node.mapping, !mapping.isEmpty else {
            problem("\(entry.key) must be a section of rules", at: entry.node, key: entry.key)
            return [:]
        }
        var rules: [String: ImageTokenRule?] = [:]
        for (keyNode, node) in mapping {
            let nameEntry = Entry(key: entry.key, node: keyNode, keyNode: keyNode)
            guard let name = name(nameEntry) else { continue }
            let before = findings.count
            let rule = imageRule(node, name: "\(entry.key).\(printable(name, limit: 60))")
            rules[name] = .some(findings.count == before ? rule : nil)
        }
        return rules
    }

    private mutating func imageRule(_ node: YAMLNode, name: String) -> ImageTokenRule? {
        let own = ["multiplier", "base", "per_tile", "max_patches"]
        let rule = section(node, name: name, known: ["kind", "details", "auto"] + own)
        guard node.mapping != nil,
            let kind = required("kind", of: rule, purpose: "patches or tiles")
                .flatMap({ choice($0, of: ["patches", "tiles"]) })
        else { return nil }
        let isTiles = kind == "tiles"
        let formula = isTiles ? tiles(rule) : patches(rule)
        for key in isTiles ? ["multiplier", "max_patches"] : ["base", "per_tile"] {
            guard let entry = rule[key] else { continue }
            problem(
                "\(entry.key) has no meaning for \(kind); remove it",
                at: entry.keyNode,
                key: entry.key
            )
        }
        let details = details(rule, isTiles: isTiles)
        let auto = auto(rule, details: details)
        let maxPatches = rule["max_patches"].flatMap { whole($0, in: 1...1_000_000_000) }
        guard let formula, let auto else { return nil }
        return ImageTokenRule(
            formula: formula,
            details: details,
            auto: auto,
            maxPatches: maxPatches
        )
    }

    private mutating func tiles(_ rule: TableSection) -> ImageTokenRule.Formula? {
        let base = required("base", of: rule, purpose: "tokens of every image")
            .flatMap { whole($0, in: 0...1_000_000) }
        let perTile = required("per_tile", of: rule, purpose: "tokens of a tile")
            .flatMap { whole($0, in: 1...1_000_000) }
        guard let base, let perTile else { return nil }
        return .tiles(base: base, perTile: perTile)
    }

    private mutating func patches(_ rule: TableSection) -> ImageTokenRule.Formula? {
        guard
            let entry = required("multiplier", of: rule, purpose: "tokens of a patch"),
            let multiplier = decimal(entry, in: 0...1000)
        else { return nil }
        guard multiplier > 0, multiplier.exponent >= -4 else {
            problem(
                "\(entry.key) must be more than 0 and have at most 4 digits after the point",
                at: entry.node,
                key: entry.key
            )
            return nil
        }
        return .patches(multiplier: multiplier)
    }

    private mutating func details(
        _ rule: TableSection,
        isTiles: Bool
    ) -> [ImageDetail: ImageTokenRule.Shrinking] {
        guard
            let entry = required("details", of: rule, purpose: "the levels low, high and original")
        else { return [:] }
        let names = ImageDetail.allCases.filter { $0 != .auto }.map(\.rawValue)
        let section = section(entry.node, name: entry.key, known: names)
        if entry.node.mapping != nil, section.entries.isEmpty {
            problem("\(entry.key) lists no detail level", at: entry.node, key: entry.key)
        }
        var details: [ImageDetail: ImageTokenRule.Shrinking] = [:]
        for detail in ImageDetail.allCases {
            guard let entry = section[detail.rawValue] else { continue }
            let keys = ["fit", isTiles ? "short_side" : "patches"]
            let limits = self.section(entry.node, name: entry.key, known: keys)
            details[detail] = ImageTokenRule.Shrinking(
                fit: limits["fit"].flatMap { whole($0, in: 1...1_000_000) },
                shortSide: limits["short_side"].flatMap { whole($0, in: 1...1_000_000) },
                patches: limits["patches"].flatMap { whole($0, in: 1...1_000_000) }
            )
        }
        return details
    }

    private mutating func auto(
        _ rule: TableSection,
        details: [ImageDetail: ImageTokenRule.Shrinking]
    ) -> ImageDetail? {
        guard let entry = required("auto", of: rule, purpose: "the level that auto means") else {
            return nil
        }
        let names = ImageDetail.allCases.filter { details[$0] != nil }.map(\.rawValue)
        guard !names.isEmpty else { return nil }
        return choice(entry, of: names).flatMap(ImageDetail.init)
    }
}
