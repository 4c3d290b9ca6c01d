import Foundation

/// A checked and resolved pipeline, with nothing left to look up.
///
/// Grouped like the pipeline file.
public struct Plan: Sendable {
    struct Photos: Sendable {
        var listed: [ListedPhoto]
        let location: LocationRule
        /// How photos of one location relate; nil if the pipeline doesn't say.
        let views: PhotoViews?
    }

    struct Prepare: Sendable {
        let reject: RejectLimits
        let size: SendSize
        /// 1…100, for photos that are shrunk before they are sent.
        let jpegQuality: Int
    }

    struct Count: Sendable {
        var method: CountMethod
        let catalogue: Catalogue
        /// Whether the model names the goods itself: `items: any`. The catalogue, which may be empty,
        /// is then applied to its answers only.
        let isOpen: Bool
        let zones: [String]
        let exclude: String
        let instructions: String
    }

    /// Nil for no limit.
    struct Limits: Sendable {
        /// USD.
        let cost: Decimal?
        let duration: Duration?
        /// Percent of questions that may fail.
        let failures: Int?
    }

    struct Compare: Sendable {
        /// Nil if the pipeline names no books.
        var books: [ExpectedStock]?
        let tolerances: ToleranceTable
    }

    struct Report: Sendable {
        /// Reports go to `<folder>/<name>/<run>/`.
        let folder: String
        let formats: [ReportFormat]
    }

    /// The pipeline file as the user named it.
    public let file: String
    /// The name of the reports' folder.
    public let name: String
    /// The title of the reports; the name if the pipeline has none.
    public let title: String
    var photos: Photos
    let prepare: Prepare
    var count: Count
    /// Nil where goods are counted; else `count` has no items.
    var extract: Extraction?
    /// Nil for label pipelines without a model.
    var model: ModelSettings?
    let prices: PriceTable
    let models: ModelTable
    let limits: Limits
    /// The path of the ledger.
    var ledger: String
    var compare: Compare
    /// The follow-up questions, in the order of the file.
    let then: [FollowUpQuestion]
    /// Nil if the pipeline orders nothing.
    var order: OrderRules?
    let report: Report
    /// Locations selected with `--only`; empty for all.
    var only: [String] = []
    /// Which lines make a completed run end with status 4: `--fail-on`.
    var failOn: [FailCondition] = []
    /// Notes and warnings found while planning.
    public internal(set) var findings: [Finding]

    /// Whether a run asks a model.
    var asksModel: Bool { count.method == .model || !then.isEmpty }

    /// The key that a run would read and where it would send it; nil if it needs none.
    public func keyUse(_ variables: [String: String]) -> KeyUse? {
        guard asksModel, let service = model?.service else { return nil }
        return KeyUse(service, pipeline: file, variables: variables)
    }

    /// The number of listed photos, whether or not their files exist.
    public var photoCount: Int {
        photos.listed.count
    }
}

/// Every problem of a pipeline and the files it names, if there is no plan.
public struct PlanError: Error, Sendable {
    /// At least one error, and any warnings and notes.
    public let findings: [Finding]
    /// `missingInput` if the only problems are missing files, else `invalidData`.
    public let exitStatus: ExitStatus
}

// MARK: What needs no other file

extension Plan.Prepare {
    /// The section `prepare`, with its defaults.
    init(_ file: PipelineFile) {
        let standard = RejectLimits()
        reject = RejectLimits(
            darkerThan: file.reject.darkerThan ?? standard.darkerThan,
            blurrierThan: file.reject.blurrierThan ?? standard.blurrierThan,
            smallerThan: file.reject.smallerThan ?? standard.smallerThan
        )
        size = file.send.size ?? .useful
        jpegQuality = file.send.jpegQuality ?? PipelineFile.Defaults.jpegQuality
    }
}

extension Plan.Limits {
    /// The section `limits`.
    init(_ limits: PipelineFile.Limits) {
        cost = limits.costUSD?.value
        duration = limits.duration
        failures = limits.failures
    }
}

extension Plan.Count {
    /// The section `count`, with the catalogue that it names.
    init(_ file: PipelineFile, _ catalogue: Catalogue) {
        method = file.method
        self.catalogue = catalogue
        isOpen = file.count.isOpen
        zones = file.count.zones.map(\.value)
        exclude = file.count.exclude ?? ""
        instructions = file.count.instructions ?? ""
    }
}
