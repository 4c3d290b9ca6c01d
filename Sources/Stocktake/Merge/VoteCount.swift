/// What several looks at the same goods make of their number.
///
/// The value more than half of them share, else the lower median; always whole. A value that more
/// than half share is the lower median too, so that the one rule does for both: 3, 3, 2 are 3, and
/// 3, 4, 9 are 4.
struct VoteCount: Sendable, Hashable {
    let value: Int
    let low: Int
    let high: Int
    /// How many of the looks have the value.
    let share: VoteShare
    /// Whether they differ by more than looks do.
    ///
    /// Up to 10: any differs from the value by more than 1, or fewer than two thirds share it. Above:
    /// the range is more than 2 and more than a tenth of the median. Source: facts of counting, A.5.
    let isSpread: Bool

    /// - Parameter values: one per look, in any order; nil for none.
    init?(_ values: [Int]) {
        let sorted = values.sorted()
        guard let low = sorted.first, let high = sorted.last else { return nil }
        let value = sorted[(sorted.count - 1) / 2]
        self.value = value
        self.low = low
        self.high = high
        share = VoteShare(agreeing: sorted.count { $0 == value }, of: sorted.count)
        if value <= 10 {
            isSpread =
                high > value + 1 || low < value - 1 || 3 * share.agreeing < 2 * sorted.count
        } else {
            isSpread = high - low > 2 && 10 * (high - low) > value
        }
    }
}

extension VoteShare {
    /// Whether fewer agree, as a part of the looks; of equal parts, the one of fewer looks.
    func isWeaker(than other: VoteShare) -> Bool {
        let (mine, its) = (agreeing * other.of, other.agreeing * of)
        return mine == its ? of < other.of : mine < its
    }

    /// Nil where there was only one look: it can't agree with another.
    var ofSeveral: VoteShare? {
        of > 1 ? self : nil
    }
}
