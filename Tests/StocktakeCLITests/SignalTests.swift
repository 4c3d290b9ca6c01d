import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

/// Signals while a model is being asked: what is paid for is kept, and the next run continues.
@Suite("stocktake interrupted while it asks", .serialized, .timeLimit(.minutes(10)))
struct SignalTests {
    private static let questions = 16
    private static let lastLine =
        "stocktake: interrupted, no reports written; what was done is kept; run again: stocktake "
        + "run test.yaml\n"

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `once, the answers under way are kept and the next run asks only the rest`(
        _ signal: Int32
    ) async throws {
        let scene = try FaultScene(questions: Self.questions, answeringFirst: 6)
        let server = scene.server
        #expect(try await scene.runFirst(2).status == 0)
        let old = try scene.latest()
        let oldBytes = try scene.bytes("out/test/\(old)")
        let run = try scene.start()
        try await run.wait { server.journal.count == 10 }
        try await run.deliver(signal)
        scene.gate.turn(on: true)
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
        let scene = try FaultScene(questions: 4, answeringFirst: 2)
        let server = scene.server
        let run = try scene.start()
        try await run.wait { server.journal.count == 4 }
        try await run.deliver(SIGTERM)
        scene.gate.turn(on: true)
        #expect(try await run.end().status == 130)
        #expect(!scene.scratch.exists("out/test/latest"))
        #expect(try await scene.run().status == 0)
        #expect(server.journal.count == 4)
        #expect(try scene.isAllCounted())
    }

    @Test func `with --fresh, the advice does not lead to paying twice`() async throws {
        let scene = try FaultScene(questions: 3, answeringFirst: 1)
        let server = scene.server
        let run = try scene.start(["--fresh"])
        try await run.wait { server.journal.count == 3 }
        try await run.deliver(SIGINT)
        scene.gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 130)
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
    }

    @Test(arguments: [SIGINT, SIGTERM, SIGHUP])
    func `twice, it exits at once and the next run continues`(_ signal: Int32) async throws {
        let scene = try FaultScene(questions: Self.questions, answeringFirst: 6)
        let run = try scene.start()
        // Four are under way, and none of them is answered before the gate opens.
        try await run.wait { scene.server.journal.count == 10 }
        try await run.deliver(signal)
        #expect(run.isRunning, "after the first one it waits for its answers")
        run.send(signal)
        let outcome = try await run.end()
        scene.gate.turn(on: true)
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
            .error(status: 429, APIError("slow down"), headers: [("retry-after", "600")])
        }
        let scene = try FaultScene(questions: 2, server: server)
        let run = try scene.start(["--log", "log.jsonl"])
        try await run.wait {
            try scene.scratch.exists("log.jsonl")
                && scene.scratch.read("log.jsonl").contains("\"type\":\"retry\"")
        }
        run.send(SIGTERM)
        let outcome = try await run.end()
        #expect(outcome.status == 130, "long before the ten minutes are over")
        #expect(
            outcome.stderr.contains(
                "stocktake: note: the service's limit of requests or tokens is reached (429, "
                    + "invalid_request_error): \"slow down\"; trying again in 10 min\n"
            ),
            "\(outcome.stderr)"
        )
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
    }

    @Test func `a request that hangs is ended soon after the signal, and may have been billed`()
        async throws
    {
        let scene = try FaultScene(questions: 3, answeringFirst: 1)
        let run = try scene.start()
        try await run.wait { scene.server.journal.count == 3 }
        run.send(SIGTERM)
        let outcome = try await run.end()
        scene.gate.turn(on: true)
        #expect(outcome.status == 130)
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
        let stopped = try #require(try await scene.history().first)
        #expect(stopped["status"] == "stopped" && stopped["ended_at"]?.string != nil)
        #expect(try await scene.run().status == 0)
        #expect(scene.timesAsked.sorted() == [1, 2, 2])
    }

    @Test func `a request that hangs doesn't outlast the limit of time`() async throws {
        let scene = try FaultScene(
            questions: 2,
            more: "limits: {duration: 2s}",
            answeringFirst: 0
        )
        let outcome = try await scene.run()
        scene.gate.turn(on: true)
        #expect(outcome.status == 8, "\(outcome.stderr)")
        #expect(outcome.stderr.contains("limits.duration is reached"), "\(outcome.stderr)")
    }

    @Test func `a wait for another run ends at once, and the other run continues`() async throws {
        let scene = try FaultScene(questions: 8, answeringFirst: 0)
        let server = scene.server
        let first = try scene.start()
        try await first.wait { server.journal.count >= 1 }
        let second = try scene.start(["--lock-wait", "60m"])
        try await second.wait { try second.isWatching(SIGINT) }
        // Time to find the lock taken; the signal ends it the same way before that.
        try await Task.sleep(for: .milliseconds(300))
        second.send(SIGINT)
        let outcome = try await second.end()
        #expect(outcome.status == 130)
        #expect(outcome.stderr == Self.lastLine)
        #expect(first.isRunning)
        scene.gate.turn(on: true)
        #expect(try await first.end().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: 8))
        #expect(try await scene.history().count == 1, "the second one never began")
    }

    /// A shell starts what it puts into the background so, in a script.
    @Test func `Ctrl-C that the parent has ignored stays ignored, and SIGTERM works`()
        async throws
    {
        let scene = try FaultScene(questions: Self.questions, answeringFirst: 4)
        let server = scene.server
        let run = try scene.start(ignoring: "INT")
        try await run.wait { server.journal.count == 8 }
        try await run.deliver(SIGINT)
        try await run.deliver(SIGINT)
        #expect(run.isRunning, "a second signal that counts would have ended it")
        try await run.deliver(SIGTERM)
        scene.gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 130)
        #expect(outcome.stderr.hasSuffix(Self.lastLine), "\(outcome.stderr)")
        #expect(server.journal.count == 8)
        #expect(try await scene.run().status == 0)
        #expect(scene.timesAsked == Array(repeating: 1, count: Self.questions))
    }

    @Test func `a terminal that closes doesn't end a run under nohup`() async throws {
        let scene = try FaultScene(questions: Self.questions, answeringFirst: 4)
        let server = scene.server
        let run = try scene.start(ignoring: "HUP")
        try await run.wait { server.journal.count == 8 }
        try await run.deliver(SIGHUP)
        try await run.deliver(SIGHUP)
        scene.gate.turn(on: true)
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
