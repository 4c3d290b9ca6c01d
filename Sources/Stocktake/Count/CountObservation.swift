/// What the answer to a count says of one photo, as the ledger keeps it.
struct CountObservation: Encodable {
    struct Point: Encodable {
        let item: String
        let x: Int
        let y: Int
        let zone: String
    }

    struct EmptyPlace: Encodable {
        let item: String
        let place: String
    }

    let readable: Bool
    let problems: [String]
    let points: [Point]
    let emptyPlaces: [EmptyPlace]

    init(_ answer: CountAnswer, photo: Int) {
        readable = answer.photos[photo].isReadable
        problems = answer.photos[photo].problems
        points = answer.items.flatMap { item in
            item.points.filter { $0.photo == photo }
                .map { Point(item: item.sku, x: $0.x, y: $0.y, zone: $0.zone) }
        }
        emptyPlaces = answer.emptyPlaces.filter { $0.photo == photo }
            .map { EmptyPlace(item: $0.sku, place: $0.place) }
    }

    func json() throws -> String {
        try jsonLine(self)
    }
}
