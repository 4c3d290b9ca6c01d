import Foundation

/// The pipeline file as written: nothing looked up, nil where the user left a key out.
///
/// Life: 1. read from YAML with every problem collected (`PipelineFile.read`); 2. resolved against
/// the disk into a `Plan`; nothing later looks at the file again.
struct PipelineFile: Sendable, Hashable {
    struct Photos: Sendable, Hashable {
        var files: [Located<String>] = []
        /// `folder`, `sign`, `column`, or a regular expression with `(?<location>…)`.
        var location: Located<String>?
        var views: PhotoViews?
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
        var zones: [Located<String>] = []
        var exclude: String?
        var instructions: String?
        var position: SourcePosition?
    }

    enum Items: Sendable, Hashable {
        case catalogue(Located<String>)
        case names([Located<String>])
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
        /// Where the tolerances of classes and of items stand, in the order of the file.
        var classes: [Located<String>] = []
        var items: [Located<String>] = []
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
    var compare: Compare?
    var model: ModelSettings?
    var limits = Limits()
    var prices: Located<String>?
    var models: Located<String>?
    var ledger: Located<String>?
    var report = Report()
}
