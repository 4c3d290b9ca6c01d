/// How sure a line is, worst first; the raw values are a promise.
enum LineStatus: String, Sendable, CaseIterable, Comparable {
    case notCounted = "not_counted"
    case incomplete
    case recount
    case review
    case ok

    /// Worse is less: `.notCounted < .ok`.
    static func < (left: LineStatus, right: LineStatus) -> Bool {
        left.rank < right.rank
    }

    private var rank: Int {
        switch self {
        case .notCounted: 0
        case .incomplete: 1
        case .recount: 2
        case .review: 3
        case .ok: 4
        }
    }

    /// How reports write it: `not counted`.
    var words: String {
        self == .notCounted ? "not counted" : rawValue
    }
}

/// Why a line is not simply ok; the raw values are a promise.
enum LineReason: String, Sendable, CaseIterable {
    case noPhoto = "no_photo"
    case photoRejected = "photo_rejected"
    case noneSeen = "none_seen"
    case noLabelsSeen = "no_labels_seen"
    case beyondTolerance = "beyond_tolerance"
    case notInBooks = "not_in_books"
    case unknownItem = "unknown_item"
    case locationUnknown = "location_unknown"
    case locationUnsure = "location_unsure"
    case serialMissing = "serial_missing"
    case viewsNotStated = "views_not_stated"
    case samePhotoElsewhere = "same_photo_elsewhere"

    /// The status this reason alone gives a line; `photosUsed` = other photos of its location were.
    func status(photosUsed: Bool) -> LineStatus {
        switch self {
        case .noPhoto: .notCounted
        case .photoRejected: photosUsed ? .incomplete : .notCounted
        case .noneSeen, .beyondTolerance, .notInBooks: .recount
        case .noLabelsSeen, .unknownItem, .locationUnknown, .locationUnsure, .serialMissing,
            .viewsNotStated, .samePhotoElsewhere:
            .review
        }
    }

    /// How reports write it, for a person.
    var words: String {
        switch self {
        case .noPhoto: "no photo of it"
        case .photoRejected: "a photo could not be used"
        case .noneSeen: "none seen"
        case .noLabelsSeen: "no label seen that belongs here"
        case .beyondTolerance: "beyond tolerance"
        case .notInBooks: "not in the books"
        case .unknownItem: "not in the catalogue"
        case .locationUnknown: "location unknown"
        case .locationUnsure: "location unsure"
        case .serialMissing: "label without a serial"
        case .viewsNotStated: "photos.views not stated"
        case .samePhotoElsewhere: "same photo at another location"
        }
    }
}

/// One piece of evidence: where on which photo a counted piece was seen.
struct Evidence: Sendable, Hashable {
    /// The id of the photo.
    let photo: String
    /// 0…1000 across and down the upright photo.
    let x: Int
    let y: Int
    let zone: String
    /// The text of the label as read, untrusted.
    let code: String
    let serial: String
    let lot: String
    /// The label's corners in pixels of the upright photo; empty for a model's points.
    let outline: [PixelPoint]
    /// Whether this sighting adds to the count: a serial counts once, its other sightings do not.
    let counts: Bool
}

/// A point of the upright photo in pixels; may lie a little outside for a label cut by the edge.
struct PixelPoint: Sendable, Hashable {
    let x: Double
    let y: Double
}

/// The merged count of one item at one location.
struct Tally: Sendable, Hashable {
    /// Empty for goods that could not be placed.
    let location: String
    /// Empty for the one row of a location where nothing was seen.
    let sku: String
    let name: String
    /// As printed in reports: 13 digits where it is a GTIN-13; empty without one.
    let gtin: String
    let unit: String
    /// Nil where there is no number: unknown is never zero.
    var counted: Int?
    var low: Int?
    var high: Int?
    var reasons: [LineReason]
    /// `labels` or `model`.
    let method: String
    /// The model's snapshot; empty for labels.
    let model: String
    let votes: Int
    /// Ids of the used photos of the location, in list order.
    let photos: [String]
    let evidence: [Evidence]
}

extension Tally {
    /// Walk order: location, then item, both as a person counts; goods without a location last.
    static func isBefore(_ left: Tally, _ right: Tally) -> Bool {
        if left.location.isEmpty != right.location.isEmpty { return right.location.isEmpty }
        if left.location != right.location {
            return isBeforeNaturally(left.location, right.location)
        }
        return isBeforeNaturally(left.sku, right.sku)
    }
}
