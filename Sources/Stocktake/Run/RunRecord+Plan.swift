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
    init(_ plan: Plan, _ looked: Looked) {
        let photos = looked.photos
        self.init(
            books: plan.books,
            tolerances: plan.tolerances,
            catalogue: plan.catalogue,
            locationsWithRejects: photos.locationsWithRejects,
            method: looked.asking?.isRehearsal == true ? "rehearsal" : plan.method.rawValue
        )
    }
}

extension RunRecord {
    /// The record of a run that reached its end, with the exit status that follows from it.
    init(
        _ plan: Plan,
        _ looked: Looked,
        lines: [StockLine],
        _ run: OpenRun,
        to endedAt: Date
    ) {
        let unmatched = plan.unmatched(lines)
        let isWhole =
            unmatched.isEmpty && looked.records.allSatisfy { !$0.isRejected }
            && lines.allSatisfy { $0.status > .incomplete }
        let statuses: [ExitStatus] = [
            looked.photos.limitReached ? .limitReached : .success,
            looked.stop?.exitStatus ?? .success, isWhole ? .success : .notAllCounted,
        ]
        let outcome = ExitStatus.worst(of: statuses)
        let failed = lines.matches(plan.failConditions) ? [ExitStatus.failOnMatched] : []
        let exitStatus = ExitStatus.worst(of: [outcome] + failed)
        let status: Status =
            switch outcome {
            case .success: .complete
            case .notAllCounted: .incomplete
            case .limitReached: .stopped
            default: .failed
            }
        self.init(
            id: run.id,
            continues: run.continues,
            pipeline: plan.name,
            title: plan.title,
            startedAt: run.startedAt,
            duration: .milliseconds(Int(endedAt.timeIntervalSince(run.startedAt) * 1000)),
            status: status,
            exitStatus: exitStatus,
            locationRule: plan.locationRule.words,
            views: plan.views,
            reject: plan.reject,
            version: StocktakeVersion.text,
            reader: LabelReader.version,
            hasBooks: plan.books != nil,
            photos: looked.records,
            lines: lines,
            findings: plan.findings + looked.photos.findings + looked.findings
                + looked.merged.findings + unmatched + [looked.stop?.finding].compactMap(\.self),
            asking: looked.asking
        )
    }
}

extension RunEnding {
    /// How a recorded run ended, for the ledger.
    init(_ record: RunRecord, at time: Date) {
        let lines = LineStatus.allCases
            .map { "\"\($0.rawValue)\":\(record.count(of: $0))" }
            .joined(separator: ",")
        self.init(
            endedAt: time,
            status: Status(rawValue: record.status.rawValue) ?? .failed,
            exitStatus: record.exitStatus.rawValue,
            cost: record.paid,
            summary: "{\"photos\":\(record.photos.count),\"lines\":{\(lines)}}"
        )
    }
}

extension [StockLine] {
    /// Whether any line has one of the statuses, or a variance where `variance` is asked for.
    func matches(_ conditions: [FailCondition]) -> Bool {
        contains { line in
            conditions.contains { condition in
                switch condition {
                case .review: line.status == .review
                case .recount: line.status == .recount
                case .incomplete: line.status == .incomplete
                case .notCounted: line.status == .notCounted
                case .variance: line.isVariance
                }
            }
        }
    }
}
