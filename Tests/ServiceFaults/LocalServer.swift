import JSONSchema
package import Rehearsal

/// Servers that people run themselves, and gateways, as far as they differ from OpenAI's service.
package enum LocalServer: Sendable {
    /// As llama.cpp's own server: it obeys a schema, and answers anything else with prose; it
    /// names its model's file and its timings, and sends none of OpenAI's headers.
    case llamaCPP
    /// As LM Studio: a schema or text; JSON without a schema is refused.
    case lmStudio
    /// As vLLM: at most so many images.
    case photosAtOnce(Int)
    /// Refuses requests of more than so many photos with this body.
    case refusing(photosAbove: Int, body: String)
    /// Refuses requests that have this member with this body.
    case refusingMember(String, body: String)
    /// Answers nothing but this, with status 200.
    case saying(String)

    /// What it answers.
    ///
    /// - Parameters:
    ///   - request: to the model.
    ///   - text: of a right answer.
    /// - Returns: one whole answer.
    package func answer(to request: ReceivedRequest, text: String) -> ServerAnswer {
        switch self {
        case .llamaCPP:
            let hasSchema = request.format?.type == "json_schema" && request.format?.schema != nil
            let said = hasSchema ? text : "There are some boxes on a shelf, I think."
            return Self.reply(200, Self.completion(said, request, hasTimings: true))
        case .lmStudio:
            guard request.format?.type != "json_object" else {
                let words = "'response_format.type' must be 'json_schema' or 'text'"
                return Self.reply(400, ["error": .string(words)])
            }
        case .photosAtOnce(let most):
            guard request.photos.count <= most else {
                let words = "At most \(most) image(s) may be provided in one request."
                let error: JSONValue = [
                    "object": "error", "message": .string(words), "type": "BadRequestError",
                    "param": nil, "code": 400,
                ]
                return Self.reply(400, error)
            }
        case .refusing(let most, let body):
            guard request.photos.count <= most else { return .reply(status: 400, body: body) }
        case .refusingMember(let name, let body):
            guard request.json[name] == nil else { return .reply(status: 400, body: body) }
        case .saying(let body): return .reply(status: 200, body: body)
        }
        return Self.reply(200, Self.completion(text, request, hasTimings: false))
    }

    private static func reply(_ status: Int, _ body: JSONValue) -> ServerAnswer {
        .reply(status: status, body: body.compactText)
    }

    /// Four characters a token and 300 tokens a photo; a schema that is only enforced costs nothing.
    private static func completion(
        _ text: String,
        _ request: ReceivedRequest,
        hasTimings: Bool
    ) -> JSONValue {
        let schema = request.format?.schema?.compactText.count ?? 0
        let input = (request.textLength - schema) / 4 + 300 * request.photos.count
        let output = max(1, text.count / 4)
        let message: JSONValue = ["role": "assistant", "content": .string(text)]
        let usage: JSONValue = [
            "prompt_tokens": .number(JSONNumber(input)),
            "completion_tokens": .number(JSONNumber(output)),
            "total_tokens": .number(JSONNumber(input + output)),
        ]
        var body = JSONObject()
        body["choices"] = [["index": 0, "message": message, "finish_reason": "stop"]]
        body["created"] = 1
        body["model"] =
            hasTimings ? "/models/Qwen3-VL-2B-Instruct-Q4_K_M.gguf" : .string(request.model ?? "")
        body["object"] = "chat.completion"
        body["usage"] = usage
        body["id"] = "chatcmpl-1"
        if hasTimings {
            body["timings"] = ["prompt_n": .number(JSONNumber(input)), "cache_n": 0]
        }
        return .object(body)
    }
}

extension LoopbackServer {
    /// Starts a server of a kind.
    ///
    /// - Throws: `SocketError` when no port can be had.
    package convenience init(
        _ kind: LocalServer,
        goodText: @escaping @Sendable (_ request: ReceivedRequest) -> String
    ) throws(SocketError) {
        try self.init { request, _, _ in kind.answer(to: request, text: goodText(request)) }
    }
}
