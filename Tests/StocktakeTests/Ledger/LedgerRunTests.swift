import Foundation
import Testing

@testable import Stocktake

@Suite("Runs and costs in a ledger") struct LedgerRunTests {
    private let scene: LedgerScene

    init() throws {
        scene = try LedgerScene()
    }

    private func money(_ text: String) throws -> Decimal {
        try #require(exactDecimal(text))
    }

    static func ending(cost: Decimal? = nil) -> RunEnding {
        RunEnding(
            endedAt: LedgerScene.start.addingTimeInterval(90),
            status: .complete,
            exitStatus: 0,
            cost: cost,
            summary: #"{"photos":{"used":8},"lines":{"ok":7}}"#
        )
    }

    @Test func `the history begins with the last run`() async throws {
        let ledger = try Ledger(at: scene.path)
        let runs = [
            NewRun(
                id: "2026-11-22T020000Z-1111",
                pipeline: "ice",
                startedAt: LedgerScene.start,
                version: "0.3.0",
                isRehearsal: true
            ),
            NewRun(
                id: "2026-11-23T020000Z-4f1c",
                pipeline: "ice",
                startedAt: LedgerScene.start.addingTimeInterval(86_400),
                version: "0.3.0",
                isRehearsal: false,
                continues: "2026-11-22T020000Z-1111",
                estimate: CostEstimate(
                    low: try money("0.23"),
                    expected: try money("0.28"),
                    high: try money("0.7100000000000000000000000000001")
                )
            ),
        ]
        for run in runs { try await ledger.beginRun(run) }
        try await ledger.endRun(runs[1].id, Self.ending(cost: try money("0.2914")))
        let stored = try ledger.runs()
        #expect(stored.map(\.begin) == runs.reversed())
        #expect(stored.map(\.ending) == [Self.ending(cost: try money("0.2914")), nil])
    }

    @Test(arguments: RunEnding.Status.allCases)
    func `a run that ends again keeps its last ending`(_ status: RunEnding.Status) async throws {
        let ledger = try await scene.open()
        try await ledger.endRun("run-1", Self.ending())
        let ending = RunEnding(
            endedAt: LedgerScene.start,
            status: status,
            exitStatus: 130,
            cost: nil,
            summary: nil
        )
        try await ledger.endRun("run-1", ending)
        #expect(try ledger.runs().map(\.ending) == [ending])
    }

    @Test func `costs add up exactly, and what isn't known is not zero`() async throws {
        let ledger = try await scene.open()
        let key = LedgerScene.key
        for _ in 0..<10 {
            let id = try await ledger.begin(LedgerScene.attempt(key(1)))
            try await ledger.finish(id, LedgerScene.answer("{}", cost: try money("0.1")))
        }
        #expect(try ledger.costsOfRuns()["run-1"]?.exact == 1)
        let refused = try await ledger.begin(LedgerScene.attempt(key(2)))
        try await ledger.finish(refused, LedgerScene.failure("rate_limit"))
        #expect(try ledger.costsOfRuns()["run-1"]?.exact == 1, "nobody is charged for a refusal")

        let lost = try await ledger.begin(LedgerScene.attempt(key(3)))
        try await ledger.finish(lost, LedgerScene.failure("timeout", billed: .maybe))
        _ = try await ledger.begin(LedgerScene.attempt(key(4)))
        let open = try #require(try ledger.costsOfRuns()["run-1"])
        #expect(try open.settled == 1 && open.reserved == money("0.05") && open.unpriced == 0)
        #expect(open.exact == nil)

        var unpriced = LedgerScene.attempt(key(5))
        unpriced.ceiling = nil
        let last = try await ledger.begin(unpriced)
        try await ledger.finish(last, LedgerScene.answer("{}"))
        #expect(try ledger.costsOfRuns()["run-1"]?.unpriced == 1)
        #expect(try ledger.costsOfRuns().count == 1)

        let rows = try ledger.costs(run: "run-1")
        #expect(rows.count == 14)
        #expect(rows.map(\.attempt.id) == rows.map(\.attempt.id).sorted())
        let costs = try Array(repeating: money("0.1"), count: 10) + [nil]
        #expect(rows.map(\.attempt.cost).prefix(11) == costs[...])
        #expect(
            rows.allSatisfy { $0.location == "A-01/\"links\"" && $0.vote == 1 && $0.kind == .ask }
        )
        #expect(try ledger.costs(run: "another run").isEmpty)
    }

    @Test(arguments: [
        "0", "0.1", "0.00000000175", "12345678901234567890.12", "-3.50",
        "99999999999999999999999999999999999999",
    ])
    func `money is kept to its last digit`(_ text: String) async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(1)))
        try await ledger.finish(id, LedgerScene.answer("{}", cost: try money(text)))
        #expect(try ledger.costs(run: "run-1").first?.attempt.cost == money(text))
    }

    @Test func `a division's last digit is kept too`() async throws {
        let ledger = try await scene.open()
        let amounts = [
            Decimal(1) / Decimal(300_000), Decimal(sign: .plus, exponent: -60, significand: 7),
        ]
        for amount in amounts {
            let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(1)))
            try await ledger.finish(id, LedgerScene.answer("{}", cost: amount))
        }
        #expect(try ledger.costs(run: "run-1").map(\.attempt.cost) == amounts)
    }

    @Test func `what is not a number is never stored as money`() async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(1)))
        await #expect(throws: LedgerError.self) {
            try await ledger.finish(id, LedgerScene.answer("{}", cost: .nan))
        }
        #expect(try ledger.attempts(for: LedgerScene.key(1)).first?.state == .sent)
    }
}
