import Foundation
import GRDB
import Testing

@testable import Stocktake

@Suite("Descriptions in a ledger") struct LedgerDescriptionTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    static func photo(
        _ path: String,
        _ text: String,
        hash: Character = "a",
        location: String = ""
    ) -> PhotoDescription {
        PhotoDescription(
            path: path,
            sha256: String(repeating: hash, count: 64),
            byteCount: 10,
            location: location,
            description: text,
            place: path
        )
    }

    static func photos(
        _ descriptions: [PhotoDescription],
        unanswered: [String: String?] = [:],
        isWhole: Bool = true
    ) -> DescribedPhotos {
        DescribedPhotos(descriptions: descriptions, unanswered: unanswered, isWhole: isWhole)
    }

    private func found(
        _ expression: String,
        of pipeline: String = "ice",
        in ledger: any LedgerReading
    ) throws -> [String] {
        try ledger.descriptions(of: pipeline, matching: expression, limit: 100).found
            .map(\.photo.path).sorted()
    }

    @Test func `a run's descriptions take the place of those before`() async throws {
        let ledger = try await scene.open()
        let old = [Self.photo("a.jpg", "a red car"), Self.photo("b.jpg", "a red bus")]
        try await ledger.record(Self.photos(old), of: "ice", run: "run-1")
        #expect(try found("red", in: ledger) == ["a.jpg", "b.jpg"])
        let new = [Self.photo("a.jpg", "a red car"), Self.photo("c.jpg", "a blue car")]
        try await ledger.record(Self.photos(new), of: "ice", run: "run-2")
        #expect(try found("red", in: ledger) == ["a.jpg"])
        #expect(try found("car", in: ledger) == ["a.jpg", "c.jpg"])
        #expect(try found("bus", in: ledger) == [])
        #expect(try ledger.descriptions(of: "ice") == new)
        #expect(try ledger.descriptionCount(of: "ice") == 2)
        let runs = try ledger.read {
            try String.fetchAll($0, sql: "SELECT run FROM descriptions ORDER BY path")
        }
        #expect(runs == ["run-1", "run-2"], "what has not changed is not written again")
    }

    @Test func `a run of some locations changes only its own photos`() async throws {
        let ledger = try await scene.open()
        let old = [Self.photo("a.jpg", "a red car"), Self.photo("b.jpg", "a red bus")]
        try await ledger.record(Self.photos(old), of: "ice", run: "run-1")
        let part = Self.photos([Self.photo("b.jpg", "a green bus")], isWhole: false)
        try await ledger.record(part, of: "ice", run: "run-2")
        #expect(try found("car OR bus", in: ledger) == ["a.jpg", "b.jpg"])
        #expect(try found("red", in: ledger) == ["a.jpg"])
    }

    @Test func `a photo without an answer keeps its description if it is the same file`()
        async throws
    {
        let ledger = try await scene.open()
        let old = ["a", "b", "c"].map { Self.photo("\($0).jpg", "red", hash: "1") }
        try await ledger.record(Self.photos(old), of: "ice", run: "run-1")
        let hash = String(repeating: "1", count: 64)
        let other = String(repeating: "2", count: 64)
        let unanswered = ["a.jpg": hash, "b.jpg": other, "c.jpg": nil]
        try await ledger.record(Self.photos([], unanswered: unanswered), of: "ice", run: "run-2")
        #expect(try found("red", in: ledger) == ["a.jpg", "c.jpg"])
    }

    @Test func `two pipelines in one ledger know nothing of each other`() async throws {
        let ledger = try await scene.open()
        for (pipeline, text) in [("ice", "red car"), ("fridge", "red apple")] {
            let photos = Self.photos([Self.photo("\(pipeline).jpg", text)])
            try await ledger.record(photos, of: pipeline, run: "run-1")
        }
        #expect(try found("red", of: "ice", in: ledger) == ["ice.jpg"])
        #expect(try found("red", of: "fridge", in: ledger) == ["fridge.jpg"])
        #expect(try found("apple", of: "ice", in: ledger) == [])
        #expect(try found("red", of: "none", in: ledger) == [])
        try await ledger.record(Self.photos([]), of: "ice", run: "run-2")
        #expect(try ledger.descriptionCount(of: "ice") == 0)
        #expect(try ledger.descriptionCount(of: "fridge") == 1)
    }

    @Test func `equal matches come by path, also where a limit cuts them off`() async throws {
        let ledger = try await scene.open()
        let photos = ["d", "b", "a", "c"].map { Self.photo("\($0).jpg", "red car") }
        try await ledger.record(Self.photos(photos), of: "ice", run: "run-1")
        let (found, count) = try ledger.descriptions(of: "ice", matching: "red", limit: 2)
        #expect(found.map(\.photo.path) == ["a.jpg", "b.jpg"])
        #expect(count == 4)
        #expect(found.first?.marked == "\u{2}red\u{3} car")
    }

    @Test func `a ledger of version 3 has no descriptions, and a run brings it up to date`()
        async throws
    {
        let ledger = try await scene.open()
        let record = SampleRecord.record(lines: [
            SampleRecord.line("A-01", "ICE", 6, expected: exactDecimal("2.5")),
            SampleRecord.line("A-01", "WAT", 6, expected: 8),
            SampleRecord.line("A-01", "TEA", 6, expected: nil),
            SampleRecord.line("A-01", "OIL", 6, expected: exactDecimal("-0.125")),
        ])
        let results = RunResults(photos: record.photos, lines: record.lines)
        try await ledger.recordResults(results, run: "run-1")
        #expect(
            try ledger.tallies(run: "run-1").map(\.expected)
                == record.lines.map(\.expected)
        )
        try ledger.close()
        try scene.tamper(
            """
            DROP TABLE descriptions; DROP TABLE described; ALTER TABLE tallies DROP COLUMN book;
            PRAGMA user_version = 3; DELETE FROM grdb_migrations WHERE identifier = '4'
            """
        )
        let old = try #require(try LedgerReader(at: scene.path))
        #expect(try old.descriptionCount(of: "ice") == 0)
        #expect(try old.descriptions(of: "ice") == [])
        #expect(try found("red", in: old) == [])
        #expect(try old.tallies(run: "run-1").map(\.expected) == [nil, 8, nil, nil])
        let new = try Ledger(at: scene.path)
        #expect(try new.tallies(run: "run-1").map(\.expected) == [nil, 8, nil, nil])
        try await new.recordResults(results, run: "run-1")
        #expect(try new.tallies(run: "run-1").map(\.expected) == record.lines.map(\.expected))
        let photos = Self.photos([Self.photo("a.jpg", "a red car")])
        try await new.record(photos, of: "ice", run: "run-1")
        #expect(try found("red", in: new) == ["a.jpg"])
        try new.close()
        #expect(try LedgerReader(at: scene.path)?.descriptionCount(of: "ice") == 1)
    }

    @Test func `what can't be stored leaves the descriptions as they were`() async throws {
        let ledger = try await scene.open()
        let old = [Self.photo("a.jpg", "a red car")]
        try await ledger.record(Self.photos(old), of: "ice", run: "run-1")
        // As a full disk does, it lets no page be added.
        _ = try ledger.read { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1") }
        let many = (0..<500).map { index in
            Self.photo("\(index).jpg", (0..<50).map { "w\($0 * index)" }.joined(separator: " "))
        }
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.record(Self.photos(many), of: "ice", run: "run-2")
        }
        #expect(error?.code == .diskFull)
        #expect(try ledger.descriptions(of: "ice") == old)
    }
}
