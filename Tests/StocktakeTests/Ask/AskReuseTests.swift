import Platform
import Testing

@testable import Stocktake

@Suite("Asking: answers of earlier runs") struct AskReuseTests {
    @Test func `a question that was answered is not sent again`() async throws {
        let scene = try AskScene(photos: 3)
        let first = try await scene.ask()
        #expect(first.questions == ["1 2 3"])
        #expect(first.answers == ["1 2 3: bread 3, ice 6"])
        #expect(first.attempts == ["ask answered passed new_photo"])
        #expect(first.reused == 0 && first.stop == nil && first.hasAnswers)
        #expect(first.findings == [] && first.lost == [])
        #expect(first.done == 1 && first.failed == 0)
        let second = try await scene.ask()
        #expect(second.questions == [] && second.attempts == [])
        #expect(second.answers == first.answers)
        #expect(second.reused == 1 && second.hasAnswers)
    }

    @Test func `a fresh run asks again, and says so`() async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask()
        let fresh = try await scene.ask(isFresh: true) { .answer($0.right(ice: ["1": 5])) }
        #expect(fresh.attempts == ["ask answered passed fresh"])
        #expect(fresh.answers == ["1 2: bread 2, ice 7"])
        #expect(fresh.reused == 0)
        let third = try await scene.ask()
        #expect(third.answers == fresh.answers, "the latest answer counts")
    }

    @Test func `a retry uses what was answered`() async throws {
        let scene = try AskScene(photos: 2)
        let first = try await scene.ask()
        let retry = try await scene.ask(isRetry: true)
        #expect(retry.sent.isEmpty && retry.answers == first.answers)
    }

    @Test func `a reply that its run never looked at is judged without sending`() async throws {
        let scene = try AskScene(photos: 3)
        let first = try await scene.ask()
        try scene.forgetVerdicts()
        #expect(try scene.planned() == PlannedAsking(settled: 1))
        let second = try await scene.ask()
        #expect(second.sent.isEmpty && second.reused == 1)
        #expect(second.answers == first.answers)
        let third = try await scene.ask()
        #expect(third.sent.isEmpty && third.answers == first.answers, "its verdict was kept")
    }

    @Test func `a faulty reply that was never looked at is repaired, and is itself reused`()
        async throws
    {
        let scene = try AskScene(photos: 3)
        _ = try await scene.ask { request in
            request.controls.interrupt()
            return .answer(request.wrong(.missing("2")))
        }
        let second = try await scene.ask()
        #expect(second.questions == ["repair 2"])
        #expect(second.answers == ["1 2 3: bread 3, ice 6"])
        #expect(second.reused == 1)
    }

    struct Useless: CustomTestStringConvertible {
        let testDescription: String
        let reply: Scripted
        var findings: [String] = []
    }

    @Test(arguments: [
        Useless(testDescription: "declined", reply: .refused),
        Useless(testDescription: "cut off", reply: .cutOff),
        Useless(testDescription: "empty", reply: .answer(" ")),
        Useless(testDescription: "photos dropped", reply: .answer("{}", input: 3)),
    ])
    func `a useless reply that was never looked at is asked for again`(
        _ row: Useless
    ) async throws {
        let scene = try AskScene(photos: 1)
        let useless = row.reply
        _ = try await scene.ask { _ in useless }
        try scene.tamper("DELETE FROM replies WHERE attempt > 1")
        try scene.tamper("DELETE FROM attempts WHERE id > 1")
        try scene.forgetVerdicts()
        let second = try await scene.ask()
        #expect(second.attempts == ["ask answered passed failed"])
        #expect(second.reasons == ["its last answer was unusable"])
        #expect(second.answers == ["1: bread 1, ice 1"] && second.reused == 0)
    }

    @Test func `an unreadable reply that was never looked at is asked for again`() async throws {
        let scene = try AskScene(photos: 2)
        let first = try await scene.ask { _ in .unreadable }
        let attempt = "ask answered failed new_photo"
        #expect(first.attempts == [attempt, attempt], "it may pass, as a server error may")
        #expect(first.answers == ["1 2: -"])
        #expect(!first.hasAnswers)
        try scene.forgetVerdicts()
        let second = try await scene.ask()
        #expect(second.attempts == ["ask answered passed failed"])
        #expect(second.answers == ["1 2: bread 2, ice 3"])
    }

    @Test func `a request whose run died is sent again`() async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask()
        try scene.tamper("DELETE FROM replies")
        try scene.tamper("UPDATE attempts SET state = 'sent', ended_at = NULL")
        let second = try await scene.ask()
        #expect(second.attempts == ["ask answered passed unfinished"])
        #expect(second.reasons == ["in progress when its run died"])
    }

    @Test func `an answer that no longer passes is asked for again`() async throws {
        let scene = try AskScene(photos: 1)
        _ = try await scene.ask { .answer($0.right()) }
        // As an earlier version might have let it pass.
        _ = try await scene.ask(isFresh: true) { _ in .refused }
        try scene.tamper("UPDATE replies SET verdict = 'passed', errors = NULL")
        let third = try await scene.ask()
        #expect(third.questions == ["1"])
        #expect(third.answers == ["1: bread 1, ice 1"])
    }

    @Test func `chat completions are asked and reused alike`() async throws {
        let scene = try AskScene(photos: 2, model: "api: chat")
        let first = try await scene.ask { .answer($0.right()) }
        #expect(first.sent.map(\.url) == ["https://api.openai.com/v1/chat/completions"])
        #expect(first.sent.map(\.maxOutputTokens) == [4800])
        #expect(first.answers == ["1 2: bread 2, ice 3"])
        #expect(try await scene.ask().answers == first.answers)
    }

    @Test func `a request names the photos by ids, and asks under a strict schema`() async throws {
        let scene = try AskScene(photos: 2, model: "effort: low")
        let sent = try #require(try await scene.ask().sent.first)
        #expect(sent.ids == ["p1", "p2"] && sent.photos == ["1", "2"])
        #expect(sent.url == "https://api.openai.com/v1/responses")
        #expect(sent.maxOutputTokens == 4800 && sent.effort == "low")
        #expect(sent.schemaPhotos == ["p1", "p2"])
        #expect(sent.instructions.contains("- ice\n- bread"))
        #expect(!sent.isRepair)
        for (path, hash) in zip(sent.paths, sent.sha256) {
            #expect(sha256(of: try readFile(at: path, maxBytes: 1 << 20)) == hash)
        }
    }
}
