public import Foundation

/// Amounts of money as text.
public enum Money {
    /// An exact amount of 0 or more, such as `2.50`; nil for anything else.
    public static func amount(_ text: String) -> Decimal? {
        guard let amount = exactDecimal(text), amount >= 0 else { return nil }
        return amount
    }

    /// For display: `$0.56`, under a cent `$0.0004`.
    public static func dollars(_ amount: Decimal) -> String {
        Stocktake.dollars(amount)
    }
}
