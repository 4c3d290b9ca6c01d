import Testing

@testable import Stocktake

/// Random numbers that are the same in every run.
struct RepeatableNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

/// A run without clock and network: workers, a pace, and a service that answers as told.
struct PaceScene {
    struct Reply {
        var took: Duration
        var trouble: ServiceTrouble?
        var headers = RateLimitHeaders()
    }

    struct Sent: Sendable {
        let question: Int
        let start: Duration
        let end: Duration
        let tokens: Int
        let isAnswered: Bool
    }

    private enum Event {
        case ask
        case end(Sent, Verdict?, RateLimitHeaders)
    }

    private struct Entry {
        let time: Duration
        let question: Int
        let event: Event
    }

    var pace: Pace
    var attempts = 3
    /// How many questions are worked on at a time.
    var workers = 8
    /// How late workers wake, at most.
    var lateness = Duration.zero
    var random = RepeatableNumbers(state: 1)

    private(set) var sent: [Sent] = []
    private(set) var answered = 0
    private(set) var givenUp: [RetrySchedule.Action] = []
    private(set) var asked = 0
    /// The least allowed in flight at any time.
    private(set) var leastAllowed = Int.max

    init(pace: Pace) {
        self.pace = pace
    }

    /// Plays the whole run.
    ///
    /// - Parameters:
    ///   - tokens: of each question.
    ///   - serve: the reply to the n-th request for a question, sent at a time.
    mutating func play(
        tokens: [Int],
        serve: (_ question: Int, _ attempt: Int, _ time: Duration) -> Reply
    ) {
        var schedules = tokens.map { _ in RetrySchedule(attempts: attempts) }
        var tries = tokens.map { _ in 0 }
        var tickets: [Pace.Ticket] = []
        var waiting = Array(tokens.indices.reversed())
        var agenda: [Entry] = []
        func begin(at time: Duration, _ pace: inout Pace) {
            guard let question = waiting.popLast() else { return }
            tickets.append(pace.ticket(tokens: tokens[question]))
            agenda.append(Entry(time: time, question: question, event: .ask))
        }
        for _ in 0..<workers { begin(at: .zero, &pace) }
        while let next = agenda.indices.min(by: { agenda[$0].time < agenda[$1].time }) {
            let entry = agenda.remove(at: next)
            let (now, question) = (entry.time, entry.question)
            switch entry.event {
            case .ask:
                asked += 1
                guard asked < 2_000_000 else { return }
                switch pace.admit(tickets[question], at: now) {
                case .wait(let until):
                    #expect(until > now)
                    let late = lateness * Double.random(in: 0...1, using: &random)
                    agenda.append(Entry(time: until + late, question: question, event: .ask))
                case .go:
                    tries[question] += 1
                    let reply = serve(question, tries[question], now)
                    let request = Sent(
                        question: question,
                        start: now,
                        end: now + reply.took,
                        tokens: tokens[question],
                        isAnswered: reply.trouble == nil
                    )
                    sent.append(request)
                    let end = Event.end(request, reply.trouble.map(Verdict.init), reply.headers)
                    agenda.append(Entry(time: request.end, question: question, event: end))
                }
            case .end(_, let verdict, let headers):
                pace.done(tickets[question], at: now, verdict: verdict, headers: headers)
                leastAllowed = min(leastAllowed, pace.allowed)
                guard let verdict else {
                    answered += 1
                    begin(at: now, &pace)
                    continue
                }
                let jitter = Double.random(in: 0...1, using: &random)
                switch schedules[question].next(after: verdict, random: jitter) {
                case .wait(let delay):
                    agenda.append(Entry(time: now + delay, question: question, event: .ask))
                case let action:
                    givenUp.append(action)
                    begin(at: now, &pace)
                }
            }
        }
    }

    var end: Duration { sent.map(\.end).max() ?? .zero }

    /// The most requests in flight at once.
    var mostInFlight: Int {
        sent.map { one in sent.count { $0.start <= one.start && one.start < $0.end } }.max() ?? 0
    }

    /// The most requests of any 60 seconds.
    var mostInMinute: Int { minutes.map(\.count).max() ?? 0 }

    /// The most tokens of any 60 seconds with several requests.
    var mostTokensInMinute: Int {
        minutes.filter { $0.count > 1 }.map { $0.reduce(0) { $0 + $1.tokens } }.max() ?? 0
    }

    /// What was sent in each span of 60 s that begins with a request.
    private var minutes: [[Sent]] {
        sent.map { first in
            sent.filter { first.start <= $0.start && $0.start < first.start + .seconds(60) }
        }
    }
}
