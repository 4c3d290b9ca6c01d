import JSONSchema

/// Checks a schema against the strict subset that services enforce, and its limits.
///
/// Source: the Structured Outputs guide, June 2026: accepted keywords; 5,000 properties, 10 levels,
/// 1,000 list entries, 15,000 characters in a list of more than 250, 120,000 in all names.
struct StrictSubset {
    private static let keywords: Set = [
        "type", "properties", "required", "additionalProperties", "items", "enum", "$ref", "$defs",
        "minimum", "maximum",
    ]

    private let root: JSONValue
    /// Each breach with its location; empty for an accepted schema.
    private(set) var breaches: [String] = []
    private(set) var properties = 0
    private(set) var entries = 0
    /// Of property names, definition names and list entries, in code points.
    private(set) var characters = 0
    private(set) var depth = 0

    init(_ schema: JSONValue) {
        root = schema
        if schema["type"]?.string != "object" { breaches.append("#: the root is no object") }
        visit(schema, at: "#")
        for definition in schema["$defs"]?.object?.members ?? [] {
            characters += definition.name.unicodeScalars.count
            visit(definition.value, at: "#/$defs/\(definition.name)")
        }
        depth = deepest(schema, within: 0)
        if depth > 10 { breaches.append("\(depth) levels") }
        if properties > 5000 { breaches.append("\(properties) properties") }
        if entries > 1000 { breaches.append("\(entries) list entries") }
        if characters > 120_000 { breaches.append("\(characters) characters") }
    }

    private mutating func visit(_ schema: JSONValue, at place: String) {
        guard let object = schema.object else {
            breaches.append("\(place): no object")
            return
        }
        let names = object.members.map(\.name)
        for name in names where !Self.keywords.contains(name) {
            breaches.append("\(place): \(name)")
        }
        if names.contains("$ref") {
            if names.count > 1 { breaches.append("\(place): $ref beside \(names)") }
            if target(of: schema) == nil { breaches.append("\(place): $ref leads nowhere") }
            return
        }
        if place != "#", names.contains("$defs") { breaches.append("\(place): $defs") }
        switch schema["type"]?.string {
        case "object": visitObject(schema, at: place)
        case "array": visit(schema["items"] ?? .null, at: place + "/items")
        case "string": visitEnumeration(schema["enum"], at: place)
        case "integer", "boolean": break
        default: breaches.append("\(place): type")
        }
    }

    private mutating func visitObject(_ schema: JSONValue, at place: String) {
        let members = schema["properties"]?.object?.members ?? []
        properties += members.count
        if schema["additionalProperties"] != false {
            breaches.append("\(place): additionalProperties")
        }
        let required = schema["required"]?.array?.compactMap(\.string)
        if required != members.map(\.name) { breaches.append("\(place): required") }
        for member in members {
            characters += member.name.unicodeScalars.count
            visit(member.value, at: "\(place)/\(member.name)")
        }
    }

    private mutating func visitEnumeration(_ list: JSONValue?, at place: String) {
        guard let list else { return }
        let words = list.array?.compactMap(\.string) ?? []
        let count = words.reduce(0) { $0 + $1.unicodeScalars.count }
        entries += words.count
        characters += count
        if words.isEmpty || Set(words).count != words.count {
            breaches.append("\(place): enum empty or with a word twice")
        }
        if words.count > 250, count > 15_000 {
            breaches.append("\(place): \(words.count) words of \(count) characters")
        }
    }

    private func target(of schema: JSONValue) -> JSONValue? {
        schema["$ref"]?.string.flatMap { $0.hasPrefix("#/") ? root.value(at: $0.dropHash) : nil }
    }

    /// Levels of objects and lists, through references.
    private func deepest(_ schema: JSONValue, within level: Int) -> Int {
        guard level < 50 else { return level }
        if let target = target(of: schema) { return deepest(target, within: level) }
        let parts = schema["properties"]?.object?.members.map(\.value) ?? []
        let below = parts + [schema["items"]].compactMap(\.self)
        guard !below.isEmpty else { return level }
        return below.reduce(level + 1) { max($0, deepest($1, within: level + 1)) }
    }
}

extension String {
    fileprivate var dropHash: String { String(dropFirst()) }
}
