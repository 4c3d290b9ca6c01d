import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Testing

@Suite("stocktake run with a model", .serialized, .timeLimit(.minutes(10))) struct ModelRunTests {
    /// The lecture's picture: sixteen bags, eight on the cart, seven on the floor, one carried.
    @Test func `the bags of ice are counted with their zones, and cost what they used`()
        async throws
    {
        let path = Binary.repository.appending(path: "Tests/ServiceFaultsTests/Answers/ice.json")
            .path
        let truth = try AnswerFile(reading: readFile(at: path, maxBytes: 1 << 20))
        let server = try LoopbackServer { question, _, index in
            truth.reply(
                to: question,
                views: .overlapping,
                inOrder: ["ice-1.jpg", "ice-2.jpg", "ice-3.jpg"],
                variant: index + 1
            )
        }
        let scratch = try Scratch()
        let arguments = [
            "run", "Pipelines/ice.yaml", "--output", scratch.url.path, "--ledger",
            scratch.url.appending(path: "ledger.sqlite").path,
        ]
        let environment = ["OPENAI_BASE_URL": server.baseURL, "OPENAI_API_KEY": ModelScene.key]
        let first = try await Binary.run(arguments, environment: environment)
        #expect(first.status == 0, "\(first.stderr)")
        #expect(first.stdout.contains("on the cart 8 · on the floor 7 · carried 1"))

        let counts = try scratch.read("ice/latest/counts.csv").split(separator: "\r\n")
        #expect(counts.count == 2)
        #expect(counts[1].hasPrefix("ice,bag of ice,,16,16,16,,ok,,model,gpt-5.2"))
        #expect(
            try scratch.read("ice/latest/zones.csv").split(separator: "\r\n").dropFirst() == [
                "ice,bag of ice,on the cart,8", "ice,bag of ice,on the floor,7",
                "ice,bag of ice,carried,1",
            ]
        )
        let posted = try #require(server.journal.first?.body)
        #expect(
            posted.photos.count == 3 && posted.photos.allSatisfy { $0.mediaType == "image/jpeg" }
        )

        let json = try JSONValue(reading: Array(try scratch.read("ice/latest/run.json").utf8))
        let input = try #require(json["tokens"]?["input"]?.number?.exactInt)
        let output = try #require(json["tokens"]?["output"]?.number?.exactInt)
        // USD 1.75 and 14.00 a million.
        let cost = Decimal(input) * 175 / 100_000_000 + Decimal(output) * 1400 / 100_000_000
        let actual = try #require(json["cost"]?["actual"]?.string)
        #expect(Decimal(string: actual) == cost)

        let second = try await Binary.run(arguments, environment: environment)
        #expect(second.status == 0)
        #expect(second.stdout.contains("0 requests · 1 reused · $0.00"))
        #expect(server.journal.count == 1, "what is answered is not asked again")
        let again = try scratch.read("ice/latest/counts.csv").split(separator: "\r\n")
        #expect(counts == again)
    }

    @Test func `the rehearsal gives the counts of the label reader`() async throws {
        let scratch = try Scratch()
        let read = try await Binary.run([
            "run", "Pipelines/warehouse.yaml", "--output", "\(scratch.url.path)/labels",
            "--ledger", "\(scratch.url.path)/labels.sqlite",
        ])
        let rehearsed = try await Binary.run([
            "run", "Pipelines/warehouse.yaml", "--rehearse", "--output",
            "\(scratch.url.path)/rehearsal", "--ledger", "\(scratch.url.path)/ledger.sqlite",
        ])
        #expect(read.status == 0 && rehearsed.status == 0)
        #expect(rehearsed.stdout.contains("4 requests · $0.00"))
        let again = try await Binary.run([
            "run", "Pipelines/warehouse.yaml", "--rehearse", "--output",
            "\(scratch.url.path)/rehearsal", "--ledger", "\(scratch.url.path)/ledger.sqlite",
        ])
        #expect(again.stdout.contains("4 requests · $0.00"), "every rehearsal goes the whole way")
        let flat = rehearsed.stdout.replacing("\n ", with: "")
        #expect(flat.contains("a label reader on this machine answered, not an AI model; gpt-5.2"))
        #expect(flat.contains("would have cost $0.0"))
        func counted(_ folder: String) throws -> [String] {
            try scratch.read("\(scratch.newestRun("\(folder)/warehouse"))/counts.csv")
                .split(separator: "\r\n")
                .map { $0.split(separator: ",", omittingEmptySubsequences: false) }
                .filter { !$0[0].isEmpty }.map { "\($0[0]) \($0[1]) \($0[3]) \($0[7])" }
        }
        let labels = try counted("labels")
        #expect(labels.count == 16)
        #expect(try counted("rehearsal") == labels)
        #expect(try scratch.names("rehearsal/warehouse").count == 2, "two runs and no latest")
        let methods = try scratch.read(
            "\(scratch.newestRun("rehearsal/warehouse"))/counts.csv"
        )
        #expect(methods.contains(",rehearsal,label-reader,") && !methods.contains(",model,gpt"))
    }

    @Test func `a dearer tier's cost is unknown, and ends a run that has a limit`() async throws {
        let server = try LoopbackServer { question, _, _ in
            var reply = ScriptedReply(to: question, text: ModelScene.twoBoxes(question))
            reply.serviceTier = "priority"
            return reply.answer
        }
        let scene = try ModelScene(
            photos: 3,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1",
            server: server
        )
        let limited = try await scene.run(["--max-cost", "1"])
        #expect(limited.status == 8, "\(limited.stderr)")
        #expect(server.journal.count == 1)
        #expect(
            limited.stderr.contains(
                "the service answered in tier 'priority', for which the price table has no price"
            )
        )
        let free = try await scene.run()
        #expect(free.status == 0)
        #expect(server.journal.count == 3)
        #expect(try scene.json()["cost"]?["actual"] == .null, "unknown is not zero")
    }

    @Test func `without a key nothing is sent`() async throws {
        let scene = try ModelScene(server: ModelScene.service())
        var environment = scene.environment
        environment["OPENAI_API_KEY"] = nil
        let outcome = try await Binary.run(
            ["run", "test.yaml"],
            in: scene.scratch.url,
            environment: environment
        )
        #expect(outcome.status == 77)
        #expect(outcome.stderr.contains("OPENAI_API_KEY is not set"))
        #expect(scene.server.journal.isEmpty && !scene.scratch.exists("out/test/latest"))
    }

    @Test func `a pipeline's own address never gets the key of the environment`() async throws {
        let server = try LoopbackServer { question, _, _ in
            ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try ModelScene(
            model: "name: qwen, base_url: '\(server.baseURL)'",
            server: server
        )
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        let asked = try #require(server.journal.first)
        #expect(!asked.head.hasKey)
        #expect(asked.head.path == "/v1/chat/completions", "a server of one's own speaks chat")
        #expect(try scene.counts() == ["L0,box,2,ok,"])
    }

    @Test func `votes, an unknown price and two places`() async throws {
        let server = try ModelScene.service()
        let scene = try ModelScene(
            photos: 4,
            perLocation: 2,
            model: "name: nobody-knows-it, votes: 3, in_flight: 4",
            server: server
        )
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(server.journal.count == 6)
        #expect(try scene.counts() == ["L0,box,4,ok,", "L1,box,4,ok,"])
        #expect(try scene.json()["cost"]?["actual"] == .null)
        #expect(outcome.stdout.contains("unknown"))
        #expect(try scene.rows("counts.csv")[1].last == "3 of 3")
    }
}
