import Foundation

/// A tally beside the books: one line of every report.
struct StockLine: Sendable, Hashable {
    let tally: Tally
    let status: LineStatus
    /// The tally's reasons and those of the comparison, each once, in `LineReason` order.
    let reasons: [LineReason]
    /// Nil where no books were given or they don't name this line.
    let expected: Int?
    let unitCost: Decimal?
    let itemClass: String
    /// The tolerance that was applied, in words: `0`, `±1 %`; empty without books.
    let tolerance: String

    /// Counted minus expected; nil unless both are numbers.
    var variance: Int? {
        guard let counted = tally.counted, let expected else { return nil }
        return counted - expected
    }

    /// Variance times unit cost; nil where either is unknown.
    var varianceValue: Decimal? {
        guard let variance, let unitCost else { return nil }
        return Decimal(variance) * unitCost
    }
}
