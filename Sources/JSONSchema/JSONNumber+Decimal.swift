public import Foundation

extension JSONNumber {
    /// The value as a decimal, or nil if 38 digits and an exponent of -128 to 127 can't hold it.
    public var decimal: Decimal? {
        let exact = ExactDecimal(self)
        guard exact.digits.count <= 38, (-128...127).contains(exact.exponent) else { return nil }
        if exact.digits.isEmpty {
            return 0
        }
        let figures = String(decoding: exact.digits.map { $0 + 0x30 }, as: UTF8.self)
        guard let significand = Decimal(string: figures) else { return nil }
        return Decimal(
            sign: exact.isNegative ? .minus : .plus,
            exponent: exact.exponent,
            significand: significand
        )
    }
}
