@testable import Stocktake

/// A question about three photos, and a right answer to it.
enum CheckScene {
    static let zones = ["on the cart", "carried"]
    static let skus = ["ICE", "WATER", "unknown"]

    static let text = """
        {"photos":[{"id":"p1","readable":true,"problems":[]},\
        {"id":"p2","readable":true,"problems":["other","dark","other"]},\
        {"id":"p3","readable":false,"problems":["blur"]}],\
        "items":[{"item":"WATER","points":[{"photo":"p1","x":500,"y":600,"zone":"carried"}],\
        "hidden":"some","basis":"estimated","count":1},\
        {"item":"ICE","points":[{"photo":"p1","x":100,"y":200,"zone":"on the cart"},\
        {"photo":"p2","x":300,"y":400,"zone":"carried"}],\
        "hidden":"none","basis":"counted","count":2}],\
        "empty_places":[{"photo":"p2","item":"unknown","where":"left shelf"}],\
        "not_counted":[{"what":"a pallet","why":"wrapped"}]}
        """

    static let answer = CountAnswer(
        photos: [
            CountAnswer.SeenPhoto(isReadable: true, problems: []),
            CountAnswer.SeenPhoto(isReadable: true, problems: ["dark", "other"]),
            CountAnswer.SeenPhoto(isReadable: false, problems: ["blur"]),
        ],
        items: [
            CountAnswer.SeenItem(
                sku: "WATER",
                points: [CountAnswer.Point(photo: 0, x: 500, y: 600, zone: "carried")],
                said: 1,
                hidden: .some,
                isEstimated: true
            ),
            CountAnswer.SeenItem(
                sku: "ICE",
                points: [
                    CountAnswer.Point(photo: 0, x: 100, y: 200, zone: "on the cart"),
                    CountAnswer.Point(photo: 1, x: 300, y: 400, zone: "carried"),
                ],
                said: 2,
                hidden: .none,
                isEstimated: false
            ),
        ],
        emptyPlaces: [CountAnswer.EmptyPlace(photo: 1, sku: "unknown", place: "left shelf")],
        notCounted: [CountAnswer.Uncounted(what: "a pallet", why: "wrapped")]
    )

    /// A check of answers under the schema the program asks with; `listsItems` is false for a
    /// catalogue too long to be a list in the schema.
    /// The model names the goods itself if `isOpen`.
    static func check(
        photos: Int = 3,
        zones: [String] = zones,
        promise: StructuredOutput = .none,
        listsItems: Bool = true,
        isOpen: Bool = false
    ) throws -> AnswerCheck {
        let filling = listsItems ? [] : (0..<1000).map { "FILL-\($0)" }
        let schema = ReplySchema(
            photoIDs: (0..<photos).map(PhotoLabel.id),
            items: isOpen ? nil : skus + filling,
            zones: zones
        )
        return try AnswerCheck(
            schema: schema.text,
            vocabulary: AnswerVocabulary(
                photoIDs: schema.photoIDs,
                items: schema.items,
                zones: zones,
                problems: ReplySchema.problems
            ),
            promise: promise
        )
    }
}

extension CheckedAnswer<CountAnswer> {
    var answer: CountAnswer? { if case .passed(let answer, _) = self { answer } else { nil } }

    var faulty: FaultyAnswer<CountAnswer>? {
        if case .faulty(let faulty) = self { faulty } else { nil }
    }

    var notes: [AnswerNote] {
        switch self {
        case .passed(_, let notes): notes
        case .faulty(let faulty): faulty.notes
        }
    }
}
