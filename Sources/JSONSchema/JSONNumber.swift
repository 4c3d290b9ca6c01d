/// A JSON number that keeps its own text, so that nothing is rounded.
///
/// Equality and order are mathematical: `1`, `1.0` and `1e0` are equal. All work is done on the
/// decimal digits, in time that depends on the length of the text and not on the exponent, so
/// `1e-1000000000` costs as little as `1`. Exponents have at most 18 digits, a
/// limit that RFC 8259, section 9, lets a reader set.
public struct JSONNumber: Sendable, CustomStringConvertible {
    /// The number as written.
    public let text: String

    /// The number as written.
    public var description: String { text }

    /// Takes text in JSON's number grammar, without space around it.
    ///
    /// - Returns: nil if it is not a JSON number or its exponent has more than 18 digits.
    public init?(_ text: String) {
        var reader = JSONReader(bytes: Array(text.utf8), limits: .standard)
        guard case .success(let number) = Result(catching: { try reader.readNumber() }),
            reader.isAtEnd
        else { return nil }
        self = number
    }

    /// A whole number.
    public init(_ value: Int) {
        text = String(value)
    }

    /// Text the reader has checked.
    init(checked text: String) {
        self.text = text
    }

    /// True for a whole number however written: `1.0` and `1e2` are, `1.5` is not.
    public var isInteger: Bool {
        plainInt != nil || ExactDecimal(self).exponent >= 0
    }

    /// The value, if it is a whole number and fits: 100 for `1e2`, nil for `1.5` and `1e400`.
    public var exactInt: Int? {
        if let plainInt {
            return plainInt
        }
        let exact = ExactDecimal(self)
        guard exact.exponent >= 0, exact.magnitudeOrder <= 19 else { return nil }
        var value = 0
        for position in 0..<exact.magnitudeOrder {
            let digit = position < exact.digits.count ? Int(exact.digits[position]) : 0
            let (tenfold, isTooGreat) = value.multipliedReportingOverflow(by: 10)
            // Built below zero, as the least Int has no counterpart above.
            let (sum, isTooLow) = tenfold.subtractingReportingOverflow(digit)
            if isTooGreat || isTooLow {
                return nil
            }
            value = sum
        }
        if exact.isNegative {
            return value
        }
        return value == .min ? nil : -value
    }

    /// The value if the text is up to 18 digits with or without a minus sign.
    var plainInt: Int? {
        let bytes = text.utf8
        guard bytes.count <= 18 else { return nil }
        var (value, isNegative) = (0, false)
        for byte in bytes {
            let digit = Int(byte) - 0x30
            if digit >= 0, digit <= 9 {
                value = value * 10 + digit
            } else if byte == UInt8(ascii: "-") {
                isNegative = true
            } else {
                return nil
            }
        }
        return isNegative ? -value : value
    }
}

extension JSONNumber: Hashable, Comparable {
    /// True if both have the same mathematical value.
    public static func == (left: JSONNumber, right: JSONNumber) -> Bool {
        if let one = left.plainInt, let other = right.plainInt {
            return one == other
        }
        return ExactDecimal(left) == ExactDecimal(right)
    }

    /// Hashes the mathematical value.
    public func hash(into hasher: inout Hasher) {
        if let exactInt {
            hasher.combine(exactInt)
        } else {
            hasher.combine(ExactDecimal(self))
        }
    }

    /// True if the left number is mathematically the lesser.
    public static func < (left: JSONNumber, right: JSONNumber) -> Bool {
        if let one = left.plainInt, let other = right.plainInt {
            return one < other
        }
        return ExactDecimal(left) < ExactDecimal(right)
    }
}
