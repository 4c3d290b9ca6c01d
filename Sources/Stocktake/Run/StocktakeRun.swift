import Foundation

/// One execution of a plan: the map of the program.
///
///     Plan ─→ photos (identified, duplicates told) ─→ Prepare ─┬→ Labels ─→ [Observation] ─┐
///                                 Count ─→ [Question] ─→ Model ┴→ Check  ─→ [Answer] ──────┤
///          ─→ Merge ─→ [Tally] ─→ Compare ─→ [StockLine] ─→ RunRecord ─→ Report  ←─────────┘
///
/// Photos are worked on by all cores, each photo's memory is gone before the next begins;
/// everything after the observations and answers is a pure function of them.
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
        let access = try ServiceAccess(plan, surroundings.asking)
        let run = try await OpenRun.begin(plan, surroundings)
        let photos = try await PhotoWork(plan, surroundings, run).observe(onProgress: onProgress)
        let outcome = try await access?.ask(
            photos,
            plan,
            surroundings,
            run,
            onProgress: onProgress
        )
        let looked = outcome.map { plan.mergedAnswers(photos, $0) } ?? plan.mergedLabels(photos)
        let lines = StockComparison(plan, looked)
            .lines(looked.merged.tallies, photosByLocation: looked.merged.photosByLocation)
        let record = RunRecord(
            plan,
            looked,
            lines: plan.selected(lines),
            run,
            to: surroundings.now()
        )
        try await run.keep(record)
        return CountedRun(record, folder: plan.reportFolder, formats: plan.formats, run: run)
    }
}
