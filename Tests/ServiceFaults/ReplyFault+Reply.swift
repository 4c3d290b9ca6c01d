import JSONSchema
import Rehearsal

extension ReplyFault {
    // MARK: Replies

    /// Replies that are correct HTTP and wrong, unusual or bad news as a reply.
    func replyAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        var reply = good
        switch kind {
        case .failedServerError:
            reply.outcome = .failed(code: "server_error", message: "The server had an error.")
        case .failedInvalidPrompt:
            reply.outcome = .failed(code: "invalid_prompt", message: "The prompt is invalid.")
        case .refusal: reply.outcome = .refusal("I'm sorry, I can't help with that.")
        case .incompleteLength:
            let start = String(text.prefix(text.count / 2))
            reply.outcome = .incomplete(reason: "max_output_tokens", text: start)
        case .incompleteEmpty:
            reply.outcome = .incomplete(reason: "max_output_tokens", text: nil)
            reply.hasReasoningItem = true
        case .incompleteFilter:
            reply.outcome = .incomplete(reason: "content_filter", text: nil)
        case .outputMissing: return withoutOutput
        case .errorInside:
            return good.answer(
                body: #"{"error":{"code":502,"message":"Provider returned error","metadata":{}}}"#
            )
        case .errorText: return good.answer(body: #"{"error":"model runner has stopped"}"#)
        case .wrongModel: reply.model = "gpt-4o-mini-2024-07-18"
        default:
            guard let usage = faultyUsage(kind) else { return nil }
            reply.usage = usage
        }
        return reply.answer
    }

    private func faultyUsage(_ kind: Misbehaviour) -> ScriptedReply.UsageReport? {
        switch kind {
        case .usageMissing: .missing
        case .usageNull: .null
        case .usageTiny: .counts(ScriptedReply.Usage(input: 7, output: 20))
        case .usageHuge:
            .counts(ScriptedReply.Usage(input: 900_000_000_000, output: 900_000_000_000))
        default: nil
        }
    }

    private var withoutOutput: ServerAnswer {
        var object = good.json.object ?? JSONObject()
        object[good.wire == .responses ? "output" : "choices"] = nil
        return good.answer(body: JSONValue.object(object).compactText)
    }

    // MARK: Texts

    /// Replies whose text is not the JSON that was asked for.
    func textAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        guard let faulty = faultyText(kind) else { return nil }
        var reply = good
        reply.outcome = .text(faulty)
        return reply.answer
    }

    private func faultyText(_ kind: Misbehaviour) -> String? {
        let inner = text.hasPrefix("{") && text.hasSuffix("}") ? text.dropFirst().dropLast() : ""
        let comma = inner.isEmpty ? "" : ","
        switch kind {
        case .fenced: return "```json\n\(text)\n```"
        case .prose: return "Sure, here is the JSON you asked for:\n\n\(text)"
        case .thinking: return "<think>Let me count {again}.</think>\n\(text)"
        case .trailingComma: return "{\(inner),}"
        case .duplicateKeys: return "{\"items\":[]\(comma)\(inner)}"
        case .infiniteCount: return replacingCount("1e400")
        case .notANumber: return replacingCount("NaN")
        case .loneSurrogate: return "{\"note\":\"\\ud800\"\(comma)\(inner)}"
        case .controlCharacters: return "{\"note\":\"a\u{1}b\u{0}c\td\"\(comma)\(inner)}"
        case .truncated: return String(text.prefix(text.count * 2 / 3))
        default: return nil
        }
    }

    /// The text with another value for its first count.
    private func replacingCount(_ value: String) -> String {
        guard let match = text.firstMatch(of: /"count":\s*-?[0-9.]+/) else {
            return "{\"count\":\(value)}"
        }
        return text[..<match.range.lowerBound] + "\"count\":\(value)"
            + text[match.range.upperBound...]
    }
}
