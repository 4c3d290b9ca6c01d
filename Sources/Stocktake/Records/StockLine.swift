import Foundation

/// A tally compared with the books: one line of every report.
struct StockLine: Sendable, Hashable {
    let tally: Tally
    let status: LineStatus
    /// The reasons of the tally and the comparison, without repetitions, in `LineReason` order.
    let reasons: [LineReason]
    /// Nil without books, or if they don't have this line or can't be read; may be negative or a
    /// fraction.
    let expected: Decimal?
    let unitCost: Decimal?
    let itemClass: String
    /// The tolerance applied, as text: `0`, `±1 %`; empty without books.
    let tolerance: String

    /// Counted minus expected; nil unless both are numbers.
    var variance: Decimal? {
        guard let counted = tally.counted, let expected else { return nil }
        return Decimal(counted) - expected
    }

    /// Variance times unit cost; nil if either is unknown.
    var varianceValue: Decimal? {
        guard let variance, let unitCost else { return nil }
        return variance * unitCost
    }
}
