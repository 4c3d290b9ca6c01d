/// A Global Trade Item Number: identifies a kind of goods, never one piece.
///
/// GTIN-8, -12 (UPC-A), -13 (EAN) and -14 (ITF-14) share one number space, so all are stored with
/// 14 digits, padded with zeros: `036000241457` and `0036000241457` are equal. A first digit above
/// 0 is an indicator of the packing level; it gives no quantity.
///
/// Source: GS1 General Specifications, sections 2.1 and 7.9.
struct GTIN: Sendable, Hashable, Comparable, CustomStringConvertible {
    /// Always 14 ASCII digits, the last the check digit.
    let digits: String

    /// Reads 8, 12, 13 or 14 ASCII digits; nil for anything else, or if the check digit is wrong.
    init?(_ text: String) {
        guard [8, 12, 13, 14].contains(text.utf8.count),
            let last = text.last, let given = last.wholeNumberValue,
            GTIN.checkDigit(of: text.dropLast()) == given, last.isASCII
        else { return nil }
        digits = String(repeating: "0", count: 14 - text.utf8.count) + text
    }

    /// The number as people write it: 14 digits for a packing level above 0, 8 for a GTIN-8, else
    /// 13 (a UPC-A has a 0 in front).
    var shortest: String {
        if digits.hasPrefix("000000") { return String(digits.suffix(8)) }
        return digits.hasPrefix("0") ? String(digits.suffix(13)) : digits
    }

    var description: String { shortest }

    static func < (left: GTIN, right: GTIN) -> Bool {
        left.digits < right.digits
    }

    /// The check digit for a sequence of digits, for GTIN, SSCC and GLN of any length.
    ///
    /// From the right, the weights are 3, 1, 3, 1…; the check digit makes the sum a multiple of
    /// ten. `629104150021` has the sum 57, so its check digit is 3.
    ///
    /// - Returns: 0…9, or nil if there are no digits or other characters among them.
    static func checkDigit(of body: some StringProtocol) -> Int? {
        guard !body.isEmpty else { return nil }
        var sum = 0
        for (index, byte) in body.utf8.reversed().enumerated() {
            guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
            sum += Int(byte - UInt8(ascii: "0")) * (index.isMultiple(of: 2) ? 3 : 1)
        }
        return (10 - sum % 10) % 10
    }
}
