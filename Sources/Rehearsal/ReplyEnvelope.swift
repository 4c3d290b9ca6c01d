import JSONSchema

/// A whole reply of the service around an output text, in either wire format.
///
/// Source: the Response object and the chat completion object of the API reference, August 2026.
public struct ReplyEnvelope: Sendable, Hashable {
    /// How the model's work ended.
    public enum Outcome: Sendable, Hashable {
        /// Finished with this text.
        case text(String)
        /// The model declines, in its words.
        case refusal(String)
        /// Cut short: `max_output_tokens` or `content_filter`, with the text so far.
        case incomplete(reason: String, text: String?)
        /// Failed inside a status of 200, with the code of `error`.
        case failed(code: String, message: String)
    }

    /// Token counts as billed.
    public struct Usage: Sendable, Hashable {
        /// All of the question, photos included.
        public var input: Int
        /// The part of `input` that came from a prompt cache.
        public var cachedInput: Int
        /// All of the reply, reasoning included.
        public var output: Int
        /// The part of `output` that nobody sees.
        public var reasoning: Int

        /// Counts of one reply.
        public init(input: Int, cachedInput: Int = 0, output: Int, reasoning: Int = 0) {
            self.input = input
            self.cachedInput = cachedInput
            self.output = output
            self.reasoning = reasoning
        }
    }

    /// What a reply says of its tokens.
    public enum UsageReport: Sendable, Hashable {
        case counts(Usage)
        case missing
        case null
    }

    /// The format of the question.
    public var wire: WireFormat
    /// The resolved model: an alias comes back as a dated snapshot.
    public var model: String
    /// How it ended.
    public var outcome: Outcome
    /// Its tokens.
    public var usage: UsageReport
    /// Whether a `reasoning` item stands before the message (Responses only).
    public var hasReasoningItem = false
    /// Whether the text comes in two `output_text` parts (Responses only).
    public var isTextSplit = false
    /// The tier that was used in the end.
    public var serviceTier = "default"

    /// A plain reply.
    public init(wire: WireFormat, model: String, outcome: Outcome, usage: UsageReport) {
        self.wire = wire
        self.model = model
        self.outcome = outcome
        self.usage = usage
    }

    /// A reply to a question, with token counts that fit its size.
    ///
    /// - Parameters:
    ///   - question: gives the wire format, the model and the size.
    ///   - text: what the model says.
    ///   - variant: even numbers get a leading reasoning item, multiples of three a split text.
    public init(to question: PostedQuestion, text: String, variant: Int = 1) {
        self.init(
            wire: question.wire,
            model: question.model ?? "",
            outcome: .text(text),
            usage: .counts(Self.plausibleUsage(of: question, text: text))
        )
        hasReasoningItem = variant.isMultiple(of: 2)
        isTextSplit = variant.isMultiple(of: 3)
    }

    /// Four characters a token, 1,000 tokens a photo (85 at low detail), 64 of reasoning.
    public static func plausibleUsage(of question: PostedQuestion, text: String) -> Usage {
        let photos = question.photos.reduce(0) { $0 + ($1.detail == "low" ? 85 : 1_000) }
        let reasoning = question.effort == nil || question.effort == "none" ? 0 : 64
        return Usage(
            input: max(1, question.textLength / 4) + photos,
            output: max(1, text.count / 4) + reasoning,
            reasoning: reasoning
        )
    }

    /// The reply's JSON.
    public var bodyText: String { json.compactText }

    /// The reply with status 200 and the headers of the service.
    public var answer: ServerAnswer { answer(body: bodyText) }

    /// Another body under the same headers.
    func answer(body: String) -> ServerAnswer {
        .reply(status: 200, headers: Self.headers(), body: body)
    }

    /// The headers of a reply: id, time, and what is left of the limits.
    static func headers() -> [(name: String, value: String)] {
        [
            ("x-request-id", freshID("req_")), ("openai-processing-ms", "12"),
            ("openai-version", "2020-10-01"), ("openai-organization", "rehearsal"),
            ("x-ratelimit-limit-requests", "5000"), ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-reset-requests", "12ms"), ("x-ratelimit-limit-tokens", "2000000"),
            ("x-ratelimit-remaining-tokens", "1990000"), ("x-ratelimit-reset-tokens", "300ms"),
        ]
    }

    /// The reply as JSON, for faults that edit it.
    var json: JSONValue { wire == .responses ? responsesJSON : chatJSON }
}
