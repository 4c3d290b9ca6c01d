import Foundation
import GRDB
import Platform
import Synchronization
import Testing

@testable import Stocktake

@Suite("A ledger after a crash") struct LedgerCrashTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    /// Begins and finishes attempts from several tasks and reports each as soon as it is confirmed.
    private static func work(
        on ledger: Ledger,
        count: Int,
        confirm: @escaping @Sendable (AttemptID) -> Void
    ) async throws {
        try await withThrowingTaskGroup { group in
            for worker in 0..<8 {
                group.addTask {
                    for number in stride(from: worker, to: count, by: 8) {
                        let attempt = LedgerScene.attempt(LedgerScene.key(number))
                        let id = try await ledger.begin(attempt)
                        confirm(id)
                        let body = [UInt8](repeating: UInt8(number & 255), count: 300)
                        try await ledger.finish(id, LedgerScene.answer(body))
                    }
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [1, 30, 150])
    func `killed in the middle of the work, nothing confirmed is lost`(_ count: Int) async throws {
        let (path, notes) = (scene.path, scene.path("confirmed.txt"))
        try scene.write([], to: "confirmed.txt")
        await #expect(processExitsWith: .signal(SIGKILL)) {
            [path = path as String, notes = notes as String, count = count as Int] in
            let ledger = try Ledger(at: path)
            try await ledger.beginRun(LedgerScene.run())
            let descriptor = unsafe open(notes, O_WRONLY | O_APPEND)
            let confirmed = Mutex(0)
            try await LedgerCrashTests.work(on: ledger, count: 10_000) { id in
                _ = writeText("\(id.number)\n", to: descriptor)
                let number = confirmed.withLock { number in
                    number += 1
                    return number
                }
                if number == count { kill(getpid(), SIGKILL) }
            }
        }
        let text = String(decoding: try scene.bytes("confirmed.txt"), as: UTF8.self)
        let confirmed = text.split(separator: "\n").compactMap { Int64($0) }
        #expect(confirmed.count >= count)
        let ledger = try await scene.open(run: "run-2")
        let stored = try ledger.costs(run: "run-1").map(\.attempt)
        #expect(Set(stored.map(\.id.number)).isSuperset(of: confirmed))
        let now = LedgerScene.start
        let closed = try await ledger.closeOpenAttempts(runsOtherThan: "run-2", at: now)
        #expect(closed.count == stored.count { $0.state == .sent })
        for attempt in stored where attempt.state == .answered {
            #expect(try ledger.pendingReply(for: attempt.question)?.body.count == 300)
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `a copy of the files at any moment holds all that was confirmed by then`() async throws {
        let ledger = try await scene.open()
        // A copy is no snapshot: the log must not be emptied while it is taken.
        _ = try ledger.read { try Int.fetchOne($0, sql: "PRAGMA wal_autocheckpoint = 0") }
        let confirmed = Mutex<Set<AttemptID>>([])
        let copies = Mutex<[(path: String, confirmed: Set<AttemptID>)]>([])
        try await Self.work(on: ledger, count: 80) { [scene] id in
            let sofar = confirmed.withLock { all in
                all.insert(id)
                return all
            }
            guard sofar.count.isMultiple(of: 10) else { return }
            let copy = scene.path("copy-\(sofar.count).sqlite")
            #expect(throws: Never.self) {
                for suffix in ["", "-wal"] {
                    let bytes = try scene.bytes("ledger.sqlite" + suffix)
                    try scene.write(bytes, to: "copy-\(sofar.count).sqlite" + suffix)
                }
            }
            copies.withLock { $0.append((copy, sofar)) }
        }
        let taken = copies.withLock { $0 }
        #expect(taken.count >= 8)
        for copy in taken {
            let restored = try Ledger(at: copy.path)
            let stored = try restored.costs(run: "run-1").map(\.attempt.id)
            #expect(Set(stored).isSuperset(of: copy.confirmed))
            try restored.close()
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [UInt64.random(in: 0...9999)])
    func `a log cut off anywhere gives what was committed before the cut`(
        seed: UInt64
    ) async throws {
        var random = RepeatableNumbers(state: seed)
        let ledger = try await scene.open()
        try await Self.work(on: ledger, count: 24) { _ in }
        let (main, log) = (try scene.bytes(), try scene.bytes("ledger.sqlite-wal"))
        let all = try ledger.costs(run: "run-1").map(\.attempt.id.number)
        try ledger.close()
        for part in 0..<12 {
            let size = part * log.count / 12 + Int.random(in: 0..<(log.count / 12), using: &random)
            try scene.write(main, to: "cut.sqlite")
            try scene.write(Array(log.prefix(size)), to: "cut.sqlite-wal")
            let cut = try Ledger(at: scene.path("cut.sqlite"))
            let stored = try cut.costs(run: "run-1").map(\.attempt.id.number)
            #expect(stored == Array(all.prefix(stored.count)), "cut at \(size)")
            try cut.close()
        }
    }

    /// Opens a file and reads all there is in it.
    private func readAll(_ name: String) async throws(LedgerError) -> Int {
        let ledger = try Ledger(at: scene.path(name))
        var count = 0
        for run in try ledger.runs() {
            for cost in try ledger.costs(run: run.begin.id) {
                count += try ledger.attempts(for: cost.attempt.question).count
                _ = try ledger.question(cost.attempt.question)
                _ = try ledger.answeredReply(for: cost.attempt.question)
            }
            _ = try ledger.costsOfRuns()[run.begin.id]
        }
        _ = try await ledger.closeOpenAttempts(runsOtherThan: "", at: LedgerScene.start)
        try ledger.close()
        return count
    }

    @Test(.timeLimit(.minutes(10)), arguments: [UInt64.random(in: 0...9999)])
    func `a file cut off anywhere is damaged`(seed: UInt64) async throws {
        var random = RepeatableNumbers(state: seed)
        try await scene.fill(40)
        let whole = try scene.bytes()
        let part = whole.count / 24
        let sizes = (0..<24).map { $0 * part + Int.random(in: 0..<part, using: &random) }
        for size in sizes + [512, 4096, whole.count - 4096, whole.count - 1] {
            try scene.write(Array(whole.prefix(size)), to: "cut.sqlite")
            do throws(LedgerError) {
                _ = try await readAll("cut.sqlite")
                Issue.record("cut at \(size) of \(whole.count)")
            } catch {
                #expect(error.code == .damaged, "cut at \(size): \(error)")
            }
            #expect(try scene.bytes("cut.sqlite") == Array(whole.prefix(size)), "it stays")
        }
    }

    @Test(.timeLimit(.minutes(10)), arguments: [UInt64.random(in: 0...9999)])
    func `a file with wrong bytes anywhere never brings the program down`(
        seed: UInt64
    ) async throws {
        var random = RepeatableNumbers(state: seed)
        try await scene.fill(12)
        let whole = try scene.bytes()
        for _ in 0..<60 {
            var bytes = whole
            let start = Int.random(in: 0..<bytes.count, using: &random)
            let count = Int.random(in: 1...40, using: &random)
            for index in start..<min(start + count, bytes.count) {
                bytes[index] = .random(in: .min ... .max, using: &random)
            }
            try scene.write(bytes, to: "wrong.sqlite")
            do throws(LedgerError) {
                _ = try await readAll("wrong.sqlite")
            } catch {
                let expected: Set<LedgerError.Code> = [.damaged, .foreign, .newerVersion]
                #expect(expected.contains(error.code), "\(error)")
            }
        }
    }

    @Test func `a reply changed on the disk is damaged, not used`() async throws {
        try await scene.fill(2)
        try scene.tamper("UPDATE replies SET sha256 = replace(sha256, substr(sha256, 1, 1), 'x')")
        let ledger = try Ledger(at: scene.path)
        let error = #expect(throws: LedgerError.self) {
            try ledger.answeredReply(for: LedgerScene.key(1))
        }
        #expect(error?.code == .damaged)
    }

    @Test(arguments: [
        "attempts SET cost = 'much'", "attempts SET started_at = 'yesterday'",
        "attempts SET state = 'lost'", "attempts SET billed = ''", "replies SET verdict = 'maybe'",
        "replies SET byte_count = 9223372036854775807", "replies SET byte_count = -1",
        "replies SET body = x'00'", "replies SET headers = '[1]'",
        "replies SET compression = 'zip'",
        "questions SET photos = '{'", "questions SET kind = 'why'",
        "runs SET status = 'fine', ended_at = started_at",
    ])
    func `a value that was never written is damage`(_ change: String) async throws {
        try await scene.fill(1)
        try scene.tamper("UPDATE \(change)")
        let error = await #expect(throws: LedgerError.self) { try await readAll("ledger.sqlite") }
        #expect(error?.code == .damaged, "\(error?.message ?? "")")
        #expect(error?.message.contains("much") != true, "no stored value is echoed")
    }
}
