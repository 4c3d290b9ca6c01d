import Foundation

/// The prices of tokens: USD per token, exact.
struct TokenPrice: Sendable, Hashable {
    let input: Decimal
    /// Input read from the service's prompt cache; nil if it costs the full input price.
    var cachedInput: Decimal?
    /// Input written to that cache; nil if it costs the full input price.
    var cacheWrite: Decimal?
    /// Visible and reasoning tokens.
    let output: Decimal
}

/// A row of a price table.
struct ModelPrice: Sendable, Hashable {
    /// Prices of a whole request with a long input.
    struct LongPrompt: Sendable, Hashable {
        /// Applies to requests with more input tokens than this.
        let aboveInputTokens: Int
        let standard: TokenPrice
        /// Nil if unknown.
        var batch: TokenPrice?
    }

    /// The name in the table.
    let model: String
    let standard: TokenPrice
    /// With `delivery: batch`; nil if unknown, which does not mean half price.
    var batch: TokenPrice?
    var longPrompt: LongPrompt?
    /// A note for the reader of the estimate: `a promotional price, …`.
    var note: String?

    /// The price of a request sent now, by the size of its input.
    func standard(inputTokens: Int) -> TokenPrice {
        guard let longPrompt, inputTokens > longPrompt.aboveInputTokens else { return standard }
        return longPrompt.standard
    }

    /// The price of a request in a batch; nil if unknown for an input of that size.
    func batch(inputTokens: Int) -> TokenPrice? {
        guard let longPrompt, inputTokens > longPrompt.aboveInputTokens else { return batch }
        return longPrompt.batch
    }
}
