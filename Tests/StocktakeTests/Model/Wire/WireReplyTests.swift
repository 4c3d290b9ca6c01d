import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("Replies in each wire format") struct WireReplyTests {
    private let scene = ReplyScene()

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
            let body = try scene.read(text, api)
            #expect(body.error == error && body.reply == nil, "\(text)")
        }
    }

    @Test(arguments: ["null", "false", "0", "[]"])
    func `an empty error does not hide the answer`(error: String) throws {
        let text = #"{"error":\#(error),"choices":[{"message":{"content":"{}"}}]}"#
        #expect(try scene.read(text, .chat).reply?.text == "{}")
    }

    @Test(arguments: [
        ("null", TokenUsage?.none), ("[]", nil), (#""many""#, nil), ("{}", TokenUsage()),
        (#"{"input_tokens":10}"#, TokenUsage(inputTokens: 10)),
        (#"{"input_tokens":0,"output_tokens":0}"#, TokenUsage(inputTokens: 0, outputTokens: 0)),
        (#"{"input_tokens":"10","output_tokens":null}"#, TokenUsage()),
        (#"{"input_tokens":-1,"output_tokens":2.5}"#, TokenUsage()),
        (
            #"{"input_tokens":1e99,"output_tokens":3}"#,
            TokenUsage(inputTokens: 1_000_000_000_000_000, outputTokens: 3)
        ),
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
    func `tokens that are not reported are unknown, never zero`(
        usage: String,
        tokens: TokenUsage?
    ) throws {
        let reply = try scene.read(
            scene.response(scene.message(scene.text("{}")), #""usage":\#(usage)"#)
        ).reply
        #expect(reply?.usage == tokens)
        #expect(try scene.read(scene.response(scene.message(scene.text("{}")))).reply?.usage == nil)
        let chat = usage.replacingOccurrences(of: "input_tokens", with: "prompt_tokens")
            .replacingOccurrences(of: "output_tokens", with: "completion_tokens")
        let message = #"{"content":"{}"}"#
        let other = try scene.read(
            scene.completion(message, finish: "stop", #""usage":\#(chat)"#),
            .chat
        )
        #expect(other.reply?.usage == tokens)
    }

    @Test func `the model's name is made printable`() throws {
        func snapshot(_ name: String) throws -> String? {
            let body = #"{"model":\#(jsonString(name)),"choices":[{"message":{"content":""}}]}"#
            return try scene.read(body, .chat).reply?.snapshot
        }
        #expect(try snapshot("/models/qwen 3 vl.gguf") == "/models/qwen 3 vl.gguf")
        #expect(try snapshot("a\u{1B}[31m\nb\u{202E}") == "a\\u{1b}[31m\\u{a}b\\u{202e}")
        #expect(try snapshot(String(repeating: "m", count: 5000))?.count == 101)
        let odd = #"{"model":["m"],"choices":[{"message":{"content":""}}]}"#
        #expect(try scene.read(odd, .chat).reply?.snapshot == "")
    }

    @Test(arguments: [
        (#""flex""#, "flex"), ("null", ""), ("3", ""), (#""two words""#, ""),
        (#""line\u000abreak""#, ""),
    ])
    func `a tier is taken only if it is an identifier`(tier: String, taken: String) throws {
        let text = scene.response(scene.message(scene.text("{}")), #""service_tier":\#(tier)"#)
        #expect(try scene.read(text).reply?.serviceTier == taken)
    }

    @Test(arguments: [
        ("", JSONError.Code.endOfInput), ("<html><body>502</body></html>", .unexpectedCharacter),
        (#"{"output":[],"output":[]}"#, .duplicateName), (#"{"output":["#, .endOfInput),
        (#"{"output":[]} and more"#, .trailingText), (#"{"usage":NaN}"#, .notFinite),
        ("data: {}\n\n", .unexpectedCharacter), (#"{"output":"\#u{0}"}"#, .controlCharacter),
        (#"{"usage":{"input_tokens":1,"input_tokens":2},"output":[]}"#, .duplicateName),
    ])
    func `anything but JSON is an error of its own`(text: String, code: JSONError.Code) throws {
        for api in ModelAPI.allCases {
            let error = #expect(throws: JSONError.self) { try scene.read(text, api) }
            #expect(error?.code == code)
        }
        #expect(throws: JSONError.self) {
            try ModelAPI.chat.format.content(of: [0x7B, 0xFF, 0x7D], requestID: "")
        }
    }
}
