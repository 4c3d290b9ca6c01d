import HTTPTransfer
import JSONSchema

/// OpenAI's Responses API.
struct ResponsesFormat: WireFormat {
    let path = "/responses"

    func body(_ request: ModelRequest, for host: ServiceHost) -> RequestBody {
        var writer = BodyWriter(members(of: request), of: request)
        writer.write(#""input":[{"type":"message","role":"user","content":["#)
        if request.refusesSystem {
            let instructions = jsonString(request.instructions)
            writer.write(#"{"type":"input_text","text":\#(instructions)},"#)
        }
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
        if let repair = request.repair {
            // llama.cpp takes an answer only as a whole message.
            let answer = #"{"type":"output_text","text":\#(jsonString(repair.answer))}"#
            writer.write(#",{"type":"message","role":"assistant","content":[\#(answer)]}"#)
            let words = jsonString(repair.words)
            writer.write(#",{"type":"message","role":"user","content":\#(words)}"#)
        }
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
                #"{"type":"json_schema","name":"\#(request.schemaName)",\#(request.strictMember)"#
                + #""schema":\#(request.schema)}"#
            members.append(("text", #"{"format":\#(format)}"#))
        case .jsonObject: members.append(("text", #"{"format":{"type":"json_object"}}"#))
        case .none: break
        }
        if !request.refusesSystem {
            members.append(("instructions", jsonString(request.instructions)))
        }
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
        let answer = VisibleText(text) {
            let thoughts = output.filter { $0["type"]?.string == "reasoning" }
            return thoughts.map { thought in
                (thought["content"]?.array ?? []).compactMap { $0["text"]?.string }.joined()
            }
        }
        return Reply(
            text: ending == .complete ? answer.text : text,
            ending: ending,
            usage: usage(body),
            body: body,
            requestID: requestID,
            isThought: ending == .complete && answer.isThought
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
