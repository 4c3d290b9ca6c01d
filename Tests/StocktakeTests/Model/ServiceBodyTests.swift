import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("What a service's body holds") struct ServiceBodyTests {
    private func read(
        _ text: String,
        _ api: ModelAPI = .responses,
        requestID: String = "req-1"
    ) throws(JSONError) -> ServiceBody {
        try ServiceBody(reading: Array(text.utf8), api: api, requestID: requestID)
    }

    /// A body of the Responses API around its output items and other members.
    private func response(_ output: String, _ rest: String = "") -> String {
        #"{"id":"resp_1","object":"response","status":"completed","model":"gpt-5.2-2025-12-11","#
            + #""error":null,"output":[\#(output)]\#(rest.isEmpty ? "" : "," + rest)}"#
    }

    private func message(_ content: String, phase: String? = nil) -> String {
        let phase = phase.map { #""phase":"\#($0)","# } ?? ""
        return #"{"type":"message","role":"assistant",\#(phase)"content":[\#(content)]}"#
    }

    private func text(_ words: String) -> String {
        #"{"type":"output_text","text":"\#(words)","annotations":[]}"#
    }

    /// A body of Chat Completions around one message.
    private func completion(
        _ message: String,
        finish: String = "stop",
        _ rest: String = ""
    ) -> String {
        #"{"id":"c1","object":"chat.completion","model":"m","choices":[{"index":0,"#
            + #""message":\#(message),"finish_reason":"\#(finish)"}]"#
            + (rest.isEmpty ? "" : "," + rest) + "}"
    }

    // MARK: Responses

    @Test func `a whole response is read`() throws {
        let usage =
            #""service_tier":"default","usage":{"input_tokens":900,"output_tokens":70,"#
            + #""input_tokens_details":{"cached_tokens":512,"cache_write_tokens":64},"#
            + #""output_tokens_details":{"reasoning_tokens":40},"total_tokens":970}"#
        let reasoning = #"{"type":"reasoning","id":"rs_1","summary":[],"content":[{"text":"hm"}]}"#
        let body = try read(response(reasoning + "," + message(text("{}")), usage))
        #expect(body.error == nil)
        #expect(
            body.reply
                == Reply(
                    text: "{}",
                    ending: .complete,
                    usage: TokenUsage(
                        inputTokens: 900,
                        cachedInputTokens: 512,
                        cacheWriteTokens: 64,
                        outputTokens: 70,
                        reasoningTokens: 40
                    ),
                    snapshot: "gpt-5.2-2025-12-11",
                    requestID: "req-1",
                    serviceTier: "default"
                )
        )
    }

    @Test func `parts of text are joined in their order, and nothing else is text`() throws {
        let output = [
            message(text("a") + #",{"type":"output_audio","text":"x"},"# + text("b")),
            #"{"type":"reasoning","content":[{"type":"output_text","text":"thought"}]}"#,
            #"{"type":"image_generation_call","result":"x"}"#, message(text("c")),
        ]
        #expect(try read(response(output.joined(separator: ","))).reply?.text == "abc")
    }

    @Test func `of several messages the final answer counts`() throws {
        let output =
            message(text("let me see"), phase: "commentary") + ","
            + message(text("{}"), phase: "final_answer")
        #expect(try read(response(output)).reply?.text == "{}")
        let comment = message(text("only words"), phase: "commentary")
        #expect(try read(response(comment)).reply?.text == "only words")
    }

    @Test func `a refusal is no answer`() throws {
        let refusal = #"{"type":"refusal","refusal":"I can't help with that"}"#
        let reply = try read(response(message(refusal))).reply
        #expect(reply?.ending == .refused && reply?.text == "")
        let both = try read(response(message(text("{") + "," + refusal))).reply
        #expect(both?.ending == .refused && both?.text == "{")
    }

    @Test(arguments: [
        (#"{"reason":"max_output_tokens"}"#, Reply.Ending.cutOff),
        (#"{"reason":"content_filter"}"#, .filtered), (#"{"reason":"something new"}"#, .cutOff),
        ("{}", .cutOff), ("null", .cutOff),
    ])
    func `an incomplete response says how it ends`(details: String, ending: Reply.Ending) throws {
        let text = response(message(text("{\\\"pho")), #""incomplete_details":\#(details)"#)
            .replacingOccurrences(of: "completed", with: "incomplete")
        let reply = try read(text).reply
        #expect(reply?.ending == ending && reply?.text == "{\"pho")
        let none = try read(#"{"status":"incomplete","incomplete_details":null,"output":[]}"#)
        #expect(none.reply?.ending == .cutOff && none.reply?.text == "")
    }

    @Test(arguments: ["failed", "cancelled"])
    func `a response that failed is an error, whatever else it holds`(status: String) throws {
        let named = try read(
            #"{"status":"\#(status)","output":[\#(message(text("{}")))],"#
                + #""error":{"code":"rate_limit_exceeded","message":"secret words"}}"#
        )
        #expect(named.error == ServiceError(code: "rate_limit_exceeded"))
        #expect(named.reply == nil)
        let unnamed = try read(#"{"status":"\#(status)","error":null,"output":[]}"#)
        #expect(unnamed.error == ServiceError(code: "server_error") && unnamed.reply == nil)
    }

    @Test(arguments: [
        "{}", #"{"output":null}"#, #"{"output":"text"}"#, #"{"output":{}}"#, "[]", "null", "3",
        #""text""#, #"{"choices":[{"message":{"content":"{}"}}]}"#,
    ])
    func `a body that is no response holds neither reply nor error`(text: String) throws {
        let body = try read(text)
        #expect(body.reply == nil && body.error == nil)
    }

    // MARK: Chat Completions

    @Test func `a whole completion is read`() throws {
        let usage =
            #""service_tier":"flex","usage":{"prompt_tokens":900,"completion_tokens":70,"#
            + #""prompt_tokens_details":{"cached_tokens":512,"cache_write_tokens":1},"#
            + #""completion_tokens_details":{"reasoning_tokens":40}}"#
        let message = #"{"role":"assistant","content":"{}","reasoning_content":"hm"}"#
        let reply = try read(completion(message, finish: "stop", usage), .chat).reply
        #expect(
            reply
                == Reply(
                    text: "{}",
                    ending: .complete,
                    usage: TokenUsage(
                        inputTokens: 900,
                        cachedInputTokens: 512,
                        cacheWriteTokens: 1,
                        outputTokens: 70,
                        reasoningTokens: 40
                    ),
                    snapshot: "m",
                    requestID: "req-1",
                    serviceTier: "flex"
                )
        )
    }

    @Test(arguments: [
        (#"{"content":"{}"}"#, "{}"), (#"{"content":null}"#, ""), ("{}", ""),
        (#"{"content":[{"type":"text","text":"{"},{"type":"text","text":"}"}]}"#, "{}"),
        (#"{"content":[]}"#, ""), (#"{"content":7}"#, ""),
        (#"{"content":[{"type":"x"},7,{"text":"a"}]}"#, "a"),
    ])
    func `content is a text, nothing, or parts`(message: String, text: String) throws {
        let reply = try read(completion(message), .chat).reply
        #expect(reply?.text == text && reply?.ending == .complete)
    }

    @Test(arguments: [
        ("stop", "null", Reply.Ending.complete), ("stop", #""""#, .complete),
        ("stop", #""no""#, .refused), ("length", "null", .cutOff), ("length", #""no""#, .cutOff),
        ("content_filter", "null", .filtered), ("tool_calls", "null", .complete),
        ("new", #""no""#, .refused),
    ])
    func `a completion says how it ends`(
        finish: String,
        refusal: String,
        ending: Reply.Ending
    ) throws {
        let message = #"{"content":"{","refusal":\#(refusal)}"#
        #expect(try read(completion(message, finish: finish), .chat).reply?.ending == ending)
    }

    @Test(arguments: ["{}", #"{"choices":[]}"#, #"{"choices":[{}]}"#, #"{"choices":{}}"#])
    func `a body that is no completion holds neither reply nor error`(text: String) throws {
        let body = try read(text, .chat)
        #expect(body.reply == nil && body.error == nil)
    }

    // MARK: Both

    @Test(arguments: ModelAPI.allCases)
    func `an error counts in each of its forms, also beside an answer`(api: ModelAPI) throws {
        let forms: [(String, ServiceError)] = [
            (
                #"{"error":{"message":"m","type":"t","param":"p","code":"c"}}"#,
                ServiceError(code: "c", type: "t", param: "p")
            ),
            (#"{"error":{"code":429,"type":null}}"#, ServiceError(code: "429")),
            (#"{"error":{"message":"only words"}}"#, ServiceError()),
            (#"{"error":"only words"}"#, ServiceError()),
            (
                #"{"object":"error","message":"m","type":"BadRequestError","code":400}"#,
                ServiceError(code: "400", type: "BadRequestError")
            ),
            (
                #"{"error":{"code":"c"},"output":[],"choices":[{"message":{"content":"{}"}}]}"#,
                ServiceError(code: "c")
            ),
        ]
        for (text, error) in forms {
            let body = try read(text, api)
            #expect(body.error == error && body.reply == nil, "\(text)")
        }
    }

    @Test(arguments: ["null", "false", "0", "[]"])
    func `an error that is none does not hide the answer`(error: String) throws {
        let text = #"{"error":\#(error),"choices":[{"message":{"content":"{}"}}]}"#
        #expect(try read(text, .chat).reply?.text == "{}")
    }

    @Test(arguments: [
        ("null", TokenUsage?.none), ("[]", nil), (#""many""#, nil), ("{}", TokenUsage()),
        (#"{"input_tokens":10}"#, TokenUsage(inputTokens: 10)),
        (#"{"input_tokens":0,"output_tokens":0}"#, TokenUsage(inputTokens: 0, outputTokens: 0)),
        (#"{"input_tokens":"10","output_tokens":null}"#, TokenUsage()),
        (#"{"input_tokens":-1,"output_tokens":2.5}"#, TokenUsage()),
        (#"{"input_tokens":1e99,"output_tokens":3}"#, TokenUsage(outputTokens: 3)),
        (
            #"{"input_tokens":1e3,"output_tokens":7.0}"#,
            TokenUsage(inputTokens: 1000, outputTokens: 7)
        ),
        (
            #"{"input_tokens":5,"output_tokens":6,"input_tokens_details":null}"#,
            TokenUsage(inputTokens: 5, outputTokens: 6)
        ),
        (
            #"{"input_tokens":5,"input_tokens_details":{"cached_tokens":0},"extra":{}}"#,
            TokenUsage(inputTokens: 5, cachedInputTokens: 0)
        ),
    ])
    func `tokens that are not said are unknown, never zero`(
        usage: String,
        tokens: TokenUsage?
    ) throws {
        let reply = try read(response(message(text("{}")), #""usage":\#(usage)"#)).reply
        #expect(reply?.usage == tokens)
        #expect(try read(response(message(text("{}")))).reply?.usage == nil)
        let chat = usage.replacingOccurrences(of: "input_tokens", with: "prompt_tokens")
            .replacingOccurrences(of: "output_tokens", with: "completion_tokens")
        let message = #"{"content":"{}"}"#
        let other = try read(completion(message, finish: "stop", #""usage":\#(chat)"#), .chat)
        #expect(other.reply?.usage == tokens)
    }

    @Test func `the model's name is made fit for a line of a report`() throws {
        func snapshot(_ name: String) throws -> String? {
            let body = #"{"model":\#(jsonString(name)),"choices":[{"message":{"content":""}}]}"#
            return try read(body, .chat).reply?.snapshot
        }
        #expect(try snapshot("/models/qwen 3 vl.gguf") == "/models/qwen 3 vl.gguf")
        #expect(try snapshot("a\u{1B}[31m\nb\u{202E}") == "a\\u{1b}[31m\\u{a}b\\u{202e}")
        #expect(try snapshot(String(repeating: "m", count: 5000))?.count == 101)
        let odd = #"{"model":["m"],"choices":[{"message":{"content":""}}]}"#
        #expect(try read(odd, .chat).reply?.snapshot == "")
    }

    @Test(arguments: [
        (#""flex""#, "flex"), ("null", ""), ("3", ""), (#""two words""#, ""),
        (#""line\u000abreak""#, ""),
    ])
    func `a tier is told only if it is an identifier`(tier: String, told: String) throws {
        let text = response(message(text("{}")), #""service_tier":\#(tier)"#)
        #expect(try read(text).reply?.serviceTier == told)
    }

    @Test(arguments: [
        ("", JSONError.Code.endOfInput), ("<html><body>502</body></html>", .unexpectedCharacter),
        (#"{"output":[],"output":[]}"#, .duplicateName), (#"{"output":["#, .endOfInput),
        (#"{"output":[]} and more"#, .trailingText), (#"{"usage":NaN}"#, .notFinite),
        ("data: {}\n\n", .unexpectedCharacter), (#"{"output":"\#u{0}"}"#, .controlCharacter),
        (#"{"usage":{"input_tokens":1,"input_tokens":2},"output":[]}"#, .duplicateName),
    ])
    func `what is no JSON is an error of its own`(text: String, code: JSONError.Code) throws {
        for api in ModelAPI.allCases {
            let error = #expect(throws: JSONError.self) { try read(text, api) }
            #expect(error?.code == code)
        }
        #expect(throws: JSONError.self) {
            try ServiceBody(reading: [0x7B, 0xFF, 0x7D], api: .chat, requestID: "")
        }
    }
}
