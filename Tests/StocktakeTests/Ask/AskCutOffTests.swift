import Testing

@testable import Stocktake

@Suite("Asking: answers that were cut off") struct AskCutOffTests {
    private static let words = "the answer was cut at the output limit"
    private static let advice =
        "lower model.effort, ask about fewer photos at once, or raise model.max_output_tokens"

    @Test func `one that was cut off is asked for with twice the room`() async throws {
        let scene = try AskScene(photos: 3)
        let run = try await scene.ask { $0.number == 1 ? .cutOff : .answer($0.right()) }
        #expect(run.questions == ["1 2 3", "1 2 3"])
        #expect(run.sent.map(\.maxOutputTokens) == [5200, 10_400])
        #expect(run.attempts == ["ask answered failed new_photo", "ask answered passed cut_off"])
        #expect(run.answers == ["1 2 3: bread 3, ice 6"])
        #expect(run.findings == [] && run.failed == 0)
        let second = try await scene.ask()
        #expect(second.sent.isEmpty && second.answers == run.answers)
    }

    @Test func `one that is cut off twice is asked for in halves`() async throws {
        let scene = try AskScene(photos: 3)
        let run = try await scene.ask { $0.number <= 2 ? .cutOff : .answer($0.right()) }
        #expect(run.questions == ["1 2 3", "1 2 3", "1", "2 3"])
        #expect(run.sent.map(\.maxOutputTokens) == [5200, 10_400, 10_400, 10_400])
        #expect(run.sent.map(\.ids).last == ["p1", "p2"], "under ids of its own")
        #expect(
            run.attempts == [
                "ask answered failed new_photo", "ask answered failed cut_off",
                "split answered passed split", "split answered passed split",
            ]
        )
        #expect(run.answers == ["1: bread 1, ice 1", "2 3: bread 2, ice 5"])
        #expect(run.findings == [])
    }

    @Test func `the next run asks for the halves at once`() async throws {
        let scene = try AskScene(photos: 4)
        let first = try await scene.ask { request in
            if request.number == 3 { request.controls.interrupt() }
            return request.number <= 2 ? .cutOff : .answer(request.right())
        }
        #expect(first.questions == ["1 2 3 4", "1 2 3 4", "1 2"])
        #expect(first.answers == ["1 2: bread 2, ice 3", "3 4: -"])
        #expect(first.stop == "interrupted: signal 2")
        let second = try await scene.ask()
        #expect(second.questions == ["3 4"])
        #expect(second.attempts == ["split answered passed split"])
        #expect(second.answers == ["1 2: bread 2, ice 3", "3 4: bread 2, ice 7"])
        #expect(second.reused == 1)
        #expect(try scene.planned() == PlannedAsking(settled: 1))
        let retried = try await scene.ask(isRetry: true)
        #expect(retried.questions == ["1 2 3 4"], "a retry asks about the whole again")
    }

    @Test func `a single photo that is cut off twice has no answer`() async throws {
        let scene = try AskScene(photos: 1, model: "attempts: 1")
        let run = try await scene.ask { _ in .cutOff }
        #expect(run.sent.map(\.maxOutputTokens) == [4400, 8800])
        #expect(run.answers == ["1: -"] && run.lost == [])
        #expect(
            run.findings == [
                "reply_failed: no usable answer about this photo: \(Self.words) of 8800 tokens; "
                    + Self.advice
            ]
        )
        #expect(run.hasAnswers, "there was a reply")
        #expect(try scene.planned() == PlannedAsking(givenUp: 1))
    }

    @Test func `at the model's own limit it is halved without a second try`() async throws {
        let scene = try AskScene(photos: 2, model: "max_output_tokens: 128000")
        let run = try await scene.ask { $0.number == 1 ? .cutOff : .answer($0.right()) }
        #expect(run.questions == ["1 2", "1", "2"])
        #expect(Set(run.sent.map(\.maxOutputTokens)) == [128_000])
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2"])
    }

    @Test func `twice the room ends at the model's own limit`() async throws {
        let scene = try AskScene(photos: 2, model: "max_output_tokens: 100000")
        let run = try await scene.ask { $0.number == 1 ? .cutOff : .answer($0.right()) }
        #expect(run.sent.map(\.maxOutputTokens) == [100_000, 128_000])
    }

    @Test func `a faulty answer after one that was cut off is repaired`() async throws {
        let scene = try AskScene(photos: 3)
        let run = try await scene.ask { request in
            switch request.number {
            case 1: .cutOff
            case 2: .answer(request.wrong(.missing("1")))
            default: .answer(request.right())
            }
        }
        #expect(run.questions == ["1 2 3", "1 2 3", "repair 1"])
        #expect(run.answers == ["1 2 3: bread 3, ice 6"])
    }

    @Test(arguments: [("refused", Scripted.status(400)), ("too large", .status(413))])
    func `a second try that is refused leads to halves with the first one's room`(
        _ row: (String, Scripted)
    ) async throws {
        let scene = try AskScene(photos: 2, model: "attempts: 1")
        let second = row.1
        let run = try await scene.ask { request in
            switch request.number {
            case 1: .cutOff
            case 2: second
            default: .answer(request.right())
            }
        }
        #expect(run.questions == ["1 2", "1 2", "1", "2"])
        #expect(run.sent.map(\.maxOutputTokens) == [4800, 9600, 4800, 4800])
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2"])
        #expect(run.findings == [])
        let later = try await scene.ask()
        #expect(later.sent.isEmpty && later.answers == run.answers)
    }

    @Test func `a second try that is lost is made again by the next run, with the same room`()
        async throws
    {
        let scene = try AskScene(photos: 2, model: "attempts: 1")
        let run = try await scene.ask { $0.number == 1 ? .cutOff : .lost }
        #expect(run.questions == ["1 2", "1 2"] && run.answers == ["1 2: -"])
        let second = try await scene.ask()
        #expect(second.questions == ["1 2"] && second.sent.map(\.maxOutputTokens) == [9600])
        #expect(second.answers == ["1 2: bread 2, ice 3"])
    }

    @Test func `however often it is cut off, no request has less room than failed before`()
        async throws
    {
        let scene = try AskScene(photos: 5)
        let run = try await scene.ask { _ in .cutOff }
        #expect(run.questions == ["1 2 3 4 5", "1 2 3 4 5", "1 2", "3 4 5"])
        #expect(run.sent.map(\.maxOutputTokens) == [6000, 12_000, 12_000, 12_000])
        #expect(run.answers == ["1 2: -", "3 4 5: -"])
        let second = try await scene.ask { _ in .cutOff }
        #expect(second.questions == ["1 2", "3 4 5"], "each part has one attempt left")
        #expect(second.sent.map(\.maxOutputTokens) == [12_000, 12_000])
        #expect(try scene.planned() == PlannedAsking(givenUp: 1))
    }

    @Test func `interrupted before the second try, it has no answer yet`() async throws {
        let scene = try AskScene(photos: 2)
        let first = try await scene.ask { request in
            request.controls.interrupt()
            return .cutOff
        }
        #expect(first.questions == ["1 2"] && first.answers == ["1 2: -"])
        #expect(first.stop == "interrupted: signal 2" && first.hasAnswers)
        let second = try await scene.ask()
        #expect(second.questions == ["1 2"] && second.sent.map(\.maxOutputTokens) == [9600])
        #expect(second.answers == ["1 2: bread 2, ice 3"])
    }

    @Test func `a repair that is cut off gets twice the room`() async throws {
        let scene = try AskScene(photos: 2)
        let run = try await scene.ask { request in
            switch request.number {
            case 1: .answer(request.wrong(.missing("2")))
            case 2: .cutOff
            default: .answer(request.right())
            }
        }
        #expect(run.questions == ["1 2", "repair 2", "repair 2"])
        #expect(run.sent.map(\.maxOutputTokens) == [4800, 4400, 8800])
        #expect(run.answers == ["1 2: bread 2, ice 3"])
    }

    @Test func `a repair that is cut off twice has no answer`() async throws {
        let scene = try AskScene(photos: 2, views: "overlapping")
        let run = try await scene.ask { request in
            switch request.number {
            case 1: .answer(request.wrong(.missing("2")))
            case 2, 3: .cutOff
            default: .answer(request.right())
            }
        }
        #expect(run.questions == ["1 2", "repair 1 2", "repair 1 2"])
        #expect(run.answers == ["1 2: -"])
    }
}
