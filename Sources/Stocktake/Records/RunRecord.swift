import Foundation

/// One execution and what it left behind: the only thing `Report` sees.
struct RunRecord: Sendable {
    /// How a run ended; the raw values are those of run.json.
    enum Status: String, Sendable {
        case complete, incomplete, stopped, failed
    }

    /// `2026-11-23T020000Z-4f1c`: also the name of its folder.
    let id: String
    /// The run that this one goes on from; nil after a complete one.
    let continues: String?
    /// The pipeline's name and title.
    let pipeline: String
    let title: String
    let startedAt: Date
    let duration: Duration
    let status: Status
    let exitStatus: ExitStatus
    let locationRule: String
    let views: PhotoViews?
    let reject: RejectLimits
    /// The version of Stocktake and of its label reader.
    let version: String
    let reader: String
    /// Whether books were given to compare with.
    let hasBooks: Bool
    /// In list order, one per listed photo.
    let photos: [PhotoRecord]
    /// In walk order.
    let lines: [StockLine]
    /// In the order they came up.
    let findings: [Finding]
    /// Nil where labels were read and no model was asked.
    var asking: RunAsking?

    /// The sentence that every label count carries.
    static let lowerBound =
        "Labels read are a lower bound: goods that show no readable label are not counted."

    /// The sentence that every count by a model carries.
    static let modelCaution =
        "Counted by a model: every piece is a point in evidence.csv; check a sample by eye."

    /// What a reader must know before trusting any number.
    var caution: String {
        guard let asking else { return Self.lowerBound }
        return asking.rehearsalSentence.map { "\($0) \(Self.lowerBound)" } ?? Self.modelCaution
    }
}

extension RunRecord {
    /// What was paid in USD; nil where that is unknown.
    var paid: Decimal? { asking.map(\.paid) ?? 0 }

    /// How many lines have a status.
    func count(of status: LineStatus) -> Int {
        lines.count { $0.status == status }
    }

    /// Locations with at least one line, in walk order.
    var locations: [String] {
        var seen: Set<String> = []
        return lines.map(\.tally.location).filter { !$0.isEmpty && seen.insert($0).inserted }
    }

    var usedPhotos: [PhotoRecord] {
        photos.filter { $0.outcome == .used }
    }
}

/// The limits of `prepare.reject`, all set.
struct RejectLimits: Sendable, Hashable {
    /// Mean 8-bit luma.
    var darkerThan = 45.0
    /// Variance of the 4-neighbour Laplacian at 500 px height.
    var blurrierThan = 200.0
    /// Long side in pixels.
    var smallerThan = 200
}
