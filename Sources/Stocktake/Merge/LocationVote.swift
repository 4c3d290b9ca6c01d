/// What one vote saw at a location, in all its questions.
struct LocationVote: Sendable {
    /// One per question with an answer about any used photo; at least one.
    let looks: [VoteLook]
    /// The items whose place it saw empty, by SKU.
    let empty: Set<String>

    /// The used photos it could read, by index in the list of used photos.
    var photos: Set<Int> {
        looks.reduce(into: []) { $0.formUnion($1.photos.keys) }
    }

    /// The items it saw.
    var items: Set<String> {
        looks.reduce(into: []) { $0.formUnion($1.sightings.keys) }
    }

    /// The number of points of an item on one photo.
    func points(of sku: String, on photo: Int) -> Int {
        looks.reduce(0) { $0 + $1.points(of: sku).count { $0.photo == photo } }
    }
}

/// What one answer, or a part of it, shows.
struct VoteLook: Sendable {
    /// The key of its question.
    let question: String
    /// The photos it could read: SHA-256 by index in the list of used photos.
    let photos: [Int: String]
    /// By SKU, each with at least one point.
    let sightings: [String: ItemSighting]

    /// The photos' SHA-256, sorted and joined, so independent of their order.
    var id: String { photos.values.sorted().joined(separator: ",") }

    /// The points of an item; empty if not seen.
    func points(of sku: String) -> [PlacedPoint] {
        sightings[sku]?.points ?? []
    }

    /// The same for each photo alone, by SHA-256.
    var byPhoto: [VoteLook] {
        photos.sorted { $0.value < $1.value }.map { index, sha256 in
            VoteLook(
                question: question,
                photos: [index: sha256],
                sightings: sightings.compactMapValues { $0.on(index) }
            )
        }
    }
}

/// One vote's sighting of an item.
struct ItemSighting: Sendable {
    /// From the answer, about all photos of the question.
    let item: CountAnswer.SeenItem
    /// In the order given; at least one.
    let points: [PlacedPoint]

    /// The part on one photo; nil for none.
    fileprivate func on(_ photo: Int) -> ItemSighting? {
        let points = points.filter { $0.photo == photo }
        return points.isEmpty ? nil : ItemSighting(item: item, points: points)
    }
}

/// A point with the index of its photo.
struct PlacedPoint: Sendable {
    /// Index in the list of used photos.
    let photo: Int
    let point: CountAnswer.Point
}

extension AnsweredLocation {
    /// What each vote saw, in order of votes; without votes that could read no used photo.
    ///
    /// Points on photos that the same vote, or most votes, could not read are ignored. `onlyItem` is
    /// the only item that may be here, if any; every empty place is its own.
    func looks(onlyItem: String?) -> [LocationVote] {
        let used = usedPhotos.reduce(into: [:]) { $0[$1.photo.sha256] = $1.index }
        let byVote = Dictionary(grouping: questions, by: \.vote).sorted { $0.key < $1.key }
        return byVote.compactMap { _, questions in
            var left = used
            var empty: Set<String> = []
            let looks = questions.compactMap { question -> VoteLook? in
                guard let answer = question.answer else { return nil }
                let seen = answer.readable(question.photos, among: &left)
                guard !seen.isEmpty else { return nil }
                for place in answer.emptyPlaces where seen[place.photo] != nil {
                    let item = place.sku == CountAnswer.unknownItem ? onlyItem : place.sku
                    if let item { empty.insert(item) }
                }
                return VoteLook(question, answer, seen)
            }
            return looks.isEmpty ? nil : LocationVote(looks: looks, empty: empty)
        }
    }
}

extension CountAnswer {
    /// The index of each photo that the model could read, by its position in the question.
    ///
    /// `left` holds indices by SHA-256; a photo found is removed, so that it counts once.
    fileprivate func readable(_ photos: [Photo], among left: inout [String: Int]) -> [Int: Int] {
        photos.enumerated().reduce(into: [:]) { seen, entry in
            guard canRead(entry.offset) else { return }
            seen[entry.offset] = left.removeValue(forKey: entry.element.sha256)
        }
    }
}

extension VoteLook {
    /// A look in which each photo seen has its index, by its position in the question.
    fileprivate init(_ question: CountQuestion, _ answer: CountAnswer, _ seen: [Int: Int]) {
        self.init(
            question: question.key,
            photos: seen.reduce(into: [:]) { $0[$1.value] = question.photos[$1.key].sha256 },
            sightings: answer.items.reduce(into: [:]) { sightings, item in
                let points = item.points.compactMap { point in
                    seen[point.photo].map { PlacedPoint(photo: $0, point: point) }
                }
                guard !points.isEmpty else { return }
                sightings[item.sku] = ItemSighting(item: item, points: points)
            }
        )
    }
}
