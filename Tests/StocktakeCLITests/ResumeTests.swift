import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

@Suite("A killed and resumed run", .serialized, .timeLimit(.minutes(10))) struct ResumeTests {
    private static let questions = 60
    /// The files that hold no ids, times, requests or money: the same photos give the same bytes.
    private static let stable = [
        "counts.csv", "zones.csv", "evidence.csv", "variances.csv", "review.csv", "not-counted.csv",
    ]

    private func scene(_ server: LoopbackServer, width: Int = 4) throws -> FaultScene {
        try FaultScene(questions: Self.questions, width: width, server: server)
    }

    private func server(waiting time: Duration) throws -> LoopbackServer {
        try LoopbackServer { question, _, _ in
            let good = ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
            return ServerAnswer([.wait(time)] + good.steps)
        }
    }

    /// One for every four kills: `SOAK` says how many there are, 4 unless set.
    private static let seeds: [UInt64] = {
        let kills = ProcessInfo.processInfo.environment["SOAK"].flatMap { UInt64($0) } ?? 4
        return (0..<max(1, kills / 4)).map { Dice.seed &+ $0 }
    }()

    @Test(arguments: seeds)
    func `killed again and again, it repeats only requests that were running`(
        seed: UInt64
    ) async throws {
        var dice = Dice(seed: seed)
        let width = 4
        // One server for both, as its address is part of every question's key.
        let server = try server(waiting: .milliseconds(40))
        let undisturbed = try scene(server)
        #expect(try await undisturbed.run().status == 0)
        let before = server.journal.count
        let scene = try scene(server, width: width)
        var killed = 0
        while killed < 4 {
            let target = server.journal.count + Int.random(in: 0...24, using: &dice)
            let pause = Duration.milliseconds(Int.random(in: 0...100, using: &dice))
            let run = try scene.start()
            while run.isRunning, server.journal.count < target {
                try await Task.sleep(for: .milliseconds(2))
            }
            try await Task.sleep(for: pause)
            run.send(SIGKILL)
            guard try await run.end().status == SIGKILL else { break }
            killed += 1
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

    /// Requests of all runs by what became of them, as the ledger lists them.
    private func requests(_ scene: FaultScene) async throws -> [String: Int] {
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

    @Test func `an unchanged pipeline asks nothing and writes the same bytes`() async throws {
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

    @Test func `a second run at the same time names the lock's holder, or waits`() async throws {
        let scene = try FaultScene(questions: 20, answeringFirst: 0)
        let server = scene.server
        let first = try scene.start()
        try await first.wait { server.journal.count >= 1 }
        let second = try await scene.run()
        #expect(second.status == 75)
        #expect(second.stderr.contains("another run holds out/test/ledger.sqlite.lock: process "))
        let third = try scene.start(["--lock-wait", "60m"])
        try await third.wait { try third.isWatching(SIGINT) }
        scene.gate.turn(on: true)
        #expect(try await first.end().status == 0)
        #expect(try await third.end().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: 20))
    }

    @Test func `what failed too often is asked by retry only`()
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
            #expect(outcome.stderr.hasSuffix(", then run: stocktake retry test.yaml\n"))
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

@Suite("A run that cron watches", .timeLimit(.minutes(10))) struct WatchedRunTests {
    private static let watched = ["-q", "--log", "log.jsonl", "--metrics", "m.prom"]

    /// Two questions, the first of which is answered at the second try.
    private func scene() throws -> ModelScene {
        try ModelScene(
            photos: 2,
            perLocation: 1,
            server: ModelScene.service([.serverError])
        )
    }

    /// The metrics of the last run.
    private func metrics(_ scene: ModelScene) throws -> String {
        try scene.scratch.read("m.prom")
    }

    @Test func `the log has a line of JSON for everything, and the streams have nothing`()
        async throws
    {
        let scene = try scene()
        let outcome = try await scene.run(Self.watched)
        #expect(outcome.status == 0 && outcome.stdout.isEmpty && outcome.stderr.isEmpty)
        let kinds = try Log(in: scene.scratch).kinds
        #expect(kinds.count { $0 == "request" } == 3 && kinds.count { $0 == "retry" } == 1)
        #expect(kinds.first == "plan" && kinds.last == "summary" && kinds.contains("photo"))
    }

    @Test func `the metrics are gauges`() async throws {
        let scene = try scene()
        #expect(try await scene.run(Self.watched).status == 0)
        let metrics = try metrics(scene)
        #expect(metrics.contains("stocktake_run_exit_status{pipeline=\"test\"} 0\n"))
        #expect(metrics.contains("stocktake_requests{pipeline=\"test\"} 3\n"))
    }

    @Test func `neither the log nor the metrics hold the key`() async throws {
        let scene = try scene()
        #expect(try await scene.run(Self.watched).status == 0)
        #expect(scene.scratch.exists("log.jsonl") && scene.scratch.exists("m.prom"))
        #expect(try scene.keyIsNowhere())
    }

    @Test func `without a line to review, --fail-on review changes nothing`() async throws {
        let scene = try scene()
        #expect(try await scene.run(Self.watched + ["--fail-on", "review"]).status == 0)
    }

    @Test func `a variance is the same exit status everywhere`() async throws {
        let scene = try scene()
        try scene.scratch.write("sku,location,expected_quantity\nbox,L0,9\n", to: "books.csv")
        let pipeline = try scene.scratch.read("test.yaml") + "compare: books.csv\n"
        try scene.scratch.write(pipeline, to: "test.yaml")
        #expect(try await scene.run(Self.watched + ["--fail-on", "variance"]).status == 4)
        #expect(try metrics(scene).contains("exit_status{pipeline=\"test\"} 4\n"))
        #expect(try scene.json()["exit_status"]?.number?.exactInt == 4)
        #expect(try scene.json()["status"] == "complete")
    }

    @Test func `a service that is gone is a status of the metrics`() async throws {
        let scene = try scene()
        scene.server.stop()
        let outcome = try await scene.run(Self.watched)
        #expect(outcome.status == 69, "\(outcome.stderr)")
        #expect(try metrics(scene).contains("exit_status{pipeline=\"test\"} 69\n"))
    }

    @Test func `the metrics bear the pipeline's name, not its file's`() async throws {
        let scene = try scene()
        let text = try scene.scratch.read("test.yaml")
        try scene.scratch.write(text.replacing("name: test", with: "name: other"), to: "test.yaml")
        #expect(try await scene.run(Self.watched).status == 0)
        #expect(try metrics(scene).contains("exit_status{pipeline=\"other\"} 0\n"))
    }

    @Test func `what isn't known is missing from the metrics, not zero`() async throws {
        let scene = try scene()
        #expect(try await scene.run(Self.watched).status == 0)
        #expect(try metrics(scene).contains("stocktake_requests"))
        scene.server.stop()
        #expect(try await scene.run(Self.watched + ["--fresh"]).status == 69)
        #expect(try !metrics(scene).contains("stocktake_requests"))
    }

    @Test func `a run that fails logs its error`() async throws {
        let scene = try scene()
        scene.server.stop()
        #expect(try await scene.run(Self.watched).status == 69)
        let log = try Log(in: scene.scratch)
        #expect(log.all("exit_error").count == 1 && log.lastStatus == 69)
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
        #expect(server.journal.count == 11, "ten decide, and one more fails")
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
