import Foundation
import Testing

@testable import Stocktake

@Suite("Commits of a ledger") struct CommitQueueTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    @Test(.timeLimit(.minutes(1)))
    func `attempts that wait together are committed together`() async throws {
        let ledger = try await scene.open()
        let before = ledger.commitCount
        let clock = ContinuousClock()
        let time = try await clock.measure {
            try await withThrowingTaskGroup { group in
                for worker in 0..<8 {
                    group.addTask {
                        for number in stride(from: worker, to: 100, by: 8) {
                            let attempt = LedgerScene.attempt(LedgerScene.key(number))
                            let id = try await ledger.begin(attempt)
                            try await ledger.finish(id, LedgerScene.answer("{}"))
                            try await ledger.judge(id, .passed)
                        }
                    }
                }
                try await group.waitForAll()
            }
        }
        let commits = ledger.commitCount - before
        // 300 calls; eight at a time would be 38 groups at best.
        #expect(commits < 200, "\(commits) commits in \(time)")
        #expect(commits >= 38)
        let keys = (0..<100).map(LedgerScene.key)
        #expect(try ledger.answeredKeys(among: keys) == Set(keys))
    }

    @Test func `one at a time, each call is a commit of its own`() async throws {
        let ledger = try await scene.open()
        let before = ledger.commitCount
        for number in 0..<5 {
            let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(number)))
            try await ledger.finish(id, LedgerScene.answer("{}"))
        }
        #expect(ledger.commitCount - before == 10)
    }

    @Test(.timeLimit(.minutes(1)))
    func `what fails in a group spoils nothing else of it`() async throws {
        let ledger = try await scene.open()
        let outcomes = await withTaskGroup(of: (Int, LedgerError?).self) { group in
            for number in 0..<60 {
                group.addTask {
                    let run = number.isMultiple(of: 3) ? "no such run" : "run-1"
                    let attempt = LedgerScene.attempt(LedgerScene.key(number), run: run)
                    do throws(LedgerError) {
                        _ = try await ledger.begin(attempt)
                        return (number, nil)
                    } catch {
                        return (number, error)
                    }
                }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(outcomes.keys.sorted() == Array(stride(from: 0, to: 60, by: 3)))
        #expect(outcomes.values.allSatisfy { $0.code == .refused })
        for number in 0..<60 {
            let stored = try ledger.question(LedgerScene.key(number))
            #expect((stored == nil) == number.isMultiple(of: 3))
        }
    }

    @Test func `a cancelled task's reply is stored all the same`() async throws {
        let ledger = try await scene.open()
        let key = LedgerScene.key(1)
        let id = try await ledger.begin(LedgerScene.attempt(key))
        let outcome = await withTaskGroup(of: Bool.self) { group in
            group.cancelAll()
            group.addTask {
                do {
                    try await ledger.finish(id, LedgerScene.answer("paid"))
                    return Task.isCancelled
                } catch {
                    return false
                }
            }
            return await group.next()
        }
        #expect(outcome == true)
        #expect(try ledger.pendingReply(for: key)?.body == Array("paid".utf8))
    }

    @Test func `every accepted record is stored before the ledger closes`() async throws {
        let ledger = try await scene.open()
        let stored = try await withThrowingTaskGroup(of: Bool.self) { group in
            for number in 0..<40 {
                group.addTask {
                    do throws(LedgerError) {
                        _ = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(number)))
                        return true
                    } catch {
                        #expect(error.code == .closed)
                        return false
                    }
                }
            }
            try ledger.close()
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        let reader = try #require(try LedgerReader(at: scene.path))
        #expect(try reader.openAttempts().count == stored)
    }

    @Test func `a closed ledger reports that it is closed`() async throws {
        let ledger = try await scene.open()
        try ledger.close()
        let error = await #expect(throws: LedgerError.self) {
            try await ledger.beginRun(LedgerScene.run("run-2"))
        }
        #expect(error?.code == .closed)
        #expect(#expect(throws: LedgerError.self) { try ledger.runs() }?.code == .closed)
        try ledger.close()
    }
}
