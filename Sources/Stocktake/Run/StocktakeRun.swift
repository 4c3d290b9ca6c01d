/// One execution of a plan: the map of the program.
///
///     Plan ─→ Look: Photos, Prepare, Labels ─→ [Observation] ──────────────────────┐
///             Count, Extract: a form ─→ Ask: [Question], Model, Check ─→ [Answer] ─┤
///     ┌── Merge ─→ [Tally] ─→ Compare ─→ [StockLine]; or rows ←───────────────────┘
///     ├─→ Order ─→ draft order;  Then: a form ─→ Ask ─→ [FollowUp]
///     └─→ RunRecord ─→ Ledger, Search, Report
///
/// Photos are processed on all cores, and each photo's memory is freed before the next one starts.
/// Everything after the observations and answers is a pure function of them.
public struct StocktakeRun: Sendable {
    let plan: Plan
    let environment: RunEnvironment
    let asking: AskEnvironment

    /// A run of a checked plan.
    public init(_ plan: Plan, in environment: RunEnvironment, asking: AskEnvironment) {
        self.plan = plan
        self.environment = environment
        self.asking = asking
    }

    /// Counts, compares, and writes the reports.
    ///
    /// - Parameters:
    ///   - onProgress: called after each photo and each question.
    ///   - onCount: called with the count before the reports are written.
    /// - Returns: the count and the locations of its reports.
    /// - Throws: `RunInterruption` after a signal; `RunRefusal` if nothing could be asked;
    ///   `ReportError` if a report can't be written.
    public func run(
        onProgress: (RunProgress) -> Void,
        onCount: (CountedRun) async -> Void = { _ in }
    ) async throws -> (count: CountedRun, reports: WrittenReports) {
        let access = try ModelAccess(plan, asking, environment)
        let run = try await OpenRun.begin(plan, environment, isRehearsal: asking.rehearsal != nil)
        let record = try await run.perform {
            let inspection = PhotoInspection(plan, run.context)
            let photos = try await inspection.inspect(onProgress: onProgress)
            let seen = try await Perception(plan, photos, access, run.context, onProgress)
            let lines = StockComparison(plan, seen).lines(of: seen)
            let tables = MergedTables(plan, seen, lines, run)
            let answers = try await access?.followUps(
                plan.then,
                about: tables,
                after: seen.asking,
                stoppedBy: seen.stop,
                run.context,
                onProgress: onProgress
            )
            let record = RunRecord(plan, seen, tables, answers, run, to: environment.now())
            try await run.keep(record, of: plan)
            return record
        }
        let count = CountedRun(record)
        await onCount(count)
        let reports = try await RunReports(plan.report).write(record, of: run)
        return (count, reports)
    }
}
