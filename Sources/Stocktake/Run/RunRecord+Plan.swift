import Foundation

extension LabelMerge {
    init(_ plan: Plan, _ photos: PhotoOutcomes) {
        self.init(
            catalogue: plan.catalogue,
            views: plan.views,
            bySign: plan.locationRule.isSign,
            sharedPhotos: photos.sharedPhotos,
            locationsWithRejects: Set(photos.locationsWithRejects.keys)
        )
    }
}

extension StockComparison {
    init(_ plan: Plan, _ photos: PhotoOutcomes) {
        self.init(
            books: plan.books,
            tolerances: plan.tolerances,
            catalogue: plan.catalogue,
            locationsWithRejects: photos.locationsWithRejects
        )
    }
}

extension RunRecord {
    /// The record of a run that reached its end, with the exit status that follows from it.
    init(
        _ plan: Plan,
        _ counted: CountedLines,
        startedAt: Date,
        endedAt: Date
    ) {
        let isWhole =
            counted.isAllFound && counted.photos.allSatisfy { !$0.isRejected }
            && counted.lines.allSatisfy { $0.status > .incomplete }
        let exitStatus: ExitStatus =
            counted.limitReached ? .limitReached : isWhole ? .success : .notAllCounted
        self.init(
            id: runID(startedAt),
            pipeline: plan.name,
            title: plan.title,
            startedAt: startedAt,
            duration: .milliseconds(Int(endedAt.timeIntervalSince(startedAt) * 1000)),
            status: counted.limitReached ? .stopped : isWhole ? .complete : .incomplete,
            exitStatus: exitStatus,
            locationRule: plan.locationRule.words,
            views: plan.views,
            reject: plan.reject,
            version: StocktakeVersion.text,
            reader: LabelReader.version,
            hasBooks: plan.books != nil,
            photos: counted.photos,
            lines: counted.lines,
            findings: counted.findings
        )
    }
}

/// What counting and comparing gave, before it is a record.
struct CountedLines {
    let photos: [PhotoRecord]
    let lines: [StockLine]
    let findings: [Finding]
    /// Whether every location asked for has a line.
    let isAllFound: Bool
    let limitReached: Bool
}

/// `2026-11-23T020000Z-4f1c`: UTC to the second, and four random digits against two runs in one.
private func runID(_ start: Date) -> String {
    let time = start.formatted(
        .iso8601.year().month().day().time(includingFractionalSeconds: false)
            .timeSeparator(.omitted).dateSeparator(.dash).timeZone(separator: .omitted)
    )
    let suffix = String(UInt16.random(in: 0...0xFFFF), radix: 16)
    return "\(time)-" + String(repeating: "0", count: 4 - suffix.count) + suffix
}
