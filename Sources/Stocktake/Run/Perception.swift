import Foundation

/// What the photos of a run show: one merged table, of counts or of rows.
struct Perception: Sendable {
    /// The photos, without those that turned out to be unusable.
    let photos: PhotoOutcomes
    /// One per listed photo, with the locations found.
    let records: [PhotoRecord]
    let merged: MergedTallies
    /// Nil if goods were counted.
    var rows: RowTable?
    /// Nil if labels were counted.
    var asking: RunAsking?
    var findings: [Finding] = []
    var stop: ServiceStop?
}

extension Perception {
    /// Counts labels, or asks a model what the plan wants to know, and merges.
    ///
    /// - Throws: as `Ask.ask`.
    init(
        _ plan: Plan,
        _ photos: PhotoOutcomes,
        _ access: ModelAccess?,
        _ run: RunContext,
        _ onProgress: (RunProgress) -> Void
    ) async throws {
        guard plan.count.method == .model, let access else {
            self.init(plan, labelsOf: photos)
            return
        }
        let located = photos.located(bySign: plan.photos.location.isSign)
        let answers = try await access.ask(
            .count(plan),
            about: located,
            run,
            onProgress: onProgress
        )
        self.init(plan, photos, answers: answers)
    }

    private init(_ plan: Plan, labelsOf photos: PhotoOutcomes) {
        let merged = LabelMerge(plan, photos).merge(photos.observations)
        self.init(
            photos: photos,
            records: photos.records(located: merged.locations),
            merged: merged
        )
    }

    private init(_ plan: Plan, _ photos: PhotoOutcomes, answers outcome: AskOutcome<CountAnswer>) {
        let left = photos.losing(outcome.lost)
        let located = left.located(bySign: plan.photos.location.isSign)
        let merged = AnswerMerge(plan, left, isRehearsal: outcome.asking.isRehearsal)
            .merge(outcome.answered, photos: located)
        let unreadable = merged.unreadable.map { index, problems in
            LostPhoto(
                photo: located[index].photo,
                problem: PhotoProblem(
                    rejection: .unreadableToModel,
                    words: problems.isEmpty
                        ? "the model could not read it"
                        : "the model could not read it: \(problems.joined(separator: ", "))"
                )
            )
        }
        let records = left.records(located: merged.merged.locations)
        var asking = outcome.asking
        asking.uncounted = outcome.uncounted
        self.init(
            photos: left,
            records: records.marking(unreadable + outcome.unanswered),
            merged: merged.merged,
            asking: asking,
            findings: outcome.findings,
            stop: outcome.stop
        )
    }
}

extension [PhotoRecord] {
    /// The records with lost photos marked as rejected.
    fileprivate func marking(_ lost: [LostPhoto]) -> [PhotoRecord] {
        let problems = lost.reduce(into: [:]) { $0[$1.photo] = $1.problem }
        return map { record in
            var record = record
            if record.outcome == .used, let problem = record.photo.flatMap({ problems[$0] }) {
                record.outcome = .rejected(problem.rejection, words: problem.words)
            }
            return record
        }
    }
}

extension AnswerMerge {
    fileprivate init(_ plan: Plan, _ photos: PhotoOutcomes, isRehearsal: Bool) {
        self.init(
            catalogue: plan.count.catalogue,
            zones: plan.count.zones,
            votes: plan.model?.votes ?? 1,
            method: isRehearsal ? "rehearsal" : "model",
            checks: LocationChecks(
                views: plan.photos.views,
                bySign: plan.photos.location.isSign,
                sharedPhotos: photos.sharedPhotos,
                nearDuplicates: photos.nearDuplicates,
                locationsWithRejects: Set(photos.locationsWithRejects.keys),
                unreached: photos.unreached(bySign: plan.photos.location.isSign)
            ),
            isOpen: plan.count.isOpen
        )
    }
}

extension AskOutcome<CountAnswer> {
    /// Goods that the model saw and could not count, each once.
    fileprivate var uncounted: [RunAsking.UncountedGoods] {
        var seen: Set<RunAsking.UncountedGoods> = []
        return answered.flatMap { question in
            (question.answer?.notCounted ?? []).map {
                RunAsking.UncountedGoods(location: question.location, what: $0.what, why: $0.why)
            }
        }
        .filter { seen.insert($0).inserted }
    }
}
