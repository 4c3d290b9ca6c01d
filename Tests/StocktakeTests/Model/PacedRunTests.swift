import Testing

@testable import Stocktake

/// Whole runs against a service that answers as told.
struct PacedRunTests {
    @Test(arguments: UInt64(0)..<60)
    func `limits hold, all is asked and the service is used again, whatever it answers`(
        seed: UInt64
    ) {
        var random = RepeatableNumbers(state: seed)
        var limits = Pace.Limits(inFlight: Int.random(in: 1...12, using: &random))
        if Bool.random(using: &random) {
            limits.requestsPerMinute = Int.random(in: 1...90, using: &random)
        }
        if Bool.random(using: &random) {
            limits.tokensPerMinute = Int.random(in: 2000...60_000, using: &random)
        }
        let tokens = (0..<60).map { _ in Int.random(in: 100...4000, using: &random) }
        let troubles = (0..<30).map { _ in someTrouble(&random) }
        let durations = (0..<97).map { _ in Int.random(in: 50...20_000, using: &random) }
        var scene = PaceScene(pace: Pace(limits))
        scene.attempts = 100
        scene.workers = limits.inFlight
        scene.lateness = .milliseconds([0, 300, 4000][Int(seed % 3)])
        scene.random = random
        var count = 0
        scene.play(tokens: tokens) { question, _, _ in
            count += 1
            // Two of five requests fail, in the first half of the run.
            let isTrouble = count % 5 < 2 && count < 60
            return PaceScene.Reply(
                took: .milliseconds(durations[count % durations.count]),
                trouble: isTrouble ? troubles[count % troubles.count] : nil
            )
        }
        #expect(scene.answered == tokens.count)
        #expect(scene.givenUp == [])
        #expect(scene.mostInFlight <= limits.inFlight)
        #expect(scene.mostInMinute <= limits.requestsPerMinute ?? .max)
        #expect(scene.mostTokensInMinute <= limits.tokensPerMinute ?? .max)
        #expect(scene.pace.inFlight == 0)
        #expect(scene.pace.allowed >= min(limits.inFlight, scene.leastAllowed + 5))
        #expect(scene.asked < 60_000, "workers don't spin")
    }

    @Test func `no question waits for ever behind smaller ones`() throws {
        var scene = PaceScene(pace: Pace(.init(inFlight: 8, tokensPerMinute: 1000)))
        scene.lateness = .milliseconds(50)
        // The third takes a whole minute's tokens; all others a tenth.
        scene.play(tokens: (0..<80).map { $0 == 2 ? 1000 : 100 }) { _, _, _ in
            PaceScene.Reply(took: .seconds(2))
        }
        #expect(scene.answered == 80)
        let large = try #require(scene.sent.firstIndex { $0.question == 2 })
        #expect(large <= 3)
        // 8900 tokens at 1000 a minute, and the large one waits for an empty minute.
        #expect(scene.end < .seconds(11 * 60))
    }

    @Test func `200 requests get through a service that refuses every fourth question`() {
        var scene = PaceScene(pace: Pace(.init(inFlight: 8)))
        scene.play(tokens: Array(repeating: 1000, count: 200)) { question, attempt, _ in
            // Every fourth question once with a hint, every twentieth twice.
            let refusals = question % 20 == 0 ? 2 : question % 4 == 0 ? 1 : 0
            guard attempt <= refusals else { return PaceScene.Reply(took: .seconds(4)) }
            let trouble = ServiceTrouble(kind: .rateLimited, status: 429, hint: .seconds(2))
            return PaceScene.Reply(took: .milliseconds(100), trouble: trouble)
        }
        #expect(scene.answered == 200)
        #expect(scene.sent.count == 200 + 50 + 10)
        // One after the other 800 s; each of the 60 refusals pauses the run for 2 s at most, and
        // may come a tenth of a second late.
        #expect(scene.end < .seconds(800 + 60 * 2 + 20))
    }

    /// A service that takes so many requests a minute, a bucket that fills evenly.
    private struct Bucket {
        let perMinute: Double
        var level: Double
        var time = Duration.zero

        init(perMinute: Double) {
            self.perMinute = perMinute
            level = perMinute
        }

        /// Nil if taken, else how long to wait.
        mutating func take(at now: Duration) -> Duration? {
            level = min(perMinute, level + (now - time) / .seconds(60) * perMinute)
            time = now
            if level >= 1 {
                level -= 1
                return nil
            }
            return .seconds(((1 - level) / perMinute * 60).rounded(.up))
        }
    }

    @Test(arguments: [true, false])
    func `200 requests get through a service that tells nothing of its limit before`(
        givesHints: Bool
    ) {
        var bucket = Bucket(perMinute: 30)
        var scene = PaceScene(pace: Pace(.init(inFlight: 8)))
        scene.attempts = 4
        scene.play(tokens: Array(repeating: 1, count: 200)) { _, _, now in
            guard let wait = bucket.take(at: now) else {
                return PaceScene.Reply(took: .seconds(3))
            }
            let hint = givesHints ? wait : nil
            let trouble = ServiceTrouble(kind: .rateLimited, status: 429, hint: hint)
            return PaceScene.Reply(took: .milliseconds(50), trouble: trouble)
        }
        #expect(scene.answered == 200)
        // 170 requests beyond the first 30 take 340 s at least.
        #expect(scene.end < .seconds(340 + 60))
        #expect(scene.sent.count < 250)
    }

    @Test func `a setting that is the service's limit brings no refusals`() {
        var bucket = Bucket(perMinute: 30)
        var scene = PaceScene(pace: Pace(.init(inFlight: 8, requestsPerMinute: 30)))
        scene.play(tokens: Array(repeating: 1, count: 200)) { _, _, now in
            let trouble = bucket.take(at: now).map {
                ServiceTrouble(kind: .rateLimited, hint: $0)
            }
            return PaceScene.Reply(took: .seconds(3), trouble: trouble)
        }
        #expect(scene.sent.count == 200)
        #expect(scene.end < .seconds(7 * 60))
    }

    @Test func `a service that tells its limits is hardly ever refused by`() {
        var bucket = Bucket(perMinute: 30)
        var scene = PaceScene(pace: Pace(.init(inFlight: 8)))
        scene.play(tokens: Array(repeating: 1, count: 200)) { _, _, now in
            let wait = bucket.take(at: now)
            let left = Int(bucket.level)
            let reset = (30 - bucket.level) * 2
            return PaceScene.Reply(
                took: wait == nil ? .seconds(3) : .milliseconds(50),
                trouble: wait.map { ServiceTrouble(kind: .rateLimited, hint: $0) },
                headers: RateLimitHeaders([
                    "x-ratelimit-limit-requests": "30",
                    "x-ratelimit-remaining-requests": "\(left)",
                    "x-ratelimit-reset-requests": "\(reset)s",
                ])
            )
        }
        #expect(scene.answered == 200)
        #expect(scene.sent.count < 220)
        #expect(scene.end < .seconds(340 + 60))
    }

    private func someTrouble(_ random: inout RepeatableNumbers) -> ServiceTrouble {
        let kinds: [ServiceTrouble.Kind] = [
            .rateLimited, .slowDown, .overloaded, .serverFault, .connectionLost,
        ]
        let hint: Duration? =
            Bool.random(using: &random) ? .seconds(Int.random(in: 0...40, using: &random)) : nil
        return ServiceTrouble(
            kind: kinds[Int.random(in: 0..<kinds.count, using: &random)],
            hint: hint
        )
    }
}
