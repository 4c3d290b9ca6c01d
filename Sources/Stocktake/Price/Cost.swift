import Foundation

extension ModelPrice {
    /// What a request cost that used so many tokens, in USD, exact.
    ///
    /// Cached input at the cached price, input written to the cache at its own, the rest of the input
    /// at the full price; output with its thinking at the output price. gpt-5.2 at $1.75 and $14.00 a
    /// million: 5,000 in and 1,000 out are $0.00875 + $0.014 = $0.02275.
    ///
    /// - Parameters:
    ///   - usage: as reported.
    ///   - tier: the service tier that the reply names, which need not be the one asked for; empty
    ///     for none.
    /// - Returns: nil where the service doesn't say how many tokens, or says none at all, as some
    ///   gateways do, or where the tier has another price than the table knows: unknown is never
    ///   zero.
    func cost(of usage: TokenUsage, tier: String) -> Decimal? {
        guard let input = usage.inputTokens, input > 0, let output = usage.outputTokens,
            let price = price(inputTokens: input, tier: tier)
        else { return nil }
        let cached = min(usage.cachedInputTokens ?? 0, input)
        let written = min(usage.cacheWriteTokens ?? 0, input - cached)
        let plain = input - cached - written
        return Decimal(plain) * price.input
            + Decimal(cached) * (price.cachedInput ?? price.input)
            + Decimal(written) * (price.cacheWrite ?? price.input)
            + Decimal(output) * price.output
    }

    /// The prices that hold in a tier.
    ///
    /// Flex requests cost what batches do; faster ones cost more, by no rule. Names that other
    /// services give their one price are taken for it.
    private func price(inputTokens: Int, tier: String) -> TokenPrice? {
        switch tier.lowercased() {
        case "flex", "batch": batch(inputTokens: inputTokens)
        case "priority", "fast", "ultrafast", "scale": nil
        default: standard(inputTokens: inputTokens)
        }
    }

    /// The most a request can cost that is within its plan.
    ///
    /// - Parameters:
    ///   - inputTokens: the high estimate of the input.
    ///   - outputTokens: the limit asked for.
    /// - Returns: USD, exact.
    func ceiling(inputTokens: Int, outputTokens: Int) -> Decimal {
        let price = standard(inputTokens: inputTokens)
        let dearest = max(price.input, price.cacheWrite ?? price.input)
        return Decimal(inputTokens) * dearest + Decimal(outputTokens) * price.output
    }
}
