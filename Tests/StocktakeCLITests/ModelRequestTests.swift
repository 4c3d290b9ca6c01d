import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

@Suite("What a model is asked", .serialized, .timeLimit(.minutes(10))) struct ModelRequestTests {
    @Test func `a hundred photos in one request arrive whole, in order, under opaque ids`()
        async throws
    {
        let server = try ModelScene.service()
        // gpt-4.1 looks at few tokens of a photo, so that a hundred fit.
        let scene = try ModelScene(photos: 100, model: "name: gpt-4.1", server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(server.journal.count == 1)
        let entry = try #require(server.journal.first)
        let body = try #require(entry.body)
        #expect(entry.isJSON && body.photos.count == 100)
        let sent = try scene.rows("photos.csv").dropFirst().map { $0[6] }
        let posted = entry.photoHashes
        #expect(Set(posted).count == 100)
        // The photos hold no metadata, so the very files go out.
        #expect(posted == sent)
        let text = String(decoding: body.skeleton, as: UTF8.self)
        #expect(text.contains(#""text":"Photo p100:""#) && !text.contains(".jpg"))
        #expect(text.contains(#""store":false"#) && text.contains(#""detail":"high""#))
        #expect(try scene.rows("counts.csv")[1][3] == "200")
    }

    @Test func `a bad photo among many is found by halving, and only it is lost`() async throws {
        let bad = Mutex<String?>(nil)
        let server = try LoopbackServer { question, _, index in
            let hashes = question.photos.map(\.received.reading.sha256)
            let spoilt = bad.withLock { bad in
                if index == 0 { bad = hashes[5] }
                return bad
            }
            guard let spoilt, hashes.contains(spoilt) else {
                return ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
            }
            return .error(
                status: 400,
                APIError("You uploaded an unsupported image.", code: "invalid_image_format")
            )
        }
        let scene = try ModelScene(photos: 8, server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 3, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,box,14,incomplete,photo_rejected"])
        let lost = try scene.rows("photos.csv").dropFirst().filter { $0[7] == "no" }
        #expect(lost.map { $0[1] } == ["photos/L0/5.jpg"])
        #expect(lost[0][8].contains("refused_by_service: the service could not use a photo"))
        #expect(server.journal.count == 7, "1 + 2 + 2 + 2 halves")
        let kinds = Set(try scene.rows("costs.csv").dropFirst().map { $0[11] })
        #expect(kinds == ["ask", "split"])
        // Next night the halves are known, and only the bad photo is tried again, three times in all.
        for requests in [8, 9, 9] {
            let next = try await scene.run()
            #expect(next.status == 3, "\(next.stderr)")
            #expect(try scene.counts() == ["L0,box,14,incomplete,photo_rejected"])
            #expect(server.journal.count == requests)
        }
    }

    @Test func `a photo that vanishes before it is sent is lost alone`() async throws {
        let victim = Mutex<String?>(nil)
        let server = try LoopbackServer { question, _, index in
            if index == 0, let path = victim.withLock({ $0 }) {
                do {
                    try FileManager.default.removeItem(atPath: path)
                } catch {
                    Issue.record("the photo stays: \(error)")
                }
            }
            return ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try ModelScene(
            photos: 4,
            perLocation: 2,
            model: "name: gpt-5.2, in_flight: 1",
            server: server
        )
        victim.withLock { $0 = scene.scratch.url.appending(path: "photos/L1/2.jpg").path }
        let outcome = try await scene.run()
        #expect(outcome.status == 3, "\(outcome.stderr)")
        #expect(
            try scene.counts() == ["L0,box,4,ok,", "L1,box,2,incomplete,photo_rejected"],
            "\(outcome.stderr)"
        )
    }

    @Test func `an answer cut off is asked for with twice the room, then in halves, then known`()
        async throws
    {
        let server = try LoopbackServer { question, _, _ in
            let text = ModelScene.twoBoxes(question)
            var envelope = ScriptedReply(to: question, text: text)
            if question.photos.count > 2 {
                envelope.outcome = .incomplete(reason: "max_output_tokens", text: "{")
            }
            return envelope.answer
        }
        let scene = try ModelScene(photos: 4, server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,box,8,ok,"])
        #expect(server.journal.count == 4, "once, with more room, two halves")
        let again = try await scene.run()
        #expect(again.status == 0 && server.journal.count == 4, "\(again.stderr)")
        #expect(try scene.counts() == ["L0,box,8,ok,"])
    }

    @Test func `overlapping photos with a bad one are asked about together again`() async throws {
        let bad = Mutex<String?>(nil)
        let server = try LoopbackServer { question, _, index in
            let hashes = question.photos.map(\.received.reading.sha256)
            let spoilt = bad.withLock { bad in
                if index == 0 { bad = hashes[2] }
                return bad
            }
            if let spoilt, hashes.contains(spoilt) {
                return .error(status: 400, APIError("bad image", code: "image_parse_error"))
            }
            return ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try ModelScene(photos: 4, views: "overlapping", server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 3, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,box,6,incomplete,photo_rejected"])
        #expect(server.journal.last?.body?.photos.count == 3)
    }

    @Test func `a service that takes no schema is asked for less, once for all`() async throws {
        let server = try LoopbackServer { question, _, _ in
            switch question.format?.type {
            case "json_schema":
                return .error(
                    status: 400,
                    APIError("unsupported", param: "text.format", code: "unsupported_parameter")
                )
            case "json_object":
                return .error(status: 400, APIError("unsupported", param: "text.format"))
            default:
                let text = "Here it is:\n```json\n\(ModelScene.twoBoxes(question))\n```"
                return ScriptedReply(to: question, text: text).answer
            }
        }
        let scene = try ModelScene(
            photos: 3,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1",
            server: server
        )
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try scene.counts() == ["L0,box,2,ok,", "L1,box,2,ok,", "L2,box,2,ok,"])
        #expect(server.journal.count == 5)
        let last = try #require(server.journal.last?.body)
        #expect(String(decoding: last.skeleton, as: UTF8.self).contains("JSON Schema"))
    }

    @Test func `a schema that was promised and ignored is reported`() async throws {
        let server = try LoopbackServer { question, _, _ in
            let text = "Sure!\n```json\n\(ModelScene.twoBoxes(question))\n```"
            return ScriptedReply(to: question, text: text).answer
        }
        let scene = try ModelScene(server: server)
        let outcome = try await scene.run()
        #expect(outcome.status == 0)
        #expect(outcome.stderr.contains("did not follow the schema"))
    }

    @Test func `the cost limit is never passed, and the next run continues`() async throws {
        let server = try LoopbackServer { question, _, _ in
            var envelope = ScriptedReply(to: question, text: ModelScene.twoBoxes(question))
            envelope.usage = .counts(ScriptedReply.Usage(input: 5000, output: 1000))
            return envelope.answer
        }
        let scene = try ModelScene(
            photos: 12,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 16",
            server: server
        )
        // One request: $0.02275 by usage, at most about $0.07 by its ceiling.
        let first = try await scene.run(["--max-cost", "0.15"])
        #expect(first.status == 8, "\(first.stderr)")
        let paid = try #require(try scene.json()["cost"]?["actual"]?.string)
        #expect(try #require(Decimal(string: paid)) <= Decimal(string: "0.15") ?? 0)
        #expect(try scene.json()["status"] == "stopped")
        let asked = server.journal.count
        #expect(asked > 0 && asked < 12)
        let second = try await scene.run()
        #expect(second.status == 0, "\(second.stderr)")
        #expect(server.journal.count == 12, "what was paid for is not asked again")
        #expect(try scene.counts().count == 12)
    }

    @Test func `a signal ends the asking, keeps what was answered, and reports nothing`()
        async throws
    {
        let scene = try FaultScene(questions: 20, width: 2, answeringFirst: 2)
        let server = scene.server
        let run = try scene.start(["--progress", "always"])
        try await run.wait {
            try server.journal.count == 4 && run.stderr().contains("/20 questions")
        }
        try await run.deliver(SIGINT)
        scene.gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 130, "\(outcome.stderr)")
        #expect(!scene.scratch.exists("out/test/latest"))
        #expect(server.journal.count == 4)
        let again = try await scene.run()
        #expect(again.status == 0, "\(again.stderr)")
        #expect(server.journal.count == 20, "each was asked once")
    }
}
