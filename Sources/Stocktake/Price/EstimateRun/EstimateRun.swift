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
public struct EstimateEnvironment: Sendable {
    /// The variables of the process: only the address of the service is read, no key.
    public var variables: [String: String] = [:]
    /// Photos read at once, 1 or more.
    public var workers = 1
    /// Where hashes of photos are remembered; nil to read every photo.
    public var cacheFolder: String?
    /// `--max-cost`, in USD; nil for no limit but the pipeline's.
    public var maxCost: Decimal?
    /// Whether what is answered would be asked again: `run --fresh`.
    public var isFresh = false

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
    let environment: EstimateEnvironment

    /// An estimate of a plan that was made for it.
    public init(_ plan: Plan, for choice: ModelChoice, in environment: EstimateEnvironment) {
        self.plan = plan
        self.choice = choice
        self.environment = environment
    }

    /// Reads the photos' headers and the ledger, and prices everything.
    public func estimate() async -> FinishedEstimate {
        let cache = environment.cacheFolder.map {
            PhotoCache(at: "\($0)/photos.sqlite", now: { Date() })
        }
        let reading = PhotoReading(cache: cache)
        let read = await inParallel(plan.photos.listed, workers: environment.workers) {
            reading.read($0)
        } onDone: { _ in
        }
        let confirmed = reading.confirmingDuplicates(read, of: plan.photos.listed)
        var findings = plan.findings
        if let note = cache?.save() { findings.append(Finding(.note, .memoryNotSaved, note)) }
        let earlier = EarlierRuns(plan, models, environment)
        var sized = SizedPhotos(plan.photos.listed, confirmed)
        var estimates: [ModelEstimate]
        do throws(LedgerError) {
            if let ledger = earlier.looks { try sized.apply(ledger, plan) }
            estimates = try models.map { settings throws(LedgerError) in
                try priced(settings, sized, earlier.address, earlier.answers)
            }
        } catch {
            // Damaged further in: what it says of the rest is not to be trusted.
            findings.append(unread(error))
            estimates = models.map { unasked($0, sized, earlier.address) }
        }
        let spreadings = models.reduce(into: [:]) { table, settings in
            table[settings.name] = spreading(sized, settings, earlier.address)
        }
        let estimate = Estimate(
            pipeline: plan.name,
            title: plan.title,
            prices: plan.prices,
            photos: sized.entries.count,
            unknownPhotos: sized.unknown,
            models: estimates,
            spreadings: spreadings,
            limit: [plan.limits.cost, environment.maxCost].compactMap(\.self).min(),
            remarks: remarks(sized),
            findings: findings + earlier.findings + sized.findings
        )
        return FinishedEstimate(estimate: estimate, ownModel: plan.model?.name, choice: choice)
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
        return plan.photos.location.isSign && unplaced
            ? ["location by sign is only known by looking: one photo a request assumed"] : []
    }

    /// Everything that the pipeline asks this model.
    private func priced(
        _ settings: ModelSettings,
        _ sized: SizedPhotos,
        _ address: ModelServiceAddress,
        _ ledger: (any LedgerReading)?
    ) throws(LedgerError) -> ModelEstimate {
        let photos =
            asksAboutPhotos ? try pricedPhotos(settings, sized.entries, address, ledger) : nil
        // What a question sees changes only if anything before it is asked.
        let isSettled = photos.map { $0.requests.isEmpty && $0.givenUp == 0 } ?? true
        return try priced(
            thenOf: photos,
            settings,
            sized,
            address,
            isSettled ? ledger : nil
        )
    }

    /// As if nothing had ever been asked.
    private func unasked(
        _ settings: ModelSettings,
        _ sized: SizedPhotos,
        _ address: ModelServiceAddress
    ) -> ModelEstimate {
        do {
            return try priced(settings, sized, address, nil)
        } catch {
            // Without a ledger, none fails.
            return .nothing(settings.name)
        }
    }

    /// Whether a model looks at photos: not where labels are counted, unless another model is
    /// named to compare with.
    private var asksAboutPhotos: Bool {
        if case .own = choice { plan.count.method == .model } else { true }
    }

    private func pricedPhotos(
        _ settings: ModelSettings,
        _ entries: [PhotoEntry],
        _ address: ModelServiceAddress,
        _ ledger: (any LedgerReading)?
    ) throws(LedgerError) -> ModelEstimate {
        guard let extraction = plan.extract else {
            return try priced(.count(plan), settings, entries, address, ledger)
        }
        // A schema that can't be used was refused by planning.
        guard let form = try? QuestionForm.extract(extraction) else {
            return .nothing(settings.name)
        }
        return try priced(form, settings, entries, address, ledger)
    }

    private func priced<Answer>(
        _ form: QuestionForm<Answer>,
        _ settings: ModelSettings,
        _ entries: [PhotoEntry],
        _ address: ModelServiceAddress,
        _ ledger: (any LedgerReading)?
    ) throws(LedgerError) -> ModelEstimate {
        let builder = RequestBuilder(plan, form, settings, address)
        return try PlannedQuestions(entries, builder, ledger: ledger, isRetry: false).estimate
    }

    /// What is asked about photos, and the follow-up questions, of tables of an assumed length.
    private func priced(
        thenOf photos: ModelEstimate?,
        _ settings: ModelSettings,
        _ sized: SizedPhotos,
        _ address: ModelServiceAddress,
        _ ledger: (any LedgerReading)?
    ) throws(LedgerError) -> ModelEstimate {
        var sum = photos
        let assumed = AssumedTables(
            items: plan.count.catalogue.items.count,
            locations: sized.locationCount,
            photos: sized.entries.count,
            fields: plan.extract?.columnNames ?? []
        )
        for question in plan.then {
            // A schema that can't be used was refused by planning.
            guard
                let form = try? QuestionForm.followUp(question, about: assumed.seen(by: question))
            else { continue }
            let builder = RequestBuilder(plan, form, settings, address)
            var requests = AskedRequests(PlannedQuestions([], builder).requests.all)
            if let ledger, try builder.isAnswered(as: question.name, ledger) {
                requests.settled = Set(requests.all.indices)
            }
            let estimate = builder.estimator.estimate(requests, of: 1, [])
            sum = sum?.adding(estimate) ?? estimate
        }
        return sum ?? .nothing(settings.name)
    }

    private func spreading(
        _ sized: SizedPhotos,
        _ settings: ModelSettings,
        _ address: ModelServiceAddress
    ) -> [Estimate.Spreading] {
        [1, 10, 100].map { count in
            var settings = settings
            settings.photosPerRequest = count
            let estimate = unasked(settings, sized, address)
            return Estimate.Spreading(
                photosPerRequest: count,
                requests: estimate.requests.count,
                expected: estimate.cost?.expected
            )
        }
    }
}

/// What an estimate may take from earlier runs: the pipeline's ledger, where it can be used.
private struct EarlierRuns {
    /// As used in questions' keys; OpenAI's own where the environment's can't be used.
    let address: ModelServiceAddress
    /// What was seen in photos; nil without a ledger.
    private(set) var looks: (any LedgerReading)?
    /// What was answered; nil where everything would be asked.
    private(set) var answers: (any LedgerReading)?
    /// Why less is known than there is.
    private(set) var findings: [Finding] = []

    init(_ plan: Plan, _ models: [ModelSettings], _ environment: EstimateEnvironment) {
        let service = plan.model?.service ?? ServiceChoice()
        var isNamed = true
        do throws(RunRefusal) {
            address = try .unkeyed(service, environment: environment.variables)
        } catch {
            address = .openAI
            isNamed = false
            findings.append(
                Finding(
                    .warning,
                    .ledgerUnread,
                    "taken for not yet asked: \(printable(error.message, limit: 4096))"
                )
            )
        }
        guard !models.isEmpty, !environment.isFresh else { return }
        do throws(LedgerError) {
            looks = try LedgerReader(at: plan.ledger)
        } catch {
            findings.append(unread(error))
        }
        answers = isNamed ? looks : nil
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

/// The photos whose size is known, by their file or their manifest.
private struct SizedPhotos {
    /// In list order, equal files once, with their stated locations.
    private(set) var entries: [PhotoEntry] = []
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

    /// Does with photos what a run would after its look at them, as far as an earlier one has
    /// looked: leaves out those that are no good, and places the others by their signs.
    mutating func apply(_ ledger: any LedgerReading, _ plan: Plan) throws(LedgerError) {
        let preparation = PhotoPreparation(plan)
        var kept: [PhotoEntry] = []
        for entry in entries {
            guard let photo = entry.photo else {
                kept.append(entry)
                continue
            }
            let look = try look(at: photo, ledger, plan)
            do throws(PhotoProblem) {
                try preparation.checkSize(of: photo)
                if let look { try preparation.check(look.quality) }
            } catch {
                let words = "not asked about, \(error.words)"
                findings.append(Finding(.note, .photoRejected, words, photo: photo.path))
                continue
            }
            let seen = plan.photos.location.isSign ? look?.observation(of: photo) : nil
            let location =
                seen.map { LocatedObservation($0, bySign: true).location } ?? entry.location
            kept.append(.init(asked: entry.asked, photo: photo, location: location))
        }
        entries = kept
    }

    private func look(
        at photo: Photo,
        _ ledger: any LedgerReading,
        _ plan: Plan
    ) throws(LedgerError) -> PhotoLook? {
        if plan.photos.location.isSign, let look = try ledger.look(LabelReader.version, at: photo) {
            return look
        }
        return try ledger.look(PhotoPreparation.qualityVersion, at: photo)
    }
}

extension SizedPhotos {
    /// The locations of the photos; unknown ones count as one each.
    fileprivate var locationCount: Int {
        let known = Set(entries.compactMap { $0.location.map(locationKey) })
        return max(1, known.count + entries.count { $0.location == nil })
    }
}

extension PhotoRecord {
    /// Whether there is no file at its path.
    var isMissing: Bool {
        if case .rejected(.missing, _) = outcome { true } else { false }
    }
}
