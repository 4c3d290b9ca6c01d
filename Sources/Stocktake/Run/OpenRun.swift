import Foundation
import Platform

/// A running run: its id, its record in the ledger, and the lock that excludes other runs.
///
/// 1. `begin` takes the lock, opens the ledger and records the run.
/// 2. Photos and questions are processed; every result is stored in the ledger at once.
/// 3. `keep` stores the counts; the reports are written.
/// 4. `end` stores how the run ended and releases the lock. A run that dies earlier remains open,
///    and the next one continues it; the kernel releases its lock.
///
/// The throws are untyped because Swift 6.3.1 crashes on callers of typed ones in release mode.
struct OpenRun: Sendable {
    let context: RunContext
    /// The id of the unfinished run that this one continues; nil after a complete run.
    let continues: String?
    private let lock: FileLock

    var id: String { context.id }
    var startedAt: Date { context.startedAt }
    private var ledger: Ledger { context.ledger }

    /// Begins a run of a plan; `method` is what the ledger has in place of how it counts.
    ///
    /// - Throws: `RunRefusal`: another run holds the lock, or the ledger can't be used;
    ///   `ReportError` if the reports can't be written; `RunInterruption` after a signal.
    static func begin(
        _ plan: Plan,
        _ environment: RunEnvironment,
        isRehearsal: Bool,
        method: String? = nil
    ) async throws -> OpenRun {
        let (lock, start) = try await RunLock.take(for: plan, environment)
        let id = newRunID(start)
        let folder = "\(plan.report.folder)/\(plan.name)"
        try RunFolder(parent: folder, run: id).check()
        do {
            let ledger = try Ledger(at: plan.ledger)
            // This run holds the lock, so every run still open in the ledger has died.
            for dead in try ledger.runs() where dead.ending == nil {
                try RunFolder(parent: folder, run: dead.begin.id).removeUnfinished()
            }
            let last = try ledger.runs().first {
                $0.begin.pipeline == plan.name && $0.begin.isRehearsal == isRehearsal
                    && $0.begin.method != AskedSearch.method
            }
            let run = OpenRun(
                context: RunContext(
                    id: id,
                    startedAt: start,
                    deadline: plan.limits.duration.map { start.addingTimeInterval($0.seconds) },
                    ledger: ledger,
                    environment: environment
                ),
                continues: method == nil && last?.isUnfinished == true ? last?.begin.id : nil,
                lock: lock
            )
            try await ledger.beginRun(
                run.record(
                    of: plan,
                    isRehearsal: isRehearsal,
                    method: method ?? plan.count.method.rawValue
                )
            )
            try await ledger.closeOpenAttempts(runsOtherThan: run.id, at: start)
            return run
        } catch let error as LedgerError {
            throw RunRefusal(error)
        }
    }

    private func record(of plan: Plan, isRehearsal: Bool, method: String) -> NewRun {
        NewRun(
            id: id,
            pipeline: plan.name,
            startedAt: startedAt,
            version: StocktakeVersion.text,
            isRehearsal: isRehearsal,
            method: method,
            continues: continues,
            estimate: plan.asksModel ? nil : CostEstimate(low: 0, expected: 0, high: 0)
        )
    }

    /// Does the work of the run; a signal or refusal that ends it is recorded in the ledger.
    ///
    /// - Throws: what `work` throws; a `LedgerError`, which can't be recorded, as a `RunRefusal`.
    func perform<Result>(_ work: () async throws -> Result) async throws -> Result {
        do {
            return try await work()
        } catch let error as LedgerError {
            throw RunRefusal(error)
        } catch let interruption as RunInterruption {
            try await abandon(.stopped, .interrupted, at: context.environment.now())
            throw interruption
        } catch let refusal as RunRefusal {
            try await abandon(.failed, refusal.exitStatus, at: context.environment.now())
            throw refusal
        }
    }

    /// Stores the photos and lines of the run, and what its photos can be found by, before any report
    /// is written.
    func keep(_ record: RunRecord, of plan: Plan) async throws {
        let results = RunResults(photos: record.photos, lines: record.lines)
        try await ledger.recordResults(results, run: id)
        try await PhotoSearch.keep(record, of: plan, in: ledger)
    }

    /// Stores how the run ended, closes the ledger and releases the lock.
    func end(_ ending: RunEnding) async throws {
        do throws(LedgerError) {
            try await ledger.endRun(id, ending)
        } catch {
            throw RunRefusal(error)
        }
        try close()
    }

    /// Ends a run without a report; its cost is the sum of its attempts.
    func abandon(
        _ status: RunEnding.Status,
        _ exitStatus: ExitStatus,
        at time: Date
    ) async throws {
        try await end(
            RunEnding(
                endedAt: time,
                status: status,
                exitStatus: exitStatus.rawValue,
                cost: nil,
                summary: nil
            )
        )
    }

    /// Closes the ledger, leaving a single file, and releases the lock.
    private func close() throws {
        defer { lock.release() }
        do throws(LedgerError) {
            try ledger.close()
        } catch {
            throw RunRefusal(error)
        }
    }
}

extension StoredRun {
    /// Whether the run died, was stopped, or did not count everything.
    fileprivate var isUnfinished: Bool {
        ending.map { $0.status != .complete } ?? true
    }
}

extension RunRefusal {
    /// The refusal for a ledger that can't be used.
    init(_ error: LedgerError) {
        let status: ExitStatus =
            switch error.code {
            case .damaged, .foreign, .newerVersion, .olderVersion: .invalidData
            case .notWritable, .diskFull: .cannotWrite
            case .busy: .locked
            case .refused, .closed, .failed: .unexpected
            }
        self.init(message: printable("\(error)", limit: 4096), exitStatus: status)
    }
}

/// A new id such as `2026-11-23T020000Z-4f1c`: UTC to the second, and four random digits.
func newRunID(_ start: Date) -> String {
    let time = start.formatted(
        .iso8601.year().month().day().time(includingFractionalSeconds: false)
            .timeSeparator(.omitted).dateSeparator(.dash).timeZone(separator: .omitted)
    )
    let suffix = String(UInt16.random(in: 0...0xFFFF), radix: 16)
    return "\(time)-" + String(repeating: "0", count: 4 - suffix.count) + suffix
}
