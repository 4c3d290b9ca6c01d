import Foundation
import Imaging
import Platform
import SymbolReading

/// One execution of a plan: the map of the program.
///
///     Plan ─→ photos (identified, duplicates told) ─→ Prepare ─→ Labels ─→ [Observation]
///          ─→ Merge ─→ [Tally] ─→ Compare ─→ [StockLine] ─→ RunRecord ─→ Report
///
/// Photos are worked on by all cores, each photo's memory is gone before the next begins; everything
/// after the observations is a pure function of them.
public struct StocktakeRun: Sendable {
    let plan: Plan
    let surroundings: RunSurroundings

    /// A run of a checked plan.
    public init(_ plan: Plan, in surroundings: RunSurroundings) {
        self.plan = plan
        self.surroundings = surroundings
    }

    /// Counts and compares; writes nothing.
    ///
    /// - Parameter onProgress: called after each photo.
    /// - Returns: the count, not yet written down.
    /// - Throws: `RunInterruption` after a signal.
    public func count(onProgress: (RunProgress) -> Void) async throws -> CountedRun {
        let start = surroundings.now()
        let photos = await PhotoWork(plan, surroundings, start).observe(onProgress: onProgress)
        if let signal = surroundings.interruption() { throw RunInterruption(signal: signal) }

        let merged = LabelMerge(plan, photos).merge(photos.observations)
        let lines = plan.selected(
            StockComparison(plan, photos).lines(merged.tallies, looks: merged.looks)
        )
        let unmatched = plan.unmatched(lines)

        let counted = CountedLines(
            photos: photos.records(located: merged.locations),
            lines: lines,
            findings: plan.findings + photos.findings + merged.findings + unmatched,
            isAllFound: unmatched.isEmpty,
            limitReached: photos.limitReached
        )
        let record = RunRecord(plan, counted, startedAt: start, endedAt: surroundings.now())
        return CountedRun(record, folder: plan.reportFolder, formats: plan.formats)
    }
}
