import JSONSchema
import Rehearsal
import Testing

@testable import ServiceFaults

/// Replies, the misbehaviours that change them, and the faults of answers.
struct ReplyTests {
    private let usage = ScriptedReply.Usage(input: 11, cachedInput: 2, output: 7, reasoning: 3)

    private func reply(
        _ wire: WireFormat,
        _ outcome: ScriptedReply.Outcome
    ) throws -> JSONValue {
        var reply = ScriptedReply(
            wire: wire,
            model: "gpt-5.2-2025-12-11",
            outcome: outcome,
            usage: .counts(usage)
        )
        reply.hasReasoningItem = true
        reply.isTextSplit = true
        return try JSONValue(reading: Array(reply.bodyText.utf8))
    }

    @Test func `a Responses reply has all that the service sends`() throws {
        let json = try reply(.responses, .text("grüße 1"))
        #expect(json["object"] == "response" && json["status"] == "completed")
        #expect(json["id"]?.string?.hasPrefix("resp_") == true)
        #expect(json["model"] == "gpt-5.2-2025-12-11" && json["service_tier"] == "default")
        #expect(json["error"] == .null && json["incomplete_details"] == .null)
        #expect(json["output"]?.array?.map { $0["type"] } == ["reasoning", "message"])
        let parts = json["output"]?[1]?["content"]?.array ?? []
        #expect(parts.map { $0["text"]?.string } == ["grü", "ße 1"])
        #expect(
            json["usage"] == [
                "input_tokens": 11,
                "input_tokens_details": ["cache_write_tokens": 0, "cached_tokens": 2],
                "output_tokens": 7, "output_tokens_details": ["reasoning_tokens": 3],
                "total_tokens": 18,
            ]
        )
    }

    @Test func `a chat reply has all that the service sends`() throws {
        let json = try reply(.chat, .text("{}"))
        #expect(json["object"] == "chat.completion")
        #expect(json["choices"]?[0]?["finish_reason"] == "stop")
        #expect(json["choices"]?[0]?["message"]?["content"] == "{}")
        #expect(json["choices"]?[0]?["message"]?["refusal"] == .null)
        #expect(json["usage"]?["prompt_tokens"] == 11)
        #expect(json["usage"]?["completion_tokens_details"]?["reasoning_tokens"] == 3)
        #expect(json["usage"]?["prompt_tokens_details"]?["cached_tokens"] == 2)
    }

    @Test func `says how a reply ended in either format`() throws {
        let cut = ScriptedReply.Outcome.incomplete(reason: "max_output_tokens", text: "{")
        #expect(
            try reply(.responses, cut)["incomplete_details"]?["reason"] == "max_output_tokens"
        )
        #expect(try reply(.responses, cut)["status"] == "incomplete")
        #expect(try reply(.chat, cut)["choices"]?[0]?["finish_reason"] == "length")
        let filtered = ScriptedReply.Outcome.incomplete(reason: "content_filter", text: nil)
        #expect(try reply(.responses, filtered)["output"]?.array?.count == 1)
        #expect(try reply(.chat, filtered)["choices"]?[0]?["finish_reason"] == "content_filter")
        let refusal = ScriptedReply.Outcome.refusal("no")
        #expect(try reply(.responses, refusal)["output"]?[1]?["content"]?[0]?["refusal"] == "no")
        #expect(try reply(.chat, refusal)["choices"]?[0]?["message"]?["content"] == .null)
        let failed = ScriptedReply.Outcome.failed(code: "server_error", message: "m")
        #expect(try reply(.responses, failed)["status"] == "failed")
        #expect(try reply(.responses, failed)["error"]?["code"] == "server_error")
        #expect(try reply(.chat, failed)["error"]?["code"] == "server_error")
    }

    /// The body of a misbehaviour's answer, for a Responses question.
    private func body(_ kind: Misbehaviour) throws -> JSONValue {
        let answer = kind.answer(to: nil, text: TestQuestion.answer)
        guard case .send(let bytes)? = answer.steps.first else { return .null }
        let text = String(decoding: bytes, as: UTF8.self)
        let start = try #require(text.firstRange(of: "\r\n\r\n")).upperBound
        return try JSONValue(reading: Array(text[start...].utf8))
    }

    @Test func `usage is missing, null, tiny or huge`() throws {
        #expect(try body(.usageMissing)["usage"] == nil)
        #expect(try body(.usageNull)["usage"] == .null)
        #expect(try body(.usageTiny)["usage"]?["input_tokens"] == 7)
        #expect(try body(.usageHuge)["usage"]?["total_tokens"] == 1_800_000_000_000)
        #expect(try body(.outputMissing)["output"] == nil)
        #expect(try body(.outputMissing)["usage"] != nil)
        #expect(try body(.wrongModel)["model"] == "gpt-4o-mini-2024-07-18")
        #expect(try body(.errorText)["error"]?.string != nil)
        #expect(try body(.errorInside)["error"]?["code"] == 502)
        #expect(try body(.incompleteEmpty)["output"]?.array?.count == 1)
    }

    @Test(
        arguments: [
            (.trailingComma, .trailingComma), (.duplicateKeys, .duplicateName),
            (.notANumber, .notFinite), (.loneSurrogate, .loneSurrogate),
            (.controlCharacters, .controlCharacter), (.truncated, .endOfInput),
            (.fenced, .unexpectedCharacter), (.prose, .unexpectedCharacter),
            (.thinking, .unexpectedCharacter),
        ] as [(Misbehaviour, JSONError.Code)]
    )
    func `the reply is correct where the text is wrong`(
        kind: Misbehaviour,
        code: JSONError.Code
    ) throws {
        let text = try #require(body(kind)["output"]?[0]?["content"]?[0]?["text"]?.string)
        let error = #expect(throws: JSONError.self) { try JSONValue(reading: Array(text.utf8)) }
        #expect(error?.code == code)
    }

    @Test func `1e400 is a number, but no count`() throws {
        let text = try #require(body(.infiniteCount)["output"]?[0]?["content"]?[0]?["text"]?.string)
        let json = try JSONValue(reading: Array(text.utf8))
        #expect(json["items"]?[0]?["count"]?.number?.text == "1e400")
        #expect(json["items"]?[0]?["count"]?.number?.exactInt == nil)
    }

    @Test(arguments: AnswerFault.allCases)
    func `every fault is strict JSON and another answer`(fault: AnswerFault) throws {
        let spoilt = try fault.spoil(TestQuestion.answer)
        let json = try JSONValue(reading: Array(spoilt.utf8))
        #expect(json != (try JSONValue(reading: Array(TestQuestion.answer.utf8))))
        #expect(throws: AnswerFault.Failure.notJSON) { try fault.spoil("{") }
    }

    @Test func `faults do what their names say`() throws {
        func spoilt(_ fault: AnswerFault) throws -> JSONValue {
            try JSONValue(reading: Array(fault.spoil(TestQuestion.answer).utf8))
        }
        #expect(try spoilt(.missingPhotoID)["photos"] == [])
        #expect(try spoilt(.photoIDTwice)["photos"]?.array?.map { $0["id"] } == ["p1", "p1"])
        #expect(try spoilt(.itemTwice)["items"]?.array?.count == 2)
        #expect(try spoilt(.negativeCount)["items"]?[0]?["count"] == -3)
        #expect(try spoilt(.fractionalCount)["items"]?[0]?["count"]?.number?.text == "2.5")
        #expect(try spoilt(.countDiffersFromPoints)["items"]?[0]?["count"] == 3)
        #expect(try spoilt(.wrongType)["items"]?[0]?["count"] == "2")
        #expect(try spoilt(.pointOutside)["items"]?[0]?["points"]?[0]?["x"] == 1_001)
        let points = try spoilt(.pointsOnTop)["items"]?[0]?["points"]?.array ?? []
        #expect(points.count == 2 && points[0] == points[1])
        #expect(try spoilt(.missingKey)["not_counted"] == nil)
        #expect(try spoilt(.extraKey)["comment"] != nil)
        #expect(try spoilt(.unknownZone)["items"]?[0]?["points"]?[0]?["zone"] == "in the sky")
        #expect(try spoilt(.formulaItem)["items"]?[0]?["item"]?.string?.hasPrefix("=") == true)
        #expect(try spoilt(.arrayRoot).array?.count == 1)
        #expect(throws: AnswerFault.Failure.nothingToSpoil) {
            try AnswerFault.pointsOnTop.spoil(#"{"items":[{"points":[]}]}"#)
        }
    }
}
