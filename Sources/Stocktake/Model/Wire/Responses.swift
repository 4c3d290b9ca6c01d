import HTTPTransfer
import JSONSchema

/// OpenAI's Responses API.
struct ResponsesFormat: WireFormat {
    let path = "/responses"

    func body(_ request: ModelRequest, for host: ServiceHost) -> RequestBody {
        var writer = BodyWriter(members(of: request), of: request)
        writer.write(#""input":[{"role":"user","content":["#)
        for photo in request.photos {
            writer.write(#"{"type":"input_text","text":\#(jsonString(photo.label))},"#)
            writer.write(#"{"type":"input_image","#)
            if !request.refusedParameters.contains("detail") {
                writer.write(#""detail":"\#(request.detail.rawValue)","#)
            }
            writer.write(#""image_url":""#)
            writer.write(photo.photo)
            writer.write(#""},"#)
        }
        writer.write(#"{"type":"input_text","text":\#(jsonString(request.closingText))}]}"#)
        if let repair = request.repair { writer.write(repair) }
        writer.write("]}")
        return writer.finished()
    }

    private func members(of request: ModelRequest) -> [BodyWriter.Member] {
        var members = [("model", jsonString(request.model)), ("store", "false")]
        members.append(("max_output_tokens", "\(request.maxOutputTokens)"))
        if let effort = request.effort {
            members.append(("reasoning", #"{"effort":"\#(effort.rawValue)"}"#))
        }
        switch request.structure {
        case .strict:
            let format =
                #"{"type":"json_schema","name":"\#(request.schemaName)","strict":true,"#
                + #""schema":\#(request.schema)}"#
            members.append(("text", #"{"format":\#(format)}"#))
        case .jsonObject: members.append(("text", #"{"format":{"type":"json_object"}}"#))
        case .none: break
        }
        members.append(("instructions", jsonString(request.instructions)))
        return members
    }

    /// Of several messages the final answer counts.
    func reply(_ body: JSONValue, requestID: String) -> Reply? {
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
            usage: usage(body),
            body: body,
            requestID: requestID
        )
    }

    func usage(_ body: JSONValue) -> ReportedUsage? {
        guard let usage = body["usage"], usage.object != nil else { return nil }
        let details = usage["input_tokens_details"]
        return ReportedUsage(
            input: usage["input_tokens"]?.tokenCount,
            cached: details?["cached_tokens"]?.tokenCount,
            cacheWrite: details?["cache_write_tokens"]?.tokenCount,
            output: usage["output_tokens"]?.tokenCount,
            reasoning: usage["output_tokens_details"]?["reasoning_tokens"]?.tokenCount,
            total: usage["total_tokens"]?.tokenCount
        )
    }
}
