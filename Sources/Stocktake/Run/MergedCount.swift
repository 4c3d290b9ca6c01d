import Foundation

/// The merged labels or answers of a run, with their photos.
struct MergedCount: Sendable {
    /// The photos, without those that turned out to be unusable.
    let photos: PhotoOutcomes
    /// One per listed photo, with the locations found.
    let records: [PhotoRecord]
    let merged: MergedTallies
    /// Nil if labels were counted.
    var asking: RunAsking?
    var findings: [Finding] = []
    var stop: ServiceStop?
}

extension MergedCount {
    /// Merges a model's answers or, without them, the labels read.
    init(_ plan: Plan, _ photos: PhotoOutcomes, _ outcome: AskOutcome<CountAnswer>?) {
        if let outcome {
            self.init(plan, photos, answers: outcome)
        } else {
            let merged = LabelMerge(plan, photos).merge(photos.observations)
            self.init(
                photos: photos,
                records: photos.records(located: merged.locations),
                merged: merged
            )
        }
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
