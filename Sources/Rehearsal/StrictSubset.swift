import JSONSchema

/// Checks a schema against the rules of OpenAI's strict structured output.
///
/// Source: the guide to structured outputs of June 2026: the root is an object; every object lists
/// all of its properties as required and allows no others; at most 5,000 properties, 10 levels,
/// 1,000 enum values and 120,000 characters of names and values; 15,000 characters of an enum of
/// more than 250 strings.
struct StrictSubset {
    private static let keywords: Set = [
        "$defs", "$ref", "additionalProperties", "anyOf", "const", "definitions", "description",
        "enum", "exclusiveMaximum", "exclusiveMinimum", "format", "items", "maxItems", "maximum",
        "minItems", "minimum", "multipleOf", "pattern", "properties", "required", "title", "type",
    ]
    private static let types: Set = [
        "string", "number", "integer", "boolean", "object", "array", "null",
    ]
    private static let formats: Set = [
        "date-time", "time", "date", "duration", "email", "hostname", "ipv4", "ipv6", "uuid",
    ]

    private var properties = 0
    private var enumValues = 0
    private var characters = 0

    /// The first problem of a schema.
    ///
    /// - Returns: nil if strict mode would accept it; otherwise in OpenAI's form
    ///   `In context=('properties', 'a'), 'required' is required…`.
    static func fault(of schema: JSONValue) -> String? {
        guard schema["type"]?.string == "object", schema["anyOf"] == nil else {
            return
                "schema must be a JSON Schema of 'type: \"object\"', without 'anyOf' at its root."
        }
        var subset = StrictSubset()
        return subset.fault(of: schema, path: [], depth: 1) ?? subset.excess
    }

    private var excess: String? {
        switch true {
        case properties > 5_000: "Expected at most 5000 object properties, found \(properties)."
        case enumValues > 1_000: "Expected at most 1000 enum values, found \(enumValues)."
        case characters > 120_000:
            "Expected at most 120000 characters of names and values, found \(characters)."
        default: nil
        }
    }

    private mutating func fault(of schema: JSONValue, path: [String], depth: Int) -> String? {
        let context = "In context=(\(path.map { "'\($0)'" }.joined(separator: ", "))), "
        guard let object = schema.object else { return context + "schema must be an object." }
        guard depth <= 10 else { return context + "nested more than 10 levels deep." }
        let names = Set(object.members.map(\.name))
        if let name = names.subtracting(Self.keywords).min() {
            return context + "'\(name)' is not permitted."
        }
        guard !names.isDisjoint(with: ["type", "anyOf", "$ref", "enum", "const"]) else {
            return context + "schema must have a 'type' key."
        }
        if names.contains("$ref"), names.count > 1 {
            return context + "$ref cannot have keywords beside it."
        }
        if let fault = faultOfValues(schema) ?? faultOfObject(schema) { return context + fault }
        return faultInside(schema, path: path, depth: depth)
    }

    private mutating func faultOfValues(_ schema: JSONValue) -> String? {
        if let type = schema["type"] {
            let names = type.array?.map { $0.string ?? "" } ?? [type.string ?? ""]
            guard Self.types.isSuperset(of: names), !names.isEmpty else {
                return "'type' is not one that is supported."
            }
            if names.contains("array"), schema["items"] == nil { return "array has no 'items'." }
        }
        if let format = schema["format"], !Self.formats.contains(format.string ?? "") {
            return "'format' is not one that is supported."
        }
        guard let values = schema["enum"] else { return nil }
        guard let values = values.array, !values.isEmpty else { return "'enum' has no values." }
        let length = values.reduce(0) { $0 + ($1.string?.count ?? $1.compactText.count) }
        enumValues += values.count
        characters += length
        return values.count > 250 && length > 15_000
            ? "enum of more than 250 values has more than 15000 characters." : nil
    }

    private mutating func faultOfObject(_ schema: JSONValue) -> String? {
        let types = schema["type"]?.array?.map(\.string) ?? [schema["type"]?.string]
        guard types.contains("object") else { return nil }
        guard schema["additionalProperties"]?.bool == false else {
            return "'additionalProperties' is required to be supplied and to be false."
        }
        let names = schema["properties"]?.object?.members.map(\.name) ?? []
        let required = (schema["required"]?.array ?? []).map { $0.string ?? "" }
        properties += names.count
        characters += names.reduce(0) { $0 + $1.count }
        if let missing = names.first(where: { !required.contains($0) }) {
            return "'required' is required to be supplied and to be an array including every key "
                + "in properties. Missing '\(missing)'."
        }
        if let extra = required.first(where: { !names.contains($0) }) {
            return "'required' names '\(extra)', which is not in properties."
        }
        return nil
    }

    private mutating func faultInside(
        _ schema: JSONValue,
        path: [String],
        depth: Int
    ) -> String? {
        for key in ["properties", "$defs", "definitions"] {
            for member in schema[key]?.object?.members ?? [] {
                // A definition is not nested in what uses it.
                let level = key == "properties" ? depth + 1 : 1
                let place = path + [key, member.name]
                let fault = fault(of: member.value, path: place, depth: level)
                if let fault { return fault }
            }
        }
        if let items = schema["items"] {
            let fault = fault(of: items, path: path + ["items"], depth: depth + 1)
            if let fault { return fault }
        }
        for (index, branch) in (schema["anyOf"]?.array ?? []).enumerated() {
            let place = path + ["anyOf", "\(index)"]
            let fault = fault(of: branch, path: place, depth: depth)
            if let fault { return fault }
        }
        return nil
    }
}
