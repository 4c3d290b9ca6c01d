import JSONSchema
import YAML

/// The short form of a JSON Schema: `{caption: text, mood: one of [calm, loud], tags: [text]}`.
extension SectionReader {
    private static let simpleTypes: [(name: String, schema: JSONValue)] = [
        ("text", ["type": "string"]), ("number", ["type": "number"]),
        ("whole number", ["type": "integer"]), ("yes/no", ["type": "boolean"]),
        ("date", ["type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"]),
    ]
    private static let noneSuffix = " or none"

    /// The schema of fields, all of them required; nil with findings if any type is not known.
    mutating func fields(_ node: YAMLNode, key: String) -> JSONValue? {
        guard let pairs = node.mapping, !pairs.isEmpty else {
            problem(
                "\(key) must be a section with a type for each field, such as {caption: text}",
                at: node,
                key: key
            )
            return nil
        }
        var properties = JSONObject()
        var isWhole = true
        for (nameNode, value) in pairs {
            let name = nameNode.scalar?.string ?? ""
            if name.isEmpty { problem("\(key) has a field without a name", at: nameNode, key: key) }
            let type = fieldType(value, key: "\(key).\(printable(name, limit: 60))")
            properties[name] = type
            isWhole = isWhole && type != nil && !name.isEmpty
        }
        guard isWhole else { return nil }
        return [
            "type": "object", "properties": .object(properties),
            "required": .array(properties.members.map { .string($0.name) }),
            "additionalProperties": false,
        ]
    }

    private mutating func fieldType(_ node: YAMLNode, key: String) -> JSONValue? {
        if node.mapping != nil { return fields(node, key: key) }
        if let list = node.sequence {
            if list.first?.scalar?.string.trimmed == "one of" {
                return choices(list.dropFirst().map { $0 }, at: node, key: key)
            }
            guard let element = list.first, list.count == 1 else {
                problem(
                    "\(key) must have one type in its brackets, such as [text]",
                    at: node,
                    key: key
                )
                return nil
            }
            return fieldType(element, key: key).map { ["type": "array", "items": $0] }
        }
        guard let written = node.scalar?.string.trimmed, !node.isNull else {
            problem("\(key) has no type; \(Self.typeAdvice)", at: node, key: key)
            return nil
        }
        return fieldType(written, at: node, key: key)
    }

    /// A type in words; lists and choices may be written inside, as YAML takes them for text.
    private mutating func fieldType(
        _ words: String,
        at node: YAMLNode,
        key: String
    ) -> JSONValue? {
        if words.hasSuffix(Self.noneSuffix) {
            let rest = String(words.dropLast(Self.noneSuffix.count)).trimmed
            return fieldType(rest, at: node, key: key)?.orNull
        }
        if let known = Self.simpleTypes.first(where: { $0.name == words }) { return known.schema }
        if words.hasSuffix("]"), let start = words.firstIndex(of: "[") {
            let before = String(words[..<start]).trimmed
            let inside = String(words[words.index(after: start)...].dropLast())
            if before == "one of" {
                let parts = inside.split(separator: ",", omittingEmptySubsequences: false)
                    .map { String($0).trimmed }
                let numbers = parts.compactMap { JSONNumber($0) }
                return numbers.count == parts.count
                    ? choices(numbers, at: node, key: key)
                    : choices(parts.map(\.unquoted), at: node, key: key)
            }
            if before.isEmpty, !inside.isEmpty {
                return fieldType(inside.trimmed, at: node, key: key)
                    .map { ["type": "array", "items": $0] }
            }
        }
        let names = Self.simpleTypes.map(\.name)
        let near = nearestName(to: words, among: names).map { "did you mean '\($0)'?" }
        problem(
            "\(key): unknown type '\(printable(words, limit: 60))'; \(near ?? Self.typeAdvice)",
            at: node,
            key: key
        )
        return nil
    }

    private static let typeAdvice =
        "types are text, number, whole number, yes/no, date, [text], one of [a, b], or fields in "
        + "braces, each with ' or none' if it may be missing"

    private mutating func choices(
        _ nodes: [YAMLNode],
        at node: YAMLNode,
        key: String
    ) -> JSONValue? {
        let plain = nodes.compactMap(\.scalar).filter(\.isPlain)
        let numbers = plain.compactMap { JSONNumber($0.string) }
        return numbers.count == nodes.count
            ? choices(numbers, at: node, key: key)
            : choices(nodes.map { $0.scalar?.string ?? "" }, at: node, key: key)
    }

    private mutating func choices(
        _ numbers: [JSONNumber],
        at node: YAMLNode,
        key: String
    ) -> JSONValue? {
        choices(numbers.map { .number($0) }, of: "number", at: node, key: key)
    }

    private mutating func choices(
        _ words: [String],
        at node: YAMLNode,
        key: String
    ) -> JSONValue? {
        choices(words.map { .string($0) }, of: "string", at: node, key: key)
    }

    private mutating func choices(
        _ values: [JSONValue],
        of type: JSONValue,
        at node: YAMLNode,
        key: String
    ) -> JSONValue? {
        guard !values.isEmpty, !values.contains(""), Set(values).count == values.count else {
            problem(
                "\(key) must name each choice once, such as one of [calm, loud]",
                at: node,
                key: key
            )
            return nil
        }
        return ["type": type, "enum": .array(values)]
    }
}

extension JSONValue {
    /// The schema of a type that allows null too.
    fileprivate var orNull: JSONValue {
        guard var object, let type = object["type"]?.string else { return self }
        object["type"] = [.string(type), "null"]
        if let values = object["enum"]?.array { object["enum"] = .array(values + [.null]) }
        return .object(object)
    }
}

extension String {
    fileprivate var trimmed: String {
        String(drop(while: \.isWhitespace).reversed().drop(while: \.isWhitespace).reversed())
    }

    /// Without the quotes around a choice.
    fileprivate var unquoted: String {
        for quote in ["\"", "'"] where count > 1 && hasPrefix(quote) && hasSuffix(quote) {
            return String(dropFirst().dropLast())
        }
        return self
    }
}
