import HTTPTransfer
import JSONSchema

/// OpenAI's Chat Completions, which most other servers speak too.
struct ChatFormat: WireFormat {
    let path = "/chat/completions"

    func body(_ request: ModelRequest, for host: ServiceHost) -> RequestBody {
        var writer = BodyWriter(members(of: request, for: host), of: request)
        writer.write(#""messages":["#)
        let instructions = jsonString(request.instructions)
        if !request.refusesSystem {
            writer.write(#"{"role":"system","content":\#(instructions)},"#)
        }
        writer.write(#"{"role":"user","content":["#)
        if request.refusesSystem {
            writer.write(#"{"type":"text","text":\#(instructions)},"#)
        }
        for photo in request.photos {
            writer.write(#"{"type":"text","text":\#(jsonString(photo.label))},"#)
            writer.write(#"{"type":"image_url","image_url":{"#)
            if !request.refusedParameters.contains("detail") {
                writer.write(#""detail":"\#(request.detail.rawValue)","#)
            }
            writer.write(#""url":""#)
            writer.write(photo.photo)
            writer.write(#""}},"#)
        }
        writer.write(#"{"type":"text","text":\#(jsonString(request.closingText))}]}"#)
        if let repair = request.repair {
            writer.write(#",{"role":"assistant","content":\#(jsonString(repair.answer))}"#)
            writer.write(#",{"role":"user","content":\#(jsonString(repair.words))}"#)
        }
        writer.write("]}")
        return writer.finished()
    }

    private func members(
        of request: ModelRequest,
        for host: ServiceHost
    ) -> [BodyWriter.Member] {
        var members = [("model", jsonString(request.model))]
        members.append((limitName(request, host), "\(request.maxOutputTokens)"))
        if let effort = request.effort {
            members.append(("reasoning_effort", #""\#(effort.rawValue)""#))
        }
        switch request.structure {
        case .strict:
            let schema =
                #"{"name":"\#(request.schemaName)",\#(request.strictMember)"#
                + #""schema":\#(request.schema)}"#
            members.append(
                ("response_format", #"{"type":"json_schema","json_schema":\#(schema)}"#)
            )
        case .jsonObject: members.append(("response_format", #"{"type":"json_object"}"#))
        case .none: break
        }
        return members
    }

    /// OpenAI's newer name for the output limit, or the one that most other servers read; the other
    /// where that one was refused.
    private func limitName(_ request: ModelRequest, _ host: ServiceHost) -> String {
        let names = ["max_completion_tokens", "max_tokens"]
        let preferred = host.behaviour == .openAI ? names : names.reversed()
        return preferred.first { !request.refusedParameters.contains($0) } ?? preferred[0]
    }

    func reply(_ body: JSONValue, requestID: String) -> Reply? {
        guard let choice = body["choices"]?.array?.first, let message = choice["message"] else {
            return nil
        }
        let content = message["content"]
        let parts = content?.array?.compactMap { $0["text"]?.string }.joined()
        let answer = VisibleText(content?.string ?? parts ?? "") {
            ["reasoning_content", "reasoning", "thinking"].compactMap { message[$0]?.string }
        }
        let refusal = message["refusal"]?.string ?? ""
        let ending: Reply.Ending =
            switch choice["finish_reason"]?.string {
            case "length": .cutOff
            case "content_filter": .filtered
            default: refusal.isEmpty ? .complete : .refused
            }
        return Reply(
            text: ending == .complete ? answer.text : answer.visible,
            ending: ending,
            usage: usage(body),
            body: body,
            requestID: requestID,
            isThought: ending == .complete && answer.isThought
        )
    }

    func usage(_ body: JSONValue) -> ReportedUsage? {
        guard let usage = body["usage"], usage.object != nil else { return nil }
        let details = usage["prompt_tokens_details"]
        return ReportedUsage(
            input: usage["prompt_tokens"]?.tokenCount,
            cached: details?["cached_tokens"]?.tokenCount,
            cacheWrite: details?["cache_write_tokens"]?.tokenCount,
            output: usage["completion_tokens"]?.tokenCount,
            reasoning: usage["completion_tokens_details"]?["reasoning_tokens"]?.tokenCount,
            total: usage["total_tokens"]?.tokenCount
        )
    }
}
