import Foundation

/// A pipeline checked and resolved, with nothing left to look up: what `check` and `run` share.
public struct Plan: Sendable {
    /// The pipeline file as the user named it.
    public let file: String
    /// Names the folder of its reports.
    public let name: String
    /// Heads the reports; the name where the pipeline gives none.
    public let title: String
    var photos: [ListedPhoto]
    /// Locations asked for with `--only`; empty = all.
    var selection: [String] = []
    /// What makes a run that did its work end with status 4.
    var failConditions: [FailCondition] = []
    let locationRule: LocationRule
    let views: PhotoViews?
    let reject: RejectLimits
    let sendSize: SendSize
    /// 1…100, of photos that are shrunk before they are sent.
    let jpegQuality: Int
    /// Who looks.
    var method: CountMethod
    /// Nil for label pipelines that name no model.
    var model: ModelSettings?
    let zones: [String]
    let exclude: String
    let instructions: String
    let prices: PriceTable
    let modelTable: ModelTable
    /// USD a run may cost; nil for no limit.
    let costLimit: Decimal?
    let catalogue: Catalogue
    /// Nil where the pipeline names no books.
    var books: [ExpectedStock]?
    let tolerances: ToleranceTable
    let durationLimit: Duration?
    /// Percent of questions that may fail; nil for no limit.
    let failureLimit: Int?
    /// Where questions and replies are kept.
    var ledgerPath: String
    /// Reports go to `<reportFolder>/<name>/<run>/`.
    let reportFolder: String
    let formats: [ReportFormat]
    /// Notes and warnings found while planning.
    public let findings: [Finding]

    /// Photos listed, whether their files exist or not.
    public var photoCount: Int {
        photos.count
    }
}

/// Why there is no plan: every problem of the pipeline and the files it names.
public struct PlanError: Error, Sendable {
    /// At least one error; warnings and notes found on the way too.
    public let findings: [Finding]
    /// `invalidData`, or `missingInput` where nothing but files is missing.
    public let exitStatus: ExitStatus
}
