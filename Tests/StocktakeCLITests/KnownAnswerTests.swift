import Foundation
import Imaging
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

@testable import Stocktake

@Suite("What the ledger knows", .serialized, .timeLimit(.minutes(10))) struct KnownAnswerTests {
    /// The estimate of a scene's own model, without a key.
    private func estimate(_ scene: ModelScene, _ arguments: [String] = []) async throws -> JSONValue
    {
        var environment = scene.environment
        environment["OPENAI_API_KEY"] = nil
        let outcome = try await Binary.run(
            ["estimate", "test.yaml", "--format", "json"] + arguments,
            in: scene.scratch.url,
            environment: environment
        )
        #expect(outcome.status == 0, "\(outcome.stderr)")
        return try #require(try JSONValue(reading: Array(outcome.stdout.utf8))["models"]?[0])
    }

    private func text(_ scene: ModelScene) async throws -> String {
        try await Binary.run(
            ["estimate", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        ).stdout
    }

    private func figures(_ model: JSONValue) -> [Int?] {
        ["photos", "questions", "requests", "reused"].map { model[$0]?.number?.exactInt }
    }

    @Test func `an estimate says what is answered, and costs only the rest`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(photos: 3, perLocation: 1, server: server)
        let first = try await estimate(scene)
        #expect(figures(first) == [3, 3, 3, 0])
        #expect(try await scene.run().status == 0)
        let known = try await estimate(scene)
        #expect(figures(known) == [3, 3, 0, 3])
        #expect(
            ["low", "expected", "high"].map { known[$0]?.string } == ["0.0000", "0.0000", "0.0000"]
        )
        #expect(known["asked"] == [:])
        #expect(try await text(scene).contains("gpt-5.2: 3 answered already: $0.00\n"))
        try scene.addPhoto("photos/L1/9.jpg", number: 9)
        try scene.addPhoto("photos/L3/10.jpg", number: 10)
        let grown = try await estimate(scene)
        #expect(figures(grown) == [5, 4, 2, 2])
        #expect(grown["asked"]?["new_photo"]?.number?.exactInt == 2)
        #expect(
            try await text(scene).contains(
                "gpt-5.2: 2 answered already: $0.00; to ask: 2 with new photos\n"
            )
        )
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == 5, "as many as were estimated")
        let elsewhere = try await estimate(scene, ["--ledger", "other.sqlite"])
        #expect(figures(elsewhere) == [5, 4, 4, 0])
        #expect(!scene.scratch.exists("other.sqlite"), "an estimate makes no ledger")
        #expect(figures(try await estimate(scene, ["--model", "gpt-5"])) == [5, 4, 4, 0])
    }

    @Test func `the estimate of a run is of what it has to ask`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(photos: 2, perLocation: 1, server: server)
        let full = try await estimate(scene)["expected"]
        #expect(try await scene.run().status == 0)
        #expect(try scene.json()["cost"]?["estimated"] == full)
        #expect(try await scene.run().status == 0)
        #expect(try scene.json()["cost"]?["estimated"] == "0.0000")
        #expect(try await scene.run(["--fresh"]).status == 0)
        #expect(try scene.json()["cost"]?["estimated"] == full)
    }

    @Test func `parts of what was too much are known, and so is what failed too often`()
        async throws
    {
        let server = try LoopbackServer { question, _, _ in
            question.photoIDs.count > 1
                ? .error(status: 413, APIError("too large"))
                : ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try ModelScene(photos: 2, server: server)
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == 3)
        #expect(figures(try await estimate(scene)) == [2, 1, 0, 1])
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == 3)

        let broken = try LoopbackServer { question, _, _ in
            ScriptedReply(to: question, text: "{}").answer
        }
        let other = try ModelScene(model: "name: gpt-5.2, attempts: 1", server: broken)
        #expect(figures(try await estimate(other)) == [1, 1, 1, 0])
        #expect(try await other.run().status == 3)
        #expect(figures(try await estimate(other)) == [1, 1, 0, 0], "failed is not answered")
        #expect(
            try await text(other).contains("1 failed too often: 'stocktake retry' asks again\n")
        )
    }

    @Test func `a damaged ledger is reported, and every question counts as unasked`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(server: server)
        #expect(try await scene.run().status == 0)
        try scene.scratch.write("no ledger", to: "out/test/ledger.sqlite")
        let outcome = try await Binary.run(
            ["estimate", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        #expect(outcome.status == 0)
        #expect(
            outcome.stderr.hasPrefix(
                "stocktake: warning: taken for not yet asked, as the ledger can't be read: "
                    + "out/test/ledger.sqlite: the ledger is damaged"
            ),
            "\(outcome.stderr)"
        )
        #expect(outcome.stdout.contains("test · 1 photo · 1 request\n"))
    }

    @Test func `what a model saw in each photo is kept as it was counted`() async throws {
        let scene = try ModelScene(photos: 2, server: ModelScene.service())
        #expect(try await scene.run().status == 0)
        let ledger = try #require(
            try LedgerReader(at: scene.scratch.url.appending(path: "out/test/ledger.sqlite").path)
        )
        let run = try #require(try ledger.runs().first)
        let photos = try ledger.photos(run: run.begin.id).compactMap(\.sha256)
        #expect(photos.count == 2)
        var points: [String] = []
        for photo in photos {
            #expect(try ledger.observation("quality-1", of: photo) != nil)
            let asked = try #require(try ledger.questions(about: [photo]).first)
            let body = try #require(try ledger.observation(asked.question.key, of: photo))
            for point in try JSONValue(reading: body)["points"]?.array ?? [] {
                points.append("\(photo.prefix(10)),\(try #require(point["x"]?.number))")
            }
        }
        let evidence = try scene.rows("evidence.csv").dropFirst().map { "\($0[2]),\($0[3])" }
        #expect(points.count == 4 && Set(points) == Set(evidence))
        let tallies = try ledger.tallies(run: run.begin.id)
        #expect(tallies.map { "\($0.location),\($0.sku),\($0.counted ?? -1)" } == ["L0,box,4"])
    }

    @Test func `a dry run prices what the run with the same flags asks`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(photos: 3, perLocation: 1, server: server)
        #expect(try await scene.run().status == 0)
        func requests(_ flags: [String]) async throws -> String? {
            let dry = try await scene.run(["--dry-run"] + flags)
            #expect(dry.status == 0, "\(dry.stderr)")
            return dry.stdout.split(separator: "\n").first.map(String.init)
        }
        #expect(try await requests([]) == "test · 3 photos · 0 requests")
        #expect(try await requests(["--fresh"]) == "test · 3 photos · 3 requests")
        #expect(try await requests(["--fresh", "--only", "L1"]) == "test · 1 photo · 1 request")
        #expect(try await scene.run(["--fresh", "--only", "L1"]).status == 0)
        #expect(server.journal.count == 4)
        #expect(try await scene.run(["--dry-run", "--rehearse"]).status == 64)
    }

    @Test func `a photo that was rejected is not asked about, and not priced`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(photos: 2, server: server)
        let tiny = RGBImage(width: 100, height: 90, pixels: .init(repeating: 90, count: 27_000))
        try Data(tiny.jpeg(quality: 90)).write(
            to: scene.scratch.url.appending(path: "photos/L0/t.jpg")
        )
        let flat = RGBImage(width: 480, height: 360, pixels: .init(repeating: 9, count: 518_400))
        try Data(flat.jpeg(quality: 90)).write(
            to: scene.scratch.url.appending(path: "photos/L0/d.jpg")
        )
        #expect(try await scene.run().status == 3)
        #expect(server.journal.count == 1)
        #expect(figures(try await estimate(scene)) == [2, 1, 0, 1])
        #expect(try await scene.run().status == 3)
        #expect(server.journal.count == 1)
    }

    @Test func `a retry is estimated at what it asks`() async throws {
        let server = try LoopbackServer { question, _, _ in
            ScriptedReply(to: question, text: "{}").answer
        }
        let scene = try ModelScene(model: "name: gpt-5.2, attempts: 1", server: server)
        let full = try await estimate(scene)["expected"]
        #expect(try await scene.run().status == 3)
        let retry = try await Binary.run(
            ["retry", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        #expect(retry.status == 3)
        #expect(try scene.json()["cost"]?["estimated"] == full)
    }

    @Test func `the same photo at two places is asked about, and priced, once`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(photos: 1, server: server)
        try scene.addPhoto("photos/L1/0.jpg", number: 0)
        #expect(figures(try await estimate(scene)) == [2, 2, 1, 0])
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == 1)
        #expect(figures(try await estimate(scene)) == [2, 2, 0, 1])
    }

    @Test func `a rehearsal is no earlier asking`() async throws {
        let scene = try ModelScene(photos: 1, server: ModelScene.service())
        #expect(try await scene.run(["--rehearse"]).status == 0)
        let model = try await estimate(scene)
        #expect(figures(model) == [1, 1, 1, 0])
        #expect(model["asked"]?["new_photo"]?.number?.exactInt == 1)
        #expect(try await scene.run().status == 0)
        #expect(try scene.json()["continues"] == .null)
        #expect(try await history(scene).text.contains("rehearsal"))
    }

    @Test func `an address that can't be used stops no estimate`() async throws {
        let scene = try ModelScene(photos: 1, server: ModelScene.service())
        let outcome = try await Binary.run(
            ["estimate", "test.yaml"],
            in: scene.scratch.url,
            environment: ["OPENAI_BASE_URL": "http://proxy.internal/v1"]
        )
        #expect(outcome.status == 0)
        #expect(
            outcome.stderr.hasPrefix(
                "stocktake: warning: taken for not yet asked: OPENAI_BASE_URL "
            )
        )
        #expect(outcome.stdout.contains("test · 1 photo · 1 request\n"))
    }

    @Test func `the history shows lines and money, also of a run that was killed`() async throws {
        let scene = try FaultScene(questions: 2, width: 1, answeringFirst: 1)
        let run = try scene.start()
        try await run.wait { scene.server.journal.count == 2 }
        run.send(SIGKILL)
        #expect(try await run.end().status == SIGKILL)
        let (text, json) = try await history(scene.scene)
        #expect(text.contains(" open "), "\(text)")
        #expect(text.contains("≤ $0."), "\(text)")
        let died = try #require(json["runs"]?[0])
        #expect(died["at_most"]?.string != nil)
        for name in ["actual", "status", "ended_at", "exit_status", "continues"] {
            #expect(died[name] == .null, "\(name)")
        }
    }

    private func history(_ scene: ModelScene) async throws -> (text: String, json: JSONValue) {
        func run(_ format: String) async throws -> String {
            try await Binary.run(
                ["history", "test.yaml", "--format", format],
                in: scene.scratch.url,
                environment: scene.environment
            ).stdout
        }
        let json = try JSONValue(reading: Array(try await run("json").utf8))
        return (try await run("text"), json)
    }
}
