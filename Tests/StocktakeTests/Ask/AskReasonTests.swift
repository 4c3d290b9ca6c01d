import Testing

@testable import Stocktake

@Suite("Asking: why, and how much") struct AskReasonTests {
    // MARK: Reasons

    @Test func `photos that were never asked about are new`() async throws {
        let scene = try AskScene(photos: 2)
        #expect(try scene.planned() == PlannedAsking(open: 1, reasons: [:]), "no ledger yet")
        let first = try await scene.ask()
        #expect(first.reasons == ["2 of 2 photos new"])
        try scene.folder.writePhoto(3)
        #expect(try scene.planned() == PlannedAsking(open: 1, reasons: ["new_photo": 1]))
        let second = try await scene.ask()
        #expect(second.attempts == ["ask answered passed new_photo"])
        #expect(second.reasons == ["1 of 3 photos new"])
        try scene.folder.writePhoto(4, at: "B-01")
        let third = try await scene.ask()
        #expect(third.reasons == ["a new photo"] && third.reused == 1)
    }

    @Test func `known photos may be together otherwise`() async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask()
        try scene.pipeline(model: "photos_per_request: 1")
        #expect(try scene.planned() == PlannedAsking(open: 2, reasons: ["other_photos": 2]))
        let run = try await scene.ask()
        #expect(run.attempts == Array(repeating: "ask answered passed other_photos", count: 2))
        #expect(Set(run.reasons) == ["asked before with other photos"])
    }

    struct Change: CustomTestStringConvertible {
        var testDescription: String { words }
        let words: String
        let change: @Sendable (AskScene) throws -> Void
    }

    @Test(arguments: [
        Change(words: "changed: instructions, schema") {
            try $0.pipeline(items: "[ice, bread, milk]")
        },
        Change(words: "changed: instructions") { try $0.pipeline(views: "overlapping") },
        Change(words: "changed: max output tokens") {
            try $0.pipeline(model: "max_output_tokens: 9000")
        },
        Change(words: "changed: effort") { try $0.pipeline(model: "effort: high") },
        Change(words: "changed: detail") { try $0.pipeline(model: "detail: low") },
        Change(words: "changed: api") { try $0.pipeline(model: "api: chat") },
        Change(words: "changed: base url") {
            try $0.pipeline(model: "api: responses, base_url: 'https://127.0.0.1/v1'")
        },
        Change(words: "changed: model (gpt-5.2 before)") { try $0.pipeline(name: "gpt-5.1") },
        Change(words: "changed: model (gpt-5.2 before), effort") {
            try $0.pipeline(name: "gpt-5")
        },
        Change(words: "changed: asked by an earlier version") {
            try $0.pipeline(items: "[bread, ice]")
            try $0.tamper("UPDATE questions SET settings = '{}'")
        },
    ])
    func `what changed is named`(_ row: Change) async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask()
        try row.change(scene)
        #expect(try scene.planned() == PlannedAsking(open: 1, reasons: ["changed": 1]))
        let run = try await scene.ask()
        #expect(run.attempts == ["ask answered passed changed"])
        #expect(run.reasons == [row.words])
    }

    @Test func `photos that are sent smaller have changed`() async throws {
        let scene = try AskScene(places: [:])
        let photo = try MarkedPhoto.plainJPEG(width: 128, height: 96)
        try scene.folder.write(photo, to: "photos/A-01/1.jpg")
        _ = try await scene.ask()
        try scene.pipeline(longestSide: "64")
        let run = try await scene.ask()
        #expect(run.attempts == ["ask answered passed changed"])
        #expect(run.reasons == ["changed: size of photos"])
    }

    @Test func `what doesn't change an answer doesn't ask again`() async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask()
        try scene.pipeline(
            model: "attempts: 5, requests_per_minute: 9, tokens_per_minute: 90000",
            more: "limits: {cost_usd: 3, duration: 100h, failures: 5%}"
        )
        #expect(try scene.planned() == PlannedAsking(settled: 1))
        #expect(try await scene.ask().sent.isEmpty)
    }

    @Test func `a further vote is reported as additional`() async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask()
        try scene.pipeline(model: "votes: 2")
        #expect(
            try scene.planned() == PlannedAsking(open: 1, settled: 1, reasons: ["new_vote": 1])
        )
        let run = try await scene.ask()
        #expect(run.attempts == ["ask answered passed new_vote"])
        #expect(run.reasons == ["an additional vote"] && run.reused == 1)
    }

    struct Failure: CustomTestStringConvertible {
        let testDescription: String
        let answer: Scripted
        let code: String
        let words: String
    }

    @Test(arguments: [
        Failure(
            testDescription: "refused",
            answer: .status(400),
            code: "failed",
            words: "failed last time: the service refused the request"
        ),
        Failure(
            testDescription: "lost",
            answer: .lost,
            code: "unfinished",
            words: "lost last time: the connection was lost"
        ),
        Failure(
            testDescription: "declined",
            answer: .refused,
            code: "failed",
            words: "its last answer was unusable"
        ),
    ])
    func `what became of the last request is the reason`(_ row: Failure) async throws {
        let scene = try AskScene(photos: 2, model: "attempts: 2")
        let answer = row.answer
        _ = try await scene.ask { $0.number == 1 ? answer : .status(400) }
        if row.code == "unfinished" { try scene.tamper("DELETE FROM attempts WHERE id = 2") }
        let run = try await scene.ask()
        #expect(run.attempts == ["ask answered passed \(row.code)"])
        #expect(run.reasons == [row.words])
    }

    @Test func `what follows from an answer has reasons of its own`() async throws {
        let scene = try AskScene(photos: 2)
        let run = try await scene.ask { request in
            switch request.number {
            case 1, 2: .cutOff
            case 3: .answer(request.wrong(.missing("1")))
            default: .answer(request.right())
            }
        }
        #expect(
            run.reasons == [
                "2 of 2 photos new", "with a higher output limit, as the answer was cut off",
                "part of a question that was split", "to correct an answer with faults",
                "part of a question that was split",
            ]
        )
    }

    @Test func `a fresh run knows no failures`() async throws {
        let scene = try AskScene(photos: 2)
        _ = try await scene.ask { _ in .status(400) }
        let run = try await scene.ask(isFresh: true)
        #expect(run.attempts == ["ask answered passed failed"])
        let again = try await scene.ask(isFresh: true)
        #expect(again.attempts == ["ask answered passed fresh"])
        #expect(again.reasons == ["asked again because of --fresh"])
    }

    // MARK: The same photos at two places

    @Test func `the same photos at two places are asked about once`() async throws {
        let scene = try AskScene(places: ["A-01": [1, 2], "B-01": [1, 2], "C-01": [2]])
        #expect(try scene.planned() == PlannedAsking(open: 2, repeated: 1))
        let run = try await scene.ask()
        #expect(run.questions == ["1 2", "2"])
        #expect(
            run.answers == [
                "1 2: bread 2, ice 3", "B-01 1 2: bread 2, ice 3", "C-01 2: bread 1, ice 2",
            ]
        )
        #expect(run.done == 2)
        let second = try await scene.ask()
        #expect(second.answers == run.answers && second.reused == 2)
        #expect(try scene.planned() == PlannedAsking(settled: 2, repeated: 1))
    }

    @Test func `what happens to one of them happens to both`() async throws {
        let scene = try AskScene(places: ["A-01": [1, 2], "B-01": [1, 2]])
        let run = try await scene.ask {
            $0.photos.contains("1") ? AskHalvingTests.badPhoto : .answer($0.right())
        }
        #expect(run.questions == ["1 2", "1", "2"])
        #expect(run.answers == ["2: bread 1, ice 2", "B-01 2: bread 1, ice 2"])
        #expect(run.lost.map { $0.prefix(1) } == ["1", "1"])
    }

    // MARK: Votes

    @Test func `each vote is a request of its own`() async throws {
        let scene = try AskScene(photos: 3, model: "votes: 2, photos_per_request: 2")
        let run = try await scene.ask {
            .answer($0.right(ice: ["1": $0.number == 2 ? 4 : 1]))
        }
        #expect(run.questions == ["1 2", "1 2", "3", "3"])
        #expect(
            run.answers == [
                "1 2: bread 2, ice 3", "vote 2 1 2: bread 2, ice 6", "3: bread 1, ice 3",
                "vote 2 3: bread 1, ice 3",
            ]
        )
        #expect(
            run.attempts == [
                "ask answered passed new_photo", "ask answered passed new_vote",
                "ask answered passed new_photo", "ask answered passed new_vote",
            ]
        )
        let second = try await scene.ask()
        #expect(second.sent.isEmpty && second.reused == 4 && second.answers == run.answers)
    }

    @Test func `a photo that one vote lost and another saw isn't lost`() async throws {
        let scene = try AskScene(photos: 1, model: "votes: 3")
        let run = try await scene.ask {
            $0.number == 2 ? .answer($0.right()) : AskHalvingTests.badPhoto
        }
        #expect(run.answers == ["vote 2 1: bread 1, ice 1"] && run.lost == [])
        let lost = try await scene.ask(isFresh: true) { _ in AskHalvingTests.badPhoto }
        #expect(lost.lost.count == 1, "three votes lose it once")
    }

    // MARK: What was estimated is what is sent

    @Test(arguments: UInt64(1)...8)
    func `a service that always answers gets as many requests as were planned`(
        seed: UInt64
    ) async throws {
        var random = RepeatableNumbers(state: seed)
        var places: [String: [Int]] = [:]
        for place in ["A-01", "B-02", "C-03"] {
            let count = Int.random(in: 1...5, using: &random)
            places[place] = Array(
                Set((0..<count).map { _ in Int.random(in: 1...9, using: &random) })
            )
        }
        let views = ["separate", "overlapping", "repeated"].randomElement(using: &random) ?? ""
        let model = [
            "photos_per_request: \(Int.random(in: 1...4, using: &random))",
            "votes: \(Int.random(in: 1...2, using: &random))",
        ]
        .joined(separator: ", ")
        let scene = try AskScene(places: places, views: views, model: model)
        let planned = try scene.planned()
        let run = try await scene.ask()
        #expect(run.sent.count == planned.open, "\(places) \(views) \(model)")
        #expect(run.stop == nil && run.failed == 0)
        let after = try scene.planned()
        #expect(
            after == PlannedAsking(settled: planned.open, repeated: planned.repeated),
            "\(places) \(views) \(model)"
        )
        // One photo more at one place.
        try scene.folder.writePhoto(10, at: "B-02")
        let more = try scene.planned()
        let second = try await scene.ask()
        #expect(second.sent.count == more.open && more.open >= 1)
        #expect(second.reused == more.settled)
    }
}
