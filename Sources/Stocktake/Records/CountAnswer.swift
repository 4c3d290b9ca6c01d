/// What one reply reports about its photos, checked: the points that make up a count.
///
/// Photos are named by their index in the question, from 0.
struct CountAnswer: Sendable, Hashable {
    /// The name of goods that are not among the question's items.
    static let unknownItem = "unknown"

    /// A name as the question shows it: control characters would break a list into other lines.
    static func shown(_ name: String) -> String {
        printable(name, limit: 500)
    }

    /// What the model reports about one photo.
    struct SeenPhoto: Sendable, Hashable {
        let isReadable: Bool
        /// Of `ReplySchema.problems`, each once, in that order.
        let problems: [String]
    }

    /// One piece of goods.
    struct Point: Sendable, Hashable {
        let photo: Int
        /// 0…1000 across and down the photo as sent, upright.
        let x: Int
        let y: Int
        /// One of the pipeline's zones; empty where it names none.
        let zone: String
    }

    /// How much of an item is hidden, according to the model.
    enum Hidden: String, Sendable, CaseIterable {
        case none, some, many
    }

    struct SeenItem: Sendable, Hashable {
        /// A SKU of the question, or `unknown`.
        let sku: String
        /// In reading order as given.
        let points: [Point]
        /// The number the model states, which is only a check on its points.
        let said: Int
        let hidden: Hidden
        let isEstimated: Bool
    }

    /// A place meant for goods that is seen empty: the evidence of a zero.
    struct EmptyPlace: Sendable, Hashable {
        let photo: Int
        /// The SKU it is meant for, or `unknown`.
        let sku: String
        /// The model's words, untrusted.
        let place: String
    }

    /// Goods the model saw and could not count; its words, untrusted.
    struct Uncounted: Sendable, Hashable {
        let what: String
        let why: String
    }

    /// One per photo of the question, in its order.
    let photos: [SeenPhoto]
    /// Each item at most once, in the order given; items without points are left out.
    let items: [SeenItem]
    let emptyPlaces: [EmptyPlace]
    let notCounted: [Uncounted]
}
