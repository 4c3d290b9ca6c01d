import Foundation

extension LabelMerge {
    init(_ plan: Plan, _ photos: PhotoOutcomes) {
        self.init(
            catalogue: plan.count.catalogue,
            views: plan.photos.views,
            bySign: plan.photos.location.isSign,
            sharedPhotos: photos.sharedPhotos,
            locationsWithRejects: Set(photos.locationsWithRejects.keys),
            unreached: photos.unreached(bySign: plan.photos.location.isSign)
        )
    }
}

extension StockComparison {
    init(_ plan: Plan, _ count: Perception) {
        let photos = count.photos
        self.init(
            books: plan.compare.books,
            tolerances: plan.compare.tolerances,
            catalogue: plan.count.catalogue,
            locationsWithRejects: photos.locationsWithRejects,
            unreached: photos.unreached(bySign: plan.photos.location.isSign),
            method: count.asking?.isRehearsal == true ? "rehearsal" : plan.count.method.rawValue
        )
    }
}

extension OrderPlanning {
    /// The planning of a run's orders; nil if the plan orders nothing.
    init?(_ plan: Plan, _ count: Perception, _ run: OpenRun) {
        guard let rules = plan.order else { return nil }
        self.init(
            rules: rules,
            pipeline: plan.name,
            run: run.id,
            continues: run.continues,
            startedAt: run.startedAt,
            hasBooks: plan.compare.books != nil,
            lostPhotos: count.records.count { $0.isRejected && $0.location == nil },
            isRestricted: !plan.only.isEmpty
        )
    }
}

extension MergedTables {
    /// The lines or rows of the selected locations, and the draft order of what runs low.
    init(_ plan: Plan, _ seen: Perception, _ lines: [StockLine], _ run: OpenRun) {
        let order = OrderPlanning(plan, seen, run)?.draft(of: lines)
        self.init(lines: plan.selected(lines), rows: plan.selected(seen.rows), order: order)
    }
}

extension StockComparison {
    /// One line per tally, and one per book line without a tally; none for rows.
    func lines(of count: Perception) -> [StockLine] {
        guard count.rows == nil else { return [] }
        return lines(count.merged.tallies, photosByLocation: count.merged.photosByLocation)
    }
}

extension RunRecord {
    /// The record of a completed run, with its exit status.
    ///
    /// `answers` is nil if no model was asked.
    init(
        _ plan: Plan,
        _ count: Perception,
        _ tables: MergedTables,
        _ answers: FollowUps?,
        _ run: OpenRun,
        to endedAt: Date
    ) {
        let lines = tables.lines
        let followUps = answers?.answers ?? []
        let stop = count.stop ?? answers?.stop
        let places = lines.map(\.tally.location) + (tables.rows?.rows ?? []).map(\.location)
        let unmatched = plan.unmatched(places, someUnread: count.photos.limitReached)
        let isWhole =
            unmatched.isEmpty
            && count.records.allSatisfy { !$0.isRejected || !plan.concerns($0.location) }
            && lines.allSatisfy { $0.status > .incomplete }
            && (tables.rows?.rows ?? []).allSatisfy { $0.status > .incomplete }
            && followUps.allSatisfy { !$0.isFailed }
        let statuses: [ExitStatus] = [
            count.photos.limitReached ? .limitReached : .success,
            stop?.exitStatus ?? .success, isWhole ? .success : .notAllCounted,
        ]
        let outcome = ExitStatus.worst(of: statuses)
        let isMatched =
            lines.matches(plan.failOn) || tables.rows?.matches(plan.failOn) == true
        let failed = isMatched ? [ExitStatus.failOnMatched] : []
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
            locationRule: plan.photos.location.words,
            views: plan.photos.views,
            reject: plan.prepare.reject,
            version: StocktakeVersion.text,
            reader: LabelReader.version,
            hasBooks: plan.compare.books != nil,
            photos: count.records,
            lines: lines,
            findings: (plan.findings + count.photos.findings + count.findings
                + count.merged.findings + (answers?.findings ?? []) + unmatched
                + [stop?.finding].compactMap(\.self)).withoutRepetitions,
            asking: answers?.asking ?? count.asking,
            rows: tables.rows,
            followUps: followUps,
            order: tables.order
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

extension [Finding] {
    /// Each finding once: the second question of a run may find what the first did.
    fileprivate var withoutRepetitions: [Finding] {
        var seen: Set<Finding> = []
        return filter { seen.insert($0).inserted }
    }
}

extension [StockLine] {
    /// Whether any line meets one of the conditions of `--fail-on`.
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
