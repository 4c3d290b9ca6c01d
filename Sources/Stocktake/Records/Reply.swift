/// Tokens a service reports for a request; nil where it reports none, which is not zero.
struct TokenUsage: Sendable, Hashable {
    /// Text and photos together, cached input included.
    var inputTokens: Int?
    /// Input read back from the service's prompt cache.
    var cachedInputTokens: Int?
    /// Input written to that cache.
    var cacheWriteTokens: Int?
    /// Visible and reasoning tokens together.
    var outputTokens: Int?
    var reasoningTokens: Int?
}

/// What came back to a question, not yet judged.
struct Reply: Sendable, Hashable {
    /// How the model's text ends.
    enum Ending: Sendable, Hashable {
        case complete
        /// The model declined to answer.
        case refused
        /// The output limit was reached: the text is cut.
        case cutOff
        /// A content filter of the service cut the text.
        case filtered
    }

    /// All the visible text, joined; untrusted.
    let text: String
    let ending: Ending
    let usage: TokenUsage?
    /// The model that answered, as the service names it; untrusted, at most 100 characters.
    let snapshot: String
    /// As the service names the request; empty where it doesn't.
    let requestID: String
    /// The tier actually used; empty where the service names none.
    let serviceTier: String
}
