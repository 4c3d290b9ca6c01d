/// The checked content of one reply: the points that make up a count.
///
/// Photos are named by their index in the question, from 0.
struct CountAnswer: Sendable, Hashable {
    /// The name of goods that are not among the question's items.
    static let unknownItem = "unknown"

    /// A name as the question shows it, without control characters, which could break its lines.
    static func shown(_ name: String) -> String {
        printable(name, limit: 500)
    }

    /// The model's remarks about one photo.
    struct SeenPhoto: Sendable, Hashable {
        let isReadable: Bool
        /// A subset of `ReplySchema.problems`, in that order.
        let problems: [String]
    }

    /// One piece of goods.
    struct Point: Sendable, Hashable {
        let photo: Int
        /// 0…1000 across and down the photo as sent, upright.
        let x: Int
        let y: Int
        /// One of the pipeline's zones; empty if it has none.
        let zone: String
    }

    /// How much of an item is hidden, according to the model.
    enum Hidden: String, Sendable, CaseIterable {
        case none, some, many
    }

    struct SeenItem: Sendable, Hashable {
        /// A SKU of the question, or `unknown`; of an open list, a folded name.
        let sku: String
        /// In the order of the reply.
        let points: [Point]
        /// The number the model states, used only to check its points.
        let said: Int
        let hidden: Hidden
        let isEstimated: Bool
    }

    /// A place for goods that was seen empty: the evidence of a zero.
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
    /// Each item at most once, in the order given; items without points are omitted.
    let items: [SeenItem]
    let emptyPlaces: [EmptyPlace]
    let notCounted: [Uncounted]
}
