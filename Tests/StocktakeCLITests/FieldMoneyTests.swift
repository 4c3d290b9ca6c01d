import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

@Suite("In the field: tokens and money") struct FieldMoneyTests {
    /// A reply of the Responses API with these token counts, as JSON.
    private static func reply(
        _ question: ReceivedRequest,
        usage: String,
        text: String? = nil,
        status: String = #""status":"completed""#
    ) -> ServerAnswer {
        let words = JSONValue.string(text ?? ModelScene.twoBoxes(question)).compactText
        let body =
            #"{"id":"resp_1","object":"response",\#(status),"model":"gpt-5.2","output":[{"#
            + #""type":"message","role":"assistant","content":[{"type":"output_text","text":"#
            + #"\#(words),"annotations":[]}]}],"usage":\#(usage)}"#
        return .reply(status: 200, headers: [], body: body)
    }

    /// A run over so many locations with one photo each, one question at a time.
    private static func scene(
        photos: Int,
        perLocation: Int = 1,
        model: String = "name: gpt-5.2, in_flight: 1",
        more: String = "",
        answer: @escaping @Sendable (ReceivedRequest) -> ServerAnswer
    ) throws -> ModelScene {
        let server = try LoopbackServer { question, _, _ in answer(question) }
        return try ModelScene(
            photos: photos,
            perLocation: perLocation,
            model: model,
            more: more,
            server: server
        )
    }

    private static func cost(_ scene: ModelScene, _ name: String) throws -> Decimal {
        let text = try #require(try scene.json()["cost"]?[name]?.string)
        return try #require(Decimal(string: text))
    }

    private static func codes(_ scene: ModelScene) throws -> [String] {
        (try scene.json()["findings"]?.array ?? []).compactMap { $0["code"]?.string }
    }

    @Test(arguments: [
        #"{"input_tokens":6000,"output_tokens":200,"total_tokens":9200}"#,
        #"{"input_tokens":6000,"output_tokens":200,"output_tokens_details":{"reasoning_tokens":3000}}"#,
    ])
    func `reasoning that the output leaves out is paid, and the limit holds`(
        usage: String
    ) async throws {
        let scene = try Self.scene(photos: 8, more: "limits: {cost_usd: 0.20}") {
            Self.reply($0, usage: usage)
        }
        let outcome = try await scene.run()
        #expect(outcome.status == 8, "\(outcome.stderr)")
        let requests = scene.server.journal.count
        #expect((1...3).contains(requests))
        // 6,000 × $1.75 and 3,200 × $14.00 a million.
        let each = try #require(Decimal(string: "0.0553"))
        #expect(try Self.cost(scene, "actual") == each * Decimal(requests))
        #expect(try Self.codes(scene).count { $0 == "usage_contradictory" } == 1)
        #expect(outcome.stderr.contains("contradict each other (input 6000, output 200, "))
    }

    @Test(arguments: ["100000000000000", "1e14", "1e40"])
    func `an absurd number of tokens ends a run with a limit`(_ tokens: String) async throws {
        let scene = try Self.scene(photos: 4, more: "limits: {cost_usd: 1.00}") {
            Self.reply($0, usage: #"{"input_tokens":\#(tokens),"output_tokens":200}"#)
        }
        let outcome = try await scene.run()
        #expect(outcome.status == 8, "\(outcome.stderr)")
        #expect(scene.server.journal.count == 1)
        #expect(outcome.stderr.contains("more than their planned maximum"))
    }

    @Test(arguments: [40, 430])
    func `too few prompt tokens for text and photos is no count, whatever the model`(
        tokens: Int
    ) async throws {
        let scene = try Self.scene(photos: 2, perLocation: 2, model: "name: some-vl, api: chat") {
            let words = JSONValue.string(ModelScene.twoBoxes($0)).compactText
            let body =
                #"{"model":"some-vl","choices":[{"message":{"content":\#(words)},"#
                + #""finish_reason":"stop"}],"usage":{"prompt_tokens":\#(tokens),"#
                + #""completion_tokens":200,"total_tokens":\#(tokens + 200)}}"#
            return .reply(status: 200, headers: [], body: body)
        }
        let outcome = try await scene.run()
        #expect(outcome.status == 3, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,,,not_counted,reply_failed"])
        #expect(
            outcome.stderr.contains(
                "the service reports \(tokens) input tokens where the photos need at least "
            )
        )
    }

    @Test(arguments: [1, 2, 5])
    func `answers that are always cut off stay within the estimate`(photos: Int) async throws {
        let limits = Mutex<[Int]>([])
        let scene = try Self.scene(photos: photos, perLocation: photos) { question in
            let limit = question.json["max_output_tokens"]?.number?.exactInt ?? 0
            limits.withLock { $0.append(limit) }
            return Self.reply(
                question,
                usage: #"{"input_tokens":900,"output_tokens":\#(limit)}"#,
                text: "",
                status: #""status":"incomplete","incomplete_details":{"reason":""#
                    + #"max_output_tokens"}"#
            )
        }
        #expect(try await scene.run().status == 3)
        #expect(try Self.cost(scene, "actual") <= Self.cost(scene, "estimated_high"))
        let asked = limits.withLock { $0 }
        #expect(asked == asked.sorted(), "never less room than has just failed")
        #expect(asked.count == (photos == 1 ? 2 : 4))
    }

    @Test func `a ledger deleted beside its reports is said before anything is asked`()
        async throws
    {
        let scene = try ModelScene(photos: 2, server: try ModelScene.service())
        #expect(try await scene.run().status == 0)
        #expect(try await scene.run().status == 0)
        #expect(scene.server.journal.count == 1)
        for file in try scene.scratch.names("out/test") where file.hasPrefix("ledger.sqlite") {
            try FileManager.default.removeItem(
                at: scene.scratch.url.appending(path: "out/test/\(file)")
            )
        }
        let check = try await Binary.run(
            ["estimate", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        let words = "no ledger at out/test/ledger.sqlite, although out/test has reports of "
        #expect(check.stderr.contains(words), "\(check.stderr)")
        let again = try await scene.run(["--max-cost", "0.000001"])
        #expect(again.status == 8 && again.stderr.contains(words), "\(again.stderr)")
        #expect(scene.server.journal.count == 1)
    }
}
