public import Foundation

/// Amounts of money as people write them.
public enum Money {
    /// An exact amount of 0 or more, such as `2.50`; nil for anything else.
    public static func amount(_ text: String) -> Decimal? {
        guard let amount = exactDecimal(text), amount >= 0 else { return nil }
        return amount
    }
}
