import Foundation
import HTTPTransfer
import JSONSchema
import Testing

@testable import Stocktake

@Suite("The Responses API") struct ResponsesFormatTests {
    private let scene = ReplyScene()

    // MARK: Requests

    @Test func `compatible servers get the same request`() throws {
        let scene = try RequestScene()
        let wires = Wire.allCases.filter { $0.api == .responses }
        let bodies = wires.map { $0.body(scene.request()).pieces }
        #expect(bodies.count == 2 && Set(bodies).count == 1)
    }

    @Test func `a request forbids storing and carries effort and detail`() throws {
        let scene = try RequestScene()
        for wire in Wire.allCases where wire.api == .responses {
            let document = try scene.document(wire, scene.request())
            #expect(document["store"] == false)
            #expect(document["max_output_tokens"] == 4800)
            #expect(document["reasoning"] == ["effort": "low"])
            #expect(document["instructions"]?.string == scene.request().instructions)
            let format = document.value(at: "/text/format")
            #expect(format?["type"] == "json_schema" && format?["strict"] == true)
            #expect(format?["name"] == "stock_count")
            let details = try scene.parts(document).compactMap { $0["detail"]?.string }
            #expect(details == ["high", "high"])
        }
    }

    // MARK: Replies

    @Test func `a whole response is read`() throws {
        let usage =
            #""service_tier":"default","usage":{"input_tokens":900,"output_tokens":70,"#
            + #""input_tokens_details":{"cached_tokens":512,"cache_write_tokens":64},"#
            + #""output_tokens_details":{"reasoning_tokens":40},"total_tokens":970}"#
        let reasoning = #"{"type":"reasoning","id":"rs_1","summary":[],"content":[{"text":"hm"}]}"#
        let body = try scene.read(
            scene.response(reasoning + "," + scene.message(scene.text("{}")), usage)
        )
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
            scene.message(
                scene.text("a") + #",{"type":"output_audio","text":"x"},"# + scene.text("b")
            ),
            #"{"type":"reasoning","content":[{"type":"output_text","text":"thought"}]}"#,
            #"{"type":"image_generation_call","result":"x"}"#, scene.message(scene.text("c")),
        ]
        #expect(try scene.read(scene.response(output.joined(separator: ","))).reply?.text == "abc")
    }

    @Test func `of several messages the final answer counts`() throws {
        let output =
            scene.message(scene.text("let me see"), phase: "commentary") + ","
            + scene.message(scene.text("{}"), phase: "final_answer")
        #expect(try scene.read(scene.response(output)).reply?.text == "{}")
        let comment = scene.message(scene.text("only words"), phase: "commentary")
        #expect(try scene.read(scene.response(comment)).reply?.text == "only words")
    }

    @Test func `a refusal is not an answer`() throws {
        let refusal = #"{"type":"refusal","refusal":"I can't help with that"}"#
        let reply = try scene.read(scene.response(scene.message(refusal))).reply
        #expect(reply?.ending == .refused && reply?.text == "")
        let both = try scene.read(scene.response(scene.message(scene.text("{") + "," + refusal)))
            .reply
        #expect(both?.ending == .refused && both?.text == "{")
    }

    @Test(arguments: [
        (#"{"reason":"max_output_tokens"}"#, Reply.Ending.cutOff),
        (#"{"reason":"content_filter"}"#, .filtered), (#"{"reason":"something new"}"#, .cutOff),
        ("{}", .cutOff), ("null", .cutOff),
    ])
    func `an incomplete response says how it ends`(details: String, ending: Reply.Ending) throws {
        let text = scene.response(
            scene.message(scene.text("{\\\"pho")),
            #""incomplete_details":\#(details)"#
        )
        .replacingOccurrences(of: "completed", with: "incomplete")
        let reply = try scene.read(text).reply
        #expect(reply?.ending == ending && reply?.text == "{\"pho")
        let none = try scene.read(#"{"status":"incomplete","incomplete_details":null,"output":[]}"#)
        #expect(none.reply?.ending == .cutOff && none.reply?.text == "")
    }

    @Test(arguments: ["failed", "cancelled"])
    func `a response that failed is an error, whatever else it holds`(status: String) throws {
        let named = try scene.read(
            #"{"status":"\#(status)","output":[\#(scene.message(scene.text("{}")))],"#
                + #""error":{"code":"rate_limit_exceeded","message":"secret words"}}"#
        )
        #expect(named.error == ServiceError(code: "rate_limit_exceeded", message: "secret words"))
        #expect(named.reply == nil)
        let unnamed = try scene.read(#"{"status":"\#(status)","error":null,"output":[]}"#)
        #expect(unnamed.error == ServiceError(code: "server_error") && unnamed.reply == nil)
    }

    @Test(arguments: [
        "{}", #"{"output":null}"#, #"{"output":"text"}"#, #"{"output":{}}"#, "[]", "null", "3",
        #""text""#, #"{"choices":[{"message":{"content":"{}"}}]}"#,
    ])
    func `any other body holds neither reply nor error`(text: String) throws {
        let body = try scene.read(text)
        #expect(body.reply == nil && body.error == nil)
    }
}
