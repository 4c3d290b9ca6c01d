import Testing

@testable import Stocktake

@Suite("Asking: repairs") struct AskRepairTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let fault: SentRequest.Fault
        /// What is asked where photos are separate.
        let repair: String
        /// Of the words in which the model is told.
        let words: String
    }

    static let rows = [
        Row(
            testDescription: "a photo is missing",
            fault: .missing("2"),
            repair: "repair 2",
            words: "- /photos: photo p2 is missing"
        ),
        Row(
            testDescription: "a photo is listed twice",
            fault: .twice("3"),
            repair: "repair 3",
            words: "- /photos/3: photo p3 is listed again"
        ),
        Row(
            testDescription: "an item nobody asked about",
            fault: .unknownItem("1"),
            repair: "repair 1",
            words: "- /items/2/item: must be one of: ice, bread, unknown"
        ),
        Row(
            testDescription: "no JSON",
            fault: .notJSON,
            repair: "repair 1 2 3",
            words: "- "
        ),
    ]

    @Test(arguments: rows)
    func `one repair asks about the photos concerned, and completes the answer`(
        _ row: Row
    ) async throws {
        let scene = try AskScene(photos: 3)
        let fault = row.fault
        let script: AskScript = { .answer($0.isRepair ? $0.right() : $0.wrong(fault)) }
        let first = try await scene.ask(script: script)
        #expect(first.questions == ["1 2 3", row.repair])
        #expect(first.answers == ["1 2 3: bread 3, ice 6"])
        #expect(
            first.attempts == ["ask answered passed new_photo", "repair answered passed repair"]
        )
        #expect(first.stop == nil && first.reused == 0 && first.failed == 0)
        let sent = try #require(first.sent.last)
        #expect(sent.repairWords.contains(row.words), "\(sent.repairWords)")
        #expect(sent.shownAnswer == first.sent[0].wrong(fault))
        let second = try await scene.ask(script: script)
        #expect(second.sent.isEmpty && second.answers == first.answers)
        #expect(second.reused == 1)
    }

    @Test(arguments: rows)
    func `where views overlap the repair is about all photos`(_ row: Row) async throws {
        let scene = try AskScene(photos: 3, views: "overlapping")
        let fault = row.fault
        let first = try await scene.ask { .answer($0.isRepair ? $0.right() : $0.wrong(fault)) }
        #expect(first.questions == ["1 2 3", "repair 1 2 3"])
        #expect(first.answers == ["1 2 3: bread 3, ice 6"])
        #expect(first.sent.last?.ids == ["p1", "p2", "p3"])
    }

    @Test func `a repair keeps the ids of its photos, and their own schema`() async throws {
        let scene = try AskScene(photos: 3)
        let run = try await scene.ask { request in
            .answer(request.isRepair ? request.right() : request.wrong(.missing("3")))
        }
        let repair = try #require(run.sent.last)
        #expect(repair.ids == ["p3"])
        #expect(repair.schemaPhotos == ["p3"])
        #expect(repair.maxOutputTokens == 4400)
    }

    @Test func `a repair that fails leaves what is sound, and a finding`() async throws {
        let scene = try AskScene(photos: 3)
        let script: AskScript = { .answer($0.wrong(.missing("2"))) }
        let first = try await scene.ask(script: script)
        #expect(first.questions == ["1 2 3", "repair 2"])
        #expect(first.answers == ["1 3: bread 2, ice 4", "2: -"])
        #expect(
            first.attempts == ["ask answered failed new_photo", "repair answered failed repair"]
        )
        #expect(first.failed == 1 && first.hasAnswers && first.stop == nil)
        #expect(
            first.findings.last
                == "reply_failed: no usable answer about this photo: the answer and its repair "
                + "have faults: /photos: photo p2 is missing; list every photo once"
        )
    }

    @Test func `a repair that fails leaves nothing where views overlap`() async throws {
        let scene = try AskScene(photos: 3, views: "overlapping")
        let run = try await scene.ask { .answer($0.wrong(.missing("2"))) }
        #expect(run.questions == ["1 2 3", "repair 1 2 3"])
        #expect(run.answers == ["1 2 3: -"])
        #expect(run.hasAnswers && run.stop == nil)
    }

    @Test(arguments: [
        ("declined", Scripted.refused), ("empty", .answer("")),
        ("lost", .lost),
    ])
    func `a repair that brings nothing leaves what is sound`(
        _ row: (String, Scripted)
    ) async throws {
        let scene = try AskScene(photos: 3, model: "attempts: 1")
        let repair = row.1
        let run = try await scene.ask { $0.isRepair ? repair : .answer($0.wrong(.twice("1"))) }
        #expect(run.questions == ["1 2 3", "repair 1"])
        #expect(run.answers == ["2 3: bread 2, ice 5", "1: -"])
        #expect(run.findings.contains { $0.hasPrefix("reply_failed: ") })
    }

    @Test func `a run interrupted before the repair goes on from the stored answer`() async throws {
        let scene = try AskScene(photos: 3)
        let first = try await scene.ask { request in
            request.controls.interrupt()
            return .answer(request.wrong(.twice("2")))
        }
        #expect(first.questions == ["1 2 3"])
        #expect(first.answers == ["1 3: bread 2, ice 4", "2: -"])
        #expect(first.attempts == ["ask answered pending new_photo"])
        #expect(first.stop == "interrupted: signal 2")
        #expect(try scene.planned() == PlannedAsking(settled: 1))
        let second = try await scene.ask()
        #expect(second.questions == ["repair 2"])
        #expect(second.answers == ["1 2 3: bread 3, ice 6"])
        let third = try await scene.ask()
        #expect(third.sent.isEmpty && third.answers == second.answers)
    }

    @Test func `a run that dies during the repair sends the repair alone again`() async throws {
        let scene = try AskScene(photos: 3)
        let script: AskScript = {
            .answer($0.isRepair ? $0.right() : $0.wrong(.unknownItem("2")))
        }
        _ = try await scene.ask(script: script)
        try scene.tamper("UPDATE replies SET verdict = 'pending', errors = NULL WHERE attempt = 1")
        try scene.tamper("DELETE FROM replies WHERE attempt = 2")
        try scene.tamper("UPDATE attempts SET state = 'sent', ended_at = NULL WHERE id = 2")
        let second = try await scene.ask(script: script)
        #expect(second.questions == ["repair 2"])
        #expect(second.answers == ["1 2 3: bread 3, ice 6"])
        #expect(second.attempts == ["repair answered passed repair"])
    }

    @Test func `a stored repair that was never looked at is judged without sending`() async throws {
        let scene = try AskScene(photos: 3)
        let script: AskScript = { .answer($0.isRepair ? $0.right() : $0.wrong(.twice("2"))) }
        let first = try await scene.ask(script: script)
        try scene.forgetVerdicts()
        let second = try await scene.ask(script: script)
        #expect(second.sent.isEmpty && second.answers == first.answers)
    }

    @Test func `a faulty answer is asked for again, then given up`() async throws {
        let scene = try AskScene(photos: 3, model: "attempts: 2")
        let script: AskScript = { .answer($0.wrong(.missing("2"))) }
        _ = try await scene.ask(script: script)
        let second = try await scene.ask(script: script)
        #expect(second.questions == ["1 2 3", "repair 2"])
        #expect(second.attempts.first == "ask answered failed failed")
        #expect(try scene.planned() == PlannedAsking(givenUp: 1))
        let third = try await scene.ask(script: script)
        #expect(third.sent.isEmpty && third.reused == 0 && third.hasAnswers)
        #expect(third.answers == ["1 3: bread 2, ice 4", "2: -"], "what is sound is kept")
        #expect(
            third.findings == [
                "reply_failed: no usable answer about this photo and 2 more: 2 of its answers had "
                    + "faults; 'stocktake retry' asks again"
            ]
        )
        #expect(try scene.planned(isRetry: true).open == 1)
        let retried = try await scene.ask(isRetry: true)
        #expect(retried.questions == ["1 2 3"])
        #expect(retried.answers == ["1 2 3: bread 3, ice 6"])
    }

    @Test func `a question given up has no sound part where views overlap`() async throws {
        let scene = try AskScene(photos: 3, views: "overlapping", model: "attempts: 1")
        let script: AskScript = { .answer($0.wrong(.missing("2"))) }
        _ = try await scene.ask(script: script)
        let second = try await scene.ask(script: script)
        #expect(second.sent.isEmpty && second.answers == ["1 2 3: -"])
    }

    @Test func `what a service promised and did not keep is a finding`() async throws {
        let scene = try AskScene(photos: 2)
        let run = try await scene.ask { .answer("```json\n\($0.right())\n```") }
        #expect(run.questions == ["1 2"] && run.answers == ["1 2: bread 2, ice 3"])
        #expect(
            run.findings == [
                "schema_ignored: the service did not follow the schema it was given",
                "answer_note: removed from the reply: fences",
            ]
        )
    }
}
