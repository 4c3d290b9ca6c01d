/// A JSON value with its numbers exact and its members in file order.
///
/// Equality is JSON Schema's: numbers by mathematical value (`1` equals `1.0`), strings by code
/// points (a composed and a decomposed letter differ), objects regardless of the order of their
/// members. Values of the reader are nested at most `JSONLimits.maxDepth` levels deep; code that
/// builds values itself should stay within that too, as comparing and writing recurse.
public enum JSONValue: Sendable {
    /// `null`
    case null
    /// `true` or `false`
    case bool(Bool)
    /// A number, with its own text.
    case number(JSONNumber)
    /// A string, escapes resolved.
    case string(String)
    /// The elements in order.
    case array([JSONValue])
    /// The members in file order.
    case object(JSONObject)
}

extension JSONValue: Hashable {
    /// True if both are the same value in JSON Schema's sense.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let one), .bool(let other)): one == other
        case (.number(let one), .number(let other)): one == other
        case (.string(let one), .string(let other)): ExactKey(one) == ExactKey(other)
        case (.array(let one), .array(let other)): one == other
        case (.object(let one), .object(let other)): one == other
        default: false
        }
    }

    /// Hashes what equality compares.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let value): hasher.combine(value)
        case .number(let value): hasher.combine(value)
        case .string(let value): hasher.combine(ExactKey(value))
        case .array(let values): hasher.combine(values)
        case .object(let object): hasher.combine(object)
        }
    }
}

extension JSONValue {
    /// The member of that name, or nil if there is none or this is not an object.
    public subscript(name: String) -> JSONValue? {
        if case .object(let object) = self { object[name] } else { nil }
    }

    /// The element at that place, or nil if there is none or this is not an array.
    public subscript(position: Int) -> JSONValue? {
        guard case .array(let values) = self, values.indices.contains(position) else { return nil }
        return values[position]
    }

    /// The string, or nil for another kind of value.
    public var string: String? { if case .string(let value) = self { value } else { nil } }
    /// The number, or nil for another kind of value.
    public var number: JSONNumber? { if case .number(let value) = self { value } else { nil } }
    /// The truth value, or nil for another kind of value.
    public var bool: Bool? { if case .bool(let value) = self { value } else { nil } }
    /// The elements, or nil for another kind of value.
    public var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
    /// The object, or nil for another kind of value.
    public var object: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// What kind of value it is, with its article, for messages: `a string`.
    var kindName: String {
        switch self {
        case .null: "null"
        case .bool: "a boolean"
        case .number: "a number"
        case .string: "a string"
        case .array: "an array"
        case .object: "an object"
        }
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByNilLiteral, ExpressibleByArrayLiteral,
    ExpressibleByDictionaryLiteral
{
    /// A string.
    public init(stringLiteral value: String) { self = .string(value) }
    /// A whole number.
    public init(integerLiteral value: Int) { self = .number(JSONNumber(value)) }
    /// `true` or `false`.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// `null`.
    public init(nilLiteral: ()) { self = .null }
    /// An array.
    public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    /// An object; of members with the same name the last counts.
    public init(dictionaryLiteral elements: (String, JSONValue)...) {
        var object = JSONObject()
        for (name, value) in elements {
            object[name] = value
        }
        self = .object(object)
    }
}
