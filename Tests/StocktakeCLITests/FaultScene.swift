import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

/// A pipeline over many places, one photo and so one question each, for runs that don't get far.
final class FaultScene {
    /// What must be the same for the same photos and answers.
    static let stable = [
        "counts.csv", "zones.csv", "evidence.csv", "variances.csv", "review.csv", "not-counted.csv",
    ]

    let scene: ModelScene
    let questions: Int
    /// Shut until a test opens it, at the latest with the end of the scene.
    let gate: Switch

    var scratch: Scratch { scene.scratch }
    var server: LoopbackServer { scene.server }

    init(
        questions: Int,
        width: Int = 4,
        model: String = "",
        more: String = "",
        server: LoopbackServer,
        gate: Switch = Switch()
    ) throws {
        self.questions = questions
        self.gate = gate
        scene = try ModelScene(
            photos: questions,
            perLocation: 1,
            model: "name: gpt-5.2, in_flight: \(width)\(model)",
            more: more,
            server: server
        )
        try FileManager.default.createDirectory(
            at: scratch.url.appending(path: "tmp"),
            withIntermediateDirectories: true
        )
    }

    /// With a service that answers so many questions at once, and the others when the gate is opened:
    /// as long as it is shut, a run can't end, however busy the machine is.
    convenience init(
        questions: Int,
        width: Int = 4,
        model: String = "",
        more: String = "",
        answeringFirst first: Int
    ) throws {
        let gate = Switch()
        let server = try LoopbackServer { question, _, index in
            while index >= first, !gate.isOn { Thread.sleep(forTimeInterval: 0.005) }
            return ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
        }
        try self.init(
            questions: questions,
            width: width,
            model: model,
            more: more,
            server: server,
            gate: gate
        )
    }

    deinit {
        gate.turn(on: true)
    }

    /// A service that thinks for a while before each right answer.
    static func service(waiting time: Duration = .zero) throws -> LoopbackServer {
        try LoopbackServer { question, _, _ in
            let good = ScriptedReply(to: question, text: ModelScene.twoBoxes(question)).answer
            return ServerAnswer([.wait(time)] + good.steps)
        }
    }

    /// With a temporary folder of its own, so that what stays there can be seen.
    var environment: [String: String] {
        scene.environment.merging(["TMPDIR": scratch.url.appending(path: "tmp").path]) { $1 }
    }

    func start(
        _ arguments: [String] = [],
        ignoring: String? = nil,
        with more: [String: String] = [:]
    ) throws -> StartedProgram {
        try StartedProgram(
            ["run", "test.yaml"] + arguments,
            in: scratch.url,
            environment: environment.merging(more) { $1 },
            ignoring: ignoring
        )
    }

    func run(_ arguments: [String] = []) async throws -> Outcome {
        try await Binary.run(
            ["run", "test.yaml"] + arguments,
            in: scratch.url,
            environment: environment
        )
    }

    /// A line of bash, in which `$0` is the program.
    func shell(_ line: String) async throws -> Outcome {
        try await Binary.shell(line, in: scratch.url, environment: environment)
    }

    /// The first run, of a few places only: its reports are what a later trouble must not touch.
    func runFirst(_ places: Int) async throws -> Outcome {
        let all = scratch.url.appending(path: "photos")
        let aside = scratch.url.appending(path: "aside")
        let later = (places..<questions).map { "L\($0)" }
        try FileManager.default.createDirectory(at: aside, withIntermediateDirectories: true)
        for name in later {
            try FileManager.default.moveItem(
                at: all.appending(path: name),
                to: aside.appending(path: name)
            )
        }
        let outcome = try await run()
        for name in later {
            try FileManager.default.moveItem(
                at: aside.appending(path: name),
                to: all.appending(path: name)
            )
        }
        return outcome
    }

    /// How often each question was asked, over all runs.
    var timesAsked: [Int] {
        Dictionary(grouping: server.journal.compactMap { $0.bodyHash }, by: \.self)
            .values.map(\.count)
    }

    /// Every line counts two boxes, and none is missing.
    func isAllCounted(in folder: String = "out/test/latest") throws -> Bool {
        let lines = try scratch.read("\(folder)/counts.csv").split(separator: "\r\n").dropFirst()
        return lines.count == questions
            && lines.allSatisfy { $0.firstMatch(of: /^L\d+,box,[^,]*,2,2,2,/) != nil }
    }

    /// Where `latest` leads.
    func latest(_ folder: String = "out/test") throws -> String {
        try FileManager.default.destinationOfSymbolicLink(
            atPath: scratch.url.appending(path: "\(folder)/latest").path
        )
    }

    /// Each file of a folder, by its bytes.
    func bytes(_ folder: String) throws -> [String: String] {
        try scratch.names(folder).reduce(into: [:]) { all, name in
            let file = scratch.url.appending(path: "\(folder)/\(name)").path
            all[name] = sha256(of: try readFile(at: file, maxBytes: 1 << 26))
        }
    }

    /// The runs of the ledger, the last one first.
    func history(_ arguments: [String] = []) async throws -> [JSONValue] {
        let outcome = try await Binary.run(
            ["history", "test.yaml", "--format", "json"] + arguments,
            in: scratch.url,
            environment: environment
        )
        #expect(outcome.status == 0, "\(outcome.stderr)")
        return try JSONValue(reading: Array(outcome.stdout.utf8))["runs"]?.array ?? []
    }
}

/// Something that is on or off, for all threads.
final class Switch: Sendable {
    private let state = Atomic(false)

    var isOn: Bool { state.load(ordering: .acquiring) }

    func turn(on: Bool) { state.store(on, ordering: .releasing) }
}
