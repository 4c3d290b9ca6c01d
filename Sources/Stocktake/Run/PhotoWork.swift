import Foundation
import Imaging
import SymbolReading

/// The photos of a run after the looking.
struct PhotoOutcomes: Sendable {
    /// In list order, one per listed photo, locations as stated.
    let entries: [PhotoRecord]
    /// In list order, one per used photo.
    let observations: [Observation]
    let findings: [Finding]
    /// SHA-256 of photos listed under more than one location.
    let sharedPhotos: Set<String>
    /// Whether the time limit left photos undone.
    let limitReached: Bool

    /// The used photos, each with its location: stated, or with `bySign` that of its sign.
    func located(bySign: Bool) -> [(photo: Photo, location: String?)] {
        observations.map { observation in
            (observation.photo, Look(observation, bySign: bySign).location)
        }
    }

    /// The same without photos that turned out to be of no use.
    func losing(_ lost: [QuestionResult.LostPhoto]) -> PhotoOutcomes {
        guard !lost.isEmpty else { return self }
        let problems = lost.reduce(into: [:]) { $0[$1.photo] = $1.problem }
        let entries = entries.map { entry in
            var entry = entry
            if entry.outcome == .used, let problem = entry.photo.flatMap({ problems[$0] }) {
                entry.outcome = .rejected(problem.rejection, words: problem.words)
            }
            return entry
        }
        let newFindings = zip(self.entries, entries).filter { $0.0.outcome != $0.1.outcome }
            .compactMap(\.1.rejectionFinding)
        return PhotoOutcomes(
            entries: entries,
            observations: observations.filter { problems[$0.photo] == nil },
            findings: findings + newFindings,
            sharedPhotos: sharedPhotos,
            limitReached: limitReached
        )
    }

    /// The entries with the location found for each observation, in their order.
    func records(located locations: [String?]) -> [PhotoRecord] {
        var found = locations.makeIterator()
        return entries.map { entry in
            guard entry.outcome == .used, let location = found.next() else { return entry }
            var entry = entry
            entry.location = location ?? entry.location
            return entry
        }
    }

    /// Stated locations that lost a photo: their spelling, as first seen, by key.
    var locationsWithRejects: [String: String] {
        entries.filter(\.isRejected).reduce(into: [:]) { lost, entry in
            guard let location = entry.location, lost[locationKey(location)] == nil else { return }
            lost[locationKey(location)] = location
        }
    }
}

/// Identifies, prepares and reads all photos of a plan, several at once.
struct PhotoWork: Sendable {
    let plan: Plan
    let surroundings: RunSurroundings
    let deadline: Date?
    private let preparation: PhotoPreparation
    private let reader: LabelReader

    init(_ plan: Plan, _ surroundings: RunSurroundings, _ start: Date) {
        self.plan = plan
        self.surroundings = surroundings
        deadline = plan.durationLimit.map { start.addingTimeInterval($0.seconds) }
        preparation = PhotoPreparation(
            reject: plan.reject,
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes
        )
        let year = Calendar(identifier: .gregorian).component(.year, from: start)
        reader = LabelReader(symbols: SymbolReader(), referenceYear: year)
    }

    func observe(onProgress: (RunProgress) -> Void) async -> PhotoOutcomes {
        let reading = PhotoReading()
        let read = await inParallel(plan.photos, workers: surroundings.workers) {
            stopProblem().map { .failure($0) } ?? reading.read($0)
        } onDone: { _ in
        }
        let identified = PhotoIdentification(listed: plan.photos, read: read)
        let looked = await look(at: identified.unique, onProgress: onProgress)
        return outcomes(identified, looked)
    }

    /// What one look gave, or why it gave nothing.
    private typealias LookResult = Result<Observation, PhotoProblem>

    private func look(
        at photos: [Photo],
        onProgress: (RunProgress) -> Void
    ) async -> [LookResult] {
        var (done, rejected, labels) = (0, 0, 0)
        return await inParallel(photos, workers: surroundings.workers) { photo in
            look(at: photo)
        } onDone: { result in
            done += 1
            switch result {
            case .success(let observation): labels += observation.labels.count
            case .failure: rejected += 1
            }
            onProgress(
                RunProgress(done: done, total: photos.count, rejected: rejected, labels: labels)
            )
        }
    }

    private func look(at photo: Photo) -> LookResult {
        if let problem = stopProblem() { return .failure(problem) }
        do {
            return .success(try observation(photo))
        } catch let problem as PhotoProblem {
            return .failure(problem)
        } catch {
            return .failure(PhotoProblem(rejection: .damaged, words: "\(error)"))
        }
    }

    /// Labels are for the label reader; a model's photo is only looked at for the sign it may need.
    private func observation(_ photo: Photo) throws -> Observation {
        guard plan.method == .model else {
            return try reader.observe(try preparation.prepare(photo))
        }
        guard plan.locationRule.isSign else {
            try preparation.check(photo)
            return Observation(photo: photo, labels: [], signs: [], findings: [])
        }
        let signs = try reader.observe(try preparation.prepare(photo)).signs
        return Observation(photo: photo, labels: [], signs: signs, findings: [])
    }

    /// Why no further photo is begun; nil while the run goes on.
    private func stopProblem() -> PhotoProblem? {
        if surroundings.interruption() != nil {
            return PhotoProblem(rejection: .notReached, words: "the run was interrupted")
        }
        if let deadline, surroundings.now() >= deadline {
            return PhotoProblem(rejection: .notReached, words: "limits.duration reached")
        }
        return nil
    }

    private func outcomes(
        _ identified: PhotoIdentification,
        _ looked: [LookResult]
    ) -> PhotoOutcomes {
        var results = looked.makeIterator()
        var observations: [Observation] = []
        // The unique photos are the used ones, in list order.
        let entries = identified.records.map { entry in
            var entry = entry
            guard entry.outcome == .used, let result = results.next() else { return entry }
            switch result {
            case .success(let observation):
                observations.append(observation)
            case .failure(let problem):
                entry.outcome = .rejected(problem.rejection, words: problem.words)
            }
            return entry
        }
        let rejects = entries.compactMap(\.rejectionFinding)
        return PhotoOutcomes(
            entries: entries,
            observations: observations,
            findings: identified.findings + rejects + observations.flatMap(\.findings),
            sharedPhotos: identified.sharedPhotos,
            limitReached: entries.contains(where: \.isNotReached)
        )
    }
}

extension PhotoRecord {
    /// Whether the run ended before it was looked at.
    var isNotReached: Bool {
        if case .rejected(.notReached, _) = outcome { true } else { false }
    }

    var isRejected: Bool {
        if case .rejected = outcome { true } else { false }
    }

    /// The finding that says why a photo gave nothing.
    var rejectionFinding: Finding? {
        guard case .rejected(let rejection, let words) = outcome else { return nil }
        let code: Finding.Code = rejection == .missing ? .photoMissing : .photoRejected
        return Finding(.warning, code, "not counted, \(words)", photo: path, location: location)
    }
}

extension Duration {
    /// As a floating number of seconds, for dates.
    var seconds: Double {
        let (whole, atto) = components
        return Double(whole) + Double(atto) / 1e18
    }
}
