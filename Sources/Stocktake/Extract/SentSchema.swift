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
    var properties = 4_500
    var entries = 700
    var characters = 100_000
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
