extension CountAnswer {
    /// The answer as if it had been asked about some of its photos only.
    ///
    /// The stated count of an item becomes the number of its points, because a count for all photos
    /// can't be divided among them. Goods not counted are kept: they name no photo.
    ///
    /// - Parameter kept: indices, ascending, each once; they become 0, 1, 2…
    /// - Returns: an answer with an entry per photo kept, without items that have no point on them.
    func restricted(to kept: [Int]) -> CountAnswer {
        let places = Dictionary(uniqueKeysWithValues: zip(kept, kept.indices))
        return CountAnswer(
            photos: kept.map { photos[$0] },
            items: items.compactMap { item in
                let points = item.points.compactMap { point in
                    places[point.photo].map { point.onPhoto($0) }
                }
                return points.isEmpty ? nil : item.with(points: points, said: points.count)
            },
            emptyPlaces: emptyPlaces.compactMap { place in
                places[place.photo].map { place.onPhoto($0) }
            },
            notCounted: notCounted
        )
    }

    /// Combines answers about different photos of one question into one.
    ///
    /// The points and stated counts of an item are added up; it is as hidden as in the part where
    /// it is hidden most, and estimated if any part is. Items are in the order of first occurrence.
    ///
    /// - Parameter parts: answers, each with the indices of its photos in the question; every photo
    ///   of the question is in exactly one part.
    /// - Returns: an answer about the photos of all parts, in the question's order.
    static func combining(_ parts: [(photos: [Int], answer: CountAnswer)]) -> CountAnswer {
        var seen: [Int: SeenPhoto] = [:]
        var items: [SeenItem] = []
        var places: [String: Int] = [:]
        var emptyPlaces: [EmptyPlace] = []
        var notCounted: [Uncounted] = []
        for (photos, answer) in parts {
            for (index, photo) in zip(photos, answer.photos) { seen[index] = photo }
            for item in answer.items {
                let points = item.points.map { $0.onPhoto(photos[$0.photo]) }
                if let place = places[item.sku] {
                    items[place] = items[place].adding(item, points: points)
                } else {
                    places[item.sku] = items.count
                    items.append(item.with(points: points, said: item.said))
                }
            }
            emptyPlaces += answer.emptyPlaces.map { $0.onPhoto(photos[$0.photo]) }
            notCounted += answer.notCounted.filter { !notCounted.contains($0) }
        }
        return CountAnswer(
            photos: seen.sorted { $0.key < $1.key }.map(\.value),
            items: items,
            emptyPlaces: emptyPlaces,
            notCounted: notCounted
        )
    }
}

extension CountAnswer {
    /// The answer with other SKUs; items that get the same one are united.
    func renamed(_ newSKU: (String) -> String) -> CountAnswer {
        var items: [SeenItem] = []
        for item in self.items { items.unite(item.with(sku: newSKU(item.sku))) }
        return CountAnswer(
            photos: photos,
            items: items,
            emptyPlaces: emptyPlaces.map {
                EmptyPlace(photo: $0.photo, sku: newSKU($0.sku), place: $0.place)
            },
            notCounted: notCounted
        )
    }
}

extension [CountAnswer.SeenItem] {
    /// Adds an item, or its points and stated count to the one with its SKU.
    mutating func unite(_ item: CountAnswer.SeenItem) {
        if let place = firstIndex(where: { $0.sku == item.sku }) {
            self[place] = self[place].adding(item, points: item.points)
        } else {
            append(item)
        }
    }
}

extension CountAnswer.Point {
    fileprivate func onPhoto(_ index: Int) -> CountAnswer.Point {
        CountAnswer.Point(photo: index, x: x, y: y, zone: zone)
    }
}

extension CountAnswer.EmptyPlace {
    fileprivate func onPhoto(_ index: Int) -> CountAnswer.EmptyPlace {
        CountAnswer.EmptyPlace(photo: index, sku: sku, place: place)
    }
}

extension CountAnswer.SeenItem {
    fileprivate func with(sku: String) -> CountAnswer.SeenItem {
        CountAnswer.SeenItem(
            sku: sku,
            points: points,
            said: said,
            hidden: hidden,
            isEstimated: isEstimated
        )
    }

    fileprivate func with(points: [CountAnswer.Point], said: Int) -> CountAnswer.SeenItem {
        CountAnswer.SeenItem(
            sku: sku,
            points: points,
            said: said,
            hidden: hidden,
            isEstimated: isEstimated
        )
    }

    fileprivate func adding(
        _ other: CountAnswer.SeenItem,
        points others: [CountAnswer.Point]
    ) -> CountAnswer.SeenItem {
        CountAnswer.SeenItem(
            sku: sku,
            points: points + others,
            said: said + other.said,
            hidden: CountAnswer.Hidden.allCases.last { $0 == hidden || $0 == other.hidden }
                ?? hidden,
            isEstimated: isEstimated || other.isEstimated
        )
    }
}
