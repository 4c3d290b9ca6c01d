import Foundation
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
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        process.currentDirectoryURL = folder
        var variables = ProcessInfo.processInfo.environment.filter {
            !$0.key.hasPrefix("STOCKTAKE")
        }
        variables["NO_COLOR"] = nil
        process.environment = variables.merging(environment) { $1 }
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        try process.run()
        if let input { try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8)) }
        try stdin.fileHandleForWriting.close()
        async let out = text(stdout)
        async let err = text(stderr)
        let result = await (out, err)
        process.waitUntilExit()
        return Outcome(status: process.terminationStatus, stdout: result.0, stderr: result.1)
    }

    private static func text(_ pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let data = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: data, as: UTF8.self))
            }
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
