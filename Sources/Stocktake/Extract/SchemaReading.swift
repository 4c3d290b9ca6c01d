import Foundation
import JSONSchema

/// The structure of a JSON Schema: references followed, and what applies to one value put together.
///
/// Only what decides on the form of a value is read; the validator knows the rest.
struct SchemaReading: Sendable {
    /// A schema within the document, without some of its keywords.
    struct Place: Sendable, Hashable {
        let pointer: String
        /// The nearest schema around it with an `$id`, or the document.
        let resource: String
        var omitted: Set<String> = []
    }

    /// One of the schemas that apply to the same value.
    struct Conjunct: Sendable {
        let place: Place
        let keywords: JSONObject

        /// The place of a schema that is the value of a keyword, or within it.
        func place(_ steps: String...) -> Place {
            let pointer = steps.reduce(place.pointer) { JSONPointer.appending($1, to: $0) }
            return Place(pointer: pointer, resource: place.resource)
        }
    }

    /// All schemas that apply to the same value, through `$ref` and `allOf`.
    struct Whole: Sendable {
        var conjuncts: [Conjunct] = []
        /// Whether the schema `false` is among them.
        var isNever = false
        var hasReference = false
    }

    static let root = Place(pointer: "", resource: "")

    let document: JSONValue
    private var resources: [String: String] = [:]
    /// By resource and name.
    private var anchors: [[String]: String] = [:]

    init(_ document: JSONValue) {
        self.document = document
        index(document, at: "", in: "")
    }

    private mutating func index(_ value: JSONValue, at pointer: String, in resource: String) {
        var resource = resource
        if let id = value["$id"]?.string {
            if !pointer.isEmpty { resource = pointer }
            resources[id] = pointer
        }
        for keyword in ["$anchor", "$dynamicAnchor"] {
            if let name = value[keyword]?.string { anchors[[resource, name]] = pointer }
        }
        for member in value.object?.members ?? []
        where !["enum", "const", "examples", "default"].contains(member.name) {
            let place = JSONPointer.appending(member.name, to: pointer)
            index(member.value, at: place, in: resource)
        }
        for (position, element) in (value.array ?? []).enumerated() {
            index(element, at: "\(pointer)/\(position)", in: resource)
        }
    }

    /// The schemas that apply where these do.
    func whole(_ places: [Place]) -> Whole {
        var whole = Whole()
        var seen: Set<Place> = []
        for place in places { add(place, to: &whole, &seen) }
        return whole
    }

    private func add(_ place: Place, to whole: inout Whole, _ seen: inout Set<Place>) {
        guard seen.insert(place).inserted else { return }
        switch document.value(at: place.pointer) {
        case .bool(false): whole.isNever = true
        case .object(let written):
            var keywords = written
            for name in place.omitted { keywords[name] = nil }
            var inside = place
            if keywords["$id"] != nil, !place.pointer.isEmpty {
                inside = Place(
                    pointer: place.pointer,
                    resource: place.pointer,
                    omitted: place.omitted
                )
            }
            let conjunct = Conjunct(place: inside, keywords: keywords)
            whole.conjuncts.append(conjunct)
            for keyword in ["$ref", "$dynamicRef"] {
                guard let target = keywords[keyword]?.string.flatMap({ target($0, from: inside) })
                else { continue }
                whole.hasReference = true
                add(target, to: &whole, &seen)
            }
            for position in (keywords["allOf"]?.array ?? []).indices {
                add(conjunct.place("allOf", "\(position)"), to: &whole, &seen)
            }
        default: break
        }
    }

    private func target(_ reference: String, from place: Place) -> Place? {
        let parts = reference.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
        let uri = String(parts.first ?? "")
        var resource = place.resource
        if !uri.isEmpty {
            let known = resources.first { $0.key == uri || $0.key.hasSuffix("/" + uri) }
            guard let known else { return nil }
            resource = known.value
        }
        let fragment = parts.count > 1 ? String(parts[1]) : ""
        guard let decoded = fragment.removingPercentEncoding else { return nil }
        let pointer =
            decoded.isEmpty || decoded.hasPrefix("/")
            ? resource + decoded : anchors[[resource, decoded]]
        guard let pointer, document.value(at: pointer) != nil else { return nil }
        return Place(pointer: pointer, resource: resource)
    }
}

/// A type of JSON Schema; a number may be an integer too.
enum SchemaKind: String, Sendable, CaseIterable {
    case string, number, integer, boolean, object, array, null

    static let scalars: Set = [string, number, integer, boolean, null]

    /// The kinds of a value, the narrowest among them.
    static func of(_ value: JSONValue) -> Set<SchemaKind> {
        switch value {
        case .null: [.null]
        case .bool: [.boolean]
        case .number(let number): number.isInteger ? [.integer, .number] : [.number]
        case .string: [.string]
        case .array: [.array]
        case .object: [.object]
        }
    }

    /// The keywords that only concern values of this kind.
    var keywords: Set<String> {
        switch self {
        case .string: ["minLength", "maxLength", "pattern", "format"]
        case .number, .integer:
            ["minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"]
        case .array:
            [
                "items", "prefixItems", "minItems", "maxItems", "uniqueItems", "contains",
                "minContains", "maxContains", "unevaluatedItems",
            ]
        case .object:
            [
                "properties", "required", "additionalProperties", "patternProperties",
                "propertyNames", "minProperties", "maxProperties", "dependentRequired",
                "dependentSchemas", "unevaluatedProperties",
            ]
        case .boolean, .null: []
        }
    }
}

extension SchemaReading.Whole {
    /// The listed values of `enum` and `const`, in their order; nil if none are listed.
    var values: [JSONValue]? {
        var values: [JSONValue]?
        for conjunct in conjuncts {
            let lists = [conjunct.keywords["enum"]?.array, conjunct.keywords["const"].map { [$0] }]
            for list in lists.compactMap(\.self) {
                guard let before = values else {
                    var seen: Set<JSONValue> = []
                    values = list.filter { seen.insert($0).inserted }
                    continue
                }
                let others = Set(list)
                values = before.filter(others.contains)
            }
        }
        return values
    }

    /// The types that the keywords `type`, `enum` and `const` leave; nil if there are none.
    var statedKinds: Set<SchemaKind>? {
        var kinds: Set<SchemaKind>?
        for conjunct in conjuncts {
            guard let type = conjunct.keywords["type"] else { continue }
            let names = type.array?.compactMap(\.string) ?? [type.string ?? ""]
            var stated = Set(names.compactMap { SchemaKind(rawValue: $0) })
            if stated.contains(.number) { stated.insert(.integer) }
            kinds = kinds?.intersection(stated) ?? stated
        }
        guard let values else { return kinds }
        let listed = values.reduce(into: Set<SchemaKind>()) { $0.formUnion(SchemaKind.of($1)) }
        return kinds?.intersection(listed) ?? listed
    }

    /// The stated types, else those that the other keywords are about; nil if anything is allowed.
    var kinds: Set<SchemaKind>? {
        if let statedKinds { return statedKinds }
        let names = Set(conjuncts.flatMap { $0.keywords.members.map(\.name) })
        let about = SchemaKind.allCases.filter { !$0.keywords.isDisjoint(with: names) }
        return about.isEmpty ? nil : Set(about)
    }

    /// The groups of alternatives, as `anyOf` and `oneOf` list them.
    var groups: [(owner: SchemaReading.Conjunct, keyword: String, branches: [SchemaReading.Place])]
    {
        conjuncts.flatMap { conjunct in
            ["anyOf", "oneOf"].compactMap { keyword in
                guard let list = conjunct.keywords[keyword]?.array else { return nil }
                return (conjunct, keyword, list.indices.map { conjunct.place(keyword, "\($0)") })
            }
        }
    }

    /// The schemas of one property, by name in order; without those that no object may have.
    var properties: [(name: String, places: [SchemaReading.Place])] {
        var order: [String] = []
        var places: [String: [SchemaReading.Place]] = [:]
        for conjunct in conjuncts {
            for member in conjunct.keywords["properties"]?.object?.members ?? [] {
                if places[member.name] == nil { order.append(member.name) }
                places[member.name, default: []].append(conjunct.place("properties", member.name))
            }
        }
        let closed = conjuncts.filter { $0.isClosed }
        return order.filter { name in
            closed.allSatisfy { $0.keywords["properties"]?[name] != nil }
        }
        .map { ($0, places[$0] ?? []) }
    }

    /// The names that an object must have.
    var required: [String] {
        var seen: Set<String> = []
        return conjuncts.flatMap { $0.keywords["required"]?.array?.compactMap(\.string) ?? [] }
            .filter { seen.insert($0).inserted }
    }

    var isClosed: Bool { conjuncts.contains { $0.isClosed } }

    /// The schemas of members whose names are not listed; nil where the schema has none for them.
    var others: [SchemaReading.Place]? {
        var places: [SchemaReading.Place] = []
        for conjunct in conjuncts {
            for member in conjunct.keywords["patternProperties"]?.object?.members ?? [] {
                places.append(conjunct.place("patternProperties", member.name))
            }
            if case .object(let schema)? = conjunct.keywords["additionalProperties"],
                !schema.members.isEmpty
            {
                places.append(conjunct.place("additionalProperties"))
            }
        }
        return places.isEmpty ? nil : places
    }

    /// The schemas of all elements, and those of elements at certain positions.
    var elements: (all: [SchemaReading.Place], first: [SchemaReading.Place]) {
        var (all, first): ([SchemaReading.Place], [SchemaReading.Place]) = ([], [])
        for conjunct in conjuncts {
            if conjunct.keywords["items"]?.object != nil { all.append(conjunct.place("items")) }
            for position in (conjunct.keywords["prefixItems"]?.array ?? []).indices {
                first.append(conjunct.place("prefixItems", "\(position)"))
            }
        }
        return (all, first)
    }

    /// The schemas that apply under some condition only.
    var conditional: [SchemaReading.Place] {
        conjuncts.flatMap { conjunct in
            ["then", "else"].filter { conjunct.keywords[$0] != nil }.map { conjunct.place($0) }
                + (conjunct.keywords["dependentSchemas"]?.object?.members ?? [])
                .map { conjunct.place("dependentSchemas", $0.name) }
        }
    }

    /// The value of an annotation or rule; of several schemas, the first that has it.
    func first(_ keyword: String) -> JSONValue? {
        conjuncts.lazy.compactMap { $0.keywords[keyword] }.first
    }
}

extension SchemaReading.Conjunct {
    /// Whether no names are allowed that it doesn't list.
    var isClosed: Bool {
        keywords["additionalProperties"]?.bool == false
            && keywords["patternProperties"]?.object?.members.isEmpty != false
    }
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
