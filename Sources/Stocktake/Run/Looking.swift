import Foundation

/// What the looking gave, by labels or by a model, merged.
struct Looked: Sendable {
    /// Photos, with those that turned out to be of no use marked.
    let photos: PhotoOutcomes
    /// One per listed photo, with the locations found.
    let records: [PhotoRecord]
    let merged: MergedTallies
    /// Nil where labels were read.
    var asking: RunAsking?
    var findings: [Finding] = []
    var stop: ServiceStop?
}

extension Plan {
    /// Merges what the label reader saw.
    func mergedLabels(_ photos: PhotoOutcomes) -> Looked {
        let merged = LabelMerge(self, photos).merge(photos.observations)
        return Looked(
            photos: photos,
            records: photos.records(located: merged.locations),
            merged: merged
        )
    }

    /// Merges what a model answered.
    func mergedAnswers(_ photos: PhotoOutcomes, _ outcome: ModelOutcome) -> Looked {
        let left = photos.losing(outcome.lost)
        let located = left.located(bySign: locationRule.isSign)
        let merged = AnswerMerge(self, left, isRehearsal: outcome.asking.isRehearsal)
            .merge(outcome.answered, photos: located)
        let unreadable = merged.unreadable.map { index, problems in
            QuestionResult.LostPhoto(
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
        return Looked(
            photos: left,
            records: records.marking(unreadable + outcome.unanswered),
            merged: merged.merged,
            asking: outcome.asking,
            findings: outcome.findings,
            stop: outcome.stop
        )
    }
}

extension ModelOutcome {
    fileprivate var interruption: Int32? {
        if case .interrupted(let signal) = stop { signal } else { nil }
    }

    /// Photos that no answer is about, and why.
    fileprivate var unanswered: [QuestionResult.LostPhoto] {
        let answeredPhotos = Set(answered.filter { $0.answer != nil }.flatMap(\.photos))
        let open = Set(answered.filter { $0.answer == nil }.flatMap(\.photos))
        let problem = PhotoProblem(
            rejection: stop == nil ? .replyFailed : .notReached,
            words: stop == nil ? "no usable answer about it" : "not asked about: \(stopWords)"
        )
        return open.subtracting(answeredPhotos)
            .map { QuestionResult.LostPhoto(photo: $0, problem: problem) }
    }

    private var stopWords: String { stop?.finding.message ?? "" }
}

extension [PhotoRecord] {
    /// The records with some photos rejected that were taken for used.
    fileprivate func marking(_ lost: [QuestionResult.LostPhoto]) -> [PhotoRecord] {
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
            catalogue: plan.catalogue,
            zones: plan.zones,
            votes: plan.model?.votes ?? 1,
            method: isRehearsal ? "rehearsal" : "model",
            checks: LocationChecks(
                views: plan.views,
                bySign: plan.locationRule.isSign,
                sharedPhotos: photos.sharedPhotos,
                locationsWithRejects: Set(photos.locationsWithRejects.keys)
            )
        )
    }
}

extension ServiceAccess {
    /// Asks about the photos, unless that brings nothing to report.
    ///
    /// - Throws: `RunInterruption` after a signal, `RunRefusal` where not one answer came; the run
    ///   has ended then.
    func ask(
        _ photos: PhotoOutcomes,
        _ plan: Plan,
        _ surroundings: RunSurroundings,
        _ run: OpenRun,
        onProgress: (RunProgress) -> Void
    ) async throws -> ModelOutcome {
        let work = ModelWork(plan, surroundings, self, run)
        let outcome: ModelOutcome
        do {
            let located = photos.located(bySign: plan.locationRule.isSign)
            outcome = try await work.ask(located, onProgress: onProgress)
        } catch let error as LedgerError {
            throw RunRefusal(error)
        } catch let refusal as RunRefusal {
            let time = surroundings.now()
            try await run.abandon(.failed, refusal.exitStatus, at: time)
            throw refusal
        }
        let time = surroundings.now()
        // Also when the signal came with the last answers: what was asked for is an end.
        if let signal = outcome.interruption ?? surroundings.interruption() {
            try await run.abandon(.stopped, .interrupted, at: time)
            throw RunInterruption(signal: signal)
        }
        guard outcome.hasAnswers else {
            let refusal = RunRefusal(outcome)
            try await run.abandon(.failed, refusal.exitStatus, at: time)
            throw refusal
        }
        return outcome
    }
}

extension RunRefusal {
    /// Not one question was answered.
    fileprivate init(_ outcome: ModelOutcome) {
        switch outcome.stop {
        case .refused(let words, let advice):
            self.init(message: "\(words); \(advice)", exitStatus: .noAccess)
        case .limitReached(let words):
            self.init(
                message: outcome.asking.attempts.isEmpty
                    ? "\(words), so nothing was asked; raise the limit"
                    : "\(words), and no answer came; raise the limit and type the same command again",
                exitStatus: .limitReached
            )
        case .givenUp(let words, let advice):
            self.init(message: "\(words); \(advice)", exitStatus: .serviceGivenUp)
        case .interrupted, nil:
            self.init(
                message: "not one question was answered; see above, correct it and run again",
                exitStatus: .serviceGivenUp
            )
        }
        findings = outcome.findings
    }
}

extension ServiceStop {
    /// What a run ends with that was stopped.
    var exitStatus: ExitStatus {
        switch self {
        case .interrupted: .interrupted
        case .limitReached: .limitReached
        case .refused: .noAccess
        case .givenUp: .serviceGivenUp
        }
    }

    /// For the reports.
    var finding: Finding {
        switch self {
        case .interrupted:
            Finding(.warning, .serviceStopped, "interrupted before everything was asked")
        case .limitReached(let words):
            Finding(.warning, .costLimit, "\(words): not everything was asked")
        case .refused(let words, let advice), .givenUp(let words, let advice):
            Finding(.error, .serviceStopped, "\(words); \(advice)")
        }
    }
}
