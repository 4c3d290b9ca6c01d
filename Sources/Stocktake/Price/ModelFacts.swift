/// How strictly a model keeps to a JSON schema; the raw values are those of model files.
enum StructuredOutput: String, Sendable, CaseIterable {
    /// The service enforces the schema.
    case strict
    /// Valid JSON, any shape; the schema is checked here.
    case jsonObject = "json_object"
    /// Text; JSON is looked for in it, and checked here.
    case none
}

/// What a model accepts and how it turns photos into tokens: all but money.
struct ModelFacts: Sendable, Hashable {
    /// In tokens.
    struct TokenLimits: Sendable, Hashable {
        /// Input and output together.
        let window: Int
        /// The window where the model has no limit of its own for input.
        let input: Int
        /// Visible and reasoning tokens together.
        let output: Int

        /// The most input that leaves room for so much output; 0 where there is none.
        func input(leavingRoomFor output: Int) -> Int {
            max(0, min(input, window - output))
        }
    }

    /// What the service accepts in one request.
    struct RequestLimits: Sendable, Hashable {
        let images: Int
        /// The whole body, photos in base64 included.
        let payloadBytes: Int
        /// One photo in base64 with its `data:` prefix.
        let imageURLCharacters: Int
    }

    /// The name the file gives it.
    let model: String
    /// Other names of it, dated snapshots among them.
    let aliases: [String]
    let images: ImageTokenRule
    /// What is asked for unless the pipeline says otherwise; one that the rule offers.
    let defaultDetail: ImageDetail
    let tokenLimits: TokenLimits
    let requestLimits: RequestLimits
    let structuredOutput: StructuredOutput
    /// Empty for a model that takes no reasoning setting.
    let efforts: [ReasoningEffort]
    /// What the service does without a setting; nil where that isn't known or there is none.
    let defaultEffort: ReasoningEffort?
    /// At least one; the first is the one to prefer.
    let apis: [ModelAPI]
    /// The day announced for its end.
    let shutsDown: CalendarDay?
    /// What is uncertain or should be known, each one line.
    let notes: [String]

    /// Assumptions for a model that no file knows: small limits and many tokens for a photo.
    ///
    /// `images.isAssumed` tells it from a model with facts.
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
            structuredOutput: .jsonObject,
            efforts: [],
            defaultEffort: nil,
            apis: [.chat, .responses],
            shutsDown: nil,
            notes: [
                "nothing is known of this model: photos counted as gpt-4o-mini counts them, the "
                    + "most tokens of all known rules; window taken as 128,000 tokens, 5 photos a "
                    + "request, no strict schema"
            ]
        )
    }
}
