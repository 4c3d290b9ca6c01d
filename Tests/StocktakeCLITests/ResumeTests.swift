import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

@Suite("A run that dies and goes on") struct ResumeTests {
    private static let questions = 60
    /// The files that hold no ids, times, requests or money: the same photos give the same bytes.
    private static let stable = [
        "counts.csv", "zones.csv", "evidence.csv", "variances.csv", "review.csv", "not-counted.csv",
    ]

    private func scene(_ server: LoopbackServer, width: Int = 4) throws -> ModelScene {
        try ModelScene(
            photos: Self.questions,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: \(width)",
            server: server
        )
    }

    private func server(waiting time: Duration) throws -> LoopbackServer {
        try LoopbackServer { question, _, _ in
            let good = ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
            return ServerAnswer([.wait(time)] + good.steps)
        }
    }

    /// `make soak` kills three hundred times, which takes ten minutes.
    @Test(.timeLimit(.minutes(60)))
    func `killed again and again, it asks nothing twice but what was under way`()
        async throws
    {
        // One server for all, as its address is part of every question's key.
        let server = try server(waiting: .milliseconds(40))
        let undisturbed = try scene(server)
        #expect(try await undisturbed.run().status == 0)

        let kills = ProcessInfo.processInfo.environment["SOAK"].flatMap { Int($0) } ?? 4
        var random = SystemRandomNumberGenerator()
        var done = 0
        while done < kills {
            let width = 4
            let before = server.journal.count
            let scene = try scene(server, width: width)
            var killed = 0
            while killed < 4, done < kills {
                let time = Double.random(in: 0.1...0.9, using: &random)
                let outcome = try await Binary.shell(
                    "timeout -s KILL \(time) \"$0\" run test.yaml",
                    in: scene.scratch.url,
                    environment: scene.environment
                )
                killed += 1
                done += 1
                guard outcome.status != 137 else { continue }
                break
            }
            let last = try await scene.run()
            #expect(last.status == 0, "\(last.stderr)")
            for file in Self.stable {
                #expect(
                    try scene.scratch.read("out/test/latest/\(file)")
                        == undisturbed.scratch.read("out/test/latest/\(file)"),
                    "\(file)"
                )
            }
            let asked = server.journal.dropFirst(before).compactMap { $0.bodyHash }
            #expect(Set(asked).count == Self.questions)
            let repeated = asked.count - Self.questions
            #expect(repeated <= killed * width, "only what was under way")
            let known = try await requests(scene)
            #expect(known["answered"] == Self.questions, "each answer is paid for once")
            // One that was killed between its commit and its sending is listed and was never sent.
            #expect((known["unknown"] ?? 0) >= repeated, "the ledger lists what was repeated")
            #expect((known["unknown"] ?? 0) <= killed * width)
            #expect(known["sent"] == nil && known["failed"] == nil)
        }
    }

    /// Requests of all runs by what became of them, as the ledger lists them.
    private func requests(_ scene: ModelScene) async throws -> [String: Int] {
        let history = try await Binary.run(
            ["history", "test.yaml", "--format", "json"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        let json = try JSONValue(reading: Array(history.stdout.utf8))
        var requests: [String: Int] = [:]
        for run in json["runs"]?.array ?? [] {
            for state in ["answered", "failed", "unknown", "sent"] {
                guard let count = run["requests"]?[state]?.number?.exactInt else { continue }
                requests[state, default: 0] += count
            }
        }
        return requests
    }

    @Test(.timeLimit(.minutes(4)))
    func `an unchanged pipeline asks nothing and writes the same bytes`() async throws {
        let server = try server(waiting: .zero)
        let scene = try scene(server)
        #expect(try await scene.run().status == 0)
        let first = try Self.stable.map { try scene.scratch.read("out/test/latest/\($0)") }
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == Self.questions)
        #expect(try Self.stable.map { try scene.scratch.read("out/test/latest/\($0)") } == first)
        // Asked afresh, everything is paid again.
        #expect(try await scene.run(["--fresh"]).status == 0)
        #expect(server.journal.count == 2 * Self.questions)
        let history = try await Binary.run(
            ["history", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        #expect(history.status == 0)
        #expect(history.stdout.split(separator: "\n").count == 4)
        #expect(history.stdout.contains("complete"))
    }

    @Test(.timeLimit(.minutes(4)))
    func `a second run at once is told who holds the lock, or waits`() async throws {
        let gate = Switch()
        let server = try FaultScene.service(first: 0, gate: gate)
        let scene = try FaultScene(questions: 20, server: server)
        let first = try scene.start()
        try await first.wait { server.journal.count >= 1 }
        let second = try await scene.run()
        #expect(second.status == 75)
        #expect(second.stderr.contains("another run holds out/test/ledger.sqlite.lock: process "))
        let third = try scene.start(["--lock-wait", "3m"])
        try await third.wait { try third.isWatching(SIGINT) }
        gate.turn(on: true)
        #expect(try await first.end().status == 0)
        #expect(try await third.end().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: 20))
    }

    @Test(.timeLimit(.minutes(4))) func `what failed too often is asked by retry only`()
        async throws
    {
        let isBroken = Mutex(true)
        let server = try LoopbackServer { question, _, _ in
            let good = ModelScene.twoBoxes(question)
            let text = isBroken.withLock { $0 } ? "{\"photos\":[]}" : good
            return ScriptedReply(to: question, text: text).answer
        }
        let scene = try ModelScene(model: "name: gpt-5.2, attempts: 2", server: server)
        for requests in [2, 4, 4] {
            let outcome = try await scene.run()
            #expect(outcome.status == 3)
            #expect(outcome.stderr.hasSuffix(", then type: stocktake retry test.yaml\n"))
            #expect(server.journal.count == requests)
        }
        isBroken.withLock { $0 = false }
        let retry = try await Binary.run(
            ["retry", "test.yaml"],
            in: scene.scratch.url,
            environment: scene.environment
        )
        #expect(retry.status == 0, "\(retry.stderr)")
        #expect(try scene.counts() == ["L0,box,2,ok,"])
    }
}

@Suite("A run that cron watches", .timeLimit(.minutes(2))) struct WatchedRunTests {
    @Test func `the log has a line of JSON for everything, and the metrics are gauges`()
        async throws
    {
        let server = try ModelScene.service([.serverError])
        let scene = try ModelScene(photos: 2, perLocation: 1, server: server)
        let outcome = try await scene.run(["-q", "--log", "log.jsonl", "--metrics", "m.prom"])
        #expect(outcome.status == 0 && outcome.stdout.isEmpty && outcome.stderr.isEmpty)
        let events = try scene.scratch.read("log.jsonl").split(separator: "\n").map {
            try JSONValue(reading: Array($0.utf8))
        }
        let kinds = events.compactMap { $0["type"]?.string }
        #expect(kinds.count { $0 == "request" } == 3 && kinds.count { $0 == "retry" } == 1)
        #expect(kinds.first == "plan" && kinds.last == "summary" && kinds.contains("photo"))
        let metrics = try scene.scratch.read("m.prom")
        #expect(metrics.contains("stocktake_run_exit_status{pipeline=\"test\"} 0\n"))
        #expect(metrics.contains("stocktake_requests{pipeline=\"test\"} 3\n"))
        #expect(try scene.keyIsNowhere())
        let watched = ["-q", "--fresh", "--log", "log.jsonl", "--metrics", "m.prom"]
        let strict = try await scene.run(watched + ["--fail-on", "review"])
        #expect(strict.status == 0)
        try scene.scratch.write("sku,location,expected_quantity\nbox,L0,9\n", to: "books.csv")
        let pipeline = try scene.scratch.read("test.yaml") + "compare: books.csv\n"
        try scene.scratch.write(pipeline, to: "test.yaml")
        let varied = try await scene.run(watched + ["--fail-on", "variance"])
        #expect(varied.status == 4)
        #expect(try scene.scratch.read("m.prom").contains("exit_status{pipeline=\"test\"} 4\n"))
        #expect(try scene.json()["exit_status"]?.number?.exactInt == 4)
        #expect(try scene.json()["status"] == "complete")
        server.stop()
        let failed = try await scene.run(watched)
        #expect(failed.status == 69, "\(failed.stderr)")
        let text = try scene.scratch.read("test.yaml")
        try scene.scratch.write(text.replacing("name: test", with: "name: other"), to: "test.yaml")
        let renamed = try await scene.run(watched)
        #expect(renamed.status == 69)
        let other = try scene.scratch.read("m.prom")
        #expect(other.contains("{pipeline=\"other\"} 69\n"), "the pipeline's name, not its file's")
        try scene.scratch.write(text, to: "test.yaml")
        #expect(try await scene.run(watched).status == 69)
        let gone = try scene.scratch.read("m.prom")
        #expect(gone.contains("stocktake_run_exit_status{pipeline=\"test\"} 69\n"))
        #expect(!gone.contains("stocktake_requests"), "what isn't known is missing, not zero")
        #expect(try scene.scratch.read("log.jsonl").contains("\"type\":\"exit_error\""))
    }

    @Test func `a service that fails too often is given up`() async throws {
        let server = try LoopbackServer { question, _, index in
            index % 2 == 0
                ? .error(status: 400, APIError("no"))
                : ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try ModelScene(
            photos: 40,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1",
            more: "limits: {failures: 20%}",
            server: server
        )
        let outcome = try await scene.run()
        #expect(outcome.status == 69, "\(outcome.stderr)")
        #expect(server.journal.count == 11, "ten tell, and one more fails")
        #expect(try scene.json()["status"] == "failed")
    }

    @Test func `answers of no use are failures too`() async throws {
        let server = try LoopbackServer { question, _, index in
            let text = index < 8 ? ModelScene.twoBoxes(question) : "{}"
            return ScriptedReply(to: question, text: text).answer
        }
        let scene = try ModelScene(
            photos: 40,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: 1",
            more: "limits: {failures: 20%}",
            server: server
        )
        let outcome = try await scene.run()
        #expect(outcome.status == 69, "\(outcome.stderr)")
        #expect(server.journal.count < 20, "each of them is paid for, twice with its repair")
        #expect(outcome.stderr.contains("questions had no usable answer"))
    }
}
