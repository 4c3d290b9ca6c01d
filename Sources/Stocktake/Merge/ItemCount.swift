/// The number of an item in one vote, merged over all photos of its location.
struct VoteNumber: Sendable {
    let value: Int
    let low: Int
    let high: Int
    /// The numbers of its looks at the same goods: one per photo of repeated views, else the value.
    let values: [Int]
    /// Whether its looks at the same goods differ too much.
    let isSpread: Bool
    /// Whether its looks with the value have different breakdowns by zone.
    let zonesDiffer: Bool
    /// The looks whose points make up the value.
    let counting: [VoteLook]
    /// Other looks at the same goods, which are not added.
    let others: [VoteLook]
    /// The number of points that make up the value, by zone.
    let zones: [String: Int]

    /// The count of an item in one vote; `views` says how the photos relate, nil is separate.
    init(_ sku: String, in vote: LocationVote, views: PhotoViews?) {
        switch views {
        case .separate, nil: self.init(summing: vote.looks, of: sku)
        case .overlapping: self.init(overlapping: vote.looks, of: sku)
        case .repeated: self.init(repeating: vote.looks.flatMap(\.byPhoto), of: sku)
        }
    }

    /// Sums looks at different goods.
    private init(summing looks: [VoteLook], of sku: String) {
        value = looks.points(of: sku).count
        low = value
        high = value
        values = [value]
        isSpread = false
        zonesDiffer = false
        counting = looks
        others = []
        zones = looks.zones(of: sku)
    }

    /// Combines looks that may show the same goods: at least the largest, at most the sum.
    private init(overlapping looks: [VoteLook], of sku: String) {
        let ranked = looks.sorted {
            ($1.points(of: sku).count, $0.id) < ($0.points(of: sku).count, $1.id)
        }
        counting = Array(ranked.prefix(1))
        others = Array(ranked.dropFirst())
        value = counting.points(of: sku).count
        low = value
        high = looks.points(of: sku).count
        values = [value]
        isSpread = false
        zonesDiffer = false
        zones = counting.zones(of: sku)
    }

    /// Combines looks at the same goods, each of which is a vote again; at least one.
    private init(repeating looks: [VoteLook], of sku: String) {
        values = looks.map { $0.points(of: sku).count }
        let count = VoteCount(values)
        value = count?.value ?? 0
        low = count?.low ?? 0
        high = count?.high ?? 0
        isSpread = count?.isSpread ?? false
        let chosen = zip(looks, values).filter { [value] in $0.1 == value }.map(\.0)
        let zones = chosen.prefix(1).zones(of: sku)
        zonesDiffer = chosen.contains { [$0].zones(of: sku) != zones }
        counting = Array(chosen.prefix(1))
        others = looks.filter { [counting] in $0.id != counting.first?.id }
        self.zones = zones
    }
}

/// The votes about a location, and which of them vote.
///
/// A vote is whole if it could read all used photos; of repeated views, any. Votes that are not
/// whole do not vote if any is.
struct LocationVotes: Sendable {
    /// In order of votes.
    let voting: [LocationVote]
    /// Votes that lack photos, beside whole ones.
    let partial: [LocationVote]
    /// Whether the voting ones are whole.
    let areWhole: Bool
    private let views: PhotoViews?

    /// - Parameters:
    ///   - votes: in order of votes; may be empty.
    ///   - used: the indices of the used photos.
    ///   - views: how the photos relate; nil as separate.
    init(_ votes: [LocationVote], used: Set<Int>, views: PhotoViews?) {
        let whole = votes.filter { views == .repeated || $0.photos == used }
        areWhole = !whole.isEmpty
        voting = areWhole ? whole : votes
        partial = areWhole ? votes.filter { views != .repeated && $0.photos != used } : []
        self.views = views
    }

    /// The items that any vote saw.
    var items: Set<String> {
        (voting + partial).reduce(into: []) { $0.formUnion($1.items) }
    }

    /// The numbers of an item, one per voting vote.
    func numbers(of sku: String) -> [VoteNumber] {
        voting.map { VoteNumber(sku, in: $0, views: views) }
    }

    /// The most that a vote saw of an item that is not whole; 0 for none.
    func mostInPart(of sku: String) -> Int {
        partial.map { VoteNumber(sku, in: $0, views: views).value }.max() ?? 0
    }

    /// The items whose place is seen empty, with none of them elsewhere, by more than half of the
    /// votes: by SKU, their share.
    var emptyItems: [String: VoteShare] {
        guard areWhole else { return [:] }
        let named = voting.reduce(into: Set<String>()) { $0.formUnion($1.empty) }
        return named.reduce(into: [:]) { shares, sku in
            let agreeing = zip(voting, numbers(of: sku)).count {
                $0.empty.contains(sku) && $1.value == 0
            }
            guard 2 * agreeing > voting.count else { return }
            shares[sku] = VoteShare(agreeing: agreeing, of: voting.count)
        }
    }
}

/// The number of an item at one location, from the votes.
struct ItemCount: Sendable {
    let value: Int
    let low: Int
    let high: Int
    /// Nil for a single look, or without a whole vote.
    let share: VoteShare?
    let isSpread: Bool
    let zonesDiffer: Bool
    /// The looks whose points make up the value: of the first vote with it.
    let counting: [VoteLook]
    /// Other looks of the same vote at the same goods, which are not added.
    let others: [VoteLook]

    /// - Returns: nil for no votes.
    init?(_ sku: String, _ votes: LocationVotes) {
        if votes.areWhole {
            self.init(sku, whole: votes)
        } else {
            self.init(sku, parts: votes.voting, votes.numbers(of: sku))
        }
    }

    /// The value of the votes.
    ///
    /// A vote that lacks photos but saw more than any raises the high.
    private init?(_ sku: String, whole votes: LocationVotes) {
        let numbers = votes.numbers(of: sku)
        guard let count = VoteCount(numbers.map(\.value)) else { return nil }
        let agreeing = numbers.filter { $0.value == count.value }
        guard let chosen = agreeing.first else { return nil }
        let looks = numbers.flatMap(\.values)
        let highest = numbers.map(\.high).max() ?? count.high
        let inPart = votes.mostInPart(of: sku)
        value = count.value
        low = numbers.map(\.low).min() ?? count.low
        high = max(highest, inPart)
        share = VoteShare(agreeing: looks.count { $0 == count.value }, of: looks.count).ofSeveral
        isSpread = count.isSpread || numbers.contains(where: \.isSpread) || inPart > highest
        zonesDiffer = agreeing.contains { $0.zonesDiffer || $0.zones != chosen.zones }
        counting = chosen.counting
        others = chosen.others
    }

    /// Without a whole vote: at least the most that one saw, at most the most on each photo.
    private init?(_ sku: String, parts votes: [LocationVote], _ numbers: [VoteNumber]) {
        guard let most = numbers.map(\.value).max(),
            let chosen = numbers.first(where: { $0.value == most })
        else { return nil }
        let photos = votes.reduce(into: Set<Int>()) { $0.formUnion($1.photos) }
        value = most
        low = most
        high = photos.reduce(0) { sum, photo in
            sum + (votes.map { $0.points(of: sku, on: photo) }.max() ?? 0)
        }
        share = nil
        isSpread = false
        zonesDiffer = chosen.zonesDiffer
        counting = chosen.counting
        others = chosen.others
    }
}

extension Sequence<VoteLook> {
    fileprivate func points(of sku: String) -> [PlacedPoint] {
        flatMap { $0.points(of: sku) }
    }

    fileprivate func zones(of sku: String) -> [String: Int] {
        points(of: sku).reduce(into: [:]) { $0[$1.point.zone, default: 0] += 1 }
    }
}
