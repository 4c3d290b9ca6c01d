/// The number of the same goods from several looks.
///
/// The value shared by more than half of them, else the lower median; always whole. A value shared
/// by more than half is also the lower median, so one rule covers both: 3, 3, 2 give 3, and 3, 4, 9
/// give 4.
struct VoteCount: Sendable, Hashable {
    let value: Int
    let low: Int
    let high: Int
    /// The share of looks with that value.
    let share: VoteShare
    /// Whether the votes differ too much.
    ///
    /// Up to 10: if any differs from the value by more than 1, or fewer than two thirds share it.
    /// Above: if the range is more than 2 and more than a tenth of the median.
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
    /// Whether a smaller fraction agrees; of equal fractions, the one of fewer looks is weaker.
    func isWeaker(than other: VoteShare) -> Bool {
        let (mine, its) = (agreeing * other.of, other.agreeing * of)
        return mine == its ? of < other.of : mine < its
    }

    /// Nil for a single look, which can't agree with another.
    var ofSeveral: VoteShare? {
        of > 1 ? self : nil
    }
}
