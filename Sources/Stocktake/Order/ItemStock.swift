import Foundation

/// A place that was not wholly looked at.
struct OrderGap: Sendable, Hashable {
    let location: String
    let key: String
    /// What is missing.
    let words: String
}

/// What a run says about the stock of one item at all its locations.
struct ItemStock: Sendable {
    /// Of the rules, else as counted.
    let name: String
    let unit: String
    /// The sum of the lines; nil if a line has no number.
    let counted: Decimal?
    /// The least there can be; nil if nothing was counted.
    let low: Decimal?
    /// The most there can be; nil if nothing bounds it.
    let high: Decimal?
    /// Why the count can't be relied on; nil if it can.
    let doubt: String?
    /// Whether a line without a number is taken as 0, as the books say.
    let isPartlyAssumedEmpty: Bool
    /// Whether the position is above the reorder point even with the least stock.
    let isAbovePointAtLeast: Bool

    /// - Parameters:
    ///   - lines: those of the item, in any order.
    ///   - gaps: places where it may be, and where not every photo was used.
    init(_ item: OrderRules.Item, _ lines: [StockLine], gaps: [OrderGap]) {
        let lines = lines.sorted { Tally.isBefore($0.tally, $1.tally) }
        let doubtful = lines.filter { $0.reliable == nil }
        let known = Set(lines.map { locationKey($0.tally.location) })
        let places = Set(item.locations.map(locationKey))
        let open = gaps.filter { gap in
            !known.contains(gap.key) && (places.isEmpty || places.contains(gap.key))
        }
        name = item.name.isEmpty ? lines.first?.tally.name ?? "" : item.name
        unit = item.unit.isEmpty ? lines.first?.tally.unit ?? "" : item.unit
        let numbers = lines.compactMap(\.reliable)
        counted = doubtful.isEmpty ? numbers.reduce(0, +) : nil
        let lows = lines.compactMap { $0.reliable ?? $0.lowest }
        low = lows.isEmpty ? nil : lows.reduce(0, +)
        let highs = lines.compactMap { $0.reliable ?? $0.highest }
        let isBounded = !lines.isEmpty && highs.count == lines.count && open.isEmpty
        high = isBounded ? highs.reduce(0, +) : nil
        isPartlyAssumedEmpty = lines.contains { $0.tally.counted == nil && $0.reliable == 0 }
        let least = (low ?? 0) + (item.onOrder ?? 0) - (item.committed ?? 0)
        isAbovePointAtLeast = least > item.when
        let reasons =
            (lines.isEmpty ? ["never counted"] : [])
            + doubtful.map { "\(placeName($0.tally.location)): \($0.doubtWords)" }
            + open.map { "\(placeName($0.location)): \($0.words)" }
        let more = reasons.count > 10 ? "; and \(reasons.count - 10) more" : ""
        doubt = reasons.isEmpty ? nil : reasons.prefix(10).joined(separator: "; ") + more
    }
}

/// A location as shown in a reason.
private func placeName(_ location: String) -> String {
    location.isEmpty ? "no location" : printable(location, limit: 60)
}

extension StockLine {
    /// The number that an order may be made of: of a line that is ok, and 0 where none was seen and
    /// the books say 0 too.
    fileprivate var reliable: Decimal? {
        guard status == .ok else { return nil }
        if let counted = tally.counted { return Decimal(counted) }
        return expected == 0 ? 0 : nil
    }

    /// The least there can be; nil if nothing was counted, or pieces may be counted twice.
    fileprivate var lowest: Decimal? {
        guard Self.boundingBelow.isSuperset(of: reasons) else { return nil }
        return (tally.low ?? tally.counted).map { Decimal($0) }
    }

    /// The most there can be; nil if nothing was counted, or pieces may be missing.
    fileprivate var highest: Decimal? {
        guard Self.boundingAbove.isSuperset(of: reasons) else { return nil }
        return tally.high.map { Decimal($0) }
    }

    /// The reasons with which there is no less than was counted.
    private static let boundingBelow: Set<LineReason> = [
        .noPhoto, .notReached, .photoRejected, .replyFailed, .noneSeen, .emptySeen,
        .beyondTolerance, .notInBooks, .bookUnreadable, .locationUnsure, .serialMissing,
        .voteSpread, .zonesDiffer, .pointsDiffer, .tooDense, .splitViews,
    ]

    /// The reasons with which there is no more than was counted.
    private static let boundingAbove: Set<LineReason> = [
        .emptySeen, .beyondTolerance, .notInBooks, .bookUnreadable, .locationUnsure, .voteSpread,
        .zonesDiffer, .pointsDiffer, .splitViews, .viewsNotStated, .samePhotoElsewhere,
        .nearDuplicate,
    ]

    /// The gap at its location, where other goods may be too; nil if every photo was used.
    var gap: OrderGap? {
        let losses: Set<LineReason> = [.noPhoto, .notReached, .photoRejected, .replyFailed]
        let words = reasons.filter(losses.contains).map { $0.words(method: tally.method) }
        guard !words.isEmpty, !tally.location.isEmpty else { return nil }
        return OrderGap(
            location: tally.location,
            key: locationKey(tally.location),
            words: words.joined(separator: ", ")
        )
    }

    /// `recount, beyond tolerance`.
    fileprivate var doubtWords: String {
        let words = reasons.map { $0.words(method: tally.method) }
        return ([status.words] + (words.isEmpty ? ["no number"] : words)).joined(separator: ", ")
    }
}
