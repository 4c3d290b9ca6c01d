import Foundation
import Testing

@testable import Stocktake

@Suite("Commits of a ledger") struct CommitQueueTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    @Test(.timeLimit(.minutes(10)))
    func `attempts that wait together are committed together`() async throws {
        let ledger = try await scene.open()
        let before = ledger.commitCount
        let (hasBegun, isHeld) = (Switch(), Switch(on: true))
        try await withThrowingTaskGroup { group in
            defer { isHeld.turn(on: false) }
            group.addTask {
                try await ledger.write { _ in
                    hasBegun.turn(on: true)
                    while isHeld.isOn { usleep(1000) }
                }
            }
            try await eventually { hasBegun.isOn }
            for number in 0..<100 {
                group.addTask {
                    _ = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(number)))
                }
            }
            try await eventually { ledger.waitingCount == 100 }
            isHeld.turn(on: false)
            try await group.waitForAll()
        }
        #expect(ledger.commitCount - before == 2)
        #expect(try ledger.costs(run: "run-1").count == 100)
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

    @Test(.timeLimit(.minutes(10)))
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
