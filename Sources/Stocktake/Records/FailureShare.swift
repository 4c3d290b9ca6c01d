/// How many questions of a run failed, and whether the service is given up because of it.
///
/// A question counts once, when it has ended, whatever number of requests it took: repairs, higher
/// output limits and parts belong to it.
///
/// 1. Three questions failed and none has a usable answer: the service is given up.
/// 2. With `limits.failures`: more than this share of the ended questions failed, looked at
///    whenever one fails, from the tenth on. In a run of fewer questions only the first rule holds.
struct FailureShare: Sendable {
    /// Rule 1.
    static let failuresWithoutAnswer = 3
    /// Rule 2.
    static let leastForShare = 10

    /// `limits.failures` in percent; nil for no limit.
    let limit: Int?
    private(set) var answered = 0
    private(set) var failed = 0

    init(limit: Int?) {
        self.limit = limit
    }

    var ended: Int { answered + failed }

    /// Counts a question with a usable answer.
    mutating func answer() {
        answered += 1
    }

    /// Counts a question without one.
    ///
    /// - Returns: whether the service is given up.
    mutating func fail() -> Bool {
        failed += 1
        if answered == 0 { return failed >= Self.failuresWithoutAnswer }
        guard let limit, ended >= Self.leastForShare else { return false }
        return failed * 100 > limit * ended
    }
}
