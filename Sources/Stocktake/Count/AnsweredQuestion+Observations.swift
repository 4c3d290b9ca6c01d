/// What an answer says of one photo, as the ledger keeps it.
private struct AnsweredPhoto: Encodable {
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

    init(_ answer: Answer, photo: Int) {
        readable = answer.photos[photo].isReadable
        problems = answer.photos[photo].problems
        points = answer.items.flatMap { item in
            item.points.filter { $0.photo == photo }
                .map { Point(item: item.sku, x: $0.x, y: $0.y, zone: $0.zone) }
        }
        emptyPlaces = answer.emptyPlaces.filter { $0.photo == photo }
            .map { EmptyPlace(item: $0.sku, place: $0.place) }
    }
}

extension AnsweredQuestion {
    /// What was seen in each photo; nothing without an answer.
    func observations() throws -> [LedgerObservation] {
        guard let answer else { return [] }
        return try photos.enumerated().map { index, photo in
            let json = try jsonLine(AnsweredPhoto(answer, photo: index))
            return LedgerObservation(look: key, photo: photo.sha256, body: Array(json.utf8))
        }
    }
}
