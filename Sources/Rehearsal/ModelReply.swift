import Foundation
package import JSONSchema

/// A complete reply of the service with an output text, in either wire format.
///
/// Source: the Response object and the chat completion object of the API reference, August 2026.
package struct ModelReply: Sendable, Hashable {
    /// Token counts as billed.
    package struct Usage: Sendable, Hashable {
        /// The whole request, photos included.
        package var input: Int
        /// The part of `input` that came from a prompt cache.
        package var cachedInput: Int
        /// The whole reply, reasoning included.
        package var output: Int
        /// The part of `output` that is not shown.
        package var reasoning: Int

        /// Counts of one reply.
        package init(input: Int, cachedInput: Int = 0, output: Int, reasoning: Int = 0) {
            self.input = input
            self.cachedInput = cachedInput
            self.output = output
            self.reasoning = reasoning
        }
    }

    let wire: WireFormat
    let model: String
    let text: String
    let usage: Usage

    /// A reply.
    package init(wire: WireFormat, model: String, text: String, usage: Usage) {
        self.wire = wire
        self.model = model
        self.text = text
        self.usage = usage
    }

    /// The headers of a reply: id, time, and what is left of the rate limits.
    package static func headers() -> [(name: String, value: String)] {
        [
            ("x-request-id", freshID("req_")), ("openai-processing-ms", "12"),
            ("openai-version", "2020-10-01"), ("openai-organization", "rehearsal"),
            ("x-ratelimit-limit-requests", "5000"), ("x-ratelimit-remaining-requests", "4999"),
            ("x-ratelimit-reset-requests", "12ms"), ("x-ratelimit-limit-tokens", "2000000"),
            ("x-ratelimit-remaining-tokens", "1990000"), ("x-ratelimit-reset-tokens", "300ms"),
        ]
    }

    /// The reply's body.
    package var json: JSONValue { wire == .responses ? responsesJSON : chatJSON }

    private func count(_ number: Int) -> JSONValue { .number(JSONNumber(number)) }

    private var now: JSONValue { count(Int(Date().timeIntervalSince1970)) }

    private var responsesJSON: JSONValue {
        let part: JSONValue = [
            "type": "output_text", "text": .string(text), "annotations": [], "logprobs": [],
        ]
        let message: JSONValue = [
            "id": .string(freshID("msg_")), "type": "message", "role": "assistant",
            "status": "completed", "content": [part],
        ]
        let usage: JSONValue = [
            "input_tokens": count(usage.input),
            "input_tokens_details": [
                "cached_tokens": count(usage.cachedInput), "cache_write_tokens": 0,
            ],
            "output_tokens": count(usage.output),
            "output_tokens_details": ["reasoning_tokens": count(usage.reasoning)],
            "total_tokens": count(usage.input + usage.output),
        ]
        return [
            "id": .string(freshID("resp_")), "object": "response", "created_at": now,
            "status": "completed", "error": nil, "incomplete_details": nil, "instructions": nil,
            "model": .string(model), "output": [message], "parallel_tool_calls": true,
            "store": false, "service_tier": "default", "temperature": 1, "top_p": 1,
            "truncation": "disabled", "usage": usage, "metadata": [:],
        ]
    }

    private var chatJSON: JSONValue {
        let message: JSONValue = [
            "role": "assistant", "content": .string(text), "refusal": nil, "annotations": [],
        ]
        let usage: JSONValue = [
            "prompt_tokens": count(usage.input), "completion_tokens": count(usage.output),
            "total_tokens": count(usage.input + usage.output),
            "prompt_tokens_details": [
                "cached_tokens": count(usage.cachedInput), "audio_tokens": 0,
            ],
            "completion_tokens_details": [
                "reasoning_tokens": count(usage.reasoning), "audio_tokens": 0,
            ],
        ]
        return [
            "id": .string(freshID("chatcmpl-")), "object": "chat.completion", "created": now,
            "model": .string(model),
            "choices": [
                ["index": 0, "message": message, "logprobs": nil, "finish_reason": "stop"]
            ],
            "usage": usage, "service_tier": "default", "system_fingerprint": "fp_rehearsal",
        ]
    }
}
