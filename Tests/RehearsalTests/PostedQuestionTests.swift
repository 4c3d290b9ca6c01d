import JSONSchema
import Platform
import Rehearsal
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(1))) struct PostedQuestionTests {
    private let server: LoopbackServer
    private let client: RawClient
    private let questions = Kept()

    private final class Kept: Sendable {
        private let all = Mutex<[PostedQuestion]>([])
        var last: PostedQuestion? { all.withLock { $0.last } }
        func keep(_ question: PostedQuestion) { all.withLock { $0.append(question) } }
    }

    init() throws {
        var settings = LoopbackServer.Settings()
        settings.models = ["gpt-5.4-mini"]
        settings.readPhoto = { _, bytes in
            PostedPhoto.Reading(sha256: sha256(of: bytes), isPicture: bytes != [0])
        }
        let questions = questions
        server = try LoopbackServer(settings) { question, _, _ in
            questions.keep(question)
            return ReplyEnvelope(to: question, text: "{}").answer
        }
        client = try RawClient(port: server.port)
    }

    @Test(arguments: WireFormat.allCases)
    func `understands both wire formats alike`(wire: WireFormat) throws {
        let urls = [TestQuestion.url([1]), TestQuestion.url([2, 3], type: "image/png")]
        let body = TestQuestion.body(wire, urls: urls)
        #expect(try client.post(body, to: wire.path, key: "k").status == 200)
        let question = try #require(questions.last)
        #expect(question.wire == wire)
        #expect(question.model == "gpt-5.4-mini")
        #expect(question.instructions == "Count.")
        #expect(question.photoIDs == ["p1", "p2"])
        #expect(question.photos.map(\.detail) == ["high", "high"])
        #expect(question.photos.map(\.posted.mediaType) == ["image/jpeg", "image/png"])
        #expect(question.parts.count == 5)
        #expect(question.parts[2] == .text("Photo p2:"))
        #expect(question.parts.last == .text("Return one entry per photo."))
        #expect(question.format?.name == "count")
        #expect(question.format?.isStrict == true)
        #expect(question.format?.schema?.compactText == TestQuestion.schema)
        #expect(question.maxOutputTokens == 4000)
        #expect(question.effort == "low")
        #expect(question.store == (wire == .responses ? false : nil))
        #expect(question.head.hasKey)
        #expect(question.body.byteCount == body.utf8.count)
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
            let reply = try client.post(body, to: wire.path)
            #expect(reply.status == 400)
            #expect(reply.errorCode == code, "\(url.prefix(40))")
            #expect(reply.json["error"]?["type"] == "invalid_request_error")
        }
        #expect(questions.last == nil)
    }

    @Test(
        arguments: [
            ("{", 400, nil), ("", 400, nil), ("[1,]", 400, nil),
            (#"{"model":1,"model":2}"#, 400, nil),
            (TestQuestion.body(model: "gpt-9"), 404, "model_not_found"),
            (#"{"input":"x"}"#, 404, "model_not_found"),
            (#"{"model":"gpt-5.4-mini"}"#, 400, "missing_required_parameter"),
            (TestQuestion.body(extra: #","max_output_tokens":3"#), 400, nil),
            (TestQuestion.body().replacing("4000", with: "15"), 400, "integer_below_min_value"),
            (
                TestQuestion.body().replacing(#""count","strict""#, with: #""a b","strict""#), 400,
                "invalid_value"
            ),
            (
                TestQuestion.body().replacing(#""detail":"high""#, with: #""detail":"huge""#), 400,
                "invalid_value"
            ),
        ] as [(String, Int, String?)]
    )
    func `refuses what the service refuses`(body: String, status: Int, code: String?) throws {
        let reply = try client.post(body)
        #expect(reply.status == status)
        #expect(reply.errorCode == code)
        #expect(reply.headers["x-request-id"]?.hasPrefix("req_") == true)
        #expect(server.journal.last?.isJSON == (code != nil))
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
    func `refuses a schema that strict mode can't take`(_ schema: String) throws {
        let reply = try client.post(TestQuestion.body(schema: schema))
        #expect(reply.status == 400)
        #expect(reply.errorCode == "invalid_json_schema")
        let message = reply.json["error"]?["message"]?.string ?? ""
        #expect(message.hasPrefix("Invalid schema for response_format 'count': "))
        let loose = TestQuestion.body(schema: schema).replacing(
            #""strict":true"#,
            with: #""strict":false"#
        )
        #expect(try client.post(loose).status == 200)
    }

    @Test(arguments: [
        Self.wrapped(#"{"type":["string","null"],"pattern":"a","format":"date"}"#),
        Self.wrapped(#"{"anyOf":[{"type":"null"},{"type":"integer","minimum":0}]}"#),
        Self.wrapped(##"{"$ref":"#/$defs/b"}"##), Self.wrapped(#"{"const":"x"}"#),
        (0..<9).reduce(#"{"type":"string"}"#) { schema, _ in Self.wrapped(schema) },
    ])
    func `takes a schema that strict mode takes`(_ schema: String) throws {
        #expect(try client.post(TestQuestion.body(schema: schema)).status == 200)
    }

    /// An object with one property of that schema.
    private static func wrapped(_ schema: String) -> String {
        #"{"type":"object","properties":{"a":\#(schema)},"required":["a"],"#
            + #""additionalProperties":false}"#
    }
}
