import Foundation
import Testing

@testable import Stocktake

@Suite("Attempts in a ledger") struct LedgerAttemptTests {
    private let scene: LedgerScene
    private let key = LedgerScene.key(0xC0FFEE)

    init() throws {
        scene = try LedgerScene()
    }

    private func money(_ text: String) throws -> Decimal {
        try #require(exactDecimal(text))
    }

    @Test func `an attempt is on disk before it is sent`() async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(key))
        // As another program sees it.
        let reader = try #require(try LedgerReader(at: scene.path))
        let stored = try #require(try reader.attempts(for: key).first)
        #expect(stored.id == id)
        #expect(stored.state == .sent && stored.billed == .maybe && stored.number == 1)
        #expect(stored.startedAt == LedgerScene.start && stored.endedAt == nil)
        #expect(stored.clientRequestID == "stocktake-1" && stored.run == "run-1")
        #expect(try stored.price == #"{"model":"gpt-5.2"}"# && stored.ceiling == money("0.025"))
        #expect(stored.verdict == nil && stored.trouble == nil && stored.usage == TokenUsage())
        #expect(try reader.openAttempts() == [stored])
        let question = try #require(try reader.question(key))
        #expect(question.question == LedgerScene.question(key) && question.firstRun == "run-1")
        #expect(try reader.question(LedgerScene.key(1)) == nil)
    }

    @Test func `a reply is on disk, byte for byte, before it is used`() async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(key))
        let body = (0..<5000).map { UInt8(truncatingIfNeeded: $0 &* 7) } + [0, 255, 0]
        let outcome = AttemptOutcome(
            result: .answered(
                RawReply(
                    body: body,
                    headers: [
                        "X-Request-ID": "req_9", "set-cookie": "a=b", "Authorization": "secret",
                        "openai-organization": "ours", "x-ratelimit-remaining-tokens": "12",
                    ]
                )
            ),
            endedAt: LedgerScene.start.addingTimeInterval(7.25),
            billed: .yes,
            httpStatus: 200,
            requestID: "req_9",
            modelSnapshot: "gpt-5.2-2025-12-11",
            serviceTier: "default",
            usage: TokenUsage(
                inputTokens: 3200,
                cachedInputTokens: 0,
                outputTokens: 640,
                reasoningTokens: 512
            ),
            cost: try money("0.014560000000000001"),
            elapsed: .milliseconds(7250),
            bytesSent: 2_800_411
        )
        try await ledger.finish(id, outcome)
        let reply = try #require(try LedgerReader(at: scene.path)?.pendingReply(for: key))
        #expect(reply.body == body)
        #expect(reply.headers == ["x-request-id": "req_9", "x-ratelimit-remaining-tokens": "12"])
        let attempt = reply.attempt
        #expect(attempt.state == .answered && attempt.verdict == .pending && attempt.billed == .yes)
        #expect(attempt.usage == outcome.usage && attempt.usage.cacheWriteTokens == nil)
        #expect(attempt.cost == outcome.cost && "\(attempt.cost ?? 0)" == "0.014560000000000001")
        #expect(attempt.httpStatus == 200 && attempt.requestID == "req_9")
        #expect(attempt.modelSnapshot == "gpt-5.2-2025-12-11" && attempt.serviceTier == "default")
        #expect(attempt.endedAt == outcome.endedAt && attempt.elapsed == .milliseconds(7250))
        #expect(attempt.bytesSent == 2_800_411)
        #expect(try ledger.openAttempts().isEmpty)
        #expect(try ledger.answeredReply(for: key) == nil, "nobody has looked at it yet")
    }

    @Test(arguments: [0, 1, 511, 512, 70_000])
    func `bodies of any size come back`(_ size: Int) async throws {
        let ledger = try await scene.open()
        let bodies = [
            [UInt8](repeating: 0x7B, count: size),
            (0..<size).map { _ in UInt8.random(in: .min ... .max) },
        ]
        for (index, body) in bodies.enumerated() {
            let id = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(index)))
            try await ledger.finish(id, LedgerScene.answer(body))
            #expect(try ledger.reply(to: id)?.body == body)
        }
    }

    @Test func `a question is answered when its reply has passed, and not before`() async throws {
        let ledger = try await scene.open()
        let first = try await ledger.begin(LedgerScene.attempt(key))
        try await ledger.finish(first, LedgerScene.answer("bad"))
        try await ledger.judge(first, .failed(errors: #"["/photos/0: id p7"]"#))
        #expect(try ledger.answeredReply(for: key) == nil)
        #expect(try ledger.pendingReply(for: key) == nil)
        let second = try await ledger.begin(LedgerScene.attempt(key))
        try await ledger.finish(second, LedgerScene.answer("good"))
        #expect(try ledger.pendingReply(for: key)?.body == Array("good".utf8))
        try await ledger.judge(second, .passed)
        #expect(try ledger.pendingReply(for: key) == nil)
        let third = try await ledger.begin(LedgerScene.attempt(key))
        try await ledger.finish(third, LedgerScene.failure("timeout", billed: .maybe))
        let answer = try #require(try ledger.answeredReply(for: key))
        #expect(answer.attempt.id == second && answer.body == Array("good".utf8))
        let all = try ledger.attempts(for: key)
        #expect(all.map(\.number) == [1, 2, 3])
        #expect(all.map(\.state) == [.answered, .answered, .unknown])
        let errors = ReplyVerdict.failed(errors: #"["/photos/0: id p7"]"#)
        #expect(all.map(\.verdict) == [errors, .passed, nil])
        #expect(all.last?.trouble?.code == "timeout")
    }

    @Test func `asked afresh, the latest answer is the one that counts`() async throws {
        let ledger = try await scene.open()
        for word in ["first", "second", "third"] {
            let id = try await ledger.begin(LedgerScene.attempt(key))
            try await ledger.finish(id, LedgerScene.answer(word))
            try await ledger.judge(id, .passed)
        }
        #expect(try ledger.answeredReply(for: key)?.body == Array("third".utf8))
    }

    @Test func `attempts are counted over all runs`() async throws {
        let first = try await scene.open()
        let id = try await first.begin(LedgerScene.attempt(key))
        try await first.finish(id, LedgerScene.failure("server_error"))
        try first.close()
        let second = try await scene.open(run: "run-2")
        _ = try await second.begin(LedgerScene.attempt(key, run: "run-2"))
        let all = try second.attempts(for: key)
        #expect(all.map(\.number) == [1, 2] && all.map(\.run) == ["run-1", "run-2"])
        #expect(try second.question(key)?.firstRun == "run-1")
    }

    @Test func `what a run that died left on its way is unknown, and may have been charged`()
        async throws
    {
        let died = try await scene.open()
        let lost = try await died.begin(LedgerScene.attempt(key))
        let settled = try await died.begin(LedgerScene.attempt(LedgerScene.key(1)))
        try await died.finish(settled, LedgerScene.answer("kept"))
        try died.close()

        let next = try await scene.open(run: "run-2")
        let own = try await next.begin(LedgerScene.attempt(LedgerScene.key(2), run: "run-2"))
        #expect(try next.openAttempts().map(\.id) == [lost, own])
        let now = LedgerScene.start.addingTimeInterval(60)
        let closed = try await next.closeOpenAttempts(runsOtherThan: "run-2", at: now)
        #expect(closed.map(\.id) == [lost])
        #expect(closed.first?.state == .unknown && closed.first?.billed == .maybe)
        #expect(closed.first?.endedAt == now && closed.first?.trouble?.code == "run_died")
        #expect(try next.openAttempts().map(\.id) == [own])
        #expect(try next.pendingReply(for: LedgerScene.key(1))?.body == Array("kept".utf8))
        let again = try await next.closeOpenAttempts(runsOtherThan: "run-2", at: now)
        #expect(again.isEmpty)
        // A batch may still deliver it.
        try await next.finish(lost, LedgerScene.answer("late"))
        #expect(try next.pendingReply(for: key)?.body == Array("late".utf8))
    }

    @Test func `what contradicts the ledger is refused and changes nothing`() async throws {
        let ledger = try await scene.open()
        let id = try await ledger.begin(LedgerScene.attempt(key))
        try await ledger.finish(id, LedgerScene.answer("one"))
        let none = AttemptID(number: 99)
        var orphan = LedgerScene.question(LedgerScene.key(5))
        orphan.parent = LedgerScene.key(6)
        let child = NewAttempt(
            question: orphan,
            run: "run-1",
            clientRequestID: "",
            startedAt: LedgerScene.start
        )
        let faults: [@Sendable () async throws -> Void] = [
            { try await ledger.finish(id, LedgerScene.answer("two")) },
            { try await ledger.finish(id, LedgerScene.failure("late")) },
            { try await ledger.finish(none, LedgerScene.answer("x")) },
            { try await ledger.judge(none, .passed) },
            { try await ledger.beginRun(LedgerScene.run()) },
            { try await ledger.endRun("run-9", LedgerRunTests.ending()) },
            { _ = try await ledger.begin(LedgerScene.attempt(LedgerScene.key(3), run: "run-9")) },
            { _ = try await ledger.begin(LedgerScene.attempt("no key")) },
            { _ = try await ledger.begin(LedgerScene.attempt(String(repeating: "A", count: 64))) },
            { _ = try await ledger.begin(child) },
        ]
        for (index, fault) in faults.enumerated() {
            let error = await #expect(throws: LedgerError.self) { try await fault() }
            #expect(error?.code == .refused, "fault \(index): \(error?.message ?? "")")
        }
        #expect(try ledger.attempts(for: key).count == 1)
        #expect(try ledger.reply(to: id)?.body == Array("one".utf8))
        #expect(try ledger.question(LedgerScene.key(3)) == nil)
        #expect(try ledger.question(LedgerScene.key(5)) == nil)
    }

    @Test func `a repair names the question it follows`() async throws {
        let ledger = try await scene.open()
        _ = try await ledger.begin(LedgerScene.attempt(key))
        let repair = NewQuestion(
            key: LedgerScene.key(2),
            kind: .repair,
            parent: key,
            location: "A-01",
            vote: 2,
            photos: [],
            model: "gpt-5.2",
            api: "chat"
        )
        let attempts = [
            NewAttempt(
                question: repair,
                run: "run-1",
                clientRequestID: "r",
                startedAt: LedgerScene.start
            ),
            LedgerScene.attempt(LedgerScene.key(3)),
        ]
        let first = try await ledger.begin(attempts[0])
        #expect(try await first < ledger.begin(attempts[1]))
        #expect(try ledger.question(LedgerScene.key(2))?.question == repair)
    }

    @Test func `all the answered among 10,000 questions are found`() async throws {
        let ledger = try await scene.open()
        let keys = (0..<10_000).map(LedgerScene.key)
        let answered = keys.enumerated().filter { $0.offset.isMultiple(of: 50) }.map(\.element)
        for (index, key) in answered.enumerated() {
            let id = try await ledger.begin(LedgerScene.attempt(key))
            try await ledger.finish(id, LedgerScene.answer("{}"))
            if index > 0 { try await ledger.judge(id, .passed) }
        }
        #expect(try ledger.answeredKeys(among: keys) == Set(answered.dropFirst()))
        #expect(try ledger.pendingKeys(among: keys) == [answered[0]])
        #expect(try ledger.answeredKeys(among: []) == [])
        #expect(try ledger.answeredKeys(among: ["\"", "]"]) == [])
    }
}
