import Foundation
import Testing

/// The program under way, to be sent signals at moments that a test chooses.
///
/// Its output goes to files, so that nobody has to read along. The usual signals are delivered to it
/// even where whoever runs the tests has them ignored, as `nohup` does.
final class StartedProgram {
    private let process = Process()
    private let outputs: Scratch

    /// Starts it; `ignoring` is the name of a signal its parent has ignored, such as `INT`.
    init(
        _ arguments: [String],
        in folder: URL,
        environment: [String: String],
        ignoring: String? = nil
    ) throws {
        outputs = try Scratch()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments =
            ["--default-signal=INT,TERM,HUP"] + (ignoring.map { ["--ignore-signal=\($0)"] } ?? [])
            + [Binary.path] + arguments
        process.currentDirectoryURL = folder
        let variables = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("STOCKTAKE") && !$0.key.hasPrefix("OPENAI")
        }
        process.environment = variables.merging(environment) { $1 }
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(outputs, "stdout")
        process.standardError = try Self.file(outputs, "stderr")
        try process.run()
    }

    private static func file(_ scratch: Scratch, _ name: String) throws -> FileHandle {
        try scratch.write("", to: name)
        return try FileHandle(forWritingTo: scratch.url.appending(path: name))
    }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// Whether a signal no longer ends it at once, as by default, but is seen to by itself.
    ///
    /// Source: proc(5), `SigCgt` of `/proc/<number>/status`; true where there is no such file.
    func isWatching(_ signal: Int32) throws -> Bool {
        let file = "/proc/\(process.processIdentifier)/status"
        guard FileManager.default.fileExists(atPath: file) else { return true }
        let text = try String(contentsOfFile: file, encoding: .utf8)
        let mask = text.firstMatch(of: /SigCgt:\s*([0-9a-f]+)/).flatMap { UInt64($0.1, radix: 16) }
        return (mask ?? 0) & (1 << UInt64(signal - 1)) != 0
    }

    /// What it has written to stderr so far.
    func stderr() throws -> String { try outputs.read("stderr") }

    /// Waits until something has come true.
    func wait(until holds: () throws -> Bool) async throws {
        while try !holds() {
            let words = try stderr()
            try #require(isRunning, "it ended early: \(words)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits for its end, which is brought about by force if it takes too long.
    func end(within limit: Duration = .seconds(60)) async throws -> Outcome {
        let start = ContinuousClock.now
        while process.isRunning {
            if ContinuousClock.now - start > limit { send(SIGKILL) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return Outcome(
            status: process.terminationStatus,
            stdout: try outputs.read("stdout"),
            stderr: try outputs.read("stderr")
        )
    }
}
