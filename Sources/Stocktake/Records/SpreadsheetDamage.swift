/// A code or number without what a spreadsheet puts around it to keep it text: `="0123"`, `'0123`.
func spreadsheetText(_ text: String) -> String {
    switch text.utf8.first {
    case UInt8(ascii: "=")
    where text.utf8.count > 3 && text.hasPrefix("=\"") && text.hasSuffix("\""):
        String(text.dropFirst(2).dropLast()).replacing("\"\"", with: "\"")
    case UInt8(ascii: "'") where text.utf8.count > 1:
        String(text.dropFirst().hasSuffix("'") ? text.dropFirst().dropLast() : text.dropFirst())
    default: text
    }
}

/// Whether a field is what a spreadsheet shows instead of a value: `#N/A`, `#REF!`, `#####`.
func isSpreadsheetError(_ text: String) -> Bool {
    text.utf8.first == UInt8(ascii: "#")
        && text.wholeMatch(of: /#(?:[A-ZÄÖÜÉÈ0\/]+[!?]|N\/A|NV|#+)/) != nil
}

/// What a spreadsheet seems to have made of a code; nil if it looks untouched.
///
/// Scientific notation (`5.90123E+12`), a date (`3-Apr`, `2026-03-01`), a decimal (`4006381.0`) or
/// an error (`#N/A`). Codes of digits and hyphens alone, such as `01-02-03`, are no dates.
func spreadsheetDamage(to code: String) -> String? {
    guard code.utf8.count <= 30 else { return nil }
    if isSpreadsheetError(code) { return "an error" }
    // Most codes are letters and digits only.
    let isPlain = code.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
    }
    if isPlain { return nil }
    if code.contains("+"), code.wholeMatch(of: /\d(?:[.,]\d+)?[eE]\+\d{2,3}/) != nil {
        return "scientific notation"
    }
    let halves = code.split(omittingEmptySubsequences: false) { $0 == "." || $0 == "," }
    if halves.count == 2, halves[0].count > 4, areDigits(halves[0]), !halves[1].isEmpty,
        halves[1].allSatisfy({ $0 == "0" })
    {
        return "a decimal"
    }
    return isDate(code) ? "a date" : nil
}

/// Whether a code is `3-Apr`, `03. Apr 26`, `Apr-03`, `2026-03-01`, `01.03.2026` or `3/1/2026`,
/// perhaps with a time.
private func isDate(_ code: String) -> Bool {
    var day = code[...]
    if code.contains(":"), let end = code.firstIndex(where: { $0 == " " || $0 == "T" }) {
        day = code[..<end]
    }
    let parts = day.split { "-./ ".contains($0) }
    guard (2...3).contains(parts.count) else { return false }
    let numbers = parts.filter(areDigits)
    if numbers.count == parts.count {
        guard parts.count == 3 else { return false }
        let isYearFirst = day.contains("-") && parts[0].count == 4
        let isYearLast = !day.contains("-") && parts[2].count == 4
        let year = isYearFirst ? parts[0] : parts[2]
        let others = isYearFirst ? parts.dropFirst() : parts.dropLast()
        return isYearFirst != isYearLast && (year.hasPrefix("19") || year.hasPrefix("20"))
            && others.allSatisfy { (1...31).contains(Int($0) ?? 0) }
    }
    guard numbers.count == parts.count - 1, let month = parts.first(where: { !areDigits($0) }),
        numbers.allSatisfy({ $0.count <= 4 }), month != month.uppercased()
    else { return false }
    return monthNames.contains(month.lowercased())
}

private func areDigits(_ text: Substring) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
}

/// Short names of months in English, German, French, Spanish, Italian, Dutch and Portuguese.
private let monthNames: Set<String> = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec",
    "mrz", "mär", "mai", "okt", "dez", "janv", "févr", "mars", "avr", "juin", "juil", "août",
    "déc", "ene", "abr", "ago", "dic", "gen", "mag", "giu", "lug", "set", "ott", "mrt", "mei",
    "fev", "out",
]

extension GTIN {
    /// The number in a catalogue's field that a program wrote as a decimal, `4006381333931.0`.
    ///
    /// Nothing is lost in it, and the check digit says so.
    static func ofDecimal(_ text: String) -> GTIN? {
        text.wholeMatch(of: /(\d{8,14})[.,]0{1,6}/).flatMap { GTIN(String($0.1)) }
    }

    /// Why a text is not a GTIN, and what to do.
    static func problem(of text: String) -> ValueProblem {
        let shown = "'\(printable(text, limit: 60))'"
        let retype = "format the column as text and enter the number again"
        func named(_ kind: String, _ words: String) -> ValueProblem {
            ValueProblem(kind: "gtin \(kind)", message: "\(shown) \(words)")
        }
        if text.wholeMatch(of: /\d(?:[.,]\d+)?[eE]\+?\d{1,3}/) != nil {
            return named(
                "exponent",
                "is a GTIN that a spreadsheet has ruined: in scientific notation its last digits "
                    + "are lost; \(retype)"
            )
        }
        if isSpreadsheetError(text) {
            return named("error", "is a spreadsheet's error, not a GTIN; correct its formula")
        }
        let digits = text.filter { !$0.isWhitespace && $0 != "-" }
        if digits != text, GTIN(digits) != nil {
            return named("spaces", "is a GTIN with spaces or hyphens; write \(digits)")
        }
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return general(shown) }
        return Self.problem(ofDigits: text, shown, retype)
    }

    private static func problem(
        ofDigits text: String,
        _ shown: String,
        _ retype: String
    ) -> ValueProblem {
        let lengths = [8, 12, 13, 14]
        if lengths.contains(text.count) {
            let check = checkDigit(of: text.dropLast()) ?? 0
            let advice =
                text.hasSuffix("0000")
                ? "it looks rounded by a spreadsheet; \(retype)" : "correct the number"
            return ValueProblem(
                kind: "gtin check digit",
                message: "the check digit of GTIN \(shown) is wrong, it should end in \(check); "
                    + advice
            )
        }
        guard text.count >= 6, let length = lengths.first(where: { $0 > text.count }) else {
            return general(shown)
        }
        let padded = String(repeating: "0", count: length - text.count) + text
        guard GTIN(padded) != nil else {
            return ValueProblem(
                kind: "gtin length",
                message: "\(shown) has \(text.count) digits and is not a GTIN, which has 8, 12, 13 "
                    + "or 14; a spreadsheet drops leading zeros: \(retype)"
            )
        }
        return ValueProblem(
            kind: "gtin zeros",
            message: "\(shown) has \(text.count) digits: a spreadsheet has dropped the leading "
                + "zeros of a GTIN; write \(padded) if it is this one, and format the column as text"
        )
    }

    private static func general(_ shown: String) -> ValueProblem {
        ValueProblem(
            kind: "gtin",
            message: "\(shown) is not a GTIN; it has 8, 12, 13 or 14 digits, the last a check digit"
        )
    }

    /// Whether so many zeros at its end mean that a spreadsheet rounded it.
    var looksRounded: Bool { digits.hasSuffix("000000") }
}
