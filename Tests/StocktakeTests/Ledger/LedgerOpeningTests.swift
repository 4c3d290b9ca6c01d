import Foundation
import GRDB
import Testing

@testable import Stocktake

@Suite("Opening a ledger") struct LedgerOpeningTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    private func refusal(_ path: String? = nil) -> LedgerError? {
        #expect(throws: LedgerError.self) { try Ledger(at: path ?? scene.path) }
    }

    @Test func `every commit is flushed to the disk before anyone hears of it`() async throws {
        let ledger = try await scene.open()
        let settings = try ledger.read { database in
            try ["journal_mode", "synchronous", "foreign_keys", "fullfsync", "trusted_schema"].map {
                try String.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        #expect(settings == ["wal", "2", "1", "1", "0"])
    }

    @Test func `only its owner may read the ledger and the files beside it`() async throws {
        let ledger = try await scene.open()
        #expect(try scene.names == ["ledger.sqlite", "ledger.sqlite-shm", "ledger.sqlite-wal"])
        for name in try scene.names { #expect(try scene.mode(name) == 0o600, "\(name)") }
        try ledger.close()
        #expect(try scene.names == ["ledger.sqlite"])
        try scene.setMode(0o644, of: scene.path)
        let again = try Ledger(at: scene.path)
        for name in try scene.names { #expect(try scene.mode(name) == 0o600, "\(name)") }
        try again.close()
    }

    @Test func `a ledger is marked as one, with its version`() async throws {
        let ledger = try await scene.open()
        let marks = try ledger.read { database in
            try ["application_id", "user_version"].map {
                try Int.fetchOne(database, sql: "PRAGMA \($0)")
            }
        }
        #expect(marks == [0x5354_4B4C, LedgerSchema.version])
        let tables = try ledger.read { database in
            try String.fetchAll(
                database,
                sql: "SELECT name FROM pragma_table_list WHERE strict AND schema = 'main'"
            )
        }
        let names = [
            "attempts", "decisions", "described", "observations", "photos", "question_photos",
            "questions",
            "replies", "runs", "services", "tallies",
        ]
        #expect(tables.sorted() == names)
    }

    @Test func `what was stored is there at the next opening`() async throws {
        try await scene.fill(3)
        let ledger = try Ledger(at: scene.path)
        #expect(try ledger.answeredReply(for: LedgerScene.key(2))?.body.count == 900)
        #expect(try ledger.runs().map(\.begin.id) == ["run-1"])
    }

    @Test(arguments: [":memory:", "file:ledger?mode=memory", "café ü.sqlite", "a'b\"c%20.sqlite"])
    func `a file name is never anything else`(_ name: String) throws {
        let ledger = try Ledger(at: scene.path(name))
        try ledger.close()
        #expect(try scene.names == [name])
        #expect(try LedgerReader(at: scene.path(name)) != nil)
    }

    @Test func `an empty file becomes a ledger`() throws {
        try scene.write([])
        let ledger = try Ledger(at: scene.path)
        #expect(try ledger.runs().isEmpty)
    }

    @Test func `a newer ledger is left as it is`() async throws {
        try await scene.fill(1)
        try scene.tamper("PRAGMA user_version = 7")
        let before = try scene.bytes()
        let error = refusal()
        #expect(error?.code == .newerVersion)
        #expect(
            error?.message == """
                a ledger of version 7, made by a newer Stocktake; this one knows up to 4: use the \
                newer one, or name another ledger
                """
        )
        #expect(#expect(throws: LedgerError.self) { try LedgerReader(at: scene.path) } == error)
        #expect(try scene.bytes() == before)
        #expect(try scene.names == ["ledger.sqlite"])
    }

    @Test func `an older ledger can't be read before a run has brought it up to date`() throws {
        try scene.tamper("PRAGMA application_id = \(LedgerSchema.applicationID)")
        let error = #expect(throws: LedgerError.self) { try LedgerReader(at: scene.path) }
        #expect(error?.code == .olderVersion)
        try Ledger(at: scene.path).close()
        #expect(try LedgerReader(at: scene.path)?.runs() == [])
    }

    @Test func `a ledger of version 2 is read as it is, and a run brings it up to date`()
        async throws
    {
        try await scene.fill(2)
        try scene.tamper(
            """
            DROP TABLE services; PRAGMA user_version = 2;
            DROP TABLE descriptions; DROP TABLE described; ALTER TABLE tallies DROP COLUMN book;
            DELETE FROM grdb_migrations WHERE identifier IN ('3', '4')
            """
        )
        let service = ServiceIdentity(baseURL: "http://host/v1", api: "chat", model: "m")
        let old = try #require(try LedgerReader(at: scene.path))
        #expect(try old.memory(of: service) == nil)
        #expect(try old.answeredReply(for: LedgerScene.key(1)) != nil)
        let ledger = try Ledger(at: scene.path)
        let memory = ServiceMemory(
            lessons: ServiceLessons(first: .strict),
            version: "0.2.0",
            learnedAt: LedgerScene.start
        )
        try await ledger.remember(memory, of: service)
        #expect(try ledger.memory(of: service) == memory)
        #expect(try ledger.answeredReply(for: LedgerScene.key(1)) != nil)
        try ledger.close()
        #expect(try LedgerReader(at: scene.path)?.memory(of: service) == memory)
    }

    @Test(arguments: ["CREATE TABLE t (x)", "PRAGMA application_id = 7", "PRAGMA user_version = 3"])
    func `another program's file is left as it is`(_ sql: String) throws {
        try scene.tamper(sql + "; CREATE TABLE IF NOT EXISTS t (x)")
        try scene.setMode(0o644, of: scene.path)
        let before = try scene.bytes()
        let error = refusal()
        #expect(error?.code == .foreign)
        #expect(error?.path == scene.path)
        #expect(try scene.bytes() == before)
        #expect(try scene.mode("ledger.sqlite") == 0o644)
    }

    @Test(arguments: [512, 600, 5000])
    func `what is not a database is damaged, and stays`(_ size: Int) throws {
        let text = Array("location,sku,name\r\n".utf8)
        let bytes = (0..<size).map { text[$0 % text.count] }
        try scene.write(bytes)
        let error = refusal()
        #expect(error?.code == .damaged)
        #expect(
            error?.description == """
                \(scene.path): the ledger is damaged (file is not a database, SQLite 26); nothing \
                was repaired: restore a copy, or move it away and run again, which asks every \
                question anew
                """
        )
        #expect(throws: LedgerError.self) { try LedgerReader(at: scene.path) }
        #expect(try scene.bytes() == bytes)
        #expect(try scene.names == ["ledger.sqlite"])
    }

    @Test(arguments: [1, 100, 511])
    func `a few bytes are not taken for an empty file`(_ size: Int) throws {
        let bytes = [UInt8](repeating: 0x41, count: size)
        try scene.write(bytes)
        #expect(refusal()?.code == .damaged)
        #expect(throws: LedgerError.self) { try LedgerReader(at: scene.path) }
        #expect(try scene.bytes() == bytes)
        #expect(try scene.names == ["ledger.sqlite"])
    }

    @Test func `a ledger whose tables are gone is damaged`() async throws {
        try await scene.fill(1)
        try scene.tamper("DROP TABLE replies")
        #expect(refusal()?.code == .damaged)
    }

    @Test func `a path where no file can be is named with its reason`() throws {
        try FileManager.default.createDirectory(
            atPath: scene.path("taken"),
            withIntermediateDirectories: false
        )
        try FileManager.default.createSymbolicLink(
            atPath: scene.path("link"),
            withDestinationPath: "nowhere"
        )
        try #require(unsafe mkfifo(scene.path("fifo"), 0o600) == 0)
        for (name, words) in [
            ("none/ledger.sqlite", "no such file or folder"),
            ("a\u{0}b", "the name contains a NUL"),
            ("taken", "a folder, not a file; name another path"),
            ("link", "a dangling link, not a file; name another path"),
            ("fifo", "a FIFO, not a file; name another path"),
        ] {
            let error = refusal(scene.path(name))
            #expect(error?.code == .notWritable, "\(name)")
            #expect(error?.message.contains(words) == true, "\(name): \(error?.message ?? "")")
        }
        for name in ["fifo", "link", "taken"] {
            #expect(throws: LedgerError.self) { try LedgerReader(at: scene.path(name)) }
        }
        #expect(try scene.names == ["fifo", "link", "taken"])
    }

    @Test func `a full disk fails what doesn't fit, and keeps what was stored`() async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(1)))
        // As a full disk does, it lets no page be added.
        _ = try ledger.read { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 1") }
        let body = (0..<300_000).map { _ in UInt8.random(in: .min ... .max) }
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.finish(id, LedgerScene.answer(body))
        }
        #expect(error?.code == .diskFull)
        #expect(error?.message.contains("make room and run again") == true)
        #expect(try ledger.attempts(for: LedgerScene.key(1)).map(\.state) == [.sent])
        _ = try ledger.read { try Int.fetchOne($0, sql: "PRAGMA max_page_count = 100000") }
        try await ledger.finish(id, LedgerScene.answer(body))
        #expect(try ledger.pendingReply(for: LedgerScene.key(1))?.body == body)
    }

    @Test func `a ledger that another program keeps locked is busy`() async throws {
        try await scene.fill(1)
        let other = try DatabaseQueue(path: scene.path)
        let error = try other.inDatabase { database in
            try database.execute(sql: "BEGIN EXCLUSIVE")
            defer { #expect(throws: Never.self) { try database.execute(sql: "ROLLBACK") } }
            return #expect(throws: LedgerError.self) { try Ledger(at: scene.path, patience: 0.05) }
        }
        #expect(error?.code == .busy)
    }
}
