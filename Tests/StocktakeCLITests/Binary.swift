import Foundation
import Synchronization
import Testing

/// What the real program printed, and how it ended.
struct Outcome {
    let status: Int32
    let stdout: String
    let stderr: String
}

/// Runs the built `stocktake` in a folder of its own.
enum Binary {
    /// Beside the test bundle that is running.
    static let path = URL(filePath: CommandLine.arguments[0]).deletingLastPathComponent()
        .appending(path: "stocktake").path

    /// The repository, with its Samples and Pipelines.
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Runs it to its end; `input` is what it reads on stdin.
    static func run(
        _ arguments: [String],
        in folder: URL = repository,
        environment: [String: String] = [:],
        input: String? = nil
    ) async throws -> Outcome {
        let child = Child(words: [path] + arguments, folder: folder, environment: environment)
        return try await child.run(input: input)
    }

    /// Runs a line of bash, in which `$0` is the program and `$1` the first argument.
    static func shell(
        _ line: String,
        in folder: URL,
        environment: [String: String] = [:],
        arguments: [String] = []
    ) async throws -> Outcome {
        let words = ["bash", "-c", line, path] + arguments
        return try await Child(words: words, folder: folder, environment: environment).run()
    }
}

/// A program to be started, and watched to its end.
struct Child {
    /// The program, looked for on the path, and its arguments.
    let words: [String]
    let folder: URL
    var environment: [String: String] = [:]

    private static let cacheFolder = FileManager.default.temporaryDirectory.appending(
        path: "stocktake-test-cache"
    ).path

    /// The environment of a test, in place of the settings of whoever runs the tests.
    static func variables(_ environment: [String: String]) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("STOCKTAKE") && !$0.key.hasPrefix("OPENAI")
        }
        variables["NO_COLOR"] = nil
        variables["XDG_CACHE_HOME"] = cacheFolder
        variables["XDG_STATE_HOME"] = cacheFolder + "-state"
        return variables.merging(environment) { $1 }
    }

    /// Runs it to its end; `input` is what it reads on stdin, and `signal` is sent to it once, as
    /// soon as the text appears in its stderr.
    func run(
        input: String? = nil,
        signal: (number: Int32, after: String)? = nil
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = words
        process.currentDirectoryURL = folder
        process.environment = Self.variables(environment)
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        let id = process.processIdentifier
        if let input { try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try stdin.fileHandleForWriting.close()
        let out = PipeReader(stdout)
        let err = PipeReader(stderr, after: signal?.after) {
            if let signal { kill(id, signal.number) }
        }
        let result = await withTaskCancellationHandler {
            (await out.text(), await err.text())
        } onCancel: {
            kill(id, SIGKILL)
        }
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, stdout: result.0, stderr: result.1)
    }
}

/// Reads all that comes through a pipe, on a thread of its own that runs from the start: tasks may
/// have to wait for other tests.
private final class PipeReader: Sendable {
    private struct State {
        var text: String?
        var waiting: CheckedContinuation<String, Never>?
    }

    private let state = Mutex(State())

    /// `act` is called once, when `mark` has come.
    init(_ pipe: Pipe, after mark: String? = nil, act: @escaping @Sendable () -> Void = {}) {
        let file = pipe.fileHandleForReading
        Thread.detachNewThread { [self] in
            var data = Data()
            var isWaiting = mark != nil
            while case let more = file.availableData, !more.isEmpty {
                data += more
                if isWaiting, let mark, String(decoding: data, as: UTF8.self).contains(mark) {
                    isWaiting = false
                    act()
                }
            }
            let text = String(decoding: data, as: UTF8.self)
            let waiting = state.withLock { state in
                state.text = text
                return state.waiting
            }
            waiting?.resume(returning: text)
        }
    }

    /// The whole text, when the pipe has ended; to be asked for once.
    func text() async -> String {
        await withCheckedContinuation { continuation in
            let text = state.withLock { state in
                if state.text == nil { state.waiting = continuation }
                return state.text
            }
            if let text { continuation.resume(returning: text) }
        }
    }
}

/// A folder that is gone when the test ends.
final class Scratch {
    let url: URL

    init() throws {
        url = FileManager.default.temporaryDirectory.appending(
            path: "stocktake-\(UUID().uuidString)"
        )
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    }

    /// Flags that keep a run's reports, ledger and lock in this folder.
    var flags: [String] { ["--output", url.path, "--ledger", "\(url.path)/ledger.sqlite"] }

    deinit {
        do {
            try FileManager.default.removeItem(at: url)
        } catch {
            Issue.record("the scratch folder stays: \(error)")
        }
    }

    func write(_ text: String, to name: String) throws {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }

    /// The names in a folder, sorted.
    func names(_ folder: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: url.appending(path: folder).path)
            .sorted()
    }

    /// The folder of the newest run among the reports of a pipeline, whatever `latest` points to.
    func newestRun(_ folder: String) throws -> String {
        let runs = try names(folder).filter { $0.wholeMatch(of: /\d{4}-\d{2}-\d{2}T.*/) != nil }
        return "\(folder)/\(try #require(runs.last))"
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: name).path)
    }

    /// A copy of a sample photo, with a byte appended so that its hash differs.
    func addSample(_ sample: String, as name: String, tail: String = "") throws {
        let source = Binary.repository.appending(path: "Samples/\(sample)")
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try (Data(contentsOf: source) + Data(tail.utf8)).write(to: file)
    }

    /// More photos of one sample than are counted between a line of progress and a signal.
    ///
    /// - Returns: how many.
    func addManySamples() throws -> Int {
        let count = max(60, 20 * ProcessInfo.processInfo.activeProcessorCount)
        for index in 0..<count {
            try addSample("warehouse/a01-view1.jpg", as: "photos/\(index).jpg", tail: "\(index)")
        }
        return count
    }

    /// The sample catalogue and a pipeline that reads `files`.
    func addPipeline(files: String, more: String = "") throws {
        try addSample("catalogue.csv", as: "catalogue.csv")
        try write(
            """
            name: test
            photos: {files: \(files), location: sign, views: overlapping}
            count: catalogue.csv
            report: out
            \(more)

            """,
            to: "test.yaml"
        )
    }
}
