import JSONSchema

/// A JSON Schema in the form that is sent: within the strict subset, whatever the original says.
///
/// What the subset can't express is either expressed otherwise and turned back (`SentParts`) or left
/// out, said in the descriptions and checked after each answer:
///
/// - Optional properties are required and may be null.
/// - Objects are closed. Members with names that the schema doesn't list are a list of
///   `{name, value}`; unlisted names beside listed ones are only asked for if the schema has a
///   schema for them.
/// - `allOf` and `$ref` beside other keywords are merged, `oneOf` is sent as `anyOf`, `const` as
///   `enum`, the elements of `prefixItems` as alternatives.
/// - Values in which anything is allowed are a text, a number, yes/no or null.
/// - What is nested too deep or too long for the limits is JSON inside a text.
///
/// Source of the limits: the Structured Outputs guide, June 2026: 5,000 properties, 10 levels, 1,000
/// entries of `enum`, 120,000 characters of names and values. Room is left for what surrounds it.
struct SentSchema: Sendable {
    /// The most levels, of which one is inside others.
    static let maxLevels = 10

    /// The schema of one answer.
    let schema: JSONValue
    /// The definitions that it names.
    let definitions: JSONObject
    let parts: SentParts
    /// The keywords that are left out, in alphabetical order.
    let checkedHere: [String]

    /// - Parameters:
    ///   - schema: a valid JSON Schema.
    ///   - level: how deep the answer is inside what is sent, from 1.
    ///   - taken: names of definitions around it.
    init(_ schema: JSONValue, level: Int, taken: Set<String> = []) {
        var builder = SentSchemaBuilder(schema, taken: taken)
        let (sent, part) = builder.sent([SchemaReading.root], level: level)
        self.schema = sent
        definitions = builder.definitions
        parts = SentParts(root: part, definitions: builder.parts)
        checkedHere = builder.leftOut.sorted()
    }
}

/// Makes the schema that is sent, place by place.
struct SentSchemaBuilder {
    typealias Place = SchemaReading.Place
    typealias Whole = SchemaReading.Whole
    typealias Sent = (schema: JSONValue, part: SentPart)

    let reading: SchemaReading
    private(set) var definitions = JSONObject()
    private(set) var parts: [String: SentPart] = [:]
    var leftOut: Set<String> = []

    private var names: [Set<Place>: String] = [:]
    private var taken: Set<String>
    // What the limits leave; a schema that is very large is sent as text from there on.
    private var properties = 4_500
    private var entries = 700
    private var characters = 100_000
    private var nodes = 6_000

    init(_ schema: JSONValue, taken: Set<String>) {
        reading = SchemaReading(schema)
        self.taken = taken
    }

    /// What is sent for a value to which all these schemas apply.
    mutating func sent(_ places: [Place], level: Int) -> Sent {
        nodes -= 1
        let whole = reading.whole(places)
        guard level <= SentSchema.maxLevels, nodes > 0 else { return text(whole) }
        guard whole.hasReference else { return body(whole, level: level) }
        // Of a bare reference only the target counts, so that all references to it are one.
        let bare = whole.conjuncts.filter { conjunct in
            conjunct.keywords.members.contains { !Self.isPassedOver($0.name) }
        }
        let key = Set(bare.map(\.place))
        if let name = names[key] { return Self.reference(name) }
        let name = newName(for: bare.first?.place.pointer ?? "")
        names[key] = name
        characters -= name.utf8.count
        definitions[name] = .null
        let definition = body(whole, level: 1)
        definitions[name] = definition.schema
        parts[name] = definition.part
        return Self.reference(name)
    }

    private static func isPassedOver(_ keyword: String) -> Bool {
        [
            "$ref", "$dynamicRef", "allOf", "$defs", "definitions", "$schema", "$id", "$anchor",
            "$comment", "title",
            "description", "examples", "default", "deprecated", "readOnly", "writeOnly",
        ]
        .contains(keyword)
    }

    private static func reference(_ name: String) -> Sent {
        (["$ref": .string("#/$defs/\(name)")], .definition(name))
    }

    private mutating func newName(for pointer: String) -> String {
        let last = JSONPointer.steps(of: pointer)?.last ?? ""
        let letters = last.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "_") }
        let stem = letters.isEmpty ? "answer" : String(letters.prefix(40))
        var (name, number) = (stem, 1)
        while taken.contains(name) {
            number += 1
            name = "\(stem)_\(number)"
        }
        taken.insert(name)
        return name
    }

    private mutating func body(_ whole: Whole, level: Int) -> Sent {
        guard !whole.isNever else { return (["type": "null"], .null) }
        leaveOut(["not", "if", "then", "else"], of: whole)
        let kinds = whole.statedKinds
        if let values = whole.values {
            leaveOut(["anyOf", "oneOf"], of: whole)
            return literals(values, kinds ?? [], whole)
        }
        for group in whole.groups {
            let isStructural = group.branches.contains { hasStructure(reading.whole([$0])) }
            guard isStructural else {
                leaveOut([group.keyword], of: whole)
                continue
            }
            if group.keyword == "oneOf" { leftOut.insert("oneOf") }
            return alternatives(group, whole, level: level)
        }
        let all = whole.kinds ?? SchemaKind.scalars
        var sents = SchemaKind.allCases.filter(all.contains)
            .filter { $0 != .null && ($0 != .integer || !all.contains(.number)) }
            .map { typed($0, whole, level: level) }
        // Without a type, null is nothing that was asked for.
        let hasNull = kinds?.contains(.null) ?? (whole.kinds == nil)
        if hasNull, sents.count == 1, let sent = sents.first { return Self.nullable(sent) }
        if hasNull { sents.append((["type": "null"], .null)) }
        return described(Self.choice(sents), whole)
    }

    /// Whether a schema says anything that decides on the form of what is sent.
    private func hasStructure(_ whole: Whole) -> Bool {
        let deciding: Set = [
            "type", "enum", "const", "properties", "items", "prefixItems", "anyOf", "oneOf",
            "patternProperties", "pattern", "minimum", "maximum", "$ref",
        ]
        return whole.isNever
            || whole.conjuncts.contains {
                $0.keywords.members.contains { deciding.contains($0.name) }
            }
    }

    /// One schema for each branch, with what applies to all of them.
    private mutating func alternatives(
        _ group: (owner: SchemaReading.Conjunct, keyword: String, branches: [Place]),
        _ whole: Whole,
        level: Int
    ) -> Sent {
        var shared: [Place] = []
        for conjunct in whole.conjuncts {
            var place = conjunct.place
            if place == group.owner.place { place.omitted.insert(group.keyword) }
            // What they refer to is among them already.
            place.omitted.formUnion(["$ref", "$dynamicRef", "allOf"])
            let says = conjunct.keywords.members.contains {
                !place.omitted.contains($0.name) && !Self.isPassedOver($0.name)
            }
            if says { shared.append(place) }
        }
        let sents = group.branches.compactMap { branch -> Sent? in
            let places = shared + [branch]
            let isNever = reading.whole(places).isNever
            return isNever ? nil : sent(places, level: level)
        }
        return described(Self.choice(sents), whole)
    }

    /// Alternatives, each once.
    static func choice(_ sents: [Sent]) -> Sent {
        var seen: Set<JSONValue> = []
        var schemas: [JSONValue] = []
        var parts: [SentPart] = []
        for sent in sents {
            let inside = sent.schema.object?.members.count == 1 ? sent.schema["anyOf"]?.array : nil
            for schema in inside ?? [sent.schema] where seen.insert(schema).inserted {
                schemas.append(schema)
            }
            parts.append(sent.part)
        }
        guard let first = schemas.first, let part = parts.first else {
            return (["type": "null"], .null)
        }
        if schemas.count == 1 { return (first, parts.count == 1 ? part : .choice(parts)) }
        return (["anyOf": .array(schemas)], .choice(parts))
    }

    /// The same that may be null too.
    static func nullable(_ sent: Sent) -> Sent {
        guard var object = sent.schema.object else { return sent }
        let part = SentPart.choice([sent.part, .null])
        if let branches = object["anyOf"]?.array {
            if branches.contains(["type": "null"]) { return sent }
            object["anyOf"] = .array(branches + [["type": "null"]])
            return (.object(object), part)
        }
        if let types = object["type"]?.array, types.contains("null") { return sent }
        guard let type = object["type"]?.string, type != "null" else {
            return object["type"] == nil ? choice([sent, (["type": "null"], .null)]) : sent
        }
        guard SchemaKind(rawValue: type).map(SchemaKind.scalars.contains) == true else {
            return choice([sent, (["type": "null"], .null)])
        }
        object["type"] = [.string(type), "null"]
        if let values = object["enum"]?.array, !values.contains(.null) {
            object["enum"] = .array(values + [.null])
        }
        return (.object(object), part)
    }
}

// MARK: Types

extension SentSchemaBuilder {
    private static let formats: Set = [
        "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
    ]

    fileprivate mutating func typed(_ kind: SchemaKind, _ whole: Whole, level: Int) -> Sent {
        switch kind {
        case .object: return object(whole, level: level)
        case .array: return list(whole, level: level)
        default: break
        }
        var schema = JSONObject()
        schema["type"] = .string(kind.rawValue)
        for keyword in SchemaKind.number.keywords.sorted() where kind == .number || kind == .integer
        {
            schema[keyword] = whole.first(keyword)
        }
        if kind == .string {
            if let pattern = whole.first("pattern"), pattern.string.map(isPlain) == true {
                schema["pattern"] = pattern
                characters -= pattern.string?.utf8.count ?? 0
            } else {
                leaveOut(["pattern"], of: whole)
            }
            if let format = whole.first("format"), Self.formats.contains(format.string ?? "") {
                schema["format"] = format
            }
            leaveOut(["minLength", "maxLength"], of: whole)
        }
        let kinds: Set = kind == .number ? [.number, .integer] : [kind]
        return described((.object(schema), .plain(kinds, values: nil)), whole)
    }

    /// Patterns with groups beyond the plain ones differ between services.
    private func isPlain(_ pattern: String) -> Bool {
        !pattern.contains("(?") && !pattern.contains("\\p") && !pattern.contains("\\P")
            && characters > pattern.utf8.count
    }

    private mutating func list(_ whole: Whole, level: Int) -> Sent {
        guard level < SentSchema.maxLevels else { return text(whole) }
        let (all, first) = whole.elements
        var element: Sent
        if first.isEmpty {
            element = sent(all, level: level + 1)
        } else {
            leaveOut(["prefixItems"], of: whole)
            let places = first.map { [$0] } + (all.isEmpty ? [] : [all])
            element = Self.choice(places.map { sent($0, level: level + 1) })
        }
        if element.schema.object == nil { element = (["type": "null"], .null) }
        var schema = JSONObject()
        schema["type"] = "array"
        schema["items"] = element.schema
        let (least, most) = (whole.first("minItems"), whole.first("maxItems"))
        if least == most {
            // Lists of a fixed length made services answer without end.
            leaveOut(["minItems", "maxItems"], of: whole)
        } else {
            schema["minItems"] = least
            schema["maxItems"] = most
        }
        leaveOut(
            ["uniqueItems", "contains", "minContains", "maxContains", "unevaluatedItems"],
            of: whole
        )
        return described((.object(schema), .list(element.part)), whole)
    }

    private mutating func object(_ whole: Whole, level: Int) -> Sent {
        leaveOut(
            [
                "propertyNames", "minProperties", "maxProperties", "dependentRequired",
                "dependentSchemas",
            ],
            of: whole
        )
        let required = Set(whole.required)
        let listed = listedProperties(whole)
        let others = whole.others
        guard properties >= listed.count + 3, level < SentSchema.maxLevels else {
            return text(whole)
        }
        if listed.isEmpty, !whole.isClosed || others != nil {
            let pairs = pairs(others, level: level)
            return described(pairs, whole)
        }
        properties -= listed.count
        var (members, fields) = (JSONObject(), [SentPart.Field]())
        for (name, alternatives) in listed {
            characters -= name.utf8.count
            var value = Self.choice(alternatives.map { sent($0, level: level + 1) })
            let isRequired = required.contains(name)
            let isNullable = alternatives.contains { reading.allowsNull($0) }
            if !isRequired { value = Self.nullable(value) }
            members[name] = value.schema
            fields.append(
                SentPart.Field(
                    name: name,
                    part: value.part,
                    isAbsentIfNull: !isRequired && !isNullable,
                    isRequired: isRequired
                )
            )
        }
        var rest: SentPart.Others?
        if let others {
            var name = "others"
            while members[name] != nil { name += "_" }
            let pairs = pairs(others, level: level + 1)
            members[name] = pairs.schema
            if case .pairs(let part) = pairs.part { rest = SentPart.Others(name: name, part: part) }
        }
        let schema: JSONValue = [
            "type": "object", "properties": .object(members),
            "required": .array(members.members.map { .string($0.name) }),
            "additionalProperties": false,
        ]
        return described((schema, .object(fields, others: rest)), whole)
    }

    /// Names and the alternatives of their schemas: those listed, and those that a condition lists.
    private func listedProperties(_ whole: Whole) -> [(name: String, alternatives: [[Place]])] {
        var listed = whole.properties.map { (name: $0.name, alternatives: [$0.places]) }
            .filter { !reading.whole($0.alternatives[0]).isNever }
        guard !whole.isClosed else { return listed }
        let certain = Set(whole.properties.map(\.name))
        let maybe = whole.conditional + whole.groups.flatMap(\.branches)
        for place in maybe {
            for property in reading.whole([place]).properties
            where !certain.contains(property.name) && !reading.whole(property.places).isNever {
                if let index = listed.firstIndex(where: { $0.name == property.name }) {
                    listed[index].alternatives.append(property.places)
                } else {
                    listed.append((property.name, [property.places]))
                }
            }
        }
        let known = Set(listed.map(\.name)).union(certain)
        for name in whole.required where !known.contains(name) {
            listed.append((name, [whole.others ?? []]))
        }
        return listed
    }

    /// An open object, as a list of names and values.
    private mutating func pairs(_ others: [Place]?, level: Int) -> Sent {
        guard level + 2 <= SentSchema.maxLevels, properties >= 2 else {
            leftOut.insert("additionalProperties")
            return (["type": "string", "description": "JSON text of an object"], .text)
        }
        properties -= 2
        let value = Self.choice((others ?? []).map { sent([$0], level: level + 2) })
        let schema = others == nil ? sent([], level: level + 2) : value
        let pair: JSONValue = [
            "type": "object", "properties": ["name": ["type": "string"], "value": schema.schema],
            "required": ["name", "value"], "additionalProperties": false,
        ]
        return (["type": "array", "items": pair], .pairs(schema.part))
    }
}

// MARK: Values and words

extension SentSchemaBuilder {
    /// The longest rule and the longest schema that are written out for the model, in bytes.
    private static let (maxRule, maxText) = (200, 4_000)

    /// Some of the values listed; without their list if it is too long for the limits.
    fileprivate mutating func literals(
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
    fileprivate mutating func text(_ whole: Whole) -> Sent {
        leftOut.insert("nesting")
        let schemas = whole.conjuncts.map { JSONValue.object($0.keywords).compactText }
        let written = schemas.joined(separator: " and ")
        let words =
            written.utf8.count <= Self.maxText
            ? "JSON text of a value that meets this schema: \(written)" : "JSON text"
        return (["type": "string", "description": .string(words)], .text)
    }

    /// Notes rules that are not sent.
    fileprivate mutating func leaveOut(_ keywords: [String], of whole: Whole) {
        for keyword in keywords where whole.first(keyword) != nil {
            leftOut.insert(["then", "else"].contains(keyword) ? "if" : keyword)
        }
    }

    /// With the descriptions of the original, and in them the rules that are not sent.
    fileprivate func described(_ sent: Sent, _ whole: Whole) -> Sent {
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
        if !rules.members.isEmpty { words.append("rules: \(JSONValue.object(rules).compactText)") }
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

extension SchemaReading {
    /// Whether null meets these schemas, as far as types and values say it.
    func allowsNull(_ places: [Place], depth: Int = 0) -> Bool {
        let whole = whole(places)
        guard !whole.isNever, whole.statedKinds?.contains(.null) != false else { return false }
        guard depth < 20 else { return true }
        return whole.groups.allSatisfy { group in
            group.branches.contains { allowsNull([$0], depth: depth + 1) }
        }
    }
}
