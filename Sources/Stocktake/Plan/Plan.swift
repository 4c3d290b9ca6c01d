import Foundation

/// A pipeline checked and resolved, with nothing left to look up: what every command works from.
///
/// Grouped as the pipeline file is.
public struct Plan: Sendable {
    struct Photos: Sendable {
        var listed: [ListedPhoto]
        let location: LocationRule
        /// How photos of one location relate; nil where the pipeline doesn't say.
        let views: PhotoViews?
    }

    struct Prepare: Sendable {
        let reject: RejectLimits
        let size: SendSize
        /// 1…100, of photos that are shrunk before they are sent.
        let jpegQuality: Int
    }

    struct Count: Sendable {
        var method: CountMethod
        let catalogue: Catalogue
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
        /// Nil where the pipeline names no books.
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
    /// Names the folder of its reports.
    public let name: String
    /// Heads the reports; the name where the pipeline gives none.
    public let title: String
    var photos: Photos
    let prepare: Prepare
    var count: Count
    /// Nil for label pipelines that name no model.
    var model: ModelSettings?
    let prices: PriceTable
    let models: ModelTable
    let limits: Limits
    /// The file in which questions and replies are kept.
    var ledger: String
    var compare: Compare
    let report: Report
    /// Locations asked for with `--only`; empty for all.
    var only: [String] = []
    /// Which lines make a completed run end with status 4: `--fail-on`.
    var failOn: [FailCondition] = []
    /// Notes and warnings found while planning.
    public let findings: [Finding]

    /// Photos listed, whether their files exist or not.
    public var photoCount: Int {
        photos.listed.count
    }
}

/// Why there is no plan: every problem of the pipeline and the files it names.
public struct PlanError: Error, Sendable {
    /// At least one error; warnings and notes found on the way too.
    public let findings: [Finding]
    /// `invalidData`, or `missingInput` where nothing but files is missing.
    public let exitStatus: ExitStatus
}
