import Foundation

extension ModelPrice {
    /// The cost of a request by its usage, in USD, exact.
    ///
    /// Cached input at the cached price, input written to the cache at its own, the rest of the
    /// input at the full price; output including thinking at the output price. gpt-5.2 at $1.75 and
    /// $14.00 per million: 5,000 in and 1,000 out are $0.00875 + $0.014 = $0.02275.
    ///
    /// - Parameters:
    ///   - usage: as reported.
    ///   - tier: the service tier in the reply, which may differ from the requested one; may be
    ///     empty.
    /// - Returns: nil if the service reports no tokens or zero, as some gateways do, or if the
    ///   table has no price for the tier: unknown is never zero.
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

    /// The prices of a tier.
    ///
    /// Flex requests cost the same as batches; faster tiers cost more, by no known rule. Any other
    /// name means the standard price.
    private func price(inputTokens: Int, tier: String) -> TokenPrice? {
        switch tier.lowercased() {
        case "flex", "batch": batch(inputTokens: inputTokens)
        case "priority", "fast", "ultrafast", "scale": nil
        default: standard(inputTokens: inputTokens)
        }
    }

    /// The most a request can cost within its plan.
    ///
    /// - Parameters:
    ///   - inputTokens: the high estimate of the input.
    ///   - outputTokens: the requested limit.
    /// - Returns: USD, exact.
    func ceiling(inputTokens: Int, outputTokens: Int) -> Decimal {
        let price = standard(inputTokens: inputTokens)
        let dearest = max(price.input, price.cacheWrite ?? price.input)
        return Decimal(inputTokens) * dearest + Decimal(outputTokens) * price.output
    }
}
