import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

/// Runs against what people without a key of OpenAI have, with no special setting.
@Suite("Servers people run themselves") struct LocalServerTests {
    /// Two photos at one place, asked about at a server of its own.
    private func scene(
        _ server: LocalServer,
        path: String = "",
        model: String = "",
        more: String = ""
    ) throws -> ModelScene {
        let server = try LoopbackServer(server, goodText: ModelScene.twoBoxes)
        return try ModelScene(
            photos: 2,
            model: "name: qwen3-vl, api: chat, base_url: '\(server.baseURL)\(path)'\(model)",
            more: more,
            server: server
        )
    }

    private static let prices = """
        as_of: 2026-11-01
        source: what the graphics card costs
        currency: USD
        unit: per_1m_tokens
        models:
          - {model: qwen3-vl, input: 0.10, output: 0.20}

        """

    @Test func `a server that knows schemas only gives a valid, priced count`() async throws {
        let scene = try scene(.llamaCPP, more: "prices: prices.yaml")
        try scene.scratch.write(Self.prices, to: "prices.yaml")
        let outcome = try await scene.run(["--max-cost", "1"])
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,box,4,ok,"])
        let cost = try #require(try scene.json()["cost"]?["actual"]?.string)
        #expect(cost.hasPrefix("0.00") && cost != "0.0000", "\(cost)")
        #expect(scene.server.journal.count == 1)
        let again = try await scene.run(["--max-cost", "1"])
        #expect(again.status == 0 && scene.server.journal.count == 1)
    }

    private static let tooLong =
        #"{"object":"error","message":"This model's maximum context length is 4096 "#
        + #"tokens. However, you requested 9120 tokens (4320 in the messages, 4800 in "#
        + #"the completion). Please reduce the length of the messages or completion.","#
        + #""type":"BadRequestError","param":null,"code":400}"#
    private static let noMaxTokens =
        #"{"error":{"message":"litellm.BadRequestError: AzureException BadRequestError - "#
        + #"Unsupported parameter: 'max_tokens' is not supported with this model. Use "#
        + #"'max_completion_tokens' instead.. Received Model Group=vision","type":null,"#
        + #""param":null,"code":"400"}}"#
    private static let refusals: [(LocalServer, Int)] = [
        (.lmStudio, 1), (.photosAtOnce(1), 3), (.refusing(photosAbove: 1, body: tooLong), 3),
        (.refusingMember("max_tokens", body: noMaxTokens), 2),
    ]

    @Test(arguments: refusals)
    func `refusals that name their cause are acted on`(
        server: LocalServer,
        requests: Int
    ) async throws {
        let scene = try scene(server)
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,box,4,ok,"])
        #expect(scene.server.journal.count == requests)
        let again = try await scene.run()
        #expect(again.status == 0 && scene.server.journal.count == requests)
    }

    @Test func `a 200 without a choice is asked for again`() async throws {
        let empty =
            #"{"id":"1","object":"chat.completion","model":"m","choices":[],"usage":"#
            + #"{"prompt_tokens":6000,"completion_tokens":0,"total_tokens":6000}}"#
        let scene = try scene(.saying(empty), model: ", attempts: 2")
        let outcome = try await scene.run()
        #expect(outcome.status == 69)
        #expect(scene.server.journal.count == 2)
        #expect(outcome.stderr.contains("2 times"), "\(outcome.stderr)")
    }

    @Test func `a base address that ends too late is named before and after`() async throws {
        let scene = try scene(.lmStudio, path: "/chat/completions")
        let checked = try await Binary.run(["check", "test.yaml"], in: scene.scratch.url)
        let warning =
            "warning: model.base_url ends in /chat/completions, which is added to it for each "
            + "request; end it before that, mostly at /v1"
        #expect(checked.status == 0 && checked.stderr.contains(warning), "\(checked.stderr)")
        let outcome = try await scene.run()
        #expect(outcome.status == 69)
        let base = scene.server.baseURL
        #expect(outcome.stderr.contains("nothing is at \(base)/chat/completions/chat/completions"))
        #expect(outcome.stderr.contains("end model.base_url at \(base)"), "\(outcome.stderr)")
    }

    @Test func `a port that no machine has is an error of the pipeline`() async throws {
        let scratch = try Scratch()
        try scratch.write(
            """
            name: test
            photos: photos
            count: {by: model, items: [box]}
            model: {name: m, base_url: "http://127.0.0.1:99999/v1"}

            """,
            to: "test.yaml"
        )
        try scratch.write("", to: "photos/readme.txt")
        let outcome = try await Binary.run(["check", "test.yaml"], in: scratch.url)
        #expect(outcome.status == 65)
        let words =
            "test.yaml:4:28: error: model.base_url has the port 99999; ports are 1 to 65535"
        #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
    }
}
