/// When requests may be sent: one value paces all workers.
///
/// It has no clock: times count from the run's start.
///
/// A worker calls `admit` until it may go, sends, and calls `done` whatever the result. To retry the
/// same question it calls `admit` again with the same ticket.
///
/// - Limits per minute, given or learned from responses, are checked before sending.
/// - When the service refuses for its limits, all requests wait as long as it says. If it doesn't
///   say, they wait 1 s, then twice as long at each new refusal, up to 60 s, until one succeeds.
/// - When the service is overloaded, or refuses without reporting its limits, half as many requests
///   are in flight: otherwise all would return at once after the pause, and most be refused again.
///   (Simulated with 200 questions of 3 attempts, 8 in flight, 30 requests a minute: 93 questions
///   were given up without this, 1 with it.) Requests already in flight then don't halve it again.
///   Each `successesPerRise` successes allow one more.
/// - The oldest ticket goes first, so that small requests don't pass a large one indefinitely. A
///   ticket that is more than a second late to ask again loses its turn until it asks.
struct Pace: Sendable {
    /// The settings of `model`.
    struct Limits: Sendable, Hashable {
        /// At once; 1 or more.
        var inFlight = 8
        var requestsPerMinute: Int?
        var tokensPerMinute: Int?
    }

    /// A question's place in the line.
    struct Ticket: Sendable, Hashable {
        fileprivate let number: Int
        /// Input, and the most output there may be.
        let tokens: Int
    }

    /// Whether a worker may send.
    enum Admission: Sendable, Hashable {
        /// Send now; it is counted as sent.
        case go
        /// Ask again then; always in the future.
        case wait(until: Duration)
    }

    private struct Waiting {
        let ticket: Ticket
        /// When it should ask again.
        var due: Duration
    }

    static let successesPerRise = 5
    /// How often to ask again while waiting for other requests: 0.1 s.
    static let step = Duration.milliseconds(100)

    let limits: Limits
    /// How many requests may be in flight now: 1 to `limits.inFlight`.
    private(set) var allowed: Int
    /// Nothing is sent before this time.
    private(set) var pausedUntil = Duration.zero
    var inFlight: Int { orderSent.count }

    private var minute: RollingMinute
    private var learnedRequests: LearnedBudget?
    private var learnedTokens: [LearnedBudget] = []
    /// Oldest ticket first.
    private var line: [Waiting] = []
    private var lastTicket = 0
    private var latest = Duration.zero
    /// Which request each ticket in flight is, counted from 1.
    private var orderSent: [Ticket: Int] = [:]
    private var lastSent = 0
    /// The last request sent before the allowance was halved.
    private var lastBeforeCut = 0
    private var successes = 0
    private var nextPause = Duration.seconds(1)

    init(_ limits: Limits) {
        self.limits = limits
        allowed = max(1, limits.inFlight)
        minute = RollingMinute(
            requestLimit: limits.requestsPerMinute,
            tokenLimit: limits.tokensPerMinute
        )
    }

    /// A place in the line for a question.
    ///
    /// Its tokens are the estimated input and the largest possible output, as services count both
    /// towards their limits.
    mutating func ticket(tokens: Int) -> Ticket {
        lastTicket += 1
        return Ticket(number: lastTicket, tokens: min(max(0, tokens), 1_000_000_000_000))
    }

    /// Whether a request may be sent now; if so, it is counted as sent.
    mutating func admit(_ ticket: Ticket, at time: Duration) -> Admission {
        if orderSent[ticket] != nil { return .go }
        let now = moved(to: time)
        let place = enter(ticket, at: now)
        let ahead = place > 0 ? line[0].due : nil
        let earliest = max(pausedUntil, ahead ?? opening(for: ticket))
        guard ahead == nil, earliest <= now, inFlight < allowed else {
            // The line and a free place in flight depend on other requests: no known time.
            let isKnown = ahead == nil && earliest > now
            line[place].due = isKnown ? earliest : max(earliest, now + Self.step)
            return .wait(until: line[place].due)
        }
        line.remove(at: place)
        lastSent += 1
        orderSent[ticket] = lastSent
        minute.add(tokens: ticket.tokens, at: now)
        learnedRequests?.take(1, at: now)
        for index in learnedTokens.indices { learnedTokens[index].take(ticket.tokens, at: now) }
        return .go
    }

    /// A question leaves the line, as it is no longer asked.
    mutating func leave(_ ticket: Ticket) {
        line.removeAll { $0.ticket == ticket }
    }

    /// A request ended: the verdict is nil for a success, the headers empty without a response.
    mutating func done(
        _ ticket: Ticket,
        at time: Duration,
        verdict: Verdict?,
        headers: RateLimitHeaders = RateLimitHeaders()
    ) {
        guard let order = orderSent.removeValue(forKey: ticket) else { return }
        let now = moved(to: time)
        learn(headers, at: now)
        guard let trouble = verdict?.trouble else {
            succeed()
            return
        }
        guard trouble.concernsAllRequests else { return }
        let hint = RetrySchedule.followed(trouble.hint)
        if let hint { pausedUntil = max(pausedUntil, now + hint) }
        guard trouble.isOverload || headers.isEmpty, order > lastBeforeCut else { return }
        if hint == nil, headers.isEmpty, trouble.kind != .overloaded {
            pausedUntil = max(pausedUntil, now + nextPause)
            nextPause = min(nextPause * 2, .seconds(60))
        }
        allowed = max(1, allowed / 2)
        lastBeforeCut = lastSent
        successes = 0
    }

    private mutating func succeed() {
        nextPause = .seconds(1)
        successes += 1
        guard successes >= Self.successesPerRise else { return }
        successes = 0
        allowed = min(allowed + 1, max(1, limits.inFlight))
    }

    private mutating func learn(_ headers: RateLimitHeaders, at now: Duration) {
        if let requests = headers.requests {
            learnedRequests = LearnedBudget(requests, at: now)
        }
        let tokens = [headers.tokens, headers.projectTokens].compactMap(\.self)
        if !tokens.isEmpty { learnedTokens = tokens.map { LearnedBudget($0, at: now) } }
    }

    /// Workers read the clock before they call, so a time may be earlier than the latest.
    private mutating func moved(to time: Duration) -> Duration {
        latest = max(latest, time)
        return latest
    }

    /// The ticket's place in the line, after removing those that are late.
    private mutating func enter(_ ticket: Ticket, at now: Duration) -> Int {
        line.removeAll { $0.ticket != ticket && $0.due + .seconds(1) < now }
        if let place = line.firstIndex(where: { $0.ticket == ticket }) { return place }
        let place = line.firstIndex { $0.ticket.number > ticket.number } ?? line.endIndex
        line.insert(Waiting(ticket: ticket, due: now), at: place)
        return place
    }

    /// When the limits per minute allow the request.
    private func opening(for ticket: Ticket) -> Duration {
        let learned = learnedTokens.map { $0.earliest(ticket.tokens) }
        return max(
            minute.earliest(tokens: ticket.tokens),
            learnedRequests?.earliest(1) ?? .zero,
            learned.max() ?? .zero
        )
    }
}
