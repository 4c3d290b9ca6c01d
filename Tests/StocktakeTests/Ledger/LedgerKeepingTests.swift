import Foundation
import GRDB
import Testing

@testable import Stocktake

@Suite("What a ledger keeps of looks, lines and people") struct LedgerKeepingTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    private static let photo = String(repeating: "a", count: 64)

    @Test func `the last look at a photo is what was seen`() async throws {
        var ledger = try await scene.open()
        func keep(_ look: String, _ body: String) async throws {
            let seen = LedgerObservation(look: look, photo: Self.photo, body: Array(body.utf8))
            try await ledger.record([seen], run: "run-1")
        }
        #expect(try ledger.observation("labels-1", of: Self.photo) == nil)
        let long =
            "[" + Array(repeating: "\"9520000000011\"", count: 500).joined(separator: ",") + "]"
        try await keep("labels-1", "{}")
        try ledger.close()
        let small = try scene.bytes().count
        ledger = try Ledger(at: scene.path)
        try await keep("labels-1", long)
        try await keep("labels-2", "[2]")
        #expect(try ledger.observation("labels-1", of: Self.photo) == Array(long.utf8))
        #expect(try ledger.observation("labels-2", of: Self.photo) == Array("[2]".utf8))
        try ledger.close()
        #expect(try scene.bytes().count < small + long.utf8.count, "large ones are compressed")
        try scene.tamper("UPDATE observations SET body = x'00' WHERE look = 'labels-1'")
        let again = try Ledger(at: scene.path)
        let error = #expect(throws: LedgerError.self) {
            try again.observation("labels-1", of: Self.photo)
        }
        #expect(error?.code == .damaged)
    }

    @Test func `what a reply says is stored with its verdict, or not at all`() async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(1)))
        let seen = LedgerObservation(look: LedgerScene.key(1), photo: Self.photo, body: [0x31])
        await #expect(throws: LedgerError.self) { try await ledger.judge(id, .passed, [seen]) }
        #expect(try ledger.observation(LedgerScene.key(1), of: Self.photo) == nil)
        try await ledger.finish(id, LedgerScene.answer("{}"))
        try await ledger.judge(id, .passed, [seen])
        #expect(try ledger.observation(LedgerScene.key(1), of: Self.photo) == [0x31])
    }

    @Test func `a run's lines and photos are those stored last, whatever its ending`() async throws
    {
        let ledger = try await scene.open()
        let record = SampleRecord.record()
        for _ in 0..<2 {
            let results = RunResults(photos: record.photos, lines: record.lines)
            try await ledger.recordResults(results, run: "run-1")
        }
        try await ledger.endRun("run-1", LedgerRunTests.ending())
        let tallies = try ledger.tallies(run: "run-1")
        #expect(tallies.map(\.location) == record.lines.map(\.tally.location))
        #expect(tallies.map(\.sku) == record.lines.map(\.tally.sku))
        #expect(tallies.map(\.counted) == record.lines.map(\.tally.counted))
        #expect(tallies.map(\.high) == record.lines.map(\.tally.high), "unknown is not zero")
        #expect(tallies.map(\.status) == record.lines.map(\.status))
        #expect(tallies.map(\.reasons) == record.lines.map(\.reasons))
        #expect(tallies.map(\.expected) == record.lines.map(\.expected))
        let photos = try ledger.photos(run: "run-1")
        #expect(photos.map(\.path) == record.photos.map(\.path))
        #expect(photos.map(\.sha256) == record.photos.map { $0.photo?.sha256 })
        #expect(photos.map(\.reason) == record.photos.map(\.reason))
        #expect(try ledger.tallies(run: "run-2").isEmpty)
    }

    private func decision(_ counted: Int?, note: String = "", zone: String = "") -> Decision {
        Decision(
            run: "run-1",
            location: "A-01",
            sku: "=ICE",
            zone: zone,
            counted: counted,
            note: note,
            person: "Ann O'Neil",
            decidedAt: LedgerScene.start,
            fileSHA256: LedgerScene.key(7)
        )
    }

    @Test func `a person's word counts once, the last one holds, and none is lost`() async throws {
        let ledger = try await scene.open()
        let first = [decision(7), decision(nil, note: "hidden", zone: "floor")]
        #expect(try await ledger.record(first) == first)
        #expect(try await ledger.record(first).isEmpty, "the same file again changes nothing")
        #expect(try await ledger.record([decision(8), decision(8)]) == [decision(8)])
        #expect(try await ledger.record([decision(7)]) == [decision(7)], "back to the first word")
        #expect(
            try ledger.decisions(run: "run-1") == first + [decision(8), decision(7)]
        )
        await #expect(throws: LedgerError.self) {
            let stray = Decision(
                run: "run-9",
                location: "",
                sku: "",
                zone: "",
                counted: 1,
                note: "",
                person: "",
                decidedAt: LedgerScene.start,
                fileSHA256: ""
            )
            try await ledger.record([decision(1), stray])
        }
        #expect(try ledger.decisions(run: "run-1").count == 4, "all or nothing")
    }

    @Test func `runs are listed in the order they began, whatever the clock said`() async throws {
        let ledger = try Ledger(at: scene.path)
        for (index, id) in ["b", "c", "a"].enumerated() {
            let run = NewRun(
                id: id,
                pipeline: "ice",
                startedAt: LedgerScene.start.addingTimeInterval(-86_400 * Double(index)),
                version: "0.3.0",
                isRehearsal: false
            )
            try await ledger.beginRun(run)
        }
        #expect(try ledger.runs().map(\.begin.id) == ["a", "c", "b"])
    }

    @Test func `questions about a photo are found, the last asked first`() async throws {
        let ledger = try await scene.open()
        func ask(_ number: Int, _ photos: [String]) async throws {
            let question = NewQuestion(
                key: LedgerScene.key(number),
                kind: .ask,
                location: "",
                vote: 1,
                photos: photos.enumerated().map { .init(id: "p\($0 + 1)", sha256: $1) },
                model: "gpt-5.2",
                api: "responses",
                settings: ["instructions": "\(number)"]
            )
            let attempt = NewAttempt(
                question: question,
                run: "run-1",
                clientRequestID: "",
                startedAt: LedgerScene.start,
                reason: AskReason(code: .changed, words: "the instructions changed")
            )
            _ = try await ledger.begin(attempt)
        }
        try await ask(1, ["x", "y"])
        try await ask(2, ["y", "y"])
        try await ask(3, ["z"])
        try await ask(1, ["x", "y"])
        func found(_ photos: [String]) throws -> [String?] {
            try ledger.questions(about: photos).map { $0.question.settings["instructions"] }
        }
        #expect(try found(["y"]) == ["1", "2"])
        #expect(try found(["z", "x"]) == ["1", "3"])
        #expect(try found(["nowhere"]).isEmpty && found([]).isEmpty)
        let reason = try ledger.attempts(for: LedgerScene.key(3)).map(\.reason)
        #expect(reason == [AskReason(code: .changed, words: "the instructions changed")])
    }
}

@Suite("A ledger of an older version") struct LedgerMigrationTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    /// A ledger as version 1 wrote it, with two runs, a question and its reply.
    private func old() throws {
        let queue = try DatabaseQueue(path: scene.path)
        try LedgerSchema.migrator.migrate(queue, upTo: "1")
        let photos = #"[{"id":"p1","sha256":"aa"},{"id":"p2","sha256":"bb"}]"#
        try queue.writeWithoutTransaction { database in
            try database.execute(
                sql: """
                    INSERT INTO runs (id, pipeline, started_at, version, is_rehearsal) VALUES
                        ('b', 'ice', '2026-11-23T02:00:00.000Z', '0.2.0', 0),
                        ('a', 'ice', '2026-11-22T02:00:00.000Z', '0.2.0', 0);
                    INSERT INTO questions (key, kind, location, vote, photos, model, api, first_run)
                        VALUES ('\(LedgerScene.key(1))', 'ask', 'L', 1, '\(photos)', 'm', 'chat',
                        'a');
                    INSERT INTO attempts (question, run, number, state, billed, client_request_id,
                        started_at) VALUES ('\(LedgerScene.key(1))', 'a', 1, 'sent', 'maybe', 'c',
                        '2026-11-22T02:00:01.000Z');
                    """
            )
        }
        try queue.close()
    }

    @Test func `it is brought up to date and loses nothing`() async throws {
        try old()
        let ledger = try Ledger(at: scene.path)
        #expect(try ledger.runs().map(\.begin.id) == ["b", "a"])
        #expect(try ledger.runs().map(\.begin.method) == ["model", "model"])
        #expect(try ledger.questions(about: ["bb"]).map(\.question.key) == [LedgerScene.key(1)])
        #expect(try ledger.openAttempts().map(\.reason) == [nil])
        try await ledger.beginRun(LedgerScene.run("c"))
        #expect(try ledger.runs().map(\.begin.id) == ["c", "b", "a"])
    }

    @Test func `opening it only to read reports what to do`() throws {
        try old()
        let before = try scene.bytes()
        let error = #expect(throws: LedgerError.self) { try LedgerReader(at: scene.path) }
        #expect(error?.code == .olderVersion)
        #expect(error?.message == "a ledger of version 1; the next run brings it to version 4")
        #expect(try scene.bytes() == before)
    }
}
