import JSONSchema
import ServiceFaults
import Testing

@testable import Rehearsal

@Suite(.timeLimit(.minutes(10))) struct ReceivedRequestTests {
    /// A request as read from its body; photos of the one byte 0 are not pictures.
    private func read(_ body: String, _ wire: WireFormat = .responses) throws -> ReceivedRequest {
        var extractor = PhotoExtractor { ReceivedPhoto.Reading(isPicture: $0 != [0]) }
        let bytes = Array(body.utf8)
        extractor.add(bytes.span)
        return try ReceivedRequest(wire, extractor.finish())
    }

    @Test(arguments: WireFormat.allCases)
    func `reads both wire formats alike`(wire: WireFormat) throws {
        let urls = [TestQuestion.url([1]), TestQuestion.url([2, 3], type: "image/png")]
        let body = TestQuestion.body(wire, urls: urls)
        let request = try read(body, wire)
        #expect(RequestCheck.refusal(of: request) == nil)
        #expect(request.wire == wire)
        #expect(request.model == "gpt-5.4-mini")
        #expect(request.instructions == "Count.")
        #expect(request.photoIDs == ["p1", "p2"])
        #expect(request.photos.map(\.detail) == ["high", "high"])
        #expect(request.photos.map(\.received.mediaType) == ["image/jpeg", "image/png"])
        #expect(request.parts.count == 5)
        #expect(request.parts[2] == .text("Photo p2:"))
        #expect(request.parts.last == .text("Return one entry per photo."))
        #expect(request.format?.name == "count")
        #expect(request.format?.isStrict == true)
        #expect(request.format?.schema?.compactText == TestQuestion.schema)
        #expect(request.effort == "low")
        #expect(request.body.byteCount == body.utf8.count)
    }

    @Test(arguments: WireFormat.allCases)
    func `refuses photos as the service does`(wire: WireFormat) throws {
        let long = "data:image/jpeg;base64," + String(repeating: "AAAA", count: 5_242_875)
        let cases: [(String, String)] =
            [
                (TestQuestion.url([1], type: "image/jpg"), "invalid_image_format"),
                (TestQuestion.url([1], type: "image/heic"), "invalid_image_format"),
                ("data:image/png;base64,AA=A", "invalid_base64_image"),
                ("data:image/png;base64,", "invalid_base64_image"),
                (TestQuestion.url([0]), "image_parse_error"),
                ("https://example.org/a.jpg", "invalid_value"), ("photo:1", "invalid_value"),
            ] + (wire == .chat ? [] : [(long, "string_above_max_length")])
        for (url, code) in cases {
            let body = TestQuestion.body(wire, urls: [TestQuestion.url([7]), url])
            let refusal = RequestCheck.refusal(of: try read(body, wire))
            #expect(refusal?.status == 400)
            #expect(refusal?.error.code == code, "\(url.prefix(40))")
            #expect(refusal?.error.type == "invalid_request_error")
        }
    }

    @Test(
        arguments: [
            (#"{"input":"x"}"#, 404, "model_not_found"),
            (#"{"model":"gpt-5.4-mini"}"#, 400, "missing_required_parameter"),
            (TestQuestion.body().replacing("4000", with: "15"), 400, "integer_below_min_value"),
            (
                TestQuestion.body().replacing(#""count","strict""#, with: #""a b","strict""#), 400,
                "invalid_value"
            ),
            (
                TestQuestion.body().replacing(#""detail":"high""#, with: #""detail":"huge""#), 400,
                "invalid_value"
            ),
        ] as [(String, Int, String)]
    )
    func `refuses what the service refuses`(body: String, status: Int, code: String) throws {
        let refusal = RequestCheck.refusal(of: try read(body))
        #expect(refusal?.status == status)
        #expect(refusal?.error.code == code)
    }

    @Test(arguments: [
        "{", "", "[1,]", #"{"model":1,"model":2}"#,
        TestQuestion.body(extra: #","max_output_tokens":3"#),
    ])
    func `reads strict JSON only`(body: String) {
        #expect(throws: JSONError.self) { try read(body) }
    }

    @Test(arguments: [
        #"{"type":"array","items":{"type":"string"}}"#, #"{"anyOf":[{"type":"object"}]}"#,
        #"{"type":"object","properties":{},"required":[]}"#,
        Self.wrapped(#"{"type":"string"}"#).replacing(#"["a"]"#, with: "[]"),
        #"{"type":"object","properties":{},"required":["a"],"additionalProperties":false}"#,
        Self.wrapped(#"{"type":"string","default":"x"}"#),
        Self.wrapped(#"{"type":"string","minLength":1}"#), Self.wrapped("{}"),
        Self.wrapped(#"{"type":"text"}"#), Self.wrapped(#"{"type":"array"}"#),
        Self.wrapped(#"{"type":["object","null"],"properties":{}}"#),
        Self.wrapped(#"{"allOf":[{"type":"string"}]}"#),
        Self.wrapped(##"{"$ref":"#/x","description":"x"}"##), Self.wrapped(#"{"enum":[]}"#),
        Self.wrapped(#"{"anyOf":[{"type":"string"},{"type":"object"}]}"#),
        Self.wrapped(#"{"type":"string","format":"uri"}"#),
        Self.wrapped(#"{"enum":["# + (0...1000).map { "\($0)" }.joined(separator: ",") + "]}"),
        Self.wrapped(
            #"{"enum":["#
                + (0...300).map { "\"\($0)\(String(repeating: "x", count: 60))\"" }
                .joined(separator: ",") + "]}"
        ),
        (0..<10).reduce(#"{"type":"string"}"#) { schema, _ in Self.wrapped(schema) },
    ])
    func `refuses a schema that strict mode does not support`(_ schema: String) throws {
        let refusal = RequestCheck.refusal(of: try read(TestQuestion.body(schema: schema)))
        #expect(refusal?.status == 400)
        #expect(refusal?.error.code == "invalid_json_schema")
        let message = refusal?.error.message
        #expect(message?.hasPrefix("Invalid schema for response_format 'count': ") == true)
        let loose = TestQuestion.body(schema: schema).replacing(
            #""strict":true"#,
            with: #""strict":false"#
        )
        #expect(RequestCheck.refusal(of: try read(loose)) == nil)
    }

    @Test(arguments: [
        Self.wrapped(#"{"type":["string","null"],"pattern":"a","format":"date"}"#),
        Self.wrapped(#"{"anyOf":[{"type":"null"},{"type":"integer","minimum":0}]}"#),
        Self.wrapped(##"{"$ref":"#/$defs/b"}"##), Self.wrapped(#"{"const":"x"}"#),
        (0..<9).reduce(#"{"type":"string"}"#) { schema, _ in Self.wrapped(schema) },
    ])
    func `accepts a schema that strict mode supports`(_ schema: String) throws {
        #expect(RequestCheck.refusal(of: try read(TestQuestion.body(schema: schema))) == nil)
    }

    /// An object with one property of that schema.
    private static func wrapped(_ schema: String) -> String {
        #"{"type":"object","properties":{"a":\#(schema)},"required":["a"],"#
            + #""additionalProperties":false}"#
    }
}
