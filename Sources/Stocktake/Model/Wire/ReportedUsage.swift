import JSONSchema

/// The token counts of a response as the service reports them; they may contradict each other.
struct ReportedUsage: Sendable, Hashable {
    /// Tokens of text and photos, usually with cached input.
    var input: Int?
    /// Of the input, read from the service's prompt cache.
    var cached: Int?
    /// Of the input, written to that cache.
    var cacheWrite: Int?
    /// Usually visible and reasoning tokens together.
    var output: Int?
    var reasoning: Int?
    /// Input and output together.
    var total: Int?

    /// The reading that costs the most, as services count in different ways.
    ///
    /// - Reasoning that exceeds the output, and cached input that exceeds the input, are counted
    ///   beside it: so do xAI and Anthropic.
    /// - A total above input and output means more output: Gemini leaves reasoning out of both.
    /// - A total below them is ignored.
    ///
    /// - Returns: the usage, and how the counts contradict each other, in words; nil where they
    ///   don't.
    func settled() -> (usage: TokenUsage, contradiction: String?) {
        var usage = TokenUsage(
            inputTokens: input,
            cachedInputTokens: cached,
            cacheWriteTokens: cacheWrite,
            outputTokens: output,
            reasoningTokens: reasoning
        )
        let fromCache = (cached ?? 0) + (cacheWrite ?? 0)
        if let input, fromCache > input { usage.inputTokens = input + fromCache }
        if let output, let reasoning, reasoning > output {
            usage.outputTokens = output + reasoning
        }
        if let total { usage.fill(total) }
        let isChanged =
            input != nil && usage.inputTokens != input
            || output != nil && usage.outputTokens != output
        let isBelow = total.map { total in
            guard let input = usage.inputTokens, let output = usage.outputTokens else {
                return false
            }
            return total < input + output
        }
        return (usage, isChanged || isBelow == true ? words : nil)
    }

    /// The counts that are reported, for a finding.
    private var words: String {
        [
            ("input", input), ("cached", cached), ("written to the cache", cacheWrite),
            ("output", output), ("reasoning", reasoning), ("total", total),
        ]
        .compactMap { name, count in count.map { "\(name) \($0)" } }.joined(separator: ", ")
    }
}

extension TokenUsage {
    /// Completes or corrects input and output from their sum.
    fileprivate mutating func fill(_ total: Int) {
        switch (inputTokens, outputTokens) {
        case (let input?, let output?): outputTokens = max(output, total - input)
        case (let input?, nil): outputTokens = max(0, total - input)
        case (nil, let output?): inputTokens = max(0, total - output)
        case (nil, nil): break
        }
    }
}

extension JSONValue {
    /// A number of tokens; nil for anything but a whole number of 0 or more.
    ///
    /// An absurd one is cut to 10¹⁵, so that its cost is enormous but sums stay exact.
    var tokenCount: Int? {
        guard let number else { return nil }
        let largest = 1_000_000_000_000_000
        if let count = number.exactInt { return count < 0 ? nil : min(count, largest) }
        return number.isInteger && !number.text.hasPrefix("-") ? largest : nil
    }
}
