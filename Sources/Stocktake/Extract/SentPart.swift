import JSONSchema

/// A part of the schema as sent, and how a value under it becomes one under the original.
indirect enum SentPart: Sendable {
    struct Field: Sendable {
        let name: String
        let part: SentPart
        /// Optional, and not null in the original: null means absent.
        let isAbsentIfNull: Bool
        let isRequired: Bool
    }

    /// Members of an open object, sent as a list of names and values under a name of its own.
    struct Others: Sendable {
        let name: String
        let part: SentPart
    }

    case plain(Set<SchemaKind>, values: Set<JSONValue>?)
    case object([Field], others: Others?)
    case list(SentPart)
    /// An open object, as a list of `{name, value}`.
    case pairs(SentPart)
    /// JSON inside a text.
    case text
    case choice([SentPart])
    case definition(String)

    static let null = SentPart.plain([.null], values: nil)
}

/// Turns answers back into the form of the original schema.
struct SentParts: Sendable {
    /// Deeper than any answer that is read.
    private static let maxDepth = 200

    let root: SentPart
    let definitions: [String: SentPart]

    func original(of value: JSONValue) -> JSONValue {
        original(value, root, 0)
    }

    private func original(_ value: JSONValue, _ part: SentPart, _ depth: Int) -> JSONValue {
        guard depth < Self.maxDepth else { return value }
        func inside(_ value: JSONValue, _ part: SentPart) -> JSONValue {
            original(value, part, depth + 1)
        }
        switch (part, value) {
        case (.definition(let name), _):
            return definitions[name].map { inside(value, $0) } ?? value
        case (.choice(let parts), _):
            return taken(value, parts, depth).map { inside(value, $0) } ?? value
        case (.list(let part), .array(let values)): return .array(values.map { inside($0, part) })
        case (.pairs(let part), .array(let pairs)):
            return members(pairs, besides: JSONObject()) { inside($0, part) }.map { .object($0) }
                ?? value
        case (.text, .string(let text)): return Self.read(text) ?? value
        case (.object(let fields, let others), .object(let object)):
            let known = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
            var result = JSONObject()
            for member in object.members where member.name != others?.name {
                guard let field = known[member.name] else {
                    result[member.name] = member.value
                    continue
                }
                if field.isAbsentIfNull, case .null = member.value { continue }
                result[member.name] = inside(member.value, field.part)
            }
            if let others, let list = object[others.name] {
                let whole = members(list.array ?? [], besides: result) { inside($0, others.part) }
                if let whole, list.array != nil { return .object(whole) }
                result[others.name] = list
            }
            return .object(result)
        default: return value
        }
    }

    /// An object with the members of a list of names and values; nil if it isn't one.
    private func members(
        _ pairs: [JSONValue],
        besides object: JSONObject,
        _ convert: (JSONValue) -> JSONValue
    ) -> JSONObject? {
        var object = object
        for pair in pairs {
            guard let name = pair["name"]?.string, let value = pair["value"], object[name] == nil
            else { return nil }
            object[name] = convert(value)
        }
        return object
    }

    private static func read(_ text: String) -> JSONValue? {
        // What isn't JSON stays the text that it is.
        try? JSONValue(reading: Array(text.utf8))
    }

    /// The alternative that a value fits, else the first that has its shape: it has a fault inside.
    private func taken(_ value: JSONValue, _ parts: [SentPart], _ depth: Int) -> SentPart? {
        parts.first { fits(value, $0, depth + 1) } ?? parts.first { hasShape(value, $0, depth) }
    }

    private func hasShape(_ value: JSONValue, _ part: SentPart, _ depth: Int) -> Bool {
        guard depth < Self.maxDepth else { return false }
        switch (part, value) {
        case (.definition(let name), _):
            return definitions[name].map { hasShape(value, $0, depth + 1) } ?? false
        case (.choice(let parts), _): return parts.contains { hasShape(value, $0, depth + 1) }
        case (.list, .array), (.object, .object): return true
        case (.pairs, .array(let pairs)): return pairs.allSatisfy { $0["name"]?.string != nil }
        default: return false
        }
    }

    private func fits(_ value: JSONValue, _ part: SentPart, _ depth: Int) -> Bool {
        guard depth < Self.maxDepth else { return false }
        switch (part, value) {
        case (.plain(let kinds, let values), _):
            return !kinds.isDisjoint(with: SchemaKind.of(value)) && values?.contains(value) != false
        case (.definition(let name), _):
            return definitions[name].map { fits(value, $0, depth + 1) } ?? false
        case (.choice(let parts), _): return parts.contains { fits(value, $0, depth + 1) }
        case (.list(let part), .array(let values)):
            return values.allSatisfy { fits($0, part, depth + 1) }
        case (.pairs(let part), .array(let pairs)):
            return pairs.allSatisfy { pair in
                pair.object?.members.count == 2 && pair["name"]?.string != nil
                    && pair["value"].map { fits($0, part, depth + 1) } == true
            }
        case (.text, .string(let text)): return Self.read(text) != nil
        case (.object(let fields, let others), .object(let object)):
            let known = Dictionary(fields.map { ($0.name, $0) }) { first, _ in first }
            return object.members.allSatisfy { member in
                if member.name == others?.name { return member.value.array != nil }
                guard let field = known[member.name] else { return false }
                if field.isAbsentIfNull, case .null = member.value { return true }
                return fits(member.value, field.part, depth + 1)
            } && fields.allSatisfy { !$0.isRequired || object[$0.name] != nil }
        default: return false
        }
    }

    /// Where in the answer as sent the original's value at a pointer comes from.
    func sentSteps(_ steps: [String], of value: JSONValue) -> [String] {
        sentSteps(steps[...], value, root, 0)
    }

    private func sentSteps(
        _ steps: ArraySlice<String>,
        _ value: JSONValue,
        _ part: SentPart,
        _ depth: Int
    ) -> [String] {
        guard let step = steps.first, depth < Self.maxDepth else { return [] }
        let rest = steps.dropFirst()
        func inside(_ way: [String], _ value: JSONValue?, _ part: SentPart) -> [String] {
            value.map { way + sentSteps(rest, $0, part, depth + 1) } ?? way
        }
        switch part {
        case .definition(let name):
            return definitions[name].map { sentSteps(steps, value, $0, depth + 1) } ?? []
        case .choice(let parts):
            return taken(value, parts, depth).map { sentSteps(steps, value, $0, depth + 1) }
                ?? Array(steps)
        case .list(let part):
            return inside([step], Int(step).flatMap { value[$0] }, part)
        case .object(let fields, let others):
            if let field = fields.first(where: { $0.name == step }) {
                return inside([step], value[step], field.part)
            }
            guard let others, let list = value[others.name] else { return [step] }
            return [others.name] + sentSteps(steps, list, .pairs(others.part), depth + 1)
        case .pairs(let part):
            guard let index = value.array?.firstIndex(where: { $0["name"]?.string == step }) else {
                return []
            }
            return inside(["\(index)", "value"], value[index]?["value"], part)
        case .text: return []
        case .plain: return Array(steps)
        }
    }
}
