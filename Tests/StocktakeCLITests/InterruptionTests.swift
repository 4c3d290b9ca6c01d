import Foundation
import Testing

/// What happens when the person, the system or the next program in the pipe has had enough.
@Suite("stocktake interrupted", .serialized, .timeLimit(.minutes(10))) struct InterruptionTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.addPipeline(files: "\"photos/*\"")
    }

    /// Ends by itself only after many seconds; a signal comes when the first photos are done.
    @Test(arguments: [SIGINT, SIGTERM])
    func `a signal ends a run soon, with 130 and no reports`(_ signal: Int32) async throws {
        let count = try scratch.addManySamples()
        let child = Child(
            words: [Binary.path, "run", "test.yaml", "--progress", "always"],
            folder: scratch.url
        )
        let outcome = try await child.run(signal: (signal, after: "/\(count) photos"))
        #expect(outcome.status == 130)
        #expect(outcome.stdout.isEmpty)
        #expect(
            outcome.stderr.hasSuffix(
                "stocktake: interrupted, no reports written; what was done is kept; run again: "
                    + "stocktake run test.yaml\n"
            ),
            "\(outcome.stderr)"
        )
        let done = outcome.stderr.matches(of: /(\d+)\/\d+ photos/).compactMap { Int($0.1) }.first
        #expect((done ?? count) < count, "the signal came while it was at work")
        #expect(!scratch.exists("out/test/latest"))
    }

    /// A shell's pipe whose reader is gone, or wants only the first line.
    @Test(
        arguments: ["| true", "| head -n 1", "--format json | head -n 1", ">&-"]
    )
    func `a reader that goes away is no failure`(_ tail: String) async throws {
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/1.jpg")
        let outcome = try await Binary.shell(
            "\"$0\" run test.yaml \(tail); exit ${PIPESTATUS[0]}",
            in: scratch.url
        )
        #expect(outcome.status == 0, "\(outcome.stderr)")
        #expect(outcome.stderr.isEmpty, "\(outcome.stderr)")
        #expect(scratch.exists("out/test/latest/report.xlsx"))
        if tail.hasSuffix("head -n 1") {
            #expect(outcome.stdout.split(separator: "\n").count == 1)
        }
    }

    @Test(
        .enabled(if: FileManager.default.fileExists(atPath: "/dev/full"), "a device of Linux"),
        arguments: ["run test.yaml", "run test.yaml --format json", "schema pipeline"]
    )
    func `results that a full disk did not take are no success`(_ command: String) async throws {
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/1.jpg")
        let outcome = try await Binary.shell("\"$0\" \(command) >/dev/full", in: scratch.url)
        #expect(outcome.status == 73)
        #expect(
            outcome.stderr.contains("stocktake: error: stdout: no space left on device (error 28)"),
            "\(outcome.stderr)"
        )
    }
}
