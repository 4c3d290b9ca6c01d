public import Foundation

/// Which models an estimate is wanted for.
public enum ModelChoice: Sendable {
    /// The pipeline's own; none for a label pipeline.
    case own
    case named([String])
    /// Every model of the price table.
    case all
}

/// What an estimate takes from outside.
public struct EstimateSurroundings: Sendable {
    /// The variables of the process: only the address of the service is read, no key.
    public var environment: [String: String] = [:]
    /// Photos read at once, 1 or more.
    public var workers = 1
    /// Where hashes of photos are remembered; nil to read every photo.
    public var cacheFolder: String?
    /// `--max-cost`, in USD; nil for no limit but the pipeline's.
    public var maxCost: Decimal?

    /// Nothing remembered, one worker, no limit.
    public init() {
        // All values have defaults.
    }
}

/// What a plan would cost, for one or several models: opens no socket, needs no key.
///
///     Plan ─→ photo headers ─→ Count: [Question] ─→ Price: [PlannedRequest] ─→ [ModelEstimate]
///
/// What the ledger has an answer to costs nothing; the ledger is only read.
public struct EstimateRun: Sendable {
    let plan: Plan
    let choice: ModelChoice
    let surroundings: EstimateSurroundings

    /// An estimate of a plan that was made for it.
    public init(_ plan: Plan, for choice: ModelChoice, in surroundings: EstimateSurroundings) {
        self.plan = plan
        self.choice = choice
        self.surroundings = surroundings
    }

    /// Reads the photos' headers and the ledger, and prices everything.
    ///
    /// - Throws: `RunRefusal` for an address of the service that can't be used.
    public func estimate() async throws -> FinishedEstimate {
        let memory = surroundings.cacheFolder.map {
            PhotoMemory(at: "\($0)/photos", now: { Date() })
        }
        let reading = PhotoReading(memory: memory)
        let read = await inParallel(plan.photos, workers: surroundings.workers) {
            reading.read($0)
        } onDone: { _ in
        }
        let confirmed = reading.confirmingDuplicates(read, of: plan.photos)
        var findings = plan.findings
        if let note = memory?.save() { findings.append(Finding(.note, .memoryNotSaved, note)) }
        var sized = SizedPhotos(plan.photos, confirmed)
        let known = knownAnswers()
        if let ledger = known.ledger, plan.locationRule.isSign {
            sized.locate(by: ledger)
        }
        var estimates: [ModelEstimate] = []
        var spreadings: [String: [Estimate.Spreading]] = [:]
        do {
            for settings in models {
                estimates.append(try priced(settings, sized, known.ledger))
                spreadings[settings.name] = try spreading(sized, settings)
            }
        } catch let error as LedgerError {
            // A ledger that is damaged further in: what it says of the rest is not to be trusted.
            findings.append(unread(error))
            estimates = try models.map { try priced($0, sized, nil) }
            for settings in models {
                spreadings[settings.name] = try spreading(sized, settings)
            }
        }
        let estimate = Estimate(
            pipeline: plan.name,
            title: plan.title,
            prices: plan.prices,
            photos: sized.entries.count,
            unknownPhotos: sized.unknown,
            models: estimates,
            spreadings: spreadings,
            limit: [plan.costLimit, surroundings.maxCost].compactMap(\.self).min(),
            remarks: remarks(sized),
            findings: findings + known.findings + sized.findings
        )
        return FinishedEstimate(estimate: estimate, ownModel: plan.model?.name, choice: choice)
    }

    /// The pipeline's ledger, where there is one that can be read; a note says why it can't.
    private func knownAnswers() -> (ledger: (any LedgerReading)?, findings: [Finding]) {
        guard !models.isEmpty else { return (nil, []) }
        do throws(LedgerError) {
            return (try LedgerReader(at: plan.ledgerPath), [])
        } catch {
            return (nil, [unread(error)])
        }
    }

    private func unread(_ error: LedgerError) -> Finding {
        Finding(
            .warning,
            .ledgerUnread,
            "taken for not yet asked, as the ledger can't be read: "
                + printable("\(error)", limit: 4096)
        )
    }

    /// The settings to price, one per model, each once.
    private var models: [ModelSettings] {
        let own = plan.model
        let names: [String] =
            switch choice {
            case .own: own.map { [$0.name] } ?? []
            case .named(let names): names
            case .all: plan.prices.models.map(\.model)
            }
        var seen: Set<String> = []
        return names.filter { seen.insert($0).inserted }.map { name in
            var settings = own ?? ModelSettings(name: name)
            settings.name = name
            return settings
        }
    }

    private func remarks(_ sized: SizedPhotos) -> [String] {
        let unplaced = sized.entries.contains { $0.location == nil }
        return plan.locationRule.isSign && unplaced
            ? ["location by sign is only known by looking: one photo a request assumed"] : []
    }

    private func priced(
        _ settings: ModelSettings,
        _ sized: SizedPhotos,
        _ ledger: (any LedgerReading)?
    ) throws -> ModelEstimate {
        let address = try ModelServiceAddress.unkeyed(
            settings.service,
            environment: surroundings.environment
        )
        let desk = QuestionDesk(plan, settings, address)
        return try PlannedQuestions(sized.entries, desk, ledger: ledger).estimate
    }

    private func spreading(
        _ sized: SizedPhotos,
        _ settings: ModelSettings
    ) throws -> [Estimate.Spreading] {
        try [1, 10, 100].map { count in
            var settings = settings
            settings.photosPerRequest = count
            let estimate = try priced(settings, sized, nil)
            return Estimate.Spreading(
                photosPerRequest: count,
                requests: estimate.requests.count,
                expected: estimate.cost?.expected
            )
        }
    }
}

extension QuestionText {
    init(_ plan: Plan) {
        self.init(
            items: plan.catalogue.items,
            zones: plan.zones,
            exclude: plan.exclude,
            extra: plan.instructions,
            views: plan.views,
            hasSigns: plan.locationRule.isSign
        )
    }
}

/// The photos whose size is known, by their file or their manifest.
private struct SizedPhotos {
    /// In list order, equal files once, with their stated locations.
    private(set) var entries: [PlannedQuestions.Entry] = []
    /// How many can't be read and have no stated size.
    private(set) var unknown = 0
    private(set) var findings: [Finding]

    init(_ listed: [ListedPhoto], _ read: [Result<Photo, PhotoProblem>]) {
        let identified = PhotoIdentification(listed: listed, read: read)
        findings = identified.findings
        for (entry, record) in zip(listed, identified.records) {
            if record.outcome == .used, let photo = record.photo {
                let asked = AskedPhoto(photo)
                entries.append(
                    .init(asked: asked, photo: photo, location: photo.statedLocation)
                )
            } else if record.isMissing, let size = entry.statedSize {
                let asked = AskedPhoto(
                    path: entry.path,
                    width: size.width,
                    height: size.height,
                    byteCount: nil
                )
                entries.append(.init(asked: asked, photo: nil, location: entry.location))
            } else if case .rejected(_, let words) = record.outcome {
                unknown += 1
                findings.append(
                    Finding(
                        .warning,
                        .photoRejected,
                        "cost unknown, not in the figures: \(words)",
                        position: entry.position,
                        photo: entry.path
                    )
                )
            }
        }
    }

    /// Places photos by the signs that an earlier run read in them.
    mutating func locate(by ledger: any LedgerReading) {
        entries = entries.map { entry in
            guard let photo = entry.photo, let seen = look(at: photo, ledger) else { return entry }
            let location = Look(seen, bySign: true).location
            return .init(asked: entry.asked, photo: photo, location: location)
        }
    }

    private func look(at photo: Photo, _ ledger: any LedgerReading) -> Observation? {
        do throws(LedgerError) {
            return try ledger.look(LabelReader.version, at: photo)?.observation(of: photo)
        } catch {
            // The same ledger is read for answers next, which tells.
            return nil
        }
    }
}

extension PhotoRecord {
    /// Whether nothing stands at its path.
    var isMissing: Bool {
        if case .rejected(.missing, _) = outcome { true } else { false }
    }
}
