/// A demand that is met or not by the value alone, without other schemas.
enum SchemaAssertion: Sendable {
    /// The schema `false`.
    case nothing

    // Any value
    case type(JSONTypes)
    case oneOfValues([JSONValue])
    case value(JSONValue)

    // Numbers
    case multiple(ExactDivisor, text: String)
    case atMost(JSONNumber)
    case lessThan(JSONNumber)
    case atLeast(JSONNumber)
    case moreThan(JSONNumber)

    // Strings
    case length(CountLimit)
    case pattern(Pattern, source: String)

    // Arrays
    case itemCount(CountLimit)
    case uniqueItems

    // Objects
    case memberCount(CountLimit)
    case required([String])
    case dependentRequired([(name: String, required: [String])])

    /// Whether a value meets the demand; one of another type than the demand is about does.
    ///
    /// - Parameters:
    ///   - value: the value at hand.
    ///   - work: is lowered by what a pattern takes; below 0 there is no answer.
    /// - Returns: false if the value breaks the demand.
    func isMet(by value: JSONValue, work: inout Int) -> Bool {
        switch (self, value) {
        case (.nothing, _): return false
        case (.type(let types), _): return types.includes(value)
        case (.oneOfValues(let values), _):
            work -= values.count
            return values.contains(value)
        case (.value(let expected), _): return expected == value
        case (.multiple(let divisor, _), .number(let number)): return divisor.divides(number)
        case (.atMost(let limit), .number(let number)): return number <= limit
        case (.lessThan(let limit), .number(let number)): return number < limit
        case (.atLeast(let limit), .number(let number)): return number >= limit
        case (.moreThan(let limit), .number(let number)): return number > limit
        case (.length(let limit), .string(let text)):
            return limit.allows(text.unicodeScalars.count)
        case (.pattern(let pattern, _), .string(let text)):
            return pattern.matches(text, work: &work) ?? false
        case (.itemCount(let limit), .array(let values)): return limit.allows(values.count)
        case (.uniqueItems, .array(let values)):
            work -= values.count
            return Self.equalPositions(in: values) == nil
        case (.memberCount(let limit), .object(let object)):
            return limit.allows(object.members.count)
        case (.required(let names), .object(let object)):
            work -= names.count
            return names.allSatisfy { object.position(of: $0) != nil }
        case (.dependentRequired(let entries), .object(let object)):
            work -= entries.count
            return Self.missing(from: object, by: entries) == nil
        default: return true
        }
    }

    /// The rule and the value that breaks it.
    func message(for value: JSONValue) -> String {
        switch (self, value) {
        case (.nothing, _): return "must not be here, as the schema is false"
        case (.type(let types), _):
            if types.isDisjoint(with: [.number, .string, .boolean, .null, .integer]) {
                return "must be \(types.text), not \(value.kindName)"
            }
            return "must be \(types.text), not \(Excerpt.value(value))"
        case (.oneOfValues(let values), _):
            return "must be \(Self.list(values)), not \(Excerpt.value(value))"
        case (.value(let expected), _):
            return "must be \(Excerpt.value(expected)), not \(Excerpt.value(value))"
        case (.multiple(_, let text), _):
            return "must be a multiple of \(text), not \(Excerpt.value(value))"
        case (.atMost(let limit), _): return Self.comparison("at most", limit, value)
        case (.lessThan(let limit), _): return Self.comparison("less than", limit, value)
        case (.atLeast(let limit), _): return Self.comparison("at least", limit, value)
        case (.moreThan(let limit), _): return Self.comparison("more than", limit, value)
        case (.length(let limit), .string(let text)):
            return "must have \(limit.text) characters, not \(text.unicodeScalars.count)"
        case (.pattern(_, let source), _):
            return "must match \(Excerpt.quoted(source)), not \(Excerpt.value(value))"
        case (.itemCount(let limit), .array(let values)):
            return "must have \(limit.text) elements, not \(values.count)"
        case (.uniqueItems, .array(let values)):
            let places = Self.equalPositions(in: values) ?? (0, 0)
            return "must have no equal elements, as \(places.0) and \(places.1) are"
        case (.memberCount(let limit), .object(let object)):
            return "must have \(limit.text) members, not \(object.members.count)"
        case (.required(let names), .object(let object)):
            let missing = names.filter { object.position(of: $0) == nil }
            return "must have \(Self.list(missing.map { .string($0) }, joinedBy: "and"))"
        case (.dependentRequired(let entries), .object(let object)):
            let (name, missing) = Self.missing(from: object, by: entries) ?? ("", "")
            return "must have \(Excerpt.quoted(missing)), as it has \(Excerpt.quoted(name))"
        default: return "must meet the schema"
        }
    }

    private static func comparison(
        _ relation: String,
        _ limit: JSONNumber,
        _ value: JSONValue
    ) -> String {
        "must be \(relation) \(Excerpt.unquoted(limit.text)), not \(Excerpt.value(value))"
    }

    /// Up to five values: `1, 2 or 3`.
    private static func list(_ values: [JSONValue], joinedBy word: String = "or") -> String {
        var texts = values.prefix(5).map { Excerpt.value($0) }
        if values.count > 5 {
            texts.append("\(values.count - 5) more")
        }
        guard let last = texts.popLast() else { return "one of no values" }
        return texts.isEmpty ? last : "\(texts.joined(separator: ", ")) \(word) \(last)"
    }

    /// The positions of the first two elements that are equal.
    private static func equalPositions(in values: [JSONValue]) -> (Int, Int)? {
        var positions: [JSONValue: Int] = [:]
        positions.reserveCapacity(values.count)
        for (position, value) in values.enumerated() {
            if let earlier = positions.updateValue(position, forKey: value) {
                return (earlier, position)
            }
        }
        return nil
    }

    /// The first member that is there and the first of those it requires that isn't.
    private static func missing(
        from object: JSONObject,
        by entries: [(name: String, required: [String])]
    ) -> (name: String, missing: String)? {
        for (name, required) in entries where object.position(of: name) != nil {
            if let missing = required.first(where: { object.position(of: $0) == nil }) {
                return (name, missing)
            }
        }
        return nil
    }
}

/// A least or greatest count.
struct CountLimit: Sendable {
    let count: Int
    let isGreatest: Bool

    func allows(_ other: Int) -> Bool { isGreatest ? other <= count : other >= count }

    /// `at most 3`, to follow "must have".
    var text: String { "\(isGreatest ? "at most" : "at least") \(count)" }
}

/// The types a value may have.
struct JSONTypes: OptionSet, Sendable {
    let rawValue: UInt8

    static let null = JSONTypes(rawValue: 1)
    static let boolean = JSONTypes(rawValue: 2)
    static let object = JSONTypes(rawValue: 4)
    static let array = JSONTypes(rawValue: 8)
    static let number = JSONTypes(rawValue: 16)
    static let string = JSONTypes(rawValue: 32)
    static let integer = JSONTypes(rawValue: 64)

    /// The types by the names JSON Schema gives them.
    static let named: [(name: String, type: JSONTypes)] = [
        ("null", .null), ("boolean", .boolean), ("object", .object), ("array", .array),
        ("number", .number), ("string", .string), ("integer", .integer),
    ]

    func includes(_ value: JSONValue) -> Bool {
        switch value {
        case .null: contains(.null)
        case .bool: contains(.boolean)
        case .object: contains(.object)
        case .array: contains(.array)
        case .string: contains(.string)
        case .number(let number):
            contains(.number) || (contains(.integer) && number.isInteger)
        }
    }

    /// The names as a message has them: `string or null`.
    var text: String {
        Self.named.filter { contains($0.type) }.map(\.name).joined(separator: " or ")
    }
}
