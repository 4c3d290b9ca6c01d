import JSONSchema

extension SentSchemaBuilder {
    /// The longest rule and the longest schema that are written out for the model, in bytes.
    private static let (maxRule, maxText) = (200, 4_000)

    /// Some of the values listed; without their list if it is too long for the limits.
    mutating func literals(
        _ all: [JSONValue],
        _ kinds: Set<SchemaKind>,
        _ whole: Whole
    ) -> Sent {
        let values = all.filter { !kinds.isDisjoint(with: SchemaKind.of($0)) }
        guard !values.isEmpty else { return (["type": "null"], .null) }
        let length = values.reduce(0) { $0 + $1.compactText.utf8.count }
        let fits =
            values.count <= entries && length <= characters
            && (values.count <= 250 || length <= 15_000)
        if fits {
            entries -= values.count
            characters -= length
        } else {
            leftOut.insert("enum")
        }
        var sents: [Sent] = []
        for kind in [SchemaKind.string, .number, .boolean] {
            let own = values.filter { SchemaKind.of($0).contains(kind) }
            guard !own.isEmpty else { continue }
            let isInteger = own.allSatisfy { $0.number?.isInteger == true }
            var schema = JSONObject()
            schema["type"] = .string(isInteger ? "integer" : kind.rawValue)
            if fits { schema["enum"] = .array(own) }
            let kinds: Set = kind == .number ? [.number, .integer] : [kind]
            sents.append((.object(schema), .plain(kinds, values: fits ? Set(own) : nil)))
        }
        let nested = values.filter { $0.array != nil || $0.object != nil }
        if !nested.isEmpty {
            var schema = JSONObject()
            schema["type"] = "string"
            if fits { schema["enum"] = .array(nested.map { .string($0.compactText) }) }
            schema["description"] = "JSON text"
            sents.append((.object(schema), .text))
        }
        let chosen = Self.choice(sents)
        guard values.contains(.null) else { return described(chosen, whole) }
        return described(sents.isEmpty ? (["type": "null"], .null) : Self.nullable(chosen), whole)
    }

    /// JSON inside a text, for what can't be sent otherwise.
    mutating func text(_ whole: Whole) -> Sent {
        leftOut.insert("nesting")
        let schemas = whole.conjuncts.map { JSONValue.object($0.keywords).compactText }
        let written = schemas.joined(separator: " and ")
        let words =
            written.utf8.count <= Self.maxText
            ? "JSON text of a value that meets this schema: \(written)" : "JSON text"
        return (["type": "string", "description": .string(words)], .text)
    }

    /// Notes rules that are not sent.
    mutating func leaveOut(_ keywords: [String], of whole: Whole) {
        for keyword in keywords where whole.first(keyword) != nil {
            leftOut.insert(["then", "else"].contains(keyword) ? "if" : keyword)
        }
    }

    /// With the descriptions of the original, and in them the rules that are not sent.
    func described(_ sent: Sent, _ whole: Whole) -> Sent {
        guard var object = sent.schema.object, object["$ref"] == nil else { return sent }
        var rules = JSONObject()
        for conjunct in whole.conjuncts {
            for member in conjunct.keywords.members
            where Self.worded.contains(member.name) && object[member.name] == nil
                && member.value.compactText.utf8.count <= Self.maxRule
            {
                rules[member.name] = member.value
            }
        }
        var words = [whole.first("title")?.string, whole.first("description")?.string]
            .compactMap(\.self)
        if let own = object["description"]?.string, !words.contains(own) { words.append(own) }
        let ruleWords = "rules: \(JSONValue.object(rules).compactText)"
        // A value of several types is described as a whole and in each of its parts.
        let isSaid = words.contains { $0.hasSuffix(ruleWords) }
        if !rules.members.isEmpty, !isSaid { words.append(ruleWords) }
        guard !words.isEmpty else { return sent }
        object["description"] = .string(words.joined(separator: "; "))
        return (.object(object), sent.part)
    }

    /// Rules that a model can keep if it is told them.
    private static let worded: Set = [
        "minLength", "maxLength", "pattern", "format", "minItems", "maxItems", "uniqueItems",
        "contains", "minContains", "maxContains", "minProperties", "maxProperties", "not", "if",
        "then", "else", "dependentRequired", "propertyNames",
    ]
}
