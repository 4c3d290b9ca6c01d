import Foundation
import JSONSchema
import Rehearsal
import ServiceFaults
import Testing

/// Clocks that are set between two runs, or in the middle of one.
@Suite(
    "stocktake and a clock that is set",
    .serialized,
    .timeLimit(.minutes(10)),
    .enabled(if: FakeClock.mustBeThere, "needs a C compiler and LD_PRELOAD")
)
struct ClockTests {
    private let hour = 3_600
    private var day: Int { 24 * hour }

    private func run(
        _ scene: FaultScene,
        at offset: Int
    ) async throws -> Outcome {
        try await scene.start(with: try FakeClock(in: scene.scratch, offset).environment()).end()
    }

    @Test func `a day back, nothing is asked again and the later run is the later one`()
        async throws
    {
        let server = try FaultScene.service()
        let scene = try FaultScene(questions: 4, server: server)
        #expect(try await scene.run().status == 0)
        let first = try scene.latest()
        let right = try FaultScene.stable.map { try scene.scratch.read("out/test/latest/\($0)") }
        let outcome = try await run(scene, at: -day)
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(server.journal.count == 4)
        let second = try scene.latest()
        #expect(second < first, "its name holds the time of the clock")
        #expect(
            try FaultScene.stable.map { try scene.scratch.read("out/test/latest/\($0)") } == right
        )
        #expect(try scene.scratch.names("out/test").contains(first))
        #expect(try await scene.history().map { $0["run"]?.string } == [second, first])
    }

    @Test func `a day back, a run continues the run before it`() async throws {
        let isBroken = Switch()
        let server = try LoopbackServer { question, _, index in
            isBroken.isOn && index % 2 == 1
                ? .error(status: 400, APIError("no"))
                : ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        let scene = try FaultScene(questions: 4, width: 1, server: server)
        #expect(try await scene.runFirst(1).status == 0)
        isBroken.turn(on: true)
        #expect(try await run(scene, at: -day).status == 3)
        let broken = try scene.latest()
        isBroken.turn(on: false)
        #expect(try await run(scene, at: -23 * hour).status == 0)
        #expect(try scene.isAllCounted())
        #expect(try scene.scene.json()["continues"]?.string == broken)
        let last = try scene.latest()
        #expect(try await scene.history().prefix(2).map { $0["run"]?.string } == [last, broken])
    }

    @Test(arguments: [-3_600, 3_600])
    func `set during a run, it ends as usual`(_ jump: Int) async throws {
        let scene = try FaultScene(
            questions: 24,
            model: ", requests_per_minute: 600",
            more: "limits: {duration: 10m}",
            answeringFirst: 8
        )
        let server = scene.server
        let clock = try FakeClock(in: scene.scratch)
        let run = try scene.start(with: try clock.environment())
        try await run.wait { server.journal.count == 12 }
        try clock.set(jump)
        scene.gate.turn(on: true)
        let outcome = try await run.end()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(scene.timesAsked == Array(repeating: 1, count: 24))
        #expect(try scene.isAllCounted())
        #expect(try await scene.history().first?["status"] == "complete")
    }

    @Test func `set back during a run, its time limit holds`() async throws {
        // Longer and longer, until the machine asks two questions within the time.
        for seconds in [3, 20, 120] {
            let scene = try FaultScene(
                questions: 10,
                width: 2,
                more: "limits: {duration: \(seconds)s}",
                answeringFirst: 0
            )
            let clock = try FakeClock(in: scene.scratch)
            let run = try scene.start(with: try clock.environment())
            while run.isRunning, scene.server.journal.count < 2 {
                try await Task.sleep(for: .milliseconds(5))
            }
            try clock.set(-hour)
            try await Task.sleep(for: .seconds(seconds))
            scene.gate.turn(on: true)
            let outcome = try await run.end()
            #expect(outcome.status == 8, "\(outcome.stderr)")
            guard scene.server.journal.count < 2 else {
                #expect(scene.server.journal.count == 2, "no question was begun after the limit")
                return
            }
        }
        Issue.record("two minutes were not enough")
    }

    @Test func `set back while it waits for another run, it waits no longer`() async throws {
        let scene = try FaultScene(questions: 4, answeringFirst: 0)
        let server = scene.server
        let first = try scene.start()
        try await first.wait { server.journal.count >= 1 }
        let clock = try FakeClock(in: scene.scratch)
        // Long enough for the clock to be set meanwhile; else it ends the same way.
        let second = try scene.start(["--lock-wait", "10s"], with: try clock.environment())
        try await second.wait { try second.isWatching(SIGINT) }
        try await Task.sleep(for: .milliseconds(600))
        try clock.set(-hour)
        let outcome = try await second.end()
        #expect(outcome.status == 75, "\(outcome.stderr)")
        scene.gate.turn(on: true)
        #expect(try await first.end().status == 0)
    }
}
