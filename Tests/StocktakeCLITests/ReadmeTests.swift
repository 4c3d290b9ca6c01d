import Foundation
import Testing

@testable import Stocktake

/// The generated parts of the README, compared with what the program prints.
@Suite("README", .serialized, .timeLimit(.minutes(10))) struct ReadmeTests {
    static let url = Binary.repository.appending(path: "README.md")

    @Test func `it lists every key`() throws {
        let rows = PipelineKey.all.filter(\.isAvailable).map { key in
            "| `\(key.path)` | \(key.words) | \(key.typeWords) | \(key.standardWords) |"
        }
        try expect("keys", ["| key | meaning | value | default |", "|---|---|---|---|"] + rows)
    }

    @Test func `it lists every exit status`() throws {
        let rows = ExitStatus.allCases.map { "| \($0.rawValue) | \($0.meaning) |" }
        try expect("exit", ["| status | meaning |", "|---|---|"] + rows)
    }

    @Test func `it shows the help of run`() async throws {
        let help = try await Binary.run(["run", "--help"], environment: ["COLUMNS": "100"])
        let overview = try await Binary.run(["--help"], environment: ["COLUMNS": "100"])
        let commands = overview.stdout.split(separator: "\n", omittingEmptySubsequences: false)
            .drop { !$0.hasPrefix("SUBCOMMANDS") }.dropFirst().prefix { !$0.isEmpty }
        let lines =
            commands.map(String.init) + [""]
            + help.stdout
            .trimmingCharacters(in: .newlines).components(separatedBy: "\n")
        try expect("commands", ["```"] + lines + ["```"])
    }

    @Test func `it shows what make run prints, and what the same photos would cost`() async throws {
        let scratch = try Scratch()
        let outcome = try await Binary.run(
            ["run", "Pipelines/warehouse.yaml"] + scratch.flags,
            environment: ["COLUMNS": "80"]
        )
        let shown = outcome.stdout.replacing(scratch.url.path, with: "Output")
            .replacing(/\d+\.\d s/, with: "1.0 s")
        let lines = shown.trimmingCharacters(in: .newlines).components(separatedBy: "\n")
        try expect("make-run", ["```"] + lines + ["```"])
        // After the run, as in make run: the signs have been read, so locations are known.
        let estimate = try await Binary.run([
            "estimate", "Pipelines/warehouse.yaml", "--all-models", "--ledger",
            "\(scratch.url.path)/ledger.sqlite",
        ])
        let figures = estimate.stdout.trimmingCharacters(in: .newlines)
            .components(separatedBy: "\n")
        try expect("estimate", ["```"] + figures + ["```"])
    }

    /// Compares the lines between `<!-- name-begin -->` and `<!-- name-end -->`.
    private func expect(
        _ name: String,
        _ lines: [String],
        sourceLocation: SourceLocation = #_sourceLocation
    ) throws {
        let text = String(decoding: try Data(contentsOf: Self.url), as: UTF8.self)
        let begin = try #require(text.range(of: "<!-- \(name)-begin -->\n"))
        let end = try #require(text.range(of: "<!-- \(name)-end -->"))
        let expected = lines.joined(separator: "\n") + "\n"
        guard text[begin.upperBound..<end.lowerBound] != expected else { return }
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] == "1" {
            let new = text.replacingCharacters(
                in: begin.upperBound..<end.lowerBound,
                with: expected
            )
            try Data(new.utf8).write(to: Self.url)
        }
        Issue.record(
            "README.md, part \(name), is out of date; type: RECORD_GOLDEN=1 make test",
            sourceLocation: sourceLocation
        )
    }
}
