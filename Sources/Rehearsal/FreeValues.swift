import Foundation
import JSONSchema

/// Whether a value meets a schema; nil if the schema can't be used.
func isValid(_ value: JSONValue, _ schema: JSONValue) -> Bool? {
    do {
        return try Schema(schema).violations(of: value).isEmpty
    } catch {
        return nil
    }
}

/// A text for a schema that leaves the text free: "rehearsal text", as far as its keywords allow.
struct FreeText {
    let text: String

    /// A text; `number` is from 0 in a list, whose later texts are numbered.
    init(_ schema: JSONValue, number: Int) {
        let schema = schema.withDescribedRules
        let base = InventedAnswer.text + (number == 0 ? "" : " \(number + 1)")
        if let format = schema["format"]?.string, let text = Self.formats[format] {
            self.text = text
            return
        }
        let least = schema["minLength"]?.number?.exactInt ?? 0
        let most = schema["maxLength"]?.number?.exactInt ?? .max
        guard let pattern = schema["pattern"]?.string else {
            let length = base.unicodeScalars.count
            let times = least > length ? min(least, 1_000_000) / length + 1 : 1
            let long = String(repeating: base, count: times).unicodeScalars
            text = String(String.UnicodeScalarView(long.prefix(min(most, max(least, length)))))
            return
        }
        let texts = [base] + PatternExamples.examples(of: pattern, count: 64)
        text = texts.first { isValid(.string($0), Self.textRules(of: schema)) == true } ?? base
    }

    /// Reserved names and addresses, and the first day of the century.
    ///
    /// Source: RFC 2606, RFC 5737, RFC 3849.
    private static let formats = [
        "date-time": "2000-01-01T00:00:00Z", "date": "2000-01-01", "time": "00:00:00Z",
        "duration": "P1D", "email": "rehearsal@example.org", "hostname": "rehearsal.example.org",
        "ipv4": "192.0.2.1", "ipv6": "2001:db8::1",
        "uuid": "00000000-0000-4000-8000-000000000000", "uri": "https://example.org/rehearsal",
    ]

    private static func textRules(of schema: JSONValue) -> JSONValue {
        picked(["pattern", "minLength", "maxLength"], of: schema)
    }
}

/// A number for a schema that leaves the number free: 1, or as near to it as its keywords allow.
struct FreeNumber {
    let number: JSONNumber

    /// A number; `place` is from 0 in a list, whose numbers differ.
    init(_ schema: JSONValue, number place: Int) {
        func bound(_ name: String) -> Decimal? {
            schema[name]?.number.flatMap { Decimal(string: $0.text) }
        }
        let low = [bound("minimum"), bound("exclusiveMinimum")].compactMap(\.self).max()
        let high = [bound("maximum"), bound("exclusiveMaximum")].compactMap(\.self).min()
        let step = bound("multipleOf") ?? 1
        var candidates: [Decimal] = [1, 0]
        if let low { candidates += [low, low + 1, (low / step).rounded(.up) * step + step] }
        if let high { candidates += [high, high - 1, (high / step).rounded(.down) * step - step] }
        if let low, let high { candidates.append((low + high) / 2) }
        candidates += [step, (low ?? 0) + step / 10, (high ?? 0) - step / 10]
        candidates += candidates.map { ($0 / step).rounded(.up) * step }
        let shifted = candidates.map { $0 + Decimal(place) * step } + candidates
        let names = [
            "type", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf",
        ]
        let rules = picked(names, of: schema)
        let numbers = shifted.compactMap { JSONNumber("\($0)") }
        number = numbers.first { isValid(.number($0), rules) == true } ?? JSONNumber(1)
    }
}

/// Some keywords of a schema.
private func picked(_ names: [String], of schema: JSONValue) -> JSONValue {
    var rules = JSONObject()
    for name in names { rules[name] = schema[name] }
    return .object(rules)
}

extension Decimal {
    /// The nearest whole number in a direction.
    fileprivate func rounded(_ mode: NSDecimalNumber.RoundingMode) -> Decimal {
        var (value, result) = (self, Decimal())
        unsafe NSDecimalRound(&result, &value, 0, mode)
        return result
    }
}

extension JSONValue {
    /// With the rules that its description gives as JSON, because a strict schema can't have them.
    fileprivate var withDescribedRules: JSONValue {
        guard var schema = object, let words = schema["description"]?.string,
            let start = words.firstRange(of: "rules: {")
        else { return self }
        let text = words[words.index(before: start.upperBound)...]
        // What isn't JSON is only a description.
        guard let rules = try? JSONValue(reading: Array(text.utf8)) else { return self }
        for rule in rules.object?.members ?? [] where schema[rule.name] == nil {
            schema[rule.name] = rule.value
        }
        return .object(schema)
    }
}
