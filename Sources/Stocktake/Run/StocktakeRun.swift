import Foundation

/// One execution of a plan: the map of the program.
///
///     Plan ─→ photos (identified, duplicates told) ─→ Prepare ─┬→ Labels ─→ [Observation] ─┐
///                                 Count ─→ [Question] ─→ Model ┴→ Check  ─→ [Answer] ──────┤
///          ─→ Merge ─→ [Tally] ─→ Compare ─→ [StockLine] ─→ RunRecord ─→ Report  ←─────────┘
///
/// Photos are worked on by all cores, each photo's memory is gone before the next begins; everything
/// after the observations and answers is a pure function of them.
public struct StocktakeRun: Sendable {
    let plan: Plan
    let surroundings: RunSurroundings

    /// A run of a checked plan.
    public init(_ plan: Plan, in surroundings: RunSurroundings) {
        self.plan = plan
        self.surroundings = surroundings
    }

    /// Counts and compares; writes nothing but the ledger.
    ///
    /// - Parameter onProgress: called after each photo and each question.
    /// - Returns: the count, not yet written down.
    /// - Throws: `RunInterruption` after a signal; `RunRefusal` where nothing could be asked.
    public func count(onProgress: (RunProgress) -> Void) async throws -> CountedRun {
        let start = surroundings.now()
        let lock = try await RunLock.take(for: plan, surroundings, since: start)
        let access = try ServiceAccess(plan, surroundings.asking, run: newRunID(start))
        let work = PhotoWork(plan, surroundings, start)
        let photos = await work.observe(onProgress: onProgress)
        if let signal = surroundings.interruption() { throw RunInterruption(signal: signal) }

        let outcome = try await access?.ask(
            photos,
            plan,
            surroundings,
            deadline: work.deadline,
            onProgress: onProgress
        )
        let looked = outcome.map { plan.mergedAnswers(photos, $0) } ?? plan.mergedLabels(photos)
        let lines = StockComparison(plan, looked)
            .lines(looked.merged.tallies, looks: looked.merged.looks)
        let record = RunRecord(
            plan,
            looked,
            lines: plan.selected(lines),
            id: access?.run ?? newRunID(start),
            from: start,
            to: surroundings.now()
        )
        try await access?.end(RunEnding(record, at: surroundings.now()))
        return CountedRun(record, folder: plan.reportFolder, formats: plan.formats, lock: lock)
    }
}
