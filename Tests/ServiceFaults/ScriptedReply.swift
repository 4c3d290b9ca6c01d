import JSONSchema
package import Rehearsal

/// A complete reply of the service with any outcome and any report of its tokens.
package struct ScriptedReply: Sendable, Hashable {
    /// Token counts as billed.
    package typealias Usage = ModelReply.Usage

    /// How the model's work ended.
    package enum Outcome: Sendable, Hashable {
        /// Finished with this text.
        case text(String)
        /// The model refuses, in its words.
        case refusal(String)
        /// Cut short: `max_output_tokens` or `content_filter`, with the text so far.
        case incomplete(reason: String, text: String?)
        /// Failed with status 200, with the code of `error`.
        case failed(code: String, message: String)
    }

    /// What a reply says of its tokens.
    package enum UsageReport: Sendable, Hashable {
        case counts(Usage)
        case missing
        case null
    }

    /// The format of the request.
    package var wire: WireFormat
    /// The resolved model: an alias comes back as a dated snapshot.
    package var model: String
    /// How it ended.
    package var outcome: Outcome
    /// Its tokens.
    package var usage: UsageReport
    /// Whether a `reasoning` item comes before the message (Responses only).
    package var hasReasoningItem = false
    /// Whether the text comes in two `output_text` parts (Responses only).
    package var isTextSplit = false
    /// The tier that was used.
    package var serviceTier = "default"

    /// A plain reply.
    package init(wire: WireFormat, model: String, outcome: Outcome, usage: UsageReport) {
        self.wire = wire
        self.model = model
        self.outcome = outcome
        self.usage = usage
    }

    /// A reply to a request, with token counts that fit its size.
    ///
    /// - Parameters:
    ///   - request: gives the wire format, the model and the size.
    ///   - text: what the model says.
    ///   - variant: even numbers get a leading reasoning item, multiples of three a split text.
    package init(to request: ReceivedRequest, text: String, variant: Int = 1) {
        self.init(
            wire: request.wire,
            model: request.model ?? "",
            outcome: .text(text),
            usage: .counts(Self.plausibleUsage(of: request, text: text))
        )
        hasReasoningItem = variant.isMultiple(of: 2)
        isTextSplit = variant.isMultiple(of: 3)
    }

    /// Four characters a token, 1,000 tokens a photo (85 at low detail), 64 of reasoning.
    static func plausibleUsage(of request: ReceivedRequest, text: String) -> Usage {
        let photos = request.photos.reduce(0) { $0 + ($1.detail == "low" ? 85 : 1_000) }
        let reasoning = request.effort == nil || request.effort == "none" ? 0 : 64
        return Usage(
            input: max(1, request.textLength / 4) + photos,
            output: max(1, text.count / 4) + reasoning,
            reasoning: reasoning
        )
    }

    /// The reply's JSON.
    package var bodyText: String { json.compactText }

    /// The reply with status 200 and the headers of the service.
    package var answer: ServerAnswer { answer(body: bodyText) }

    /// Another body under the same headers.
    func answer(body: String) -> ServerAnswer {
        .reply(status: 200, headers: ModelReply.headers(), body: body)
    }
}

extension ReceivedRequest {
    /// Reasoning effort as sent; nil if absent.
    package var effort: String? {
        json["reasoning"]?["effort"]?.string ?? json["reasoning_effort"]?.string
    }
}
