/// Tokens a service reports for a request; nil if not reported, which is not zero.
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

/// A service's reply to a question, not yet checked.
struct Reply: Sendable, Hashable {
    /// How the model's text ends.
    enum Ending: Sendable, Hashable {
        case complete
        /// The model declined to answer.
        case refused
        /// The output limit was reached, so the text is incomplete.
        case cutOff
        /// A content filter of the service truncated the text.
        case filtered
    }

    /// All the visible text, joined; untrusted.
    let text: String
    let ending: Ending
    let usage: TokenUsage?
    /// How the counts that the service reports contradict each other; nil if they don't.
    var contradiction: String?
    /// The model that answered, as the service names it; untrusted, at most 100 characters.
    let snapshot: String
    /// The service's id of the request; empty if it gives none.
    let requestID: String
    /// The service tier used; empty if the service reports none.
    let serviceTier: String
    /// Whether the text was found where the model's thoughts belong, and nothing in its place.
    var isThought = false
}
