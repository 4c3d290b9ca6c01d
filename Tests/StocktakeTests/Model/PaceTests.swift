import Testing

@testable import Stocktake

struct PaceTests {
    private let busy = ServiceTrouble(kind: .overloaded, status: 503)

    private func goes(_ admission: Pace.Admission) -> Bool { admission == .go }

    @Test func `no more requests are in flight than the setting allows`() {
        var pace = Pace(.init(inFlight: 2))
        let tickets = (0..<3).map { _ in pace.ticket(tokens: 1) }
        #expect(pace.admit(tickets[0], at: .zero) == .go)
        #expect(pace.admit(tickets[1], at: .zero) == .go)
        #expect(pace.admit(tickets[2], at: .zero) == .wait(until: Pace.step))
        pace.done(tickets[0], at: .seconds(3), verdict: nil)
        #expect(pace.admit(tickets[2], at: .seconds(3)) == .go)
        #expect(pace.inFlight == 2)
    }

    @Test func `requests a minute hold in every 60 seconds`() {
        var pace = Pace(.init(requestsPerMinute: 2))
        let tickets = (0..<3).map { _ in pace.ticket(tokens: 1) }
        #expect(pace.admit(tickets[0], at: .seconds(50)) == .go)
        #expect(pace.admit(tickets[1], at: .seconds(55)) == .go)
        #expect(pace.admit(tickets[2], at: .seconds(61)) == .wait(until: .seconds(110)))
        #expect(pace.admit(tickets[2], at: .seconds(110)) == .go)
    }

    @Test func `a request larger than the tokens of a minute goes alone`() {
        var pace = Pace(.init(tokensPerMinute: 1000))
        let (small, large, last) = (
            pace.ticket(tokens: 10), pace.ticket(tokens: 5000), pace.ticket(tokens: 10)
        )
        #expect(pace.admit(small, at: .zero) == .go)
        #expect(pace.admit(large, at: .seconds(1)) == .wait(until: .seconds(60)))
        #expect(!goes(pace.admit(last, at: .seconds(2))), "the large one isn't overtaken")
        #expect(pace.admit(large, at: .seconds(60)) == .go)
        #expect(pace.admit(last, at: .seconds(61)) == .wait(until: .seconds(120)))
        #expect(pace.admit(last, at: .seconds(120)) == .go)
    }

    @Test func `a worker that doesn't come back holds nobody up for long`() {
        var pace = Pace(.init(requestsPerMinute: 1))
        let (first, lost, next) = (
            pace.ticket(tokens: 1), pace.ticket(tokens: 1), pace.ticket(tokens: 1)
        )
        #expect(pace.admit(first, at: .zero) == .go)
        #expect(pace.admit(lost, at: .zero) == .wait(until: .seconds(60)))
        #expect(!goes(pace.admit(next, at: .seconds(60))))
        #expect(pace.admit(next, at: .milliseconds(61_100)) == .go)
        #expect(pace.admit(lost, at: .seconds(62)) == .wait(until: .milliseconds(121_100)))
        let late = pace.ticket(tokens: 1)
        #expect(!goes(pace.admit(late, at: .milliseconds(121_100))))
        pace.leave(lost)
        #expect(pace.admit(late, at: .milliseconds(121_100)) == .go)
    }

    @Test func `a hint pauses everybody, for ten minutes at most`() {
        for (hint, pause) in [(20, 20), (100_000, 600)] {
            var pace = Pace(.init())
            let (one, two) = (pace.ticket(tokens: 1), pace.ticket(tokens: 1))
            #expect(pace.admit(one, at: .seconds(5)) == .go)
            let trouble = ServiceTrouble(kind: .rateLimited, hint: .seconds(hint))
            let headers = RateLimitHeaders([
                "x-ratelimit-remaining-tokens": "5", "x-ratelimit-reset-tokens": "1s",
            ])
            pace.done(one, at: .seconds(10), verdict: Verdict(trouble), headers: headers)
            #expect(pace.admit(two, at: .seconds(11)) == .wait(until: .seconds(10 + pause)))
            #expect(pace.allowed == 8, "the service said what it wants")
            #expect(pace.admit(two, at: .seconds(10 + pause)) == .go)
        }
    }

    @Test func `a refusal that doesn't tell the limits halves what is in flight`() {
        var pace = Pace(.init())
        let ticket = pace.ticket(tokens: 1)
        #expect(pace.admit(ticket, at: .zero) == .go)
        let trouble = ServiceTrouble(kind: .rateLimited, hint: .seconds(3))
        pace.done(ticket, at: .seconds(1), verdict: Verdict(trouble))
        #expect(pace.allowed == 4 && pace.pausedUntil == .seconds(4))
    }

    @Test func `a hint of a trouble of one question pauses nobody`() {
        var pace = Pace(.init())
        let (one, two) = (pace.ticket(tokens: 1), pace.ticket(tokens: 1))
        #expect(pace.admit(one, at: .zero) == .go)
        let trouble = ServiceTrouble(kind: .serverFault, hint: .seconds(30))
        pace.done(one, at: .zero, verdict: Verdict(trouble))
        #expect(pace.admit(two, at: .zero) == .go)
    }

    @Test func `refusals that don't say for how long pause everybody, longer each time`() {
        var pace = Pace(.init())
        var now = Duration.zero
        let ticket = pace.ticket(tokens: 1)
        for seconds in [1, 2, 4, 8, 16, 32, 60, 60] {
            #expect(pace.admit(ticket, at: now) == .go)
            pace.done(ticket, at: now, verdict: Verdict(ServiceTrouble(kind: .rateLimited)))
            #expect(pace.pausedUntil == now + .seconds(seconds))
            now = pace.pausedUntil
        }
        #expect(pace.allowed == 1)
        #expect(pace.admit(ticket, at: now) == .go)
        pace.done(ticket, at: now, verdict: nil)
        #expect(pace.admit(ticket, at: now) == .go)
        pace.done(ticket, at: now, verdict: Verdict(ServiceTrouble(kind: .rateLimited)))
        #expect(pace.pausedUntil == now + .seconds(1))
    }

    @Test func `overload halves what is in flight once, and successes bring it back`() {
        var pace = Pace(.init(inFlight: 8))
        var tickets = (0..<8).map { _ in pace.ticket(tokens: 1) }
        for ticket in tickets { #expect(pace.admit(ticket, at: .zero) == .go) }
        for ticket in tickets { pace.done(ticket, at: .seconds(1), verdict: Verdict(busy)) }
        #expect(pace.allowed == 4, "all eight were under way before the first refusal")
        for expected in [2, 1, 1] {
            #expect(pace.admit(tickets[0], at: .seconds(2)) == .go)
            pace.done(tickets[0], at: .seconds(2), verdict: Verdict(busy))
            #expect(pace.allowed == expected)
        }
        var allowed: [Int] = []
        for _ in 0..<(8 * Pace.successesPerRise) {
            tickets[0] = pace.ticket(tokens: 1)
            #expect(pace.admit(tickets[0], at: .seconds(3)) == .go)
            pace.done(tickets[0], at: .seconds(3), verdict: nil)
            allowed.append(pace.allowed)
        }
        #expect(allowed[Pace.successesPerRise - 2] == 1)
        #expect(allowed[Pace.successesPerRise - 1] == 2)
        #expect(allowed.last == 8)
    }

    @Test func `waits for tokens that the service says are lacking`() {
        var pace = Pace(.init())
        let (one, two, three) = (
            pace.ticket(tokens: 1), pace.ticket(tokens: 300), pace.ticket(tokens: 200)
        )
        #expect(pace.admit(one, at: .zero) == .go)
        let headers = RateLimitHeaders([
            "x-ratelimit-limit-tokens": "1000", "x-ratelimit-remaining-tokens": "200",
            "x-ratelimit-reset-tokens": "8s",
        ])
        pace.done(one, at: .seconds(1), verdict: nil, headers: headers)
        // 100 are lacking, and 800 come in 8 s.
        #expect(pace.admit(two, at: .seconds(1)) == .wait(until: .seconds(2)))
        #expect(pace.admit(two, at: .seconds(2)) == .go)
        #expect(pace.admit(three, at: .seconds(2)) == .wait(until: .seconds(4)))
        #expect(pace.admit(three, at: .seconds(9)) == .go)
    }

    @Test(arguments: ["0", "3"])
    func `waits for the reset where the limit isn't told`(remaining: String) {
        var pace = Pace(.init())
        let (one, two) = (pace.ticket(tokens: 1), pace.ticket(tokens: 1_000_000))
        #expect(pace.admit(one, at: .zero) == .go)
        let headers = RateLimitHeaders([
            "x-ratelimit-remaining-project-tokens": remaining,
            "x-ratelimit-reset-project-tokens": "9m",
            "x-ratelimit-remaining-requests": remaining, "x-ratelimit-reset-requests": "6s",
        ])
        let trouble = ServiceTrouble(kind: .rateLimited, status: 429)
        pace.done(one, at: .zero, verdict: Verdict(trouble), headers: headers)
        #expect(pace.allowed == 8 && pace.pausedUntil == .zero, "the headers say enough")
        #expect(pace.admit(two, at: .zero) == .wait(until: .seconds(540)))
        #expect(pace.admit(two, at: .seconds(540)) == .go)
    }

    @Test func `a reset in hours is not waited for: the service may refuse`() {
        var pace = Pace(.init())
        let (one, two) = (pace.ticket(tokens: 1), pace.ticket(tokens: 1))
        #expect(pace.admit(one, at: .zero) == .go)
        let headers = RateLimitHeaders([
            "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2h",
        ])
        pace.done(one, at: .zero, verdict: nil, headers: headers)
        #expect(pace.admit(two, at: .seconds(1)) == .go)
    }

    @Test func `strange calls do no harm`() {
        var pace = Pace(.init(inFlight: -1, requestsPerMinute: 0, tokensPerMinute: -5))
        let (one, two) = (pace.ticket(tokens: .max), pace.ticket(tokens: .min))
        pace.done(one, at: .zero, verdict: Verdict(busy))
        #expect(pace.admit(one, at: .seconds(5)) == .go)
        #expect(pace.admit(one, at: .seconds(5)) == .go)
        #expect(pace.inFlight == 1)
        pace.done(one, at: .zero, verdict: nil)
        pace.done(one, at: .zero, verdict: nil)
        #expect(pace.admit(two, at: .seconds(1)) == .wait(until: .seconds(65)))
        #expect(pace.admit(two, at: .seconds(65)) == .go)
    }
}
