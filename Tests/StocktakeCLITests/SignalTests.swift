import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

/// Signals while a model is being asked: what is paid for is kept, and the next run goes on.
@Suite("stocktake interrupted while it asks", .timeLimit(.minutes(3))) struct SignalTests {
    private static let questions = 16
    private static let lastLine =
        "stocktake: interrupted, nothing reported; type the same command again\n"

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `once, the answers under way are kept and the next run asks only the rest`(
        _ signal: Int32
    ) async throws {
        let gate = Switch()
        let server = try FaultScene.service(first: 6, gate: gate)
        let scene = try FaultScene(questions: Self.questions, server: server)
        #expect(try await scene.runFirst(2).status == 0)
        let old = try scene.latest()
        let oldBytes = try scene.bytes("out/test/\(old)")
        let run = try scene.start()
        try await run.wait { server.journal.count == 10 }
        run.send(signal)
        try await Task.sleep(for: .milliseconds(200))
        gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 130)
        #expect(outcome.stdout.isEmpty)
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
        #expect(try scene.latest() == old)
        #expect(try scene.bytes("out/test/\(old)") == oldBytes)
        #expect(
            try scene.scratch.names("out/test")
                == [old, "latest", "ledger.sqlite", "ledger.sqlite.lock"]
        )
        #expect(try scene.scratch.names("tmp") == [])
        #expect(server.journal.count == 10, "no question was begun after the signal")
        let stopped = try #require(try await scene.history().first)
        #expect(stopped["status"] == "stopped" && stopped["exit_status"] == 130)
        #expect(stopped["ended_at"]?.string != nil)

        #expect(try await scene.run().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: Self.questions))
        #expect(try scene.isAllCounted())
        #expect(try scene.scene.json()["continues"] == stopped["run"])
        #expect(try scene.scratch.names("tmp") == [])
    }

    @Test func `with the last answers under way it ends all the same, and then costs nothing`()
        async throws
    {
        let gate = Switch()
        let server = try FaultScene.service(first: 2, gate: gate)
        let scene = try FaultScene(questions: 4, server: server)
        let run = try scene.start()
        try await run.wait { server.journal.count == 4 }
        run.send(SIGTERM)
        try await Task.sleep(for: .milliseconds(200))
        gate.turn(on: true)
        #expect(try await run.end().status == 130)
        #expect(!scene.scratch.exists("out/test/latest"))
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == 4)
        #expect(try scene.isAllCounted())
    }

    @Test func `asked afresh, nobody is told to pay twice`() async throws {
        let gate = Switch()
        let server = try FaultScene.service(first: 1, gate: gate)
        let scene = try FaultScene(questions: 3, server: server)
        let run = try scene.start(["--fresh"])
        try await run.wait { server.journal.count == 3 }
        run.send(SIGINT)
        try await Task.sleep(for: .milliseconds(200))
        gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 130)
        #expect(
            outcome.stderr.hasSuffix(
                "stocktake: interrupted, nothing reported; type the same command again without "
                    + "--fresh: what was answered is kept\n"
            ),
            "\(outcome.stderr)"
        )
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `twice, it leaves at once and the next run goes on`(_ signal: Int32) async throws {
        let server = try LoopbackServer { question, _, index in
            let good = ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
            let isSlow = (6..<10).contains(index)
            return ServerAnswer([.wait(isSlow ? .seconds(60) : .milliseconds(20))] + good.steps)
        }
        let scene = try FaultScene(questions: Self.questions, server: server)
        let run = try scene.start()
        // Four are under way, and none of them ends soon.
        try await run.wait { server.journal.count == 10 }
        let clock = ContinuousClock()
        let start = clock.now
        run.send(signal)
        try await Task.sleep(for: .milliseconds(300))
        #expect(run.isRunning, "after the first one it waits for its answers")
        run.send(signal)
        let outcome = try await run.end()
        #expect(clock.now - start < .seconds(30))
        #expect(outcome.status == 130)
        #expect(!scene.scratch.exists("out/test/latest"))
        #expect(try await scene.history().first?["status"]?.string == nil, "it is left open")

        #expect(try await scene.run().status == 0)
        #expect(scene.timesAsked.sorted() == Array(repeating: 1, count: 12) + [2, 2, 2, 2])
        #expect(try scene.isAllCounted())
        #expect(try scene.scene.json()["continues"]?.string != nil)
    }

    @Test func `a wait for the service to recover ends at once`() async throws {
        let server = try LoopbackServer { _, _, _ in
            .error(status: 429, APIError("slow down"), headers: [("retry-after", "60")])
        }
        let scene = try FaultScene(questions: 2, server: server)
        let run = try scene.start()
        try await run.wait { server.journal.count == 2 }
        try await Task.sleep(for: .milliseconds(200))
        let clock = ContinuousClock()
        let start = clock.now
        run.send(SIGTERM)
        let outcome = try await run.end()
        #expect(clock.now - start < .seconds(30))
        #expect(outcome.status == 130)
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
    }

    @Test func `a wait for another run ends at once, and the other goes on`() async throws {
        let gate = Switch()
        let server = try FaultScene.service(first: 0, gate: gate)
        let scene = try FaultScene(questions: 8, server: server)
        let first = try scene.start()
        try await first.wait { server.journal.count >= 1 }
        let second = try scene.start(["--lock-wait", "1m"])
        try await second.wait { try second.isWatching(SIGINT) }
        try await Task.sleep(for: .milliseconds(300))
        #expect(second.isRunning)
        second.send(SIGINT)
        let outcome = try await second.end()
        #expect(outcome.status == 130)
        #expect(outcome.stderr == Self.lastLine)
        #expect(first.isRunning)
        gate.turn(on: true)
        #expect(try await first.end().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: 8))
        #expect(try await scene.history().count == 1, "the second one never began")
    }

    /// A shell starts what it puts into the background so, in a script.
    @Test func `Ctrl-C that the parent has ignored stays ignored, and SIGTERM works`()
        async throws
    {
        let gate = Switch()
        let server = try FaultScene.service(first: 4, gate: gate)
        let scene = try FaultScene(questions: Self.questions, server: server)
        let run = try scene.start(ignoring: "INT")
        try await run.wait { server.journal.count == 8 }
        run.send(SIGINT)
        run.send(SIGINT)
        try await Task.sleep(for: .milliseconds(200))
        #expect(run.isRunning, "a second signal that counts would have ended it")
        run.send(SIGTERM)
        try await Task.sleep(for: .milliseconds(200))
        gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 130)
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
        #expect(server.journal.count == 8)
        #expect(try await scene.run().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: Self.questions))
    }

    @Test func `a terminal that closes doesn't end a run under nohup`() async throws {
        let gate = Switch()
        let server = try FaultScene.service(first: 4, gate: gate)
        let scene = try FaultScene(questions: Self.questions, server: server)
        let run = try scene.start(ignoring: "HUP")
        try await run.wait { server.journal.count == 8 }
        run.send(SIGHUP)
        run.send(SIGHUP)
        try await Task.sleep(for: .milliseconds(200))
        gate.turn(on: true)
        #expect(try await run.end().status == 0)
        #expect(try scene.isAllCounted())
    }

    /// Readers of stdout and stderr that are gone before the first answer comes.
    @Test(arguments: [
        "--progress always 2>&1 | true",
        "--progress always 2> >(true) | true",
        "--progress always --format json 2> >(head -c 1 >&-) >&-",
        "--verbose >&- 2>&-",
    ])
    func `readers that go away don't end a run`(_ tail: String) async throws {
        let server = try FaultScene.service(waiting: .milliseconds(60))
        let scene = try FaultScene(questions: Self.questions, server: server)
        let outcome = try await scene.shell(
            "\"$0\" run test.yaml \(tail)\nexit ${PIPESTATUS[0]}"
        )
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(try scene.isAllCounted())
        #expect(scene.timesAsked == Array(repeating: 1, count: Self.questions))
        #expect(try await scene.history().first?["status"] == "complete")
    }
}
