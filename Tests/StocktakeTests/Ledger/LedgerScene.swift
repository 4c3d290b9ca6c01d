import Foundation
import GRDB
import Testing

@testable import Stocktake

/// A fresh folder with a ledger in it, and what a run would hand to it.
final class LedgerScene: Sendable {
    let folder: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appending(path: "stocktake-ledger-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        folder = url.path
    }

    deinit {
        do {
            try FileManager.default.removeItem(atPath: folder)
        } catch {
            // The system clears what is left of its temporary folder.
        }
    }

    var path: String { path("ledger.sqlite") }

    func path(_ name: String) -> String { folder + "/" + name }

    var names: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }
    }

    func mode(_ name: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path(name))[.posixPermissions] as? Int
    }

    func setMode(_ mode: Int, of path: String) throws {
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    func bytes(_ name: String = "ledger.sqlite") throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: path(name))))
    }

    func write(_ bytes: [UInt8], to name: String = "ledger.sqlite") throws {
        try Data(bytes).write(to: URL(filePath: path(name)))
    }

    /// A ledger in which a run has begun.
    func open(run: String = "run-1") async throws -> Ledger {
        let ledger = try Ledger(at: path)
        try await ledger.beginRun(Self.run(run))
        return ledger
    }

    /// A closed ledger with so many answered questions; their keys are `key(0)` and so on.
    func fill(_ count: Int, bodyBytes: Int = 900) async throws {
        let ledger = try await open()
        for index in 0..<count {
            let id = try await ledger.begin(Self.attempt(Self.key(index)))
            let body = (0..<bodyBytes).map { UInt8(truncatingIfNeeded: $0 &* index &* 31) }
            try await ledger.finish(id, Self.answer(body))
            try await ledger.judge(id, .passed)
        }
        try ledger.close()
    }

    /// Runs statements on a file as another program would.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    static let start = Date(timeIntervalSince1970: 1_795_399_200.125)

    static func key(_ number: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: 64 - digits.count) + digits
    }

    static func run(_ id: String = "run-1") -> NewRun {
        NewRun(
            id: id,
            pipeline: "ice",
            startedAt: start,
            version: "0.3.0",
            isRehearsal: false
        )
    }

    static func question(_ key: String) -> NewQuestion {
        NewQuestion(
            key: key,
            kind: .ask,
            location: "A-01/\"links\"",
            vote: 1,
            photos: [.init(id: "p1", sha256: String(repeating: "a", count: 64))],
            model: "gpt-5.2",
            api: "responses"
        )
    }

    static func attempt(_ key: String, run: String = "run-1") -> NewAttempt {
        NewAttempt(
            question: question(key),
            run: run,
            clientRequestID: "stocktake-1",
            startedAt: start,
            price: #"{"model":"gpt-5.2"}"#,
            ceiling: exactDecimal("0.0250")
        )
    }

    static func answer(_ body: [UInt8], cost: Decimal? = nil) -> AttemptOutcome {
        AttemptOutcome(
            result: .answered(RawReply(body: body, headers: ["x-request-id": "req_1"])),
            endedAt: start.addingTimeInterval(2.5),
            billed: .yes,
            cost: cost
        )
    }

    static func answer(_ body: String, cost: Decimal? = nil) -> AttemptOutcome {
        answer(Array(body.utf8), cost: cost)
    }

    static func failure(_ code: String, billed: Billing = .no) -> AttemptOutcome {
        let trouble = AttemptTrouble(code: code, words: "the service said no")
        return AttemptOutcome(
            result: billed == .maybe ? .unknown(trouble) : .failed(trouble),
            endedAt: start.addingTimeInterval(1),
            billed: billed
        )
    }
}

extension LedgerReading {
    /// Attempts without an outcome, in the order they were begun.
    func openAttempts() throws -> [StoredAttempt] {
        try read { try StoredAttempt.all($0, where: "a.state = 'sent'") }
    }
}
