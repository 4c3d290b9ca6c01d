/// What was sent in the last 60 seconds, for limits per minute.
///
/// The limits hold in every span of 60 s, not only from minute to minute. Failed requests count, as
/// they do at the service.
struct RollingMinute: Sendable {
    private struct Sent {
        let time: Duration
        let tokens: Int
    }

    /// Nil for no limit; else 1 or more.
    private let requestLimit: Int?
    /// Nil for no limit; else 1 or more.
    private let tokenLimit: Int?
    /// Oldest first.
    private var sent: [Sent] = []
    private var tokens = 0

    init(requestLimit: Int?, tokenLimit: Int?) {
        self.requestLimit = requestLimit.map { max(1, $0) }
        self.tokenLimit = tokenLimit.map { max(1, $0) }
    }

    /// When a request of this many tokens fits if nothing else is sent; may be in the past.
    ///
    /// One that exceeds the limit fits after a minute without other requests.
    func earliest(tokens more: Int) -> Duration {
        var time = Duration.zero
        var (count, sum) = (sent.count, tokens)
        for old in sent {
            let hasRoom =
                requestLimit.map { count < $0 } ?? true
                && tokenLimit.map { sum + more <= $0 } ?? true
            if hasRoom { break }
            time = old.time + .seconds(60)
            count -= 1
            sum -= old.tokens
        }
        return time
    }

    /// Counts a request as sent; times never go back.
    mutating func add(tokens more: Int, at now: Duration) {
        guard requestLimit != nil || tokenLimit != nil else { return }
        let isOver = { (old: Sent) in old.time + .seconds(60) <= now }
        let over = sent.prefix(while: isOver)
        tokens += more - over.reduce(0) { $0 + $1.tokens }
        sent.removeFirst(over.count)
        sent.append(Sent(time: now, tokens: more))
    }
}

/// A limit learned from a response, which refills evenly until its reset.
///
/// With 200 of 1000 left and full in 8 s, a request of 300 fits after 1 s. Where the size of the
/// limit is unknown, the rest comes with the reset. After the reset nothing is known.
struct LearnedBudget: Sendable {
    private var left: Double
    private var time: Duration
    private let end: Duration
    private let limit: Double?
    /// Per second.
    private let refill: Double

    /// What a response reported when it came.
    init(_ budget: RateBudget, at now: Duration) {
        left = Double(budget.remaining)
        time = now
        end = now + budget.reset
        limit = budget.limit.map(Double.init)
        let lacking = limit.map { max(0, $0 - Double(budget.remaining)) } ?? 0
        refill = budget.reset > .zero ? lacking / (budget.reset / .seconds(1)) : 0
    }

    /// When this much is available if nothing else is taken; may be in the past.
    func earliest(_ amount: Int) -> Duration {
        let lacking = min(Double(amount), limit ?? .infinity) - left
        if lacking <= 0 { return .zero }
        let refilled =
            refill > 0 && lacking / refill < 1e6 ? time + .seconds(lacking / refill) : end
        // For hours nobody waits on suspicion: the service is asked, and may refuse.
        return min(end, refilled) - time > RetrySchedule.longestHint ? .zero : min(end, refilled)
    }

    mutating func take(_ amount: Int, at now: Duration) {
        let grown = left + refill * max(0, (now - time) / .seconds(1))
        left = min(grown, limit ?? grown) - min(Double(amount), limit ?? .infinity)
        time = now
    }
}
