import Foundation
import JSONSchema
import Testing

@testable import Stocktake

/// Servers that speak OpenAI's API in their own way; the bodies are those of the field.
@Suite("Asking other servers") struct AskServerTests {
    /// A model that nobody has facts about, at a server of its own.
    private func scene(
        photos: Int = 1,
        places: [String: [Int]]? = nil,
        model: String = "",
        more: String = ""
    ) throws -> AskScene {
        try AskScene(
            photos: photos,
            places: places,
            name: "qwen3-vl",
            model: "attempts: 1, api: chat, base_url: 'http://127.0.0.1:9/v1'" + model,
            more: more
        )
    }

    private static let lmStudio =
        #"{"error":"'response_format.type' must be 'json_schema' or 'text'"}"#

    // MARK: The form of answer

    @Test func `a model without facts is asked with a schema, which is written out too`()
        async throws
    {
        let run = try await scene().ask { .answeredBy("qwen3-vl", $0.right()) }
        #expect(run.answers == ["1: bread 1, ice 1"] && run.findings == [])
        #expect(run.sent.map(\.format) == ["json_schema"])
        let json = run.sent[0].json
        let schema = try #require(json.value(at: "/response_format/json_schema/schema"))
        let parts = json["messages"]?.array?.last?["content"]?.array ?? []
        let closing = parts.last?["text"]?.string ?? ""
        #expect(closing.hasSuffix(schema.compactText))
    }

    @Test func `each form is tried, and the next run starts where this one ended`() async throws {
        let scene = try scene(photos: 2, model: ", photos_per_request: 1")
        let script: AskScript = { request in
            request.format == nil
                ? .answeredBy("qwen3-vl", request.right())
                : .body(400, #"{"error":{"message":"response_format is not supported"}}"#)
        }
        let first = try await scene.ask(script: script)
        #expect(first.sent.map(\.format) == ["json_schema", "json_object", nil, nil])
        #expect(first.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2"])
        #expect(
            first.findings == [
                "request_changed: the service refused the schema; asked for JSON without a schema "
                    + "instead",
                "request_changed: the service refused JSON without a schema; asked for text that "
                    + "contains JSON instead",
            ]
        )
        let second = try await scene.ask(script: script)
        #expect(second.sent.isEmpty && second.answers == first.answers)
        try scene.folder.writePhoto(3)
        // A day after the first run, as the clock of these tests is months ahead at each.
        scene.before = { $0.advance(bySeconds: 86_400 - 20_000_000) }
        let third = try await scene.ask(script: script)
        scene.before = { _ in }
        #expect(third.sent.map(\.format) == [nil] && third.sent.map(\.shown) == ["3"])
        #expect(third.findings.allSatisfy { $0.hasSuffix("(learned by an earlier run)") })
        let fresh = try await scene.ask(isFresh: true, script: script)
        #expect(fresh.sent.map(\.format).prefix(3) == ["json_schema", "json_object", nil])
    }

    @Test func `a server that refuses the middle is asked with what it names`() async throws {
        let scene = try AskScene(
            photos: 1,
            name: "gpt-5-mini",
            model: "attempts: 1, api: chat, base_url: 'http://127.0.0.1:9/v1'",
            more: "models: models.yaml"
        )
        // Facts by which the model is asked for JSON without a schema.
        let facts = String(decoding: PackageResources.models_yaml, as: UTF8.self)
            .replacing("structured_output: strict", with: "structured_output: json_object")
        try scene.folder.write(facts, to: "models.yaml")
        let run = try await scene.ask { request in
            request.format == "json_object"
                ? .body(400, Self.lmStudio) : .answeredBy("gpt-5-mini", request.right())
        }
        #expect(run.sent.map(\.format) == ["json_object", "json_schema"])
        #expect(run.answers == ["1: bread 1, ice 1"])
    }

    // MARK: Photos

    @Test func `a server that takes so many photos gets groups of so many, at once`() async throws {
        let places = ["A-01": [1, 2, 3, 4, 5], "B-02": [6, 7, 8]]
        let scene = try scene(places: places)
        let script: AskScript = { request in
            request.photos.count > 2
                ? .body(
                    400,
                    #"{"object":"error","message":"At most 2 image(s) may be provided in one "#
                        + #"request.","type":"BadRequestError","param":null,"code":400}"#
                ) : .answeredBy("qwen3-vl", request.right())
        }
        let first = try await scene.ask(script: script)
        #expect(first.questions == ["1 2 3 4 5", "1 2", "3 4", "5", "6 7", "8"])
        #expect(
            first.findings == [
                "request_changed: the service takes at most 2 photos in a request: asked about so "
                    + "many at once; set model.photos_per_request: 2"
            ]
        )
        let planned = try scene.planned()
        #expect(planned.open == 0 && planned.settled == 5)
        let second = try await scene.ask(script: script)
        #expect(second.sent.isEmpty && second.answers == first.answers)
    }

    @Test func `a server that names no number gets halves`() async throws {
        let run = try await scene(photos: 3).ask { request in
            request.photos.count > 1
                ? .body(400, #"{"error":{"message":"too many images"}}"#)
                : .answeredBy("qwen3-vl", request.right())
        }
        #expect(run.questions == ["1 2 3", "1", "2 3", "2", "3"])
        #expect(run.answers.count == 3)
    }

    @Test func `a model that takes no photos ends the run, and says what to do`() async throws {
        let run = try await scene(photos: 3, model: ", photos_per_request: 1").ask { _ in
            .body(
                500,
                #"{"error":{"code":500,"message":"image input is not supported - hint: if this is "#
                    + #"unexpected, you may need to provide the mmproj","type":"server_error"}}"#
            )
        }
        #expect(run.questions == ["1"])
        #expect(run.stop?.contains("takes no photos") == true)
        #expect(run.stop?.contains("model.name") == true)
    }

    // MARK: Tokens

    @Test func `too long a request is split`() async throws {
        let body =
            #"{"object":"error","message":"This model's maximum context length is 4096 tokens. "#
            + #"However, you requested 9120 tokens (4320 in the messages, 4800 in the completion). "#
            + #"Please reduce the length of the messages or completion.","#
            + #""type":"BadRequestError","param":null,"code":400}"#
        let run = try await scene(photos: 2).ask { request in
            request.photos.count > 1 ? .body(400, body) : .answeredBy("qwen3-vl", request.right())
        }
        #expect(run.questions == ["1 2", "1", "2"] && run.answers.count == 2)
    }

    @Test func `where only the answer's room is too large it is made smaller`() async throws {
        let body =
            #"{"error":{"message":"'max_tokens' or 'max_completion_tokens' is too large: 4400. "#
            + #"This model's maximum context length is 4096 tokens and your request has 900 input "#
            + #"tokens (4400 > 4096 - 900).","type":"BadRequestError","param":null,"code":400}}"#
        let run = try await scene(photos: 2).ask { request in
            request.maxOutputTokens > 3196
                ? .body(400, body) : .answeredBy("qwen3-vl", request.right())
        }
        #expect(run.questions == ["1 2", "1 2"])
        #expect(run.sent.map(\.maxOutputTokens) == [4800, 3196])
        #expect(run.findings.count == 1 && run.findings[0].contains("less room"))
    }

    @Test func `a limit of the model's answer holds for all requests`() async throws {
        let body =
            #"{"error":{"message":"max_tokens is too large: 4400. This model supports at most 2048 "#
            + #"completion tokens, whereas you provided 4400.","type":"invalid_request_error","#
            + #""param":"max_tokens","code":"invalid_value"}}"#
        let run = try await scene(photos: 2, model: ", photos_per_request: 1").ask { request in
            request.maxOutputTokens > 2048
                ? .body(400, body) : .answeredBy("qwen3-vl", request.right())
        }
        #expect(run.sent.map(\.maxOutputTokens) == [4400, 2048, 2048])
    }

    // MARK: Parameters and roles

    @Test func `a refused system message begins the user's`() async throws {
        let run = try await scene().ask { request in
            request.roles.contains("system")
                ? .body(
                    400,
                    #"{"object":"error","message":"System role not supported","code":400}"#
                ) : .answeredBy("qwen3-vl", request.right())
        }
        #expect(run.sent.map(\.roles) == ["system user", "user"])
        #expect(run.sent[1].instructions == run.sent[0].instructions)
        #expect(run.answers == ["1: bread 1, ice 1"])
    }

    @Test func `several refusals in a row are free, and each is said once`() async throws {
        let run = try await scene(model: ", effort: low").ask { request in
            let body = request.json
            if body["max_tokens"] != nil {
                let words =
                    "litellm.BadRequestError: Unsupported parameter: 'max_tokens' is not supported "
                    + "with this model. Use 'max_completion_tokens' instead."
                return .body(400, #"{"error":{"message":"\#(words)","param":null,"code":"400"}}"#)
            }
            if body["reasoning_effort"] != nil {
                let loc = #"{"loc":["body","reasoning_effort"],"type":"extra_forbidden"}"#
                return .body(422, #"{"detail":[\#(loc)]}"#)
            }
            if body.value(at: "/response_format/json_schema/strict") != nil {
                let words = #"Unknown name \"strict\" at 'response_format.json_schema'"#
                return .body(
                    400,
                    #"[{"error":{"code":400,"message":"\#(words): Cannot find field."}}]"#
                )
            }
            if request.roles.contains("system") {
                return .body(500, #"{"detail":"Only user and assistant roles are supported!"}"#)
            }
            return .answeredBy("qwen3-vl", request.right())
        }
        #expect(run.sent.count == 5 && run.answers == ["1: bread 1, ice 1"])
        #expect(run.sent[4].json["max_completion_tokens"] != nil)
        #expect(run.findings.count == 4 && Set(run.findings).count == 4)
    }

    // MARK: Damaged answers

    @Test(arguments: [
        "<html>Sign in</html>", "", #"{"choices":[{"message":{"content":"{"#,
        #"{"id":"1","choices":[]}"#, #"{"choices":null}"#, "data: {\"choices\":[]}\n\n",
        #"{"choices":[{"finish_reason":"stop","message":{"content":" \n "}}]}"#,
        #"{"choices":[{"finish_reason":"error","error":{"code":502,"message":"upstream"}}]}"#,
        #"{"error":{"message":"upstream is gone"}}"#, #"{"usage":NaN}"#,
    ])
    func `a damaged answer is asked for again, within the attempts`(body: String) async throws {
        let scene = try AskScene(
            photos: 1,
            name: "qwen3-vl",
            model: "attempts: 2, api: chat, base_url: 'http://127.0.0.1:9/v1'"
        )
        let once = try await scene.ask { request in
            request.number == 1 ? .body(200, body) : .answeredBy("qwen3-vl", request.right())
        }
        #expect(once.questions == ["1", "1"] && once.answers == ["1: bread 1, ice 1"])
        let lasting = try await scene.ask(isFresh: true) { _ in .body(200, body) }
        #expect(lasting.questions == ["1", "1"] && lasting.answers == ["1: -"])
    }

    @Test func `an answer among the thoughts counts, and that is said once`() async throws {
        let run = try await scene(photos: 2, model: ", photos_per_request: 1").ask { request in
            let answer = jsonString("Let me see. " + request.right())
            return .body(
                200,
                #"{"model":"qwen3-vl","choices":[{"finish_reason":"stop","message":{"content":"","#
                    + #""reasoning_content":\#(answer)}}]}"#
            )
        }
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2"])
        #expect(
            run.findings.filter { $0.hasPrefix("answer_note: 2 answers were where") }.count == 1
        )
    }

    // MARK: Nothing there, or another model

    @Test(arguments: [
        (404, "404 page not found", "", "check model.base_url"),
        (404, "<html>404</html>", "", "check model.base_url"),
        (404, #"{"detail":"Not Found"}"#, "", "check model.base_url"),
        (
            404, #"{"error":{"message":"model \"x\" not found, try pulling it first"}}"#, "",
            "check model.name, and that the key may use it"
        ),
        (
            404, "404 page not found", "/chat/completions",
            "end model.base_url at http://127.0.0.1:9/v1"
        ),
        (
            200, #"{"error":"Unexpected endpoint or method. (POST /v1)"}"#, "",
            "check model.base_url"
        ),
    ])
    func `a 404 says whether the path or the model is wrong`(
        status: Int,
        body: String,
        path: String,
        advice: String
    ) async throws {
        let scene = try AskScene(
            photos: 1,
            name: "qwen3-vl",
            model: "api: chat, base_url: 'http://127.0.0.1:9/v1\(path)'"
        )
        let run = try await scene.ask { _ in .body(status, body) }
        #expect(run.questions == ["1"])
        #expect(run.stop?.hasSuffix("; \(advice)") == true, "\(run.stop ?? "")")
        if !advice.contains("model.name") {
            let place = "nothing is at http://127.0.0.1:9/v1\(path)/chat/completions"
            #expect(run.stop?.contains(place) == true, "\(run.stop ?? "")")
        }
    }

    @Test(arguments: [
        (
            "gpt-5-mini-2025-08-07",
            "other_model: 1 answer is by gpt-5-mini-2025-08-07, which is not "
                + "the name asked for, gpt-5.2; priced as gpt-5-mini", Decimal?(0.00045)
        ),
        (
            "llama-3.2",
            "other_model: 1 answer is by llama-3.2, which is not the name asked for, "
                + "gpt-5.2; cost unknown", nil
        ),
        ("gpt-5.2-2025-12-11", nil, Decimal?(0.00315)),
    ])
    func `another model than the one asked for is said, and priced as what it is`(
        model: String,
        finding: String?,
        cost: Decimal?
    ) async throws {
        let scene = try AskScene(photos: 1, model: "api: chat")
        let run = try await scene.ask { .answeredBy(model, $0.right()) }
        #expect(run.answers == ["1: bread 1, ice 1"])
        #expect(run.findings.filter { $0.hasPrefix("other_model") } == [finding].compactMap(\.self))
        #expect(run.costs == [cost])
    }

    @Test func `a cost limit can't be kept with a model whose price is unknown`() async throws {
        let scene = try AskScene(photos: 2, model: "api: chat, photos_per_request: 1")
        let run = try await scene.ask(maxCost: 1) { .answeredBy("llama-3.2", $0.right()) }
        #expect(run.questions == ["1"])
        #expect(run.stop?.hasPrefix("limit: another model answered, llama-3.2") == true)
    }
}
