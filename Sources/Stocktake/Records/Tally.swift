/// The status of a line, worst first; the raw values never change.
enum LineStatus: String, Sendable, CaseIterable, Comparable {
    case notCounted = "not_counted"
    case incomplete
    case recount
    case review
    case ok

    /// A worse status is less: `.notCounted < .ok`.
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

    /// The status as shown in reports: `not counted`.
    var words: String {
        self == .notCounted ? "not counted" : rawValue
    }
}

/// Why a line has its status; the raw values never change.
enum LineReason: String, Sendable, CaseIterable {
    case noPhoto = "no_photo"
    case notReached = "not_reached"
    case photoRejected = "photo_rejected"
    case replyFailed = "reply_failed"
    case noneSeen = "none_seen"
    case emptySeen = "empty_seen"
    case noLabelsSeen = "no_labels_seen"
    case beyondTolerance = "beyond_tolerance"
    case notInBooks = "not_in_books"
    case bookUnreadable = "book_unreadable"
    case unknownItem = "unknown_item"
    case openName = "open_name"
    case locationUnknown = "location_unknown"
    case locationUnsure = "location_unsure"
    case serialMissing = "serial_missing"
    case voteSpread = "vote_spread"
    case pointsDiffer = "points_differ"
    case zonesDiffer = "zones_differ"
    case tooDense = "too_dense"
    case estimated
    case viewsNotStated = "views_not_stated"
    case splitViews = "split_views"
    case samePhotoElsewhere = "same_photo_elsewhere"
    case nearDuplicate = "near_duplicate"

    /// The status a line has for this reason alone.
    ///
    /// An empty place is not a problem: the comparison adds its own reason if the books differ.
    /// `photosUsed` is true if other photos of the location were used.
    func status(photosUsed: Bool) -> LineStatus {
        switch self {
        case .noPhoto: .notCounted
        case .notReached, .photoRejected, .replyFailed: photosUsed ? .incomplete : .notCounted
        case .emptySeen: .ok
        case .noneSeen, .beyondTolerance, .notInBooks: .recount
        case .bookUnreadable, .noLabelsSeen, .unknownItem, .openName, .locationUnknown,
            .locationUnsure, .serialMissing, .voteSpread, .pointsDiffer, .zonesDiffer, .tooDense,
            .estimated,
            .viewsNotStated, .splitViews, .samePhotoElsewhere, .nearDuplicate:
            .review
        }
    }

    /// The reason as shown in reports of a line counted by `labels`, `model` or `rehearsal`.
    func words(method: String) -> String {
        switch self {
        case .noPhoto: "no photo of it"
        case .notReached: "the run stopped first"
        case .photoRejected: "a photo could not be used"
        case .replyFailed: "no usable answer"
        case .noneSeen: "none seen"
        case .emptySeen: "its place was seen empty"
        case .noLabelsSeen where method == "model": "nothing to count seen at this location"
        case .noLabelsSeen: "no label seen at this location"
        case .beyondTolerance: "beyond tolerance"
        case .notInBooks: "not in the books"
        case .bookUnreadable: "its line in the books can't be read"
        case .unknownItem: "not in the catalogue"
        case .openName: "named by the model, in no catalogue"
        case .locationUnknown: "location unknown"
        case .locationUnsure: "location unsure"
        case .serialMissing: "label without a serial"
        case .voteSpread: "votes differ"
        case .pointsDiffer: "points and count differ"
        case .zonesDiffer: "votes differ by zone"
        case .tooDense: "too dense or hidden to be sure"
        case .estimated: "estimated, not counted"
        case .viewsNotStated: "photos.views not stated"
        case .splitViews: "too many photos for one question"
        case .samePhotoElsewhere: "same photo at another location"
        case .nearDuplicate: "the same picture more than once"
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
    /// Whether this sighting adds to the count; a serial counts only once.
    let counts: Bool
    /// The key of the question it came from; empty for labels.
    var question = ""
}

/// How many pieces of an item are in one zone.
struct ZoneTally: Sendable, Hashable {
    let zone: String
    /// Nil if there is no number.
    let counted: Int?
}

/// How many votes agree with the count: 2 of 3.
struct VoteShare: Sendable, Hashable {
    let agreeing: Int
    let of: Int
}

/// A point of the upright photo in pixels; may be outside for a label cut off by the edge.
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
    /// As printed in reports, such as 13 digits for a GTIN-13; empty without one.
    let gtin: String
    let unit: String
    /// Nil if there is no number: unknown is never zero.
    var counted: Int?
    var low: Int?
    var high: Int?
    var reasons: [LineReason]
    /// `labels`, `model` or `rehearsal`.
    let method: String
    /// The model's snapshot; empty for labels.
    let model: String
    let votes: Int
    /// Ids of the used photos of the location, in list order.
    let photos: [String]
    let evidence: [Evidence]
    /// Every zone in the pipeline's order; empty if it has none.
    var zones: [ZoneTally] = []
    /// Nil with only one vote, or without a number.
    var share: VoteShare?
}

extension Tally {
    /// Walk order: location, then item, both in natural order; goods without a location last.
    static func isBefore(_ left: Tally, _ right: Tally) -> Bool {
        if left.location.isEmpty != right.location.isEmpty { return right.location.isEmpty }
        if left.location != right.location {
            return isBeforeNaturally(left.location, right.location)
        }
        return isBeforeNaturally(left.sku, right.sku)
    }
}
