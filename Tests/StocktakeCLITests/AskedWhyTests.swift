import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

@Suite("What is asked again, and why", .serialized, .timeLimit(.minutes(10))) struct AskedWhyTests {
    struct Edit: Sendable, CustomTestStringConvertible {
        let from: String
        let to: String
        /// Of both locations.
        let asked: Int
        var reason = "changed"
        let why: String
        var testDescription: String { to }
    }

    private static func edited(_ from: String, _ to: String, _ why: String) -> Edit {
        Edit(from: from, to: to, asked: 2, why: why)
    }

    /// The stage is at the left, as the pipeline names it.
    private static let edits = [
        edited("items: [box, bag]", "items: [box, bag, tin]", "changed: instructions, schema"),
        edited("count: {", "count: {instructions: look closely, ", "changed: instructions"),
        edited("count: {", "count: {exclude: lids, ", "changed: instructions"),
        edited(
            "model: {name: gpt-5.2",
            "model: {name: gpt-5",
            "changed: model (gpt-5.2 before), effort"
        ),
        edited("name: gpt-5.2", "name: gpt-5.2, effort: high", "changed: effort"),
        edited("name: gpt-5.2", "name: gpt-5.2, detail: low", "changed: detail"),
        edited(
            "name: gpt-5.2",
            "name: gpt-5.2, max_output_tokens: 9000",
            "changed: max output tokens"
        ),
        edited(
            "longest_side: original",
            "longest_side: original, jpeg_quality: 70",
            "changed: prepare"
        ),
        edited("longest_side: original", "longest_side: 400", "changed: size of photos"),
        Edit(
            from: "name: gpt-5.2",
            to: "name: gpt-5.2, votes: 2",
            asked: 2,
            reason: "new_vote",
            why: "an additional vote"
        ),
        Edit(
            from: "files: photos/*/*.jpg",
            to: "files: photos/*/*.jpg, location: '(?<location>jpg)'",
            asked: 1,
            reason: "other_photos",
            why: "asked before with other photos"
        ),
        // An edit of what follows asks nothing.
        Edit(from: "report: out", to: "report: out\ntitle: New", asked: 0, why: ""),
        Edit(from: "report: out", to: "report: {folder: out, formats: [csv]}", asked: 0, why: ""),
        Edit(from: "report: out", to: "report: out\nlimits: {cost_usd: 3}", asked: 0, why: ""),
        Edit(from: "report: out", to: "report: out\ncompare: books.csv", asked: 0, why: ""),
        Edit(
            from: "name: gpt-5.2",
            to: "name: gpt-5.2, in_flight: 2, attempts: 7, requests_per_minute: 900",
            asked: 0,
            why: ""
        ),
    ]

    private func scene(_ server: LoopbackServer) throws -> ModelScene {
        let scene = try ModelScene(photos: 2, perLocation: 1, server: server)
        try scene.scratch.write("sku,location,expected_quantity\nbox,L0,2\n", to: "books.csv")
        return scene
    }

    /// The columns `reason` and `why` of costs.csv, in the order sent.
    private func reasons(_ scene: ModelScene) throws -> [String] {
        let text = try scene.scratch.read("out/test/latest/costs.csv")
        return try text.split(separator: "\r\n").dropFirst().map { row in
            let pattern = /.*?,([a-z_]+),("[^"]*"|[^,]*)$/
            let match = try #require(String(row).wholeMatch(of: pattern))
            return "\(match.1): \(match.2.replacing("\"", with: ""))"
        }
    }

    @Test(arguments: edits)
    func `an edit asks exactly what depends on it`(_ edit: Edit) async throws {
        let server = try ModelScene.service()
        let scene = try scene(server)
        let first = try await scene.run()
        #expect(first.status == 0, "\(first.stderr)")
        #expect(first.stdout.contains("  Asked: 2 with new photos.\n"))
        #expect(try reasons(scene) == Array(repeating: "new_photo: a new photo", count: 2))
        let before = try scene.scratch.read("test.yaml")
        let after = before.replacing(edit.from, with: edit.to, maxReplacements: 1)
        #expect(after != before)
        try scene.scratch.write(after, to: "test.yaml")
        let second = try await scene.run()
        #expect(second.status == 0, "\(second.stderr)")
        #expect(server.journal.count == 2 + edit.asked)
        let wanted = Array(repeating: "\(edit.reason): \(edit.why)", count: edit.asked)
        if !edit.to.contains("formats") {
            let found = try reasons(scene)
            #expect(found == wanted)
            let asked = try scene.json()["asked"]
            #expect(asked?[edit.reason]?.number?.exactInt ?? 0 == edit.asked)
        }
        #expect(second.stdout.contains("  Asked: ") == (edit.asked > 0))
    }

    @Test func `a photo that comes to a place is told from those that were there`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(photos: 2, server: server)
        #expect(try await scene.run().status == 0)
        #expect(try reasons(scene) == ["new_photo: 2 of 2 photos new"])
        try FileManager.default.moveItem(
            at: scene.scratch.url.appending(path: "photos/L0/1.jpg"),
            to: scene.scratch.url.appending(path: "1.jpg")
        )
        #expect(try await scene.run().status == 0)
        #expect(try reasons(scene) == ["other_photos: asked before with other photos"])
        try scene.addPhoto("photos/L0/2.jpg", number: 2)
        let third = try await scene.run(["--verbose"])
        #expect(third.status == 0)
        #expect(
            third.stderr.contains("stocktake: note: asked about L0 (2 photos): 1 of 2 photos new\n")
        )
        #expect(try reasons(scene) == ["new_photo: 1 of 2 photos new"])
    }

    @Test func `what failed last time is said in our words, and --fresh as such`() async throws {
        let server = try ModelScene.service([.serverError, .truncated, .truncated])
        let scene = try ModelScene(model: "name: gpt-5.2, attempts: 1", server: server)
        #expect(try await scene.run().status == 69)
        let second = try await scene.run(["--log", "log.jsonl"])
        #expect(second.status == 3, "\(second.stderr)")
        #expect(
            try reasons(scene) == [
                "failed: failed last time: the service failed",
                "repair: to correct an answer with faults",
            ]
        )
        #expect(
            try scene.scratch.read("log.jsonl").contains(
                #""reason":"failed","why":"failed last time: the service failed""#
            )
        )
        #expect(second.stdout.contains("  Asked: 1 failed last time, 1 to correct an answer.\n"))
        let third = try await Binary.run(
            ["retry", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        #expect(third.status == 0, "\(third.stderr)")
        #expect(try reasons(scene) == ["failed: its last answer was unusable"])
        #expect(try await scene.run(["--fresh"]).status == 0)
        #expect(try reasons(scene) == ["fresh: asked again because of --fresh"])
    }
}
