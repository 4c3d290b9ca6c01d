/// Text as a sheet stores it: escaped where XML or Excel would read it as something else, and cut
/// where Excel's limit ends.
///
/// Excel writes characters that XML can't hold as `_xHHHH_`, so a literal `_x0041_` must become
/// `_x005F_x0041_` or it reads back as `A`. libxlsxwriter escapes most control characters but not
/// the literal, NUL, U+FFFE or U+FFFF; here all are, and it finds nothing left to do.
struct CellText {
    /// What to hand to libxlsxwriter: no NUL, no other control characters than tab and line feed.
    let stored: String
    /// Set if the text was longer than the limit; then `stored` ends in "…".
    let cut: WorkbookNote.Change?

    /// What Excel allows in a cell, in UTF-16 units.
    ///
    /// libxlsxwriter compares the escaped text's code points with the same number.
    static let cellLimit = 32_767

    /// Escapes and cuts; `limit` is in UTF-16 units.
    init(_ text: String, limit: Int = CellText.cellLimit) {
        if text.utf8.count <= limit, !Self.needsEscaping(text) {
            stored = text
            cut = nil
        } else {
            (stored, cut) = Self.escape(Array(text.unicodeScalars), limit: limit)
        }
    }

    /// Whether a character is allowed where nothing can be escaped: names, targets, attributes.
    static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value >= 0x20 && scalar.value != 0xFFFE && scalar.value != 0xFFFF
    }

    /// Whether there may be something to escape; false for nearly all text, at a glance.
    private static func needsEscaping(_ text: String) -> Bool {
        var previous: UInt8 = 0
        for byte in text.utf8 {
            if byte < 0x20, byte != 0x09, byte != 0x0A { return true }
            if byte == UInt8(ascii: "x"), previous == UInt8(ascii: "_") { return true }
            // U+FFFE and U+FFFF are EF BF BE and EF BF BF.
            if byte >= 0xBE, previous == 0xBF { return true }
            previous = byte
        }
        return false
    }

    private static func escape(
        _ scalars: [Unicode.Scalar],
        limit: Int
    ) -> (stored: String, cut: WorkbookNote.Change?) {
        var escaped: [Unicode.Scalar] = []
        var units = 0
        // The longest part that leaves room for the "…".
        var kept = (units: 0, scalars: 0)
        for (index, scalar) in scalars.enumerated() {
            units += UTF16.width(scalar)
            if isEscaped(scalar) {
                escaped += code(of: scalar)
            } else if scalar == "_", looksLikeCode(scalars[(index + 1)...].prefix(6)) {
                escaped += code(of: scalar)
            } else {
                escaped.append(scalar)
            }
            if units < limit, escaped.count < limit { kept = (units, escaped.count) }
        }
        if units <= limit, escaped.count <= limit { return (string(of: escaped[...]), nil) }
        return (
            string(of: escaped[..<kept.scalars]) + "…",
            .textCut(length: units, kept: kept.units + 1)
        )
    }

    /// Whether XML can't hold the character, or its readers change it (carriage return).
    private static func isEscaped(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09, 0x0A: false
        case 0..<0x20, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    /// Whether these characters after a `_` would be read as a code with it: `x0041_`.
    ///
    /// What follows the digits may also be a character whose own code begins with the `_`.
    private static func looksLikeCode(_ rest: ArraySlice<Unicode.Scalar>) -> Bool {
        guard rest.count == 6, rest.first == "x", let last = rest.last else { return false }
        return rest.dropFirst().dropLast().allSatisfy(\.properties.isASCIIHexDigit)
            && (last == "_" || isEscaped(last))
    }

    /// The `_xHHHH_` of a character of the basic plane.
    private static func code(of scalar: Unicode.Scalar) -> [Unicode.Scalar] {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        let zeros = String(repeating: "0", count: max(0, 4 - digits.count))
        return Array("_x\(zeros)\(digits)_".unicodeScalars)
    }

    private static func string(of scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
