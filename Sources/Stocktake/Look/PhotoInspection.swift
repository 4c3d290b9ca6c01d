import Foundation
import Imaging
import SymbolReading

/// The photos of a run after they were inspected.
struct PhotoOutcomes: Sendable {
    /// In list order, one per listed photo, locations as stated.
    let entries: [PhotoRecord]
    /// In list order, one per used photo.
    let observations: [Observation]
    let findings: [Finding]
    /// SHA-256 of photos listed under more than one location.
    let sharedPhotos: Set<String>
    /// Keys of locations with a picture that is there, or elsewhere, once more in another file.
    let nearDuplicates: Set<String>

    /// The used photos, each with its location: stated, or with `bySign` that of its sign.
    func located(bySign: Bool) -> [(photo: Photo, location: String?)] {
        observations.map { observation in
            (observation.photo, LocatedObservation(observation, bySign: bySign).location)
        }
    }

    /// The same without photos that turned out to be unusable.
    func losing(_ lost: [LostPhoto]) -> PhotoOutcomes {
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
            nearDuplicates: nearDuplicates
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

    /// Stated locations with a rejected photo: the spelling first seen, by key.
    var locationsWithRejects: [String: String] {
        entries.filter { $0.isRejected && !$0.isNotReached }.statedLocations
    }

    /// Whether the time limit was reached before all photos were inspected.
    var limitReached: Bool { entries.contains(where: \.isNotReached) }

    /// The places of photos that were not inspected; with `bySign`, their signs would tell.
    func unreached(bySign: Bool) -> UnreachedPhotos {
        let open = entries.filter(\.isNotReached)
        return UnreachedPhotos(
            locations: open.statedLocations,
            mayBeAnywhere: bySign && !open.isEmpty
        )
    }
}

extension [PhotoRecord] {
    /// The stated locations: the spelling first seen, by key.
    fileprivate var statedLocations: [String: String] {
        compactMap(\.location).reduce(into: [:]) { names, location in
            let key = locationKey(location)
            if names[key] == nil { names[key] = location }
        }
    }
}

/// Identifies, prepares and reads all photos of a plan, several at once.
///
/// Results for a photo with the same bytes in an earlier run are taken from the ledger, so that an
/// unchanged photo is neither read nor decoded again.
struct PhotoInspection: Sendable {
    let plan: Plan
    let run: RunContext
    private let cache: PhotoCache?
    private let preparation: PhotoPreparation
    private let reader: LabelReader

    init(_ plan: Plan, _ run: RunContext) {
        self.plan = plan
        self.run = run
        cache = run.environment.cacheFolder.map {
            PhotoCache(at: "\($0)/photos.sqlite", now: run.environment.now)
        }
        preparation = PhotoPreparation(plan)
        let year = Calendar(identifier: .gregorian).component(.year, from: run.startedAt)
        reader = LabelReader(symbols: SymbolReader(), referenceYear: year)
    }

    /// Inspects all photos.
    ///
    /// - Throws: `LedgerError`; `RunInterruption` after a signal.
    func inspect(onProgress: (RunProgress) -> Void) async throws -> PhotoOutcomes {
        let reading = PhotoReading(cache: cache)
        let listed = await inParallel(plan.photos.listed, workers: run.environment.workers) {
            stopProblem().map { .failure($0) } ?? reading.read($0)
        } onDone: { _ in
        }
        let read = reading.confirmingDuplicates(listed, of: plan.photos.listed)
        let unsaved = cache?.save()
        let identified = PhotoIdentification(listed: plan.photos.listed, read: read)
        let looked = try await look(at: identified.unique, onProgress: onProgress)
        if let signal = run.environment.interruption() { throw RunInterruption(signal: signal) }
        // Saved again, because a cached hash may have turned out wrong.
        let notes = (unsaved ?? cache?.save()).map { [Finding(.note, .memoryNotSaved, $0)] } ?? []
        return outcomes(identified, looked, notes)
    }

    /// The observation of one photo, or why there is none.
    private typealias LookResult = Result<Observation, PhotoProblem>

    private func look(
        at photos: [Photo],
        onProgress: (RunProgress) -> Void
    ) async throws -> [LookResult] {
        var (rejected, labels) = (0, 0)
        return try await inWindow(photos, width: run.environment.workers) { photo in
            try await look(at: photo)
        } onDone: { done, result in
            switch result {
            case .success(let observation): labels += observation.labels.count
            case .failure: rejected += 1
            }
            onProgress(
                RunProgress(done: done, total: photos.count, rejected: rejected, labels: labels)
            )
        }
    }

    private func look(at photo: Photo) async throws -> LookResult {
        if let problem = stopProblem() { return .failure(problem) }
        do {
            try preparation.checkSize(of: photo)
            return .success(try await needsLabels ? labels(photo) : measured(photo))
        } catch let problem as PhotoProblem {
            // The cached hash was wrong: the next run reads the photo again.
            if problem.rejection == .changed { cache?.forget(photo.path) }
            return .failure(problem)
        } catch let error as SymbolReadingError {
            return .failure(PhotoProblem(rejection: .damaged, words: "\(error)"))
        }
    }

    /// Whether labels are read: to count them, or to find the sign with the location.
    private var needsLabels: Bool { plan.count.method == .labels || plan.photos.location.isSign }

    private func labels(_ photo: Photo) async throws -> Observation {
        let observation: Observation
        var likeness: PhotoLikeness?
        if let stored = try stored(LabelReader.version, photo), isWhole(stored),
            let seen = stored.observation(of: photo)
        {
            try preparation.check(stored.quality)
            observation = seen
            likeness = stored.quality.likeness
        } else {
            if let stored = try stored(PhotoPreparation.qualityVersion, photo) {
                try preparation.check(stored.quality)
            }
            let prepared = try preparation.luma(of: photo)
            do throws(PhotoProblem) {
                try preparation.check(prepared.quality)
            } catch {
                let look = PhotoLook(prepared.quality)
                try await keep(look, PhotoPreparation.qualityVersion, photo)
                throw error
            }
            observation = try reader.observe(prepared)
            likeness = prepared.quality.likeness
            let look = PhotoLook(prepared.quality, observation)
            try await keep(look, LabelReader.version, photo)
        }
        guard plan.count.method == .model else { return observation }
        return Observation(
            photo: photo,
            labels: [],
            signs: observation.signs,
            findings: [],
            likeness: likeness
        )
    }

    private func measured(_ photo: Photo) async throws -> Observation {
        let version = PhotoPreparation.qualityVersion
        let quality: PhotoQuality
        if let stored = try stored(version, photo), isWhole(stored) {
            quality = stored.quality
        } else {
            quality = try preparation.quality(of: photo)
            try await keep(PhotoLook(quality), version, photo)
        }
        try preparation.check(quality)
        return Observation(
            photo: photo,
            labels: [],
            signs: [],
            findings: [],
            likeness: quality.likeness
        )
    }

    /// Whether an earlier look has what this run needs: the likeness only if a model counts, as
    /// labels count each serial once anyway.
    private func isWhole(_ look: PhotoLook) -> Bool {
        plan.count.method == .labels || look.likeness != nil
    }

    private func stored(_ reader: String, _ photo: Photo) throws -> PhotoLook? {
        run.environment.isFresh ? nil : try run.ledger.look(reader, at: photo)
    }

    private func keep(_ look: PhotoLook, _ reader: String, _ photo: Photo) async throws {
        let body = Array(try jsonLine(look).utf8)
        let observation = LedgerObservation(look: reader, photo: photo.sha256, body: body)
        try await run.ledger.record([observation], run: run.id)
    }

    /// Why no further photo is started; nil while the run continues.
    private func stopProblem() -> PhotoProblem? {
        if run.environment.interruption() != nil {
            return PhotoProblem(rejection: .notReached, words: "the run was interrupted")
        }
        if let deadline = run.deadline, run.environment.now() >= deadline {
            return PhotoProblem(rejection: .notReached, words: "limits.duration reached")
        }
        return nil
    }

    private func outcomes(
        _ identified: PhotoIdentification,
        _ looked: [LookResult],
        _ notes: [Finding]
    ) -> PhotoOutcomes {
        var results = looked.makeIterator()
        var observations: [Observation] = []
        // `looked` has one result per used photo, in list order.
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
        let copies = NearDuplicates(
            observations.map {
                ($0, LocatedObservation($0, bySign: plan.photos.location.isSign).location)
            },
            views: plan.photos.views
        )
        return PhotoOutcomes(
            entries: entries,
            observations: observations,
            findings: notes + identified.findings + copies.findings + rejects
                + observations.flatMap(\.findings) + timeLimit(entries),
            sharedPhotos: identified.sharedPhotos,
            nearDuplicates: copies.locations
        )
    }

    /// One warning for all photos that were not reached.
    private func timeLimit(_ entries: [PhotoRecord]) -> [Finding] {
        let open = entries.count(where: \.isNotReached)
        guard open > 0 else { return [] }
        let photos = "\(entries.count) photo\(entries.count == 1 ? "" : "s")"
        return [
            Finding(
                .warning,
                .timeLimit,
                "limits.duration is reached: \(open) of \(photos) not looked at",
                key: "limits.duration"
            )
        ]
    }
}

extension PhotoPreparation {
    init(_ plan: Plan) {
        self.init(
            reject: plan.prepare.reject,
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes
        )
    }
}

extension PhotoRecord {
    /// Whether the run ended before this photo was inspected.
    var isNotReached: Bool {
        if case .rejected(.notReached, _) = outcome { true } else { false }
    }

    var isRejected: Bool {
        if case .rejected = outcome { true } else { false }
    }

    /// The finding about a rejected photo; nil for other photos, and for those not reached.
    var rejectionFinding: Finding? {
        guard case .rejected(let rejection, let words) = outcome, !isNotReached else { return nil }
        let code: Finding.Code = rejection == .missing ? .photoMissing : .photoRejected
        return Finding(.warning, code, "not counted, \(words)", photo: path, location: location)
    }
}
