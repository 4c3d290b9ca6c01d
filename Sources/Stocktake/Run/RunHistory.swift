import Foundation

/// The runs that a pipeline's ledger knows, the last one first.
public struct RunHistory: Sendable {
    private let pipeline: String
    private let runs: [StoredRun]

    /// Reads the ledger of a plan; a pipeline that never asked a model has no runs.
    ///
    /// Takes no lock: a run may be under way.
    ///
    /// - Parameter plan: names the ledger.
    /// - Throws: `RunRefusal` where the ledger can't be read.
    public init(of plan: Plan) throws(RunRefusal) {
        pipeline = plan.name
        do throws(LedgerError) {
            runs = try LedgerReader(at: plan.ledgerPath)?.runs() ?? []
        } catch {
            throw RunRefusal(error)
        }
    }

    /// A table for a person.
    public var text: String {
        guard !runs.isEmpty else {
            return "\(pipeline): no run has asked a model yet\n"
        }
        var table = TextTable([
            .init("run", right: false), .init("status", right: false), .init("exit"),
            .init("estimated"), .init("paid"), .init("", right: false),
        ])
        for run in runs {
            table.add([
                run.begin.id, run.ending?.status.rawValue ?? "open",
                run.ending.map { "\($0.exitStatus)" } ?? "–",
                run.begin.estimate.map { dollars($0.expected) } ?? "unknown", paid(run),
                run.begin.isRehearsal ? "rehearsal" : "",
            ])
        }
        return table.lines.joined(separator: "\n") + "\n"
    }

    private func paid(_ run: StoredRun) -> String {
        run.ending == nil ? "–" : dollars(run.ending?.cost)
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
        let endedAt: String?
        let status: String?
        let exitStatus: Int32?
        let rehearsal: Bool
        let estimated: String?
        let actual: String?

        init(_ run: StoredRun) {
            self.run = run.begin.id
            startedAt = run.begin.startedAt.formatted(.iso8601)
            endedAt = run.ending?.endedAt.formatted(.iso8601)
            status = run.ending?.status.rawValue
            exitStatus = run.ending?.exitStatus
            rehearsal = run.begin.isRehearsal
            estimated = (run.begin.estimate?.expected).map(machineMoney)
            actual = (run.ending?.cost).map(machineMoney)
        }
    }
}
