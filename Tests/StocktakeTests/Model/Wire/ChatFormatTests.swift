import JSONSchema
import Testing

@testable import Stocktake

@Suite("Chat Completions") struct ChatFormatTests {
    private let scene = ReplyScene()

    // MARK: Requests

    @Test func `the output limit has the name that the server knows`() throws {
        let scene = try RequestScene()
        for wire in Wire.allCases where wire.api == .chat {
            let document = try scene.document(wire, scene.request())
            let names = ["max_output_tokens", "max_completion_tokens", "max_tokens"]
            let limits = names.filter { document[$0] == 4800 }
            #expect(limits == [wire.host == .openAI ? "max_completion_tokens" : "max_tokens"])
            #expect(document["reasoning_effort"] == "low")
            #expect(document["messages"]?[0]?["role"] == "system")
            #expect(document["messages"]?[0]?["content"]?.string == scene.request().instructions)
            let format = document.value(at: "/response_format/json_schema")
            #expect(document["response_format"]?["type"] == "json_schema")
            #expect(format?["name"] == "stock_count" && format?["strict"] == true)
            let details = try scene.parts(document).compactMap {
                $0["image_url"]?["detail"]?.string
            }
            #expect(details == ["high", "high"])
        }
    }

    // MARK: Replies

    @Test func `a whole completion is read`() throws {
        let usage =
            #""service_tier":"flex","usage":{"prompt_tokens":900,"completion_tokens":70,"#
            + #""prompt_tokens_details":{"cached_tokens":512,"cache_write_tokens":1},"#
            + #""completion_tokens_details":{"reasoning_tokens":40}}"#
        let message = #"{"role":"assistant","content":"{}","reasoning_content":"hm"}"#
        let reply = try scene.read(scene.completion(message, finish: "stop", usage), .chat).reply
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
        let reply = try scene.read(scene.completion(message), .chat).reply
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
        #expect(
            try scene.read(scene.completion(message, finish: finish), .chat).reply?.ending == ending
        )
    }

    @Test(arguments: ["{}", #"{"choices":[]}"#, #"{"choices":[{}]}"#, #"{"choices":{}}"#])
    func `any other body holds neither reply nor error`(text: String) throws {
        let body = try scene.read(text, .chat)
        #expect(body.reply == nil && body.error == nil)
    }
}
