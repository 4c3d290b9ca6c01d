import JSONSchema
import Rehearsal

extension ScriptedReply {
    /// The reply as JSON, for faults that edit it.
    var json: JSONValue {
        if wire == .chat, case .failed(let code, let message) = outcome {
            return APIError(message, type: "server_error", code: code).json
        }
        var counts = Usage(input: 0, output: 0)
        if case .counts(let usage) = usage { counts = usage }
        let good = ModelReply(wire: wire, model: model, text: text ?? "", usage: counts).json
        var reply = good.object ?? JSONObject()
        reply["service_tier"] = .string(serviceTier)
        switch usage {
        case .counts: break
        case .missing: reply["usage"] = nil
        case .null: reply["usage"] = .null
        }
        if wire == .responses { editResponse(&reply) } else { editChat(&reply) }
        return .object(reply)
    }

    private var text: String? {
        switch outcome {
        case .text(let text): text
        case .incomplete(_, let text): text
        case .refusal, .failed: nil
        }
    }

    private func editResponse(_ reply: inout JSONObject) {
        let reasoning: JSONValue = [
            "id": .string(freshID("rs_")), "type": "reasoning", "summary": [],
        ]
        var message = reply["output"]?[0]?.object ?? JSONObject()
        if isTextSplit, let text { message["content"] = .array(parts(text)) }
        switch outcome {
        case .text: break
        case .refusal(let words):
            message["content"] = [["type": "refusal", "refusal": .string(words)]]
        case .incomplete(let reason, _):
            reply["status"] = "incomplete"
            reply["incomplete_details"] = ["reason": .string(reason)]
            message["status"] = "incomplete"
        case .failed(let code, let words):
            reply["status"] = "failed"
            reply["error"] = ["code": .string(code), "message": .string(words)]
        }
        var hasMessage = text != nil
        if case .refusal = outcome { hasMessage = true }
        reply["output"] = .array(
            (hasReasoningItem ? [reasoning] : []) + (hasMessage ? [.object(message)] : [])
        )
    }

    private func parts(_ text: String) -> [JSONValue] {
        let middle = text.index(text.startIndex, offsetBy: text.count / 2)
        return [text[..<middle], text[middle...]].map { part in
            [
                "type": "output_text", "text": .string(String(part)), "annotations": [],
                "logprobs": [],
            ]
        }
    }

    private func editChat(_ reply: inout JSONObject) {
        var choice = reply["choices"]?[0]?.object ?? JSONObject()
        var message = choice["message"]?.object ?? JSONObject()
        switch outcome {
        case .text, .failed: break
        case .refusal(let words):
            message["content"] = .null
            message["refusal"] = .string(words)
        case .incomplete(let reason, _):
            choice["finish_reason"] = reason == "max_output_tokens" ? "length" : .string(reason)
        }
        choice["message"] = .object(message)
        reply["choices"] = [.object(choice)]
    }
}
