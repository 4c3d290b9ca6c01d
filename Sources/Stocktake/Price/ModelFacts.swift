/// What a model accepts and how it converts photos to tokens; everything except prices.
struct ModelFacts: Sendable, Hashable {
    /// In tokens.
    struct TokenLimits: Sendable, Hashable {
        /// Input and output together.
        let window: Int
        /// Equal to the window if the model has no separate limit for input.
        let input: Int
        /// Visible and reasoning tokens together.
        let output: Int

        /// The most input that leaves room for this much output; 0 if none.
        func input(leavingRoomFor output: Int) -> Int {
            max(0, min(input, window - output))
        }
    }

    /// What the service accepts in one request.
    struct RequestLimits: Sendable, Hashable {
        let images: Int
        /// The whole body, including photos in base64.
        let payloadBytes: Int
        /// One photo in base64 with its `data:` prefix.
        let imageURLCharacters: Int
    }

    /// The name in the file.
    let model: String
    /// Other names, including dated snapshots.
    let aliases: [String]
    let images: ImageTokenRule
    /// The detail used unless the pipeline sets one; offered by the rule.
    let defaultDetail: ImageDetail
    let tokenLimits: TokenLimits
    let requestLimits: RequestLimits
    let structuredOutput: StructuredOutput
    /// Empty for a model without a reasoning setting.
    let efforts: [ReasoningEffort]
    /// The service's default; nil if unknown or without a reasoning setting.
    let defaultEffort: ReasoningEffort?
    /// At least one; the first is preferred.
    let apis: [ModelAPI]
    /// The announced shutdown day.
    let shutsDown: CalendarDay?
    /// Caveats, one line each.
    let notes: [String]

    /// Assumptions for a model without facts: small limits and many tokens per photo.
    ///
    /// `images.isAssumed` distinguishes them from actual facts.
    static func careful(_ model: String) -> ModelFacts {
        ModelFacts(
            model: model,
            aliases: [],
            images: .careful,
            defaultDetail: .auto,
            tokenLimits: TokenLimits(window: 128_000, input: 128_000, output: 16_384),
            requestLimits: RequestLimits(
                images: 5,
                payloadBytes: 20_000_000,
                imageURLCharacters: 20_000_000
            ),
            structuredOutput: .strict,
            efforts: [],
            defaultEffort: nil,
            apis: [.chat, .responses],
            shutsDown: nil,
            notes: [
                "no facts about this model: photos counted by the rule of gpt-4o-mini, the highest "
                    + "of all known rules; a window of 128,000 tokens and 5 photos per request "
                    + "assumed"
            ]
        )
    }
}
