public import Foundation

/// Which models an estimate is wanted for.
public enum ModelChoice: Sendable {
    /// The pipeline's own; none for a label pipeline.
    case own
    case named([String])
    /// Every model of the price table.
    case all
}

/// What a plan would cost, for one or several models: opens no socket, needs no key.
///
///     Plan ─→ photo headers ─→ Count: [Question] ─→ Price: [PlannedRequest] ─→ [ModelEstimate]
public struct EstimateRun: Sendable {
    let plan: Plan
    let choice: ModelChoice
    /// The smaller of pipeline and command line; nil for no limit.
    let limit: Decimal?
    let workers: Int
    let memory: PhotoMemory?

    /// An estimate of a plan that was made for it.
    public init(
        _ plan: Plan,
        for choice: ModelChoice,
        maxCost: Decimal?,
        workers: Int,
        cacheFolder: String?
    ) {
        self.plan = plan
        self.choice = choice
        limit = [plan.costLimit, maxCost].compactMap(\.self).min()
        self.workers = workers
        memory = cacheFolder.map { PhotoMemory(at: "\($0)/photos", now: { Date() }) }
    }

    /// Reads the photos' headers and prices everything.
    public func estimate() async -> FinishedEstimate {
        let reading = PhotoReading(memory: memory)
        let read = await inParallel(plan.photos, workers: workers) {
            reading.read($0)
        } onDone: { _ in
        }
        let confirmed = reading.confirmingDuplicates(read, of: plan.photos)
        let memoryFindings = (memory?.save()).map { [Finding(.note, .memoryNotSaved, $0)] } ?? []
        let sized = SizedPhotos(plan.photos, confirmed)
        let estimates = models.map { estimator($0).estimate(questions(sized, $0)) }
        let spreadings = models.reduce(into: [:]) { table, settings in
            table[settings.name] = spreading(sized, settings)
        }
        let estimate = Estimate(
            pipeline: plan.name,
            title: plan.title,
            prices: plan.prices,
            photos: sized.photos.count,
            unknownPhotos: sized.unknown,
            models: estimates,
            spreadings: spreadings,
            limit: limit,
            remarks: remarks,
            findings: plan.findings + memoryFindings + sized.findings
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

    private var remarks: [String] {
        plan.locationRule.isSign
            ? ["location by sign is only known by looking: one photo a request assumed"] : []
    }

    private func estimator(_ settings: ModelSettings) -> Estimator {
        Estimator(
            facts: plan.modelTable.facts(of: settings.name) ?? .careful(settings.name),
            price: plan.prices.price(of: settings.name),
            imageTokens: plan.prices.imageTokens,
            settings: settings,
            sendSize: plan.sendSize,
            text: QuestionText(plan).size
        )
    }

    private func questions(_ sized: SizedPhotos, _ settings: ModelSettings) -> [Question] {
        QuestionPlanning(
            photosPerRequest: settings.photosPerRequest,
            votes: settings.votes
        ).questions(sized.photos)
    }

    private func spreading(
        _ sized: SizedPhotos,
        _ settings: ModelSettings
    ) -> [Estimate.Spreading] {
        [1, 10, 100].map { count in
            var settings = settings
            settings.photosPerRequest = count
            let estimate = estimator(settings).estimate(questions(sized, settings))
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
    let photos: [(photo: AskedPhoto, location: String?)]
    /// How many can't be read and have no stated size.
    let unknown: Int
    let findings: [Finding]

    init(_ listed: [ListedPhoto], _ read: [Result<Photo, PhotoProblem>]) {
        let identified = PhotoIdentification(listed: listed, read: read)
        var photos: [(photo: AskedPhoto, location: String?)] = []
        var findings = identified.findings
        var unknown = 0
        for (entry, record) in zip(listed, identified.records) {
            if record.outcome == .used, let photo = record.photo {
                let asked = AskedPhoto(
                    path: photo.path,
                    width: photo.width,
                    height: photo.height,
                    byteCount: photo.byteCount
                )
                photos.append((asked, photo.statedLocation))
            } else if record.isMissing, let size = entry.statedSize {
                let asked = AskedPhoto(
                    path: entry.path,
                    width: size.width,
                    height: size.height,
                    byteCount: nil
                )
                photos.append((asked, entry.location))
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
        self.photos = photos
        self.unknown = unknown
        self.findings = findings
    }
}

extension PhotoRecord {
    /// Whether nothing stands at its path.
    var isMissing: Bool {
        if case .rejected(.missing, _) = outcome { true } else { false }
    }
}
