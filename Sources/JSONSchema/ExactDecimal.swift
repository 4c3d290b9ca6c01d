/// A number in its normal form: sign, significant digits and a power of ten.
///
/// The value is `digits × 10^exponent`; the digits neither begin nor end with 0, and 0 has none.
/// `12.50` is digits 1 2 5 with exponent -1.
struct ExactDecimal: Hashable {
    private(set) var isNegative = false
    private(set) var digits: [UInt8] = []
    private(set) var exponent = 0

    /// The place of the first digit: 10^(order - 1) ≤ magnitude < 10^order.
    var magnitudeOrder: Int { digits.count + exponent }

    init(_ number: JSONNumber) {
        var isFraction = false
        var bytes = number.text.utf8.makeIterator()
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"), UInt8(ascii: "E"): exponent += Self.exponent(in: &bytes)
            default:
                let digit = byte - 0x30
                if isFraction {
                    exponent -= 1
                }
                if digit > 0 || !digits.isEmpty {
                    digits.append(digit)
                }
            }
        }
        while digits.last == 0 {
            digits.removeLast()
            exponent += 1
        }
        if digits.isEmpty {
            (isNegative, exponent) = (false, 0)
        }
    }

    /// At most 18 digits: the reader refuses more.
    private static func exponent(in bytes: inout String.UTF8View.Iterator) -> Int {
        var (value, isNegative) = (0, false)
        while let byte = bytes.next() {
            switch byte {
            case UInt8(ascii: "-"): isNegative = true
            case UInt8(ascii: "+"): break
            default: value = value * 10 + Int(byte - 0x30)
            }
        }
        return isNegative ? -value : value
    }
}

extension ExactDecimal: Comparable {
    static func < (left: ExactDecimal, right: ExactDecimal) -> Bool {
        if left.isNegative != right.isNegative {
            return left.isNegative
        }
        return left.isNegative
            ? right.isOfLessMagnitude(than: left) : left.isOfLessMagnitude(than: right)
    }

    private func isOfLessMagnitude(than other: ExactDecimal) -> Bool {
        if digits.isEmpty || other.digits.isEmpty {
            return !other.digits.isEmpty
        }
        if magnitudeOrder != other.magnitudeOrder {
            return magnitudeOrder < other.magnitudeOrder
        }
        return digits.lexicographicallyPrecedes(other.digits)
    }
}

/// A divisor made ready to be tried on many numbers.
struct ExactDivisor: Sendable {
    /// So many digits leave room for one more in 128 bits.
    private static let maxDigits = 37

    private let value: UInt128
    private let exponent: Int
    private let digitCount: Int

    /// Nil unless the number is more than 0 and has at most 37 significant digits.
    init?(_ number: JSONNumber) {
        let exact = ExactDecimal(number)
        guard !exact.digits.isEmpty, !exact.isNegative, exact.digits.count <= Self.maxDigits else {
            return nil
        }
        value = exact.digits.reduce(0) { $0 * 10 + UInt128($1) }
        exponent = exact.exponent
        digitCount = exact.digits.count
    }

    func divides(_ number: JSONNumber) -> Bool {
        if exponent == 0, let plain = number.plainInt {
            return UInt128(plain.magnitude) % value == 0
        }
        let exact = ExactDecimal(number)
        guard !exact.digits.isEmpty else { return true }
        let shift = exact.exponent - exponent
        // The digits don't end with 0, so no power of ten divides them.
        guard shift >= 0 else { return false }
        var rest: UInt128 = 0
        for digit in exact.digits {
            rest = (rest * 10 + UInt128(digit)) % value
        }
        // A divisor of n digits holds fewer than 4n factors of 2 or 5; more tens change nothing.
        for _ in 0..<min(shift, 4 * digitCount) {
            rest = (rest * 10) % value
        }
        return rest == 0
    }
}
