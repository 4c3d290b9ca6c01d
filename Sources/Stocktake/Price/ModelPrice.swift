import Foundation

/// What tokens cost: USD per token, exact.
struct TokenPrice: Sendable, Hashable {
    let input: Decimal
    /// Input read back from the service's prompt cache; nil where it costs the full input price.
    var cachedInput: Decimal?
    /// Input written to that cache; nil where it costs the plain input price.
    var cacheWrite: Decimal?
    /// Visible and reasoning tokens alike.
    let output: Decimal
}

/// A row of a price table.
struct ModelPrice: Sendable, Hashable {
    /// Prices of a whole request whose input is long.
    struct LongPrompt: Sendable, Hashable {
        /// They hold for requests of more input tokens than this.
        let aboveInputTokens: Int
        let standard: TokenPrice
        /// Nil where no batch price is known.
        var batch: TokenPrice?
    }

    /// The name the table gives it.
    let model: String
    let standard: TokenPrice
    /// With `delivery: batch`; nil where none is known, which is not "half price".
    var batch: TokenPrice?
    var longPrompt: LongPrompt?
    /// What a reader of the estimate should know: `a promotional price, …`.
    var note: String?

    /// The price of a request sent now; the size of its input decides.
    func standard(inputTokens: Int) -> TokenPrice {
        guard let longPrompt, inputTokens > longPrompt.aboveInputTokens else { return standard }
        return longPrompt.standard
    }

    /// The price of a request of a batch; nil where none is known for an input of that size.
    func batch(inputTokens: Int) -> TokenPrice? {
        guard let longPrompt, inputTokens > longPrompt.aboveInputTokens else { return batch }
        return longPrompt.batch
    }
}
