/// The subject of votes: one photo, or the photos of a question counted as one.
struct AnsweredView: Sendable {
    /// The photos' SHA-256, sorted and joined, so independent of their order.
    let id: String
    /// Sorted by vote number; at least one.
    let looks: [VoteLook]

    /// The items that any vote saw.
    var items: Set<String> {
        looks.reduce(into: []) { $0.formUnion($1.sightings.keys) }
    }
}

/// One vote's look at a view.
struct VoteLook: Sendable {
    let vote: Int
    /// The key of its question.
    let question: String
    /// By SKU, each with at least one point in the view.
    private(set) var sightings: [String: ItemSighting] = [:]

    init(_ question: CountQuestion) {
        vote = question.vote
        self.question = question.key
    }

    /// Adds a point of an item of the answer.
    mutating func add(_ point: PlacedPoint, of item: CountAnswer.SeenItem) {
        sightings[item.sku, default: ItemSighting(item: item)].points.append(point)
    }

    /// The points of an item; empty if not seen.
    func points(of sku: String) -> [PlacedPoint] {
        sightings[sku]?.points ?? []
    }

    /// The number of points of an item in each zone.
    func zones(of sku: String) -> [String: Int] {
        points(of: sku).reduce(into: [:]) { $0[$1.point.zone, default: 0] += 1 }
    }
}

/// One vote's sighting of an item in a view.
struct ItemSighting: Sendable {
    /// From the answer, about all photos of the question.
    let item: CountAnswer.SeenItem
    /// The points in the view, in the order given.
    var points: [PlacedPoint] = []
}

/// A point with the index of its photo.
struct PlacedPoint: Sendable {
    /// Index in the list of used photos.
    let photo: Int
    let point: CountAnswer.Point
}

extension AnsweredLocation {
    /// The location's views with what each vote saw, ordered by id; without views that no vote
    /// could read.
    ///
    /// Points on photos that the same vote, or most votes, could not read are ignored.
    ///
    /// - Parameter joined: whether the photos of a question are one view.
    /// - Returns: views with one look per vote that could read any of their photos.
    func views(joined: Bool) -> [AnsweredView] {
        let listed = usedPhotos.reduce(into: [:]) { $0[$1.photo.sha256] = $1.index }
        var looks: [String: [Int: VoteLook]] = [:]
        for question in questions {
            guard let answer = question.answer else { continue }
            let group = question.groupID
            var seen: [Int: (view: String, index: Int)] = [:]
            for (position, photo) in question.photos.enumerated() where answer.canRead(position) {
                guard let index = listed[photo.sha256] else { continue }
                let view = joined ? group : photo.sha256
                seen[position] = (view, index)
                looks[view, default: [:]][question.vote] = VoteLook(question)
            }
            for item in answer.items {
                for point in item.points {
                    guard let (view, index) = seen[point.photo] else { continue }
                    let placed = PlacedPoint(photo: index, point: point)
                    looks[view]?[question.vote]?.add(placed, of: item)
                }
            }
        }
        return looks.sorted { $0.key < $1.key }.map { id, looks in
            AnsweredView(id: id, looks: looks.values.sorted { $0.vote < $1.vote })
        }
    }

    /// The number of groups of photos asked about together.
    var groupCount: Int {
        Set(questions.map(\.groupID)).count
    }

    /// The items whose place is seen empty by more than half of the answered votes about any group.
    ///
    /// - Parameter onlyItem: the only item that may be here, if any; every empty place is its own.
    /// - Returns: by SKU, the share of votes that saw it empty; of several groups, the weakest.
    func emptyItems(onlyItem: String?) -> [String: VoteShare] {
        let used = Set(usedPhotos.map(\.photo.sha256))
        var votes: [String: [Set<String>]] = [:]
        for question in questions {
            guard let answer = question.answer else { continue }
            let seen = question.photos.indices.filter {
                answer.canRead($0) && used.contains(question.photos[$0].sha256)
            }
            guard !seen.isEmpty else { continue }
            let places = answer.emptyPlaces.filter { seen.contains($0.photo) }
            let items = places.compactMap {
                $0.sku == CountAnswer.unknownItem ? onlyItem : $0.sku
            }
            votes[question.groupID, default: []].append(Set(items))
        }
        return votes.values.reduce(into: [:]) { shares, votes in
            for item in Set(votes.joined()) {
                let agreeing = votes.count { $0.contains(item) }
                let share = VoteShare(agreeing: agreeing, of: votes.count)
                guard 2 * agreeing > votes.count else { continue }
                if let known = shares[item], !share.isWeaker(than: known) { continue }
                shares[item] = share
            }
        }
    }
}
