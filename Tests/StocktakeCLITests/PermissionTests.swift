import Foundation
import Testing

/// What the program can't read or write; root's right to do so anyway is taken away first.
@Suite("stocktake without permission", .serialized, .timeLimit(.minutes(10))) struct PermissionTests
{
    /// Root reads and writes everything by two capabilities; without them, modes hold for it too.
    private static let launcher =
        geteuid() == 0
        ? ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] : []

    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.addPipeline(files: "\"photos/*\"")
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/1.jpg")
        try scratch.addSample("edge/a05-empty-bay.jpg", as: "photos/2.jpg")
    }

    private func run(_ arguments: String...) async throws -> Outcome {
        try await Child(words: Self.launcher + [Binary.path] + arguments, folder: scratch.url).run()
    }

    private func setMode(_ mode: Int, of name: String) throws {
        try FileManager.default.setAttributes(
            [.posixPermissions: mode],
            ofItemAtPath: scratch.url.appending(path: name).path
        )
    }

    @Test func `an unreadable photo is one line, and the others are counted`() async throws {
        try setMode(0, of: "photos/2.jpg")
        let outcome = try await run("run", "test.yaml")
        #expect(outcome.status == 3)
        #expect(
            outcome.stderr.contains(
                "stocktake: warning: photo photos/2.jpg: not counted, permission denied\n"
            ),
            "\(outcome.stderr)"
        )
        let rows = try scratch.read("out/test/latest/not-counted.csv").split(separator: "\r\n")
        #expect(rows.dropFirst() == ["photo,,,,photos/2.jpg,unreadable,permission denied"])
        #expect(try scratch.read("out/test/latest/counts.csv").contains("A-01,ICE-BAG-4,"))
    }

    @Test func `a folder that may not be read is named`() async throws {
        try scratch.addPipeline(files: "photos")
        try scratch.write("", to: "photos/locked/a.jpg")
        try setMode(0, of: "photos/locked")
        let outcome = try await run("check", "test.yaml")
        try setMode(0o755, of: "photos/locked")
        let words =
            "warning: the folder 'photos/locked' can't be read: permission denied (error 13); "
            + "photos in it are not counted\n"
        #expect(outcome.stderr.contains(words), "\(outcome.stderr)")
    }

    @Test func `a remembered photo that may no longer be read is not priced from memory`()
        async throws
    {
        let photo = scratch.url.appending(path: "photos/2.jpg").path
        try FileManager.default.setAttributes(
            [.modificationDate: Date(timeIntervalSinceNow: -3600)],
            ofItemAtPath: photo
        )
        let first = try await run("estimate", "test.yaml", "--model", "gpt-5.2")
        #expect(first.status == 0, "\(first.stderr)")
        try setMode(0, of: "photos/2.jpg")
        let second = try await run("estimate", "test.yaml", "--model", "gpt-5.2")
        #expect(second.status == 3)
        #expect(second.stderr.contains("cost unknown, not in the figures: permission denied"))
    }

    @Test(arguments: [
        (
            "test.yaml",
            "stocktake: error: the pipeline 'test.yaml' can't be read: permission denied"
        ),
        ("catalogue.csv", "error: the catalogue 'catalogue.csv' can't be read: permission denied"),
    ])
    func `an unreadable pipeline or catalogue ends the run before it begins`(
        _ file: String,
        _ message: String
    ) async throws {
        try setMode(0, of: file)
        let outcome = try await run("run", "test.yaml")
        #expect(outcome.status == 65)
        #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
        #expect(!scratch.exists("out"))
    }

    @Test(arguments: ["out", "out/test"])
    func `a read-only folder is a report that can't be written`(_ folder: String) async throws {
        try scratch.write("kept", to: "\(folder)/kept.txt")
        try setMode(0o555, of: folder)
        let outcome = try await run("run", "test.yaml")
        let elsewhere = try await run("run", "test.yaml", "--ledger", "ledger.sqlite")
        try setMode(0o755, of: folder)
        #expect(outcome.status == 73 && elsewhere.status == 73)
        #expect(
            elsewhere.stderr.hasSuffix(
                "denied (error 13); make room or choose --output; then run: stocktake run --ledger "
                    + "ledger.sqlite test.yaml\n"
            )
        )
        #expect(outcome.stdout.isEmpty, "no count without its report")
        let lines = outcome.stderr.split(separator: "\n")
        #expect(lines.last?.hasPrefix("stocktake: error: out/test") == true, "\(lines)")
        #expect(lines.last?.contains("permission denied") == true, "\(lines)")
        #expect(
            lines.last?.hasSuffix(
                "name another ledger with --ledger; then run: stocktake run test.yaml"
            ) == true,
            "\(lines)"
        )
        #expect(try scratch.names(folder) == ["kept.txt"])
    }

    @Test func `init can't write into a read-only folder`() async throws {
        try setMode(0o555, of: "photos")
        let outcome = try await run("init", "photos/new")
        try setMode(0o755, of: "photos")
        #expect(outcome.status == 73)
        #expect(outcome.stderr.contains("permission denied"), "\(outcome.stderr)")
    }
}
