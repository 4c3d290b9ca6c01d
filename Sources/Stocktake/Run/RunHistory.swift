import Foundation

/// The runs in a pipeline's ledger, newest first.
public struct RunHistory: Sendable {
    private let pipeline: String
    private let runs: [PastRun]

    /// Reads the ledger of a plan; a pipeline that never ran has no runs.
    ///
    /// Takes no lock, so a run may be in progress.
    ///
    /// - Throws: `RunRefusal` if the ledger can't be read.
    public init(of plan: Plan) throws(RunRefusal) {
        pipeline = plan.name
        do throws(LedgerError) {
            guard let ledger = try LedgerReader(at: plan.ledger) else {
                runs = []
                return
            }
            let (costs, lines) = (try ledger.costsOfRuns(), try ledger.linesOfRuns())
            runs = try ledger.runs().map { run in
                let id = run.begin.id
                return PastRun(run: run, cost: costs[id] ?? RunCost(), lines: lines[id] ?? [:])
            }
        } catch {
            throw RunRefusal(error)
        }
    }

    /// A table for a person.
    public var text: String {
        guard !runs.isEmpty else { return "\(pipeline): no runs yet\n" }
        var table = TextTable([
            .init("run", right: false), .init("status", right: false), .init("exit"),
            .init("lines ok"), .init("estimated"), .init("paid"), .init("", right: false),
        ])
        for past in runs {
            let run = past.run
            table.add([
                run.begin.id, run.ending?.status.rawValue ?? "open",
                run.ending.map { "\($0.exitStatus)" } ?? "–", past.linesText,
                run.begin.estimate.map { dollars($0.expected) } ?? "unknown", past.paidText,
                run.begin.isRehearsal ? "rehearsal" : "",
            ])
        }
        var lines = table.lines
        if runs.contains(where: \.hasUnknownCost) {
            lines.append("  ≤: lost answers may have been billed")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    /// The JSON form, ending in a newline.
    public func json() throws -> [UInt8] {
        try jsonText(Body(pipeline: pipeline, runs: runs.map(Entry.init)))
    }

    private struct Body: Encodable {
        let version = 1
        let pipeline: String
        let runs: [Entry]
    }

    private struct Entry: Encodable {
        let run: String
        let startedAt: String
        let endedAt: RunJSON.Nullable
        let status: RunJSON.Nullable
        let exitStatus: NullableNumber
        let method: String
        let rehearsal: Bool
        let continues: RunJSON.Nullable
        let lines: [String: Int]
        /// Requests by state; those of a run that died are open until the next run.
        let requests: [String: Int]
        let estimated: RunJSON.Nullable
        let actual: RunJSON.Nullable
        /// The most the run can have cost, possible charges for lost answers included.
        let atMost: RunJSON.Nullable

        init(_ past: PastRun) {
            let run = past.run
            self.run = run.begin.id
            startedAt = run.begin.startedAt.formatted(.iso8601)
            endedAt = RunJSON.Nullable(value: run.ending?.endedAt.formatted(.iso8601))
            status = RunJSON.Nullable(value: run.ending?.status.rawValue)
            exitStatus = NullableNumber(value: run.ending?.exitStatus)
            method = run.begin.method
            rehearsal = run.begin.isRehearsal
            continues = RunJSON.Nullable(value: run.begin.continues)
            lines = past.lines.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
            requests = past.cost.attempts.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
            let expected = run.begin.estimate?.expected
            estimated = RunJSON.Nullable(value: expected.map(machineMoney))
            actual = RunJSON.Nullable(value: past.paid.map(machineMoney))
            atMost = RunJSON.Nullable(value: past.most.map(machineMoney))
        }
    }

    /// A number, or an explicit `null`.
    private struct NullableNumber: Encodable {
        let value: Int32?

        func encode(to encoder: any Encoder) throws {
            var container = encoder.singleValueContainer()
            if let value { try container.encode(value) } else { try container.encodeNil() }
        }
    }
}

/// An earlier run with its cost and lines.
private struct PastRun: Sendable {
    let run: StoredRun
    let cost: RunCost
    let lines: [LineStatus: Int]

    /// USD; nil if any part is unknown.
    var paid: Decimal? { run.begin.isRehearsal ? 0 : cost.exact }

    /// USD at most; nil if a price is unknown.
    var most: Decimal? {
        if run.begin.isRehearsal { return 0 }
        return cost.unpriced == 0 ? cost.settled + cost.reserved : nil
    }

    var hasUnknownCost: Bool { paid == nil && most != nil }

    var paidText: String {
        if let paid { return dollars(paid) }
        return most.map { "≤ \(dollars($0))" } ?? "unknown"
    }

    /// `7 of 16`; `–` for a run without a report.
    var linesText: String {
        let all = lines.values.reduce(0, +)
        return all == 0 ? "–" : "\(lines[.ok] ?? 0) of \(all)"
    }
}
