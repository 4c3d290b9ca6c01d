import JSONSchema

/// What the body of an answer holds: a reply, or the error the service names.
///
/// Read with the tolerances that compatible servers need: usage, its details, ids and error objects
/// may be missing or odd; unknown fields are passed over. What is never tolerated is JSON that is
/// none: two members of one name could mean two counts.
struct ServiceBody {
    /// Nil where the body names an error, or isn't an answer at all.
    let reply: Reply?
    let error: ServiceError?
    /// Tokens that a failed answer used all the same; nil where it doesn't say.
    let usage: TokenUsage?

    /// - Parameters:
    ///   - bytes: the body, whatever the status.
    ///   - api: the protocol that was spoken.
    ///   - requestID: of the head; empty where it had none.
    /// - Throws: `JSONError` where the body is no JSON.
    init(
        reading bytes: [UInt8],
        api: ModelAPI,
        requestID: String
    ) throws(JSONError) {
        let body = try JSONValue(reading: bytes)
        let error = Self.error(in: body)
        self.error = error
        usage =
            switch api {
            case .responses: TokenUsage(responses: body["usage"])
            case .chat: TokenUsage(chat: body["usage"])
            }
        guard error == nil, body.object != nil else {
            reply = nil
            return
        }
        reply =
            switch api {
            case .responses: Self.response(body, requestID)
            case .chat: Self.completion(body, requestID)
            }
    }

    // MARK: Errors

    /// An object, a text, or the flat form of older servers; also within a status 200.
    private static func error(in body: JSONValue) -> ServiceError? {
        if let status = body["status"]?.string, status == "failed" || status == "cancelled" {
            return ServiceError(body["error"]) ?? ServiceError(code: "server_error")
        }
        if let error = body["error"], error.object != nil || error.string != nil {
            return ServiceError(error)
        }
        if body["object"]?.string == "error" { return ServiceError(body) }
        return nil
    }

    // MARK: Responses

    private static func response(_ body: JSONValue, _ requestID: String) -> Reply? {
        guard let output = body["output"]?.array else { return nil }
        let messages = output.filter { $0["type"]?.string == "message" }
        let final = messages.filter { $0["phase"]?.string == "final_answer" }
        let parts = (final.isEmpty ? messages : final).flatMap { $0["content"]?.array ?? [] }
        let text = parts.filter { $0["type"]?.string == "output_text" }
            .compactMap { $0["text"]?.string }.joined()
        let isRefused = parts.contains { $0["type"]?.string == "refusal" }
        let reason = body["incomplete_details"]?["reason"]?.string
        let ending: Reply.Ending =
            if body["status"]?.string == "incomplete" {
                reason == "content_filter" ? .filtered : .cutOff
            } else {
                isRefused ? .refused : .complete
            }
        return Reply(
            text: text,
            ending: ending,
            usage: TokenUsage(responses: body["usage"]),
            snapshot: snapshot(body),
            requestID: requestID,
            serviceTier: identifier(body["service_tier"]?.string) ?? ""
        )
    }

    // MARK: Chat Completions

    private static func completion(_ body: JSONValue, _ requestID: String) -> Reply? {
        guard let choice = body["choices"]?.array?.first, let message = choice["message"] else {
            return nil
        }
        let content = message["content"]
        let parts = content?.array?.compactMap { $0["text"]?.string }.joined()
        let refusal = message["refusal"]?.string ?? ""
        let ending: Reply.Ending =
            switch choice["finish_reason"]?.string {
            case "length": .cutOff
            case "content_filter": .filtered
            default: refusal.isEmpty ? .complete : .refused
            }
        return Reply(
            text: content?.string ?? parts ?? "",
            ending: ending,
            usage: TokenUsage(chat: body["usage"]),
            snapshot: snapshot(body),
            requestID: requestID,
            serviceTier: identifier(body["service_tier"]?.string) ?? ""
        )
    }

    /// Local servers give the path of a file: untrusted, so made printable and cut.
    private static func snapshot(_ body: JSONValue) -> String {
        printable(body["model"]?.string ?? "", limit: 100)
    }
}

extension ServiceError {
    fileprivate init?(_ value: JSONValue?) {
        guard let value, value.object != nil || value.string != nil else { return nil }
        func word(_ name: String) -> String? { value[name]?.string ?? value[name]?.number?.text }
        self.init(code: word("code"), type: word("type"), param: word("param"))
    }
}

extension TokenUsage {
    /// `usage` of the Responses API; nil where it is missing.
    fileprivate init?(responses usage: JSONValue?) {
        guard let usage, usage.object != nil else { return nil }
        self.init(
            inputTokens: count(usage["input_tokens"]),
            cachedInputTokens: count(usage["input_tokens_details"]?["cached_tokens"]),
            cacheWriteTokens: count(usage["input_tokens_details"]?["cache_write_tokens"]),
            outputTokens: count(usage["output_tokens"]),
            reasoningTokens: count(usage["output_tokens_details"]?["reasoning_tokens"])
        )
    }

    /// `usage` of Chat Completions; nil where it is missing.
    fileprivate init?(chat usage: JSONValue?) {
        guard let usage, usage.object != nil else { return nil }
        self.init(
            inputTokens: count(usage["prompt_tokens"]),
            cachedInputTokens: count(usage["prompt_tokens_details"]?["cached_tokens"]),
            cacheWriteTokens: count(usage["prompt_tokens_details"]?["cache_write_tokens"]),
            outputTokens: count(usage["completion_tokens"]),
            reasoningTokens: count(usage["completion_tokens_details"]?["reasoning_tokens"])
        )
    }
}

/// A plausible number of tokens; nil for anything else.
private func count(_ value: JSONValue?) -> Int? {
    guard let number = value?.number?.exactInt, (0...1_000_000_000_000).contains(number) else {
        return nil
    }
    return number
}
