import Foundation
import GRDB
import Testing

@testable import Stocktake

@Suite("Reading a ledger") struct LedgerReaderTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    @Test func `where there is no ledger, none is made`() throws {
        #expect(try LedgerReader(at: scene.path) == nil)
        #expect(try LedgerReader(at: scene.path("none/ledger.sqlite")) == nil)
        #expect(try scene.names.isEmpty)
        try scene.write([])
        #expect(try LedgerReader(at: scene.path) == nil)
        #expect(try scene.bytes() == [])
    }

    @Test func `reading changes nothing and leaves nothing behind`() async throws {
        try await scene.fill(5)
        let before = try scene.bytes()
        let reader = try #require(try LedgerReader(at: scene.path))
        #expect(try reader.answeredReply(for: LedgerScene.key(4))?.body.count == 900)
        #expect(try reader.runs().count == 1)
        #expect(try scene.names == ["ledger.sqlite"])
        #expect(try scene.bytes() == before)
        #expect(throws: (any Error).self) {
            try reader.read { try $0.execute(sql: "DELETE FROM replies") }
        }
    }

    @Test func `a run that is under way is seen up to its last commit`() async throws {
        let ledger = try await scene.open()
        let reader = try #require(try LedgerReader(at: scene.path))
        for number in 0..<20 {
            let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(number)))
            try await ledger.finish(id, LedgerScene.answer("{}"))
            #expect(try reader.pendingReply(for: LedgerScene.key(number)) != nil)
        }
        // Someone is still reading when it closes.
        try ledger.close()
        #expect(try reader.costs(run: "run-1").count == 20)
        let again = try Ledger(at: scene.path)
        #expect(try again.costs(run: "run-1").count == 20)
    }

    /// In a process of its own that gives up root's right to write anywhere.
    @Test(.timeLimit(.minutes(10)), arguments: [false, true])
    func `a ledger in a read-only folder is read, and not written`(_ crashed: Bool) async throws {
        try await scene.fill(3)
        let source = try await crashed ? crashedCopy() : scene.path
        let folder = scene.path("archive")
        try FileManager.default.createDirectory(
            atPath: folder,
            withIntermediateDirectories: false
        )
        for suffix in ["", "-wal", "-shm"]
        where FileManager.default.fileExists(atPath: source + suffix) {
            let copy = folder + "/ledger.sqlite" + suffix
            try FileManager.default.copyItem(atPath: source + suffix, toPath: copy)
            try scene.setMode(0o444, of: copy)
        }
        try scene.setMode(0o555, of: folder)
        defer { #expect(throws: Never.self) { try scene.setMode(0o755, of: folder) } }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder)
        let path = folder + "/ledger.sqlite"
        await #expect(processExitsWith: .success) { [path = path as String] in
            if geteuid() == 0 { try #require(seteuid(65_534) == 0) }
            let reader = try #require(try LedgerReader(at: path))
            #expect(try reader.answeredReply(for: LedgerScene.key(2))?.body.count == 900)
            let error = #expect(throws: LedgerError.self) { try Ledger(at: path) }
            #expect(error?.code == .notWritable)
            let sibling = #expect(throws: LedgerError.self) { try Ledger(at: path + "-new") }
            #expect(sibling?.code == .notWritable)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == names)
    }

    /// A copy of a ledger as a killed process leaves it: all of its last run is in the `-wal`.
    private func crashedCopy() async throws -> String {
        let ledger = try Ledger(at: scene.path)
        try await ledger.beginRun(LedgerScene.run("run-2"))
        let copy = scene.path("crashed.sqlite")
        for suffix in ["", "-wal", "-shm"] {
            try FileManager.default.copyItem(atPath: scene.path + suffix, toPath: copy + suffix)
        }
        try ledger.close()
        return copy
    }
}
