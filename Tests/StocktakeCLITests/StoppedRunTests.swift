import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

@Suite("A run that stops early", .serialized, .timeLimit(.minutes(10)))
struct StoppedRunTests {
    /// Six places with one photo each, and books that expect more.
    private func scene(
        votes: Int = 1,
        places: Int = 6,
        more: String = "",
        server: LoopbackServer
    ) throws -> ModelScene {
        let scene = try ModelScene(
            photos: places,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1, votes: \(votes)",
            more: "compare: {expected: books.csv}\n\(more)",
            server: server
        )
        let books = (0..<places).map { "box,L\($0),2\n" }.joined() + "bag,L0,1\nbox,L99,1\n"
        try scene.scratch.write("sku,location,expected_quantity\n\(books)", to: "books.csv")
        return scene
    }

    /// Each answer costs $0.02275.
    private func dear() throws -> LoopbackServer {
        try LoopbackServer { question, _, _ in
            var envelope = ScriptedReply(to: question, text: ModelScene.twoBoxes(question))
            envelope.usage = .counts(ScriptedReply.Usage(input: 5000, output: 1000))
            return envelope.answer
        }
    }

    private func codes(_ scene: ModelScene) throws -> [String] {
        let findings = try scene.json()["findings"]?.array ?? []
        return findings.compactMap { $0["code"]?.string }.filter { $0 != "unknown_item" }
    }

    private static let complete = (0..<4).map { "L\($0),box,2,ok," }

    @Test func `by the cost limit: what was not asked is not reached`() async throws {
        let scene = try scene(server: try dear())
        let outcome = try await scene.run(["--max-cost", "0.15"])
        #expect(outcome.status == 8, "\(outcome.stderr)")
        #expect(
            try scene.counts() == ["L0,bag,,recount,none_seen"] + Self.complete
                + ["L4", "L5"].map { "\($0),box,,not_counted,not_reached" }
                + ["L99,box,,not_counted,no_photo"]
        )
        #expect(try codes(scene) == ["cost_limit"])
        let json = try scene.json()
        #expect(json["status"] == "stopped" && json["exit_status"] == 8)
        #expect(json["photos"]?["not_reached"] == 2 && json["photos"]?["used"] == 4)
        let missing = try scene.rows("not-counted.csv").dropFirst()
        #expect(
            missing.filter { $0[0] == "photo" }.map { "\($0[1]) \($0[5]): \($0[6])" }
                == ["L4", "L5"].map {
                    "\($0) not_reached: not asked about: limits.cost_usd allows no further requests"
                }
        )
        #expect(outcome.stdout.contains("4 ok · 1 needs a person · 3 not counted · 2 photos not"))
        #expect(outcome.stdout.contains("Stopped early: limits.cost_usd allows no further"))
        #expect(outcome.stderr.contains("; raise the limit; what was done is kept; then run: "))
        let again = try await scene.run()
        #expect(try !scene.scratch.read("out/test/latest/counts.csv").contains("not_reached"))
        #expect(try codes(scene) == [] && !again.stdout.contains("Stopped early"))
    }

    @Test func `by the cost limit between votes: the lines are incomplete`() async throws {
        let scene = try scene(votes: 3, places: 3, server: try dear())
        let outcome = try await scene.run(["--max-cost", "0.15"])
        #expect(outcome.status == 8, "\(outcome.stderr)")
        #expect(
            try scene.counts() == [
                "L0,bag,,recount,none_seen", "L0,box,2,ok,", "L1,box,2,incomplete,not_reached",
                "L2,box,,not_counted,not_reached", "L99,box,,not_counted,no_photo",
            ]
        )
        #expect(outcome.stdout.contains("1 incomplete · 2 not counted"))
    }

    @Test func `by a service without credit: no question failed`() async throws {
        let server = try ModelScene.service(Array(repeating: nil, count: 4) + [.insufficientQuota])
        let scene = try scene(server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 77, "\(outcome.stderr)")
        #expect(
            try scene.counts().suffix(3) == [
                "L4,box,,not_counted,not_reached", "L5,box,,not_counted,not_reached",
                "L99,box,,not_counted,no_photo",
            ]
        )
        #expect(try codes(scene) == ["service_stopped"])
        #expect(try scene.json()["status"] == "failed")
    }

    @Test func `by too many failures: what failed and what was not asked differ`() async throws {
        let server = try LoopbackServer { question, _, index in
            index % 2 == 0
                ? .error(status: 400, APIError("no"))
                : ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try scene(places: 14, more: "limits: {failures: 20%}", server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 69, "\(outcome.stderr)")
        let reasons = try scene.counts().filter { $0.contains(",not_counted,") }
            .map { $0.split(separator: ",").last ?? "" }
        let asked = server.journal.count
        // Of every two the first, and at the first place the bag as well.
        let failed = (asked + 1) / 2 + 1
        #expect(
            reasons == Array(repeating: "reply_failed", count: failed)
                + Array(repeating: "not_reached", count: 14 - asked) + ["no_photo"]
        )
        #expect(try codes(scene).suffix(1) == ["service_stopped"])
    }

    @Test func `with --only, the place asked for is the whole run`() async throws {
        let server = try LoopbackServer { question, _, _ in
            ScriptedReply(to: question, text: "{}").answer
        }
        let scene = try scene(places: 2, server: server)
        let outcome = try await scene.run(["--only", "L1"])
        #expect(outcome.status == 3, "the place asked for failed: \(outcome.stderr)")
        #expect(try scene.counts() == ["L1,box,,not_counted,reply_failed"])
    }
}
