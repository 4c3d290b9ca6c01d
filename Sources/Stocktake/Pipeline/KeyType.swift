import Foundation
import JSONSchema
import YAML

/// What the value of a key may be: how it is read, and how the JSON Schema and a person see it.
struct KeyType<Value: Sendable>: Sendable {
    /// The keywords of JSON Schema that allow the same values.
    let schema: JSONObject
    /// In words: `whole number, 1 to 25`.
    let words: String
    /// Nil with a finding for a value that is not allowed.
    let read: @Sendable (inout SectionReader, SectionReader.Entry) -> Value?

    init(
        _ words: String,
        schema: JSONValue,
        read: @escaping @Sendable (inout SectionReader, SectionReader.Entry) -> Value?
    ) {
        self.schema = schema.object ?? JSONObject()
        self.words = words
        self.read = read
    }

    /// The same with another value made of what was read.
    func map<New>(_ transform: @escaping @Sendable (Value) -> New) -> KeyType<New> {
        KeyType<New>(words, schema: .object(schema)) { values, entry in
            read(&values, entry).map(transform)
        }
    }
}

extension KeyType where Value: Hashable {
    /// The same with the position in the file.
    var located: KeyType<Located<Value>> {
        KeyType<Located<Value>>(words, schema: .object(schema)) { values, entry in
            read(&values, entry)
                .map { Located(value: $0, position: values.position(of: entry.node)) }
        }
    }
}

extension KeyType where Value == String {
    /// Any text, also an empty one.
    static var text: Self {
        KeyType("text", schema: ["type": "string"]) { values, entry in
            values.text(entry)?.value
        }
    }

    /// Text that isn't empty.
    static var filled: Self {
        KeyType("text", schema: ["type": "string", "minLength": 1]) {
            values,
            entry in values.filled(entry)?.value
        }
    }

    /// One of these words; those of a later version are errors that say so.
    static func word(_ allowed: [String], later: [String] = []) -> Self {
        KeyType(listed(allowed), schema: ["enum": .array(allowed.map { .string($0) })]) {
            values,
            entry in values.choice(entry, of: allowed, later: later)
        }
    }
}

extension KeyType where Value: CaseIterable & RawRepresentable<String> {
    /// One of the words of an enumeration.
    static var word: Self {
        let words = KeyType<String>.word(Value.allCases.map(\.rawValue))
        return KeyType(words.words, schema: .object(words.schema)) { values, entry in
            words.read(&values, entry).flatMap { Value(rawValue: $0) }
        }
    }
}

extension KeyType {
    /// One or several words of an enumeration.
    static func words<Word: CaseIterable & RawRepresentable<String>>(
        later: [String]
    ) -> KeyType where Value == [Word] {
        let allowed = Word.allCases.map(\.rawValue)
        let schema = KeyType<String>.word(allowed).schema
        return KeyType("any of \(allowed.joined(separator: ", "))", schema: oneOrMore(schema)) {
            values,
            entry in
            values.requireItems(entry)
            let nodes = entry.node.sequence ?? [entry.node]
            return nodes.compactMap { node in
                let item = SectionReader.Entry(key: entry.key, node: node, keyNode: entry.keyNode)
                return values.choice(item, of: allowed, later: later)
                    .flatMap { Word(rawValue: $0) }
            }
        }
    }
}

extension KeyType where Value == Located<String> {
    /// The path of a file or folder.
    static var path: Self {
        KeyType("path", schema: ["type": "string", "minLength": 1]) {
            values,
            entry in values.path(entry)
        }
    }
}

extension KeyType where Value == [Located<String>] {
    /// One text or several, none of them empty.
    static var texts: Self {
        KeyType(
            "text or list of texts",
            schema: oneOrMore(KeyType<String>.filled.schema)
        ) { values, entry in values.texts(entry) }
    }
}

extension KeyType where Value == Bool {
    /// `true` or `false`.
    static var flag: Self {
        KeyType("true or false", schema: ["type": "boolean"]) { values, entry in
            values.choice(entry, of: ["true", "false"]).map { $0 == "true" }
        }
    }
}

extension KeyType where Value == Int {
    /// A whole number.
    static func whole(_ range: ClosedRange<Int>) -> Self {
        KeyType("whole number, \(rangeWords(range))", schema: numberSchema("integer", range)) {
            values,
            entry in values.whole(entry, in: range)
        }
    }

    /// A percentage, as a whole number.
    static var percentage: Self {
        KeyType(
            "percentage, 0% to 100%",
            schema: ["type": "string", "pattern": #"^(100|[0-9]{1,2}|0[0-9]{2})\s*%$"#]
        ) { values, entry in values.percentage(entry) }
    }
}

extension KeyType where Value == Decimal {
    /// A number, exact.
    static func number(_ range: ClosedRange<Int>) -> Self {
        KeyType("number, \(rangeWords(range))", schema: numberSchema("number", range)) {
            values,
            entry in
            values.decimal(entry, in: Decimal(range.lowerBound)...Decimal(range.upperBound))
        }
    }
}

extension KeyType where Value == Double {
    /// A number, rounded to a binary one.
    static func number(_ range: ClosedRange<Int>) -> Self {
        KeyType<Decimal>.number(range).map { ($0 as NSDecimalNumber).doubleValue }
    }
}

extension KeyType where Value == Duration {
    /// A time of more than 0 seconds.
    static var duration: Self {
        KeyType(
            "time such as 90s, 10m or 1h30m",
            schema: [
                "type": "string",
                "pattern": .string(
                    "^([0-9]{1,4}h([0-9]{1,5}m)?([0-9]{1,6}s)?|[0-9]{1,5}m([0-9]{1,6}s)?|[0-9]{1,6}s)$"
                ),
                "not": ["pattern": "^[0hms]*$"],
            ]
        ) { values, entry in values.duration(entry) }
    }
}

/// The schema of a number within bounds.
func numberSchema(_ type: String, _ range: ClosedRange<Int>) -> JSONValue {
    [
        "type": .string(type), "minimum": .number(JSONNumber(range.lowerBound)),
        "maximum": .number(JSONNumber(range.upperBound)),
    ]
}

/// The schema of one value or a list of them.
private func oneOrMore(_ schema: JSONObject) -> JSONValue {
    ["anyOf": [.object(schema), ["type": "array", "items": .object(schema), "minItems": 1]]]
}

private func rangeWords(_ range: ClosedRange<Int>) -> String {
    "\(grouped(range.lowerBound)) to \(grouped(range.upperBound))"
}

/// `a, b or c`.
private func listed(_ words: [String]) -> String {
    guard words.count > 1, let last = words.last else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or \(last)"
}
