import Foundation

/// The pipeline file as written: nothing looked up, nil where the user left a key out.
///
/// Life: 1. read from YAML with every problem collected (`PipelineFile.read`); 2. resolved against
/// the disk into a `Plan`; nothing later looks at the file again.
struct PipelineFile: Sendable, Hashable {
    /// What holds where the file says nothing; the model's defaults are those of `ModelSettings`, the
    /// photos' those of `RejectLimits`.
    enum Defaults {
        static let location = "folder"
        static let jpegQuality = 85
        static let labels = "serial"
        static let reportFolder = "../Output"
        static let formats = ReportFormat.allCases
    }

    struct Photos: Sendable, Hashable {
        var files: [Located<String>] = []
        /// `folder`, `sign`, `column`, or a regular expression with `(?<location>…)`.
        var location: Located<String>?
        var views: Located<PhotoViews>?
    }

    /// `prepare.reject`: a photo beyond any of these is not counted.
    struct Reject: Sendable, Hashable {
        /// Mean 8-bit luma, 0…255.
        var darkerThan: Double?
        /// Variance of the 4-neighbour Laplacian at 500 px height.
        var blurrierThan: Double?
        /// Long side in pixels.
        var smallerThan: Int?
    }

    struct Count: Sendable, Hashable {
        var by: Located<CountMethod>?
        var items: Items?
        var catalogue: Located<String>?
        var labels: String?
        var zones: [Located<String>] = []
        var exclude: String?
        var instructions: String?
        var position: SourcePosition?
    }

    struct Extract: Sendable, Hashable {
        /// From `schema` or `fields`.
        var schema: WrittenSchema?
        var instructions: String?
        var per: Extraction.Per?
        var rows: Located<String>?
        var position: SourcePosition?
    }

    enum Items: Sendable, Hashable {
        case catalogue(Located<String>)
        case names([Located<String>])
        /// The word `any`: the model names the goods itself.
        case any(SourcePosition)
    }

    /// `prepare.longest_side` and `prepare.jpeg_quality`.
    struct Send: Sendable, Hashable {
        var size: SendSize?
        /// 1…100.
        var jpegQuality: Int?
    }

    struct Compare: Sendable, Hashable {
        var expected: Located<String>?
        var tolerances = ToleranceTable()
        /// The classes and items that have a tolerance, in the order of the file.
        var classes: [Located<String>] = []
        var items: [Located<String>] = []
    }

    struct Order: Sendable, Hashable {
        var from: Located<String>?
        /// The columns' names, where the file has them.
        var columns: [OrderColumn: Located<String>] = [:]
        var position: SourcePosition?
    }

    /// The keys of `model` that choose a service and its key, as written.
    struct Service: Sendable, Hashable {
        var baseURL: Located<String>?
        var keyFile: Located<String>?
        var keyCommand: Located<String>?
        var keyVariable: Located<String>?
        var allowsHTTP = false
    }

    struct Limits: Sendable, Hashable {
        var costUSD: Located<Decimal>?
        var duration: Duration?
        /// In percent.
        var failures: Int?
    }

    struct Report: Sendable, Hashable {
        var folder: Located<String>?
        var formats: [ReportFormat]?
    }

    /// The file as the user named it.
    let file: String
    var name: String?
    var title: String?
    var photos = Photos()
    var reject = Reject()
    var send = Send()
    var count = Count()
    var extract: Extract?
    var compare: Compare?
    var order: Order?
    var model: ModelSettings?
    var service = Service()
    var limits = Limits()
    var prices: Located<String>?
    var models: Located<String>?
    var ledger: Located<String>?
    var report = Report()
    var then: [WrittenFollowUp] = []
}

extension PipelineFile {
    /// The section `model`, made when the first of its keys is stored.
    var asked: ModelSettings {
        get { model ?? ModelSettings(name: "") }
        set { model = newValue }
    }

    /// The section `extract`, made when the first of its keys is stored.
    var extracting: Extract {
        get { extract ?? Extract() }
        set { extract = newValue }
    }

    /// The section `compare`, made when the first of its keys is stored.
    var comparing: Compare {
        get { compare ?? Compare() }
        set { compare = newValue }
    }

    /// The section `order`, made when the file has it, with or without keys.
    var ordering: Order {
        get { order ?? Order() }
        set { order = newValue }
    }
}
