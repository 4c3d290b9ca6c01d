import Foundation
import JSONSchema

extension ReplyEnvelope {
    private var now: JSONValue { .number(JSONNumber(Int(Date().timeIntervalSince1970))) }

    private func count(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }

    /// An object of members in order, without those that are nil.
    private func object(_ members: [(String, JSONValue?)]) -> JSONValue {
        var object = JSONObject()
        for (name, value) in members { object[name] = value }
        return .object(object)
    }

    // MARK: Responses

    var responsesJSON: JSONValue {
        var status = "completed"
        var error: JSONValue = nil
        var details: JSONValue = nil
        switch outcome {
        case .text, .refusal: break
        case .incomplete(let reason, _):
            status = "incomplete"
            details = ["reason": .string(reason)]
        case .failed(let code, let message):
            status = "failed"
            error = ["code": .string(code), "message": .string(message)]
        }
        return object([
            ("id", .string(freshID("resp_"))), ("object", "response"), ("created_at", now),
            ("status", .string(status)), ("error", error), ("incomplete_details", details),
            ("instructions", nil as JSONValue), ("model", .string(model)),
            ("output", .array(outputItems)), ("parallel_tool_calls", true), ("store", false),
            ("service_tier", .string(serviceTier)), ("temperature", 1), ("top_p", 1),
            ("truncation", "disabled"), ("usage", responsesUsage), ("metadata", [:]),
        ])
    }

    private var outputItems: [JSONValue] {
        var items: [JSONValue] = []
        if hasReasoningItem {
            items.append(["id": .string(freshID("rs_")), "type": "reasoning", "summary": []])
        }
        let content: [JSONValue]
        var status: JSONValue = "completed"
        switch outcome {
        case .text(let text): content = textParts(text)
        case .refusal(let words): content = [["type": "refusal", "refusal": .string(words)]]
        case .incomplete(_, let text):
            guard let text else { return items }
            content = textParts(text)
            status = "incomplete"
        case .failed: return items
        }
        items.append(
            object([
                ("id", .string(freshID("msg_"))), ("type", "message"), ("role", "assistant"),
                ("status", status), ("content", .array(content)),
            ])
        )
        return items
    }

    private func textParts(_ text: String) -> [JSONValue] {
        let middle = text.index(text.startIndex, offsetBy: isTextSplit ? text.count / 2 : 0)
        let pieces = [text[..<middle], text[middle...]].dropFirst(isTextSplit ? 0 : 1)
        return pieces.map { piece in
            object([
                ("type", "output_text"), ("text", .string(String(piece))), ("annotations", []),
                ("logprobs", []),
            ])
        }
    }

    private var responsesUsage: JSONValue? {
        switch usage {
        case .missing: return nil
        case .null: return .null
        case .counts(let usage):
            let total = usage.input.addingReportingOverflow(usage.output).partialValue
            return object([
                ("input_tokens", count(usage.input)),
                (
                    "input_tokens_details",
                    ["cached_tokens": count(usage.cachedInput), "cache_write_tokens": 0]
                ),
                ("output_tokens", count(usage.output)),
                ("output_tokens_details", ["reasoning_tokens": count(usage.reasoning)]),
                ("total_tokens", count(total)),
            ])
        }
    }

    // MARK: Chat Completions

    var chatJSON: JSONValue {
        var content: JSONValue = nil
        var refusal: JSONValue = nil
        var finish = "stop"
        switch outcome {
        case .text(let text): content = .string(text)
        case .refusal(let words): refusal = .string(words)
        case .incomplete(let reason, let text):
            content = .string(text ?? "")
            finish = reason == "max_output_tokens" ? "length" : reason
        case .failed(let code, let message):
            return APIError(message, type: "server_error", code: code).json
        }
        let message = object([
            ("role", "assistant"), ("content", content), ("refusal", refusal), ("annotations", []),
        ])
        let choice = object([
            ("index", 0), ("message", message), ("logprobs", nil as JSONValue),
            ("finish_reason", .string(finish)),
        ])
        return object([
            ("id", .string(freshID("chatcmpl-"))), ("object", "chat.completion"),
            ("created", now), ("model", .string(model)), ("choices", [choice]),
            ("usage", chatUsage), ("service_tier", .string(serviceTier)),
            ("system_fingerprint", "fp_rehearsal"),
        ])
    }

    private var chatUsage: JSONValue? {
        switch usage {
        case .missing: return nil
        case .null: return .null
        case .counts(let usage):
            let total = usage.input.addingReportingOverflow(usage.output).partialValue
            return object([
                ("prompt_tokens", count(usage.input)), ("completion_tokens", count(usage.output)),
                ("total_tokens", count(total)),
                (
                    "prompt_tokens_details",
                    ["cached_tokens": count(usage.cachedInput), "audio_tokens": 0]
                ),
                (
                    "completion_tokens_details",
                    ["reasoning_tokens": count(usage.reasoning), "audio_tokens": 0]
                ),
            ])
        }
    }
}
