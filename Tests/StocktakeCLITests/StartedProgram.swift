import Foundation
import Testing

/// The program under way, to be sent signals at moments that a test chooses.
///
/// Its output goes to files, so that it never waits for a reader. The usual signals are delivered to it
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
        process.environment = Child.variables(environment)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = try Self.file(outputs, "stdout")
        process.standardError = try Self.file(outputs, "stderr")
        try process.run()
    }

    deinit {
        if process.isRunning { send(SIGKILL) }
    }

    private static func file(_ scratch: Scratch, _ name: String) throws -> FileHandle {
        try scratch.write("", to: name)
        return try FileHandle(forWritingTo: scratch.url.appending(path: name))
    }

    var isRunning: Bool { process.isRunning }

    func send(_ signal: Int32) {
        kill(process.processIdentifier, signal)
    }

    /// What Linux shows of the process; elsewhere there is no such folder.
    private var folder: String { "/proc/\(process.processIdentifier)" }

    /// Sends a signal that doesn't end it, and waits until its handler has run: the signal is no
    /// longer pending, and each thread has been seen asleep since.
    ///
    /// Source: proc(5), `ShdPnd` of `status`, and the state in `task/<number>/stat`.
    func deliver(_ signal: Int32) async throws {
        send(signal)
        guard FileManager.default.fileExists(atPath: folder) else {
            return try await Task.sleep(for: .seconds(1))
        }
        try await wait { try !isListed(signal, in: "ShdPnd") }
        var busy = try FileManager.default.contentsOfDirectory(atPath: folder + "/task")
        try await wait {
            busy = busy.filter { thread in
                let stat = FileManager.default.contents(atPath: "\(folder)/task/\(thread)/stat")
                let text = stat.map { String(decoding: $0, as: UTF8.self) }
                return text?.isEmpty == false && text?.contains(") S ") == false
            }
            return busy.isEmpty
        }
    }

    /// Whether a signal no longer ends it at once, as by default, but is seen to by itself.
    ///
    /// Source: proc(5), `SigCgt` of `status`; true where there is no such file.
    func isWatching(_ signal: Int32) throws -> Bool {
        guard FileManager.default.fileExists(atPath: folder) else { return true }
        return try isListed(signal, in: "SigCgt")
    }

    private func isListed(_ signal: Int32, in mask: String) throws -> Bool {
        let text = try String(contentsOfFile: folder + "/status", encoding: .utf8)
        let line = text.split(separator: "\n").first { $0.hasPrefix(mask + ":") }
        let digits = line?.split(whereSeparator: \.isWhitespace).last
        let bits = digits.flatMap { UInt64($0, radix: 16) } ?? 0
        return bits & (1 << UInt64(signal - 1)) != 0
    }

    /// What it has written to stderr so far.
    func stderr() throws -> String { try outputs.read("stderr") }

    /// Waits until something has come true; five minutes without it fail the test.
    func wait(until holds: () throws -> Bool) async throws {
        let end = ContinuousClock.now + .seconds(300)
        while try !holds() {
            let words = try stderr()
            try #require(isRunning, "it ended early: \(words)")
            try #require(ContinuousClock.now < end, "not true yet: \(words)")
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// Waits for its end, which is brought about by force after five minutes.
    ///
    /// - Returns: with the number of the signal as the status, where one ended it.
    func end() async throws -> Outcome {
        let end = ContinuousClock.now + .seconds(300)
        while process.isRunning {
            if ContinuousClock.now > end { send(SIGKILL) }
            try await Task.sleep(for: .milliseconds(5))
        }
        return Outcome(
            status: process.terminationStatus,
            stdout: try outputs.read("stdout"),
            stderr: try outputs.read("stderr")
        )
    }
}
