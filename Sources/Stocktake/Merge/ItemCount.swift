/// The number of an item in one view, from the votes.
struct ViewCount: Sendable {
    /// The view's id.
    let id: String
    /// One per look, in order of votes.
    let values: [Int]
    let count: VoteCount
    /// The look with the value and the lowest vote number: the evidence.
    let chosen: VoteLook
    /// Whether another look with the same value has a different breakdown by zone.
    let zonesDiffer: Bool

    /// - Returns: nil for a view without looks.
    init?(_ sku: String, in view: AnsweredView) {
        let values = view.looks.map { $0.points(of: sku).count }
        guard let count = VoteCount(values) else { return nil }
        let agreeing = view.looks.filter { $0.points(of: sku).count == count.value }
        guard let chosen = agreeing.first else { return nil }
        let zones = chosen.zones(of: sku)
        id = view.id
        self.values = values
        self.count = count
        self.chosen = chosen
        zonesDiffer = agreeing.contains { $0.zones(of: sku) != zones }
    }
}

/// The number of an item at one location, combined from its views.
struct ItemCount: Sendable {
    let value: Int
    let low: Int
    let high: Int
    /// Nil for a single look.
    let share: VoteShare?
    let isSpread: Bool
    let zonesDiffer: Bool
    /// The looks whose points make up the value.
    let counting: [VoteLook]
    /// Other looks at the same goods, which are not added.
    let others: [VoteLook]

    /// Sums views of different goods, with the weakest share of votes.
    init(summing views: [ViewCount]) {
        value = views.reduce(0) { $0 + $1.count.value }
        low = views.reduce(0) { $0 + $1.count.low }
        high = views.reduce(0) { $0 + $1.count.high }
        let weakest = views.map(\.count.share).min { $0.isWeaker(than: $1) }
        share = weakest?.ofSeveral
        isSpread = views.contains(where: \.count.isSpread)
        zonesDiffer = views.contains(where: \.zonesDiffer)
        counting = views.map(\.chosen)
        others = []
    }

    /// Combines views of the same goods; nil for no views.
    ///
    /// Their values are votes again, and the first by id with the resulting value is the evidence.
    ///
    /// - Parameters:
    ///   - views: ordered by id.
    ///   - sku: the item's.
    init?(repeating views: [ViewCount], of sku: String) {
        guard let count = VoteCount(views.map(\.count.value)) else { return nil }
        let agreeing = views.filter { $0.count.value == count.value }
        guard let best = agreeing.first else { return nil }
        let looks = views.flatMap(\.values)
        let zones = best.chosen.zones(of: sku)
        value = count.value
        low = views.map(\.count.low).min() ?? count.low
        high = views.map(\.count.high).max() ?? count.high
        share = VoteShare(agreeing: looks.count { $0 == count.value }, of: looks.count).ofSeveral
        isSpread = count.isSpread || views.contains(where: \.count.isSpread)
        zonesDiffer = agreeing.contains { $0.zonesDiffer || $0.chosen.zones(of: sku) != zones }
        counting = [best.chosen]
        others = views.filter { $0.id != best.id }.map(\.chosen)
    }

    /// Combines groups of photos that may show the same goods: at least the largest, at most the
    /// sum.
    ///
    /// - Returns: nil for no groups.
    init?(overlapping groups: [ViewCount]) {
        let ranked = groups.sorted {
            ($1.count.value, $1.count.low, $0.id) < ($0.count.value, $0.count.low, $1.id)
        }
        guard let largest = ranked.first else { return nil }
        value = largest.count.value
        low = largest.count.low
        high = groups.reduce(0) { $0 + $1.count.high }
        share = largest.count.share.ofSeveral
        isSpread = groups.contains(where: \.count.isSpread)
        zonesDiffer = largest.zonesDiffer
        counting = [largest.chosen]
        others = ranked.dropFirst().map(\.chosen)
    }
}
