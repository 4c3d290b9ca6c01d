import Testing

@testable import Stocktake

struct RetryScheduleTests {
    private func retry(_ kind: ServiceTrouble.Kind, hint: Duration? = nil) -> Verdict {
        Verdict(ServiceTrouble(kind: kind, status: 503, hint: hint))
    }

    @Test func `waits twice as long each time, up to a minute, then gives up`() {
        var schedule = RetrySchedule(attempts: 10)
        let waits = (1..<10).map { _ in schedule.next(after: retry(.conflict), random: 1) }
        #expect(waits == [1, 2, 4, 8, 16, 32, 60, 60, 60].map { .wait(.seconds($0)) })
        #expect(
            schedule.next(after: retry(.conflict), random: 1)
                == .giveUp(
                    words: "the service was busy with a conflicting request (503), 10 times"
                )
        )
    }

    @Test(arguments: [
        ServiceTrouble.Kind.serverFault, .gatewayFault, .connectionLost, .encryptionFailed,
    ])
    func `an outage of half a minute uses up no more than two attempts`(
        kind: ServiceTrouble.Kind
    ) {
        var schedule = RetrySchedule(attempts: 6)
        let waits = (1..<6).map { _ in schedule.next(after: retry(kind), random: 0) }
        #expect(waits == [0, 30, 60, 120, 120].map { .wait(.seconds($0)) })
    }

    @Test(arguments: [ServiceTrouble.Kind.rateLimited, .slowDown, .overloaded])
    func `free refusals use up no attempt, and end after a quarter of an hour`(
        kind: ServiceTrouble.Kind
    ) {
        var schedule = RetrySchedule(attempts: 1)
        var waits: [Duration] = []
        var end: RetrySchedule.Action?
        while end == nil {
            switch schedule.next(after: retry(kind), random: 0) {
            case .wait(let time): waits.append(time)
            case let action: end = action
            }
        }
        let first: [Duration] = [.milliseconds(500)] + [1, 2, 4, 8, 16, 30].map { .seconds($0) }
        #expect(Array(waits.prefix(7)) == first)
        #expect(waits.reduce(.zero, +) <= .seconds(900))
        #expect(waits.reduce(.zero, +) > .seconds(860))
        #expect(schedule.failures == 0)
        let words = retry(kind).trouble.words
        #expect(end == .giveUp(words: "\(words), \(waits.count + 1) times"))
    }

    @Test func `a service that can't be reached is looked for every 15 seconds`() {
        var schedule = RetrySchedule(attempts: 1)
        let waits = (0..<7).map { _ in schedule.next(after: retry(.unreachable), random: 1) }
        #expect(waits == [1, 2, 4, 8, 15, 15, 15].map { .wait(.seconds($0)) })
    }

    @Test func `a refusal that may be billed is an attempt`() {
        var schedule = RetrySchedule(attempts: 2)
        let trouble = ServiceTrouble(kind: .rateLimited, status: 200, mayBeBilled: true)
        #expect(schedule.next(after: Verdict(trouble), random: 1) == .wait(.seconds(1)))
        #expect(
            schedule.next(after: Verdict(trouble), random: 1)
                == .giveUp(words: "\(trouble.words), 2 times")
        )
    }

    @Test(arguments: [(0.0, 0), (0.5, 500), (1, 1000), (-3, 0), (7, 1000), (.nan, 1000)])
    func `the wait is a random part of the longest`(random: Double, milliseconds: Int) {
        var schedule = RetrySchedule()
        let action = schedule.next(after: retry(.serverFault), random: random)
        #expect(action == .wait(.milliseconds(milliseconds)))
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 3), (0, 1), (-5, 1), (64, 64)])
    func `asks as often as attempts allow`(attempts: Int, requests: Int) {
        var schedule = RetrySchedule(attempts: attempts)
        var sent = 1
        while case .wait = schedule.next(after: retry(.connectionLost), random: 0.5) { sent += 1 }
        #expect(sent == requests)
    }

    @Test func `a hint is the least to wait, up to ten minutes`() {
        var schedule = RetrySchedule(attempts: 5)
        #expect(
            schedule.next(after: retry(.rateLimited, hint: .seconds(20)), random: 1)
                == .wait(.seconds(20))
        )
        #expect(
            schedule.next(after: retry(.rateLimited, hint: .milliseconds(5)), random: 1)
                == .wait(.seconds(2))
        )
        #expect(
            schedule.next(after: retry(.rateLimited, hint: .seconds(1e9)), random: 1)
                == .wait(.seconds(600))
        )
    }

    @Test(arguments: ServiceTrouble.Kind.allCases)
    func `only what may pass is tried again`(kind: ServiceTrouble.Kind) {
        let verdict = Verdict(ServiceTrouble(kind: kind, parameter: "store", limit: 100))
        var schedule = RetrySchedule()
        let words = verdict.trouble.words
        let expected: RetrySchedule.Action =
            switch verdict {
            case .retry: .wait(.seconds(1))
            case .giveUpQuestion: .giveUp(words: words)
            case .badPhoto, .tooLarge, .contextTooLong, .tooManyPhotos: .split(words: words)
            case .systemRefused: .withoutSystem(words: words)
            case .outputTooLong: .shorter(tokens: 100, words: words)
            case .schemaRefused: .simplerAnswer(words: words)
            case .parameterRefused: .without(parameter: "store", words: words)
            case .modelGone: .stopModel(words: words)
            case .stopRun(let cause, _): .stopRun(cause, words: words)
            }
        #expect(schedule.next(after: verdict, random: 1) == expected)
    }

    @Test func `a stop is at once, also after retries`() {
        var schedule = RetrySchedule()
        _ = schedule.next(after: retry(.rateLimited), random: 1)
        let stop = schedule.next(after: retry(.noCredit, hint: .seconds(5)), random: 1)
        guard case .stopRun(.money, _) = stop else {
            Issue.record("\(stop)")
            return
        }
    }

    @Test func `changing the request uses no attempt, and can't go on for ever`() {
        var schedule = RetrySchedule(attempts: 1)
        let schema = retry(.schemaRefused)
        let words = schema.trouble.words
        #expect(schedule.next(after: schema, random: 1) == .simplerAnswer(words: words))
        #expect(schedule.next(after: schema, random: 1) == .simplerAnswer(words: words))
        #expect(schedule.next(after: schema, random: 1) == .giveUp(words: words))
        for name in ["store", "reasoning.effort"] {
            let verdict = Verdict(ServiceTrouble(kind: .parameterRefused, parameter: name))
            let words = verdict.trouble.words
            #expect(
                schedule.next(after: verdict, random: 1)
                    == .without(parameter: name, words: words)
            )
            #expect(schedule.next(after: verdict, random: 1) == .giveUp(words: words))
        }
        #expect(schedule.failures == 0)
    }

    @Test func `where the service names room for the answer, it is given less, once`() {
        func long(_ room: Int?) -> Verdict {
            Verdict(ServiceTrouble(kind: .contextTooLong, limit: room))
        }
        let words = ServiceTrouble.Kind.contextTooLong.words
        for (photos, least) in [(1, 256), (5, 1024)] {
            var schedule = RetrySchedule(attempts: 1, photos: photos)
            #expect(schedule.next(after: long(nil), random: 1) == .split(words: words))
            #expect(schedule.next(after: long(least - 1), random: 1) == .split(words: words))
            let shorter = RetrySchedule.Action.shorter(tokens: least, words: words)
            #expect(schedule.next(after: long(least), random: 1) == shorter)
            #expect(schedule.outputRoom == least)
            #expect(schedule.next(after: long(least), random: 1) == .split(words: words))
            #expect(schedule.failures == 0)
        }
    }

    @Test func `limits of the answer that shrink and shrink come to an end`() {
        var schedule = RetrySchedule(attempts: 1)
        var limit = 100_000
        var asked = 0
        while case .shorter = schedule.next(
            after: Verdict(ServiceTrouble(kind: .outputTooLong, limit: limit)),
            random: 1
        ) {
            asked += 1
            limit -= limit / 4 + 1
        }
        #expect(asked < 40 && schedule.failures == 0)
        let same = Verdict(ServiceTrouble(kind: .outputTooLong, limit: limit + 1))
        guard case .giveUp = schedule.next(after: same, random: 1) else {
            Issue.record("a limit that was kept is refused")
            return
        }
    }
}
