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
                ServiceError(code: "c", type: "t", param: "p", message: "m")
            ),
            (#"{"error":{"code":429,"type":null}}"#, ServiceError(code: "429")),
            (#"{"error":{"message":"words"}}"#, ServiceError(message: "words")),
            (#"{"error":"words"}"#, ServiceError(message: "words")),
            (
                #"[{"error":{"code":400,"message":"m","status":"INVALID_ARGUMENT"}}]"#,
                ServiceError(code: "400", message: "m")
            ),
            (
                #"{"object":"error","message":"m","type":"BadRequestError","code":400}"#,
                ServiceError(code: "400", type: "BadRequestError", message: "m")
            ),
            (#"{"detail":"Not Found"}"#, ServiceError(message: "Not Found")),
            (#"{"message":"m","type":"t"}"#, ServiceError(type: "t", message: "m")),
            (
                #"{"success":false,"errors":[{"code":7003,"message":"m"}]}"#,
                ServiceError(code: "7003", message: "m")
            ),
            (
                #"{"detail":[{"type":"extra_forbidden","loc":["body","store"],"msg":"no"}]}"#,
                ServiceError(code: "extra_forbidden", param: "store", message: "store: no")
            ),
            (
                #"{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":"#
                    + #"["body","messages",0,"detail"],"msg":"no"}]},"code":3001}"#,
                ServiceError(
                    code: "extra_forbidden",
                    param: "messages[0].detail",
                    message: "messages[0].detail: no"
                )
            ),
            (
                #"{"error":{"message":"Provider returned error","code":400,"#
                    + #""metadata":{"raw":"too much"}}}"#,
                ServiceError(code: "400", message: "Provider returned error: too much")
            ),
            (
                #"{"error":{"code":"c"},"output":[],"choices":[{"message":{"content":"{}"}}]}"#,
                ServiceError(code: "c")
            ),
            (
                #"{"choices":[{"error":{"code":502,"message":"m"},"finish_reason":"error","#
                    + #""message":{"content":"{"}}]}"#,
                ServiceError(code: "502", message: "m")
            ),
            (
                #"{"choices":[{"finish_reason":"error","message":{"content":""}}]}"#,
                ServiceError(code: "server_error")
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
        ("data: {\n\n", .endOfInput), (#"{"output":"\#u{0}"}"#, .controlCharacter),
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

    @Test(arguments: [
        "\u{FEFF}{\"choices\":[{\"message\":{\"content\":\"{}\"}}]}",
        #""{\"choices\":[{\"message\":{\"content\":\"{}\"}}]}""#,
        "data: {\"choices\":[{\"message\":{\"content\":\"{}\"}}]}\n\ndata: [DONE]\n\n",
        """
        : keep-alive

        data: {"model":"m","choices":[{"delta":{"role":"assistant","content":"{"}}]}

        data: {"choices":[{"delta":{"content":"}"},"finish_reason":"stop"}]}

        data: {"choices":[],"usage":{"prompt_tokens":5,"completion_tokens":6}}

        data: [DONE]

        """,
        "\r\ndata: {\"choices\":[{\"delta\":{\"content\":\"{}\"}}]}\r\n\r\ndata: [DONE]\r\n\r\n",
    ])
    func `an answer is read through a mark, a string or a stream around it`(body: String) throws {
        let content = try scene.read(body, .chat)
        #expect(content.reply?.text == "{}" && content.reply?.ending == .complete)
        #expect(content.error == nil)
        let isCounted = body.contains("usage")
        #expect(content.usage?.inputTokens == (isCounted ? 5 : nil))
    }

    @Test func `a stream of the Responses API ends with the response`() throws {
        let response = scene.response(scene.message(scene.text("{}")))
        let events = """
            event: response.created
            data: {"type":"response.created","response":{"status":"in_progress","output":[]}}

            event: response.output_text.delta
            data: {"type":"response.output_text.delta","delta":"{"}

            event: response.completed
            data: {"type":"response.completed","response":\(response)}

            """
        #expect(try scene.read(events).reply?.text == "{}")
    }

    @Test(arguments: [
        "data: {\"choices\":[{\"delta\":{\"content\":\"{}\"}}]}\n\n", "data: {}\n\n",
        "data: {\"type\":\"response.created\",\"response\":{}}\n\n", ": ping\n\n",
    ])
    func `a stream that breaks off is no answer`(events: String) throws {
        for api in ModelAPI.allCases {
            let content = try scene.read(events, api)
            #expect(content.reply == nil && content.error == nil)
        }
    }

    @Test func `an error ends a stream`() throws {
        let events = """
            data: {"choices":[{"delta":{"content":"{"}}]}

            data: {"error":{"code":502,"message":"gone"}}

            """
        #expect(try scene.read(events, .chat).error == ServiceError(code: "502", message: "gone"))
    }

    @Test(arguments: [
        (#"{"content":null,"reasoning_content":"so {}"}"#, "stop", "so {}", true),
        (#"{"content":" ","reasoning":"{}"}"#, "stop", "{}", true),
        (#"{"content":"","thinking":"{}"}"#, "stop", "{}", true),
        (#"{"content":"{}","reasoning_content":"{1}"}"#, "stop", "{}", false),
        (#"{"content":"","reasoning_content":"no object"}"#, "stop", "", false),
        (#"{"content":"","reasoning_content":"{"}"#, "length", "", false),
    ])
    func `thoughts are the answer where there is no other`(
        message: String,
        finish: String,
        text: String,
        isThought: Bool
    ) throws {
        let reply = try scene.read(scene.completion(message, finish: finish), .chat).reply
        #expect(reply?.text == text && reply?.isThought == isThought)
    }

    @Test func `thoughts are the answer of the Responses API too`() throws {
        let thought = #"{"type":"reasoning","content":[{"type":"reasoning_text","text":"{}"}]}"#
        let alone = try scene.read(scene.response(thought)).reply
        #expect(alone?.text == "{}" && alone?.isThought == true)
        let both = try scene.read(
            scene.response(thought + "," + scene.message(scene.text("[]")))
        ).reply
        #expect(both?.text == "[]" && both?.isThought == false)
    }
}
