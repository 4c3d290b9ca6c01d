import Foundation

/// Which of `.` and `,` comes before the decimals; the other one groups thousands.
enum DecimalMark: Sendable, Hashable {
    case point, comma

    var other: DecimalMark { self == .point ? .comma : .point }
}

/// A number as a person or a spreadsheet wrote it, taken apart.
///
/// Accepted: ASCII digits; `.` or `,` before the decimals; thousands grouped by the other of the
/// two, by an apostrophe or by a space of any kind, also in the Indian way (`12,34,567`); a sign on
/// either side (`-2`, `2-`, `−2`) or parentheses for a negative amount; a currency on either side.
/// Not accepted: percent, and exponents except of zero (`0E-8`), because spreadsheets round what
/// they write with one.
///
/// Only one shape is ambiguous: a single mark followed by three digits, `1.000` or `1,000`. It is
/// either a thousand or one with three decimals.
struct WrittenNumber: Sendable, Hashable {
    /// The digits with a decimal point, if the shape allows one reading only.
    enum Reading: Sendable, Hashable {
        /// `mark` is what the shape proves about the file; nil if it proves nothing.
        case clear(Decimal, mark: DecimalMark?)
        /// A thousand or a thousandth: the value if `mark` is before decimals, and if it groups.
        case ambiguous(mark: DecimalMark, decimals: Decimal, grouped: Decimal)
    }

    let reading: Reading
    /// `€`, `CHF`; empty without one.
    let currency: String

    /// Reads a field; nil if it is not a number.
    init?(_ text: String) {
        if let plain = Self.plain(text) {
            (reading, currency) = (.clear(plain, mark: nil), "")
            return
        }
        var core = Substring(text)
        guard let (isNegative, currency) = Self.stripSignAndCurrency(of: &core) else { return nil }
        self.currency = currency
        let hasExponent = core.utf8.contains(UInt8(ascii: "E")) || core.contains("e")
        if hasExponent, core.wholeMatch(of: /0+(?:[.,]0+)?[eE][+\-]?\d{1,3}/) != nil {
            reading = .clear(0, mark: nil)
            return
        }
        guard let unsigned = Self.reading(of: core) else { return nil }
        reading = isNegative ? unsigned.negated : unsigned
    }

    /// The value where `.` or `,` is known to come before decimals, or the shape alone decides; nil
    /// if it is ambiguous.
    func value(_ mark: DecimalMark?) -> Decimal? {
        switch reading {
        case .clear(let value, _): value
        case .ambiguous(let written, let decimals, let grouped):
            mark.map { $0 == written ? decimals : grouped }
        }
    }

    /// A fast way for the many fields that are nothing but digits.
    private static func plain(_ text: String) -> Decimal? {
        let digits = text.utf8
        guard (1...15).contains(digits.count), digits.allSatisfy({ (0x30...0x39).contains($0) })
        else { return nil }
        return Int(text).map { Decimal($0) }
    }

    private static func stripSignAndCurrency(
        of core: inout Substring
    ) -> (isNegative: Bool, currency: String)? {
        var (signs, currencies) = ([Bool](), [String]())
        if core.first == "(", core.last == ")" {
            core = core.dropFirst().dropLast()
            signs.append(true)
        }
        var before = core.count + 1
        while core.count < before {
            before = core.count
            core = core.drop(while: \.isWhitespace)
            while core.last?.isWhitespace == true { core.removeLast() }
            if let sign = core.first.flatMap(isMinus) {
                signs.append(sign)
                core.removeFirst()
            } else if let sign = core.last.flatMap(isMinus) {
                signs.append(sign)
                core.removeLast()
            }
            let mark = [core.prefix(1), core.suffix(1), core.prefix(3), core.suffix(3)]
                .first(where: isCurrency)
            if let mark {
                currencies.append(String(mark))
                core = core.hasPrefix(mark) ? core.dropFirst(mark.count) : core.dropLast(mark.count)
            }
        }
        guard signs.count <= 1, currencies.count <= 1 else { return nil }
        return (signs.first ?? false, currencies.first ?? "")
    }

    /// Whether a text is a sign such as `€` or a code such as `CHF`.
    private static func isCurrency(_ text: Substring) -> Bool {
        if text.count == 3 { return text.utf8.allSatisfy { (0x41...0x5A).contains($0) } }
        return text.unicodeScalars.first?.properties.generalCategory == .currencySymbol
    }

    /// Whether a sign means less than zero; nil for another character.
    private static func isMinus(_ character: Character) -> Bool? {
        switch character {
        case "+": false
        case "-", "\u{2212}", "\u{2013}": true
        default: nil
        }
    }

    /// Splits at the marks and tells groups from decimals.
    private static func reading(of core: Substring) -> Reading? {
        var groups = [""]
        var marks: [Character] = []
        for character in core {
            if character.isASCII, character.isNumber {
                groups[groups.count - 1].append(character)
            } else if ".,'\u{2019}".contains(character) || character.isWhitespace {
                marks.append(character)
                groups.append("")
            } else {
                return nil
            }
        }
        guard let last = marks.last else { return .clear(groups, nil) }
        guard let mark = DecimalMark(last) else {
            return isGrouped(groups, by: marks) ? .clear([groups.joined()], nil) : nil
        }
        let isRepeated = marks.dropLast().contains(last)
        if isRepeated {
            return isGrouped(groups, by: marks) ? .clear([groups.joined()], mark.other) : nil
        }
        let whole = Array(groups.dropLast())
        let decimals = groups[groups.count - 1]
        guard marks.count == 1 || isGrouped(whole, by: marks.dropLast()) else { return nil }
        guard marks.count == 1, isGrouped(groups, by: marks) else {
            return .clear([whole.joined(), decimals], mark)
        }
        guard let decimal = decimalValue([whole.joined(), decimals]),
            let grouped = decimalValue([groups.joined()])
        else { return nil }
        return .ambiguous(mark: mark, decimals: decimal, grouped: grouped)
    }

    /// Whether groups of digits are separated by one mark, in thousands or in the Indian way.
    private static func isGrouped(_ groups: [String], by marks: some Sequence<Character>) -> Bool {
        guard Set(marks).count == 1, let first = groups.first, first.first != "0",
            groups.last?.count == 3
        else { return false }
        let inner = groups.dropFirst().dropLast()
        return (1...3).contains(first.count) && inner.allSatisfy { $0.count == 3 }
            || (1...2).contains(first.count) && inner.allSatisfy { $0.count == 2 }
    }

    /// The value of digits before and after the decimal point; nil for none, or too many.
    fileprivate static func decimalValue(_ parts: [String]) -> Decimal? {
        var decimals = parts.count > 1 ? parts[1] : ""
        guard parts[0].count <= 15, decimals.count <= 18, parts[0].count + decimals.count > 0
        else { return nil }
        while decimals.last == "0" { decimals.removeLast() }
        guard let whole = parts[0].isEmpty ? 0 : Int(parts[0]) else { return nil }
        guard !decimals.isEmpty else { return Decimal(whole) }
        return exactDecimal("\(whole).\(decimals)")
    }
}

extension WrittenNumber.Reading {
    fileprivate static func clear(_ parts: [String], _ mark: DecimalMark?) -> Self? {
        WrittenNumber.decimalValue(parts).map { .clear($0, mark: mark) }
    }

    fileprivate var negated: Self {
        switch self {
        case .clear(let value, let mark): .clear(0 - value, mark: mark)
        case .ambiguous(let mark, let decimals, let grouped):
            .ambiguous(mark: mark, decimals: 0 - decimals, grouped: 0 - grouped)
        }
    }
}

extension DecimalMark {
    fileprivate init?(_ character: Character) {
        switch character {
        case ".": self = .point
        case ",": self = .comma
        default: return nil
        }
    }
}
