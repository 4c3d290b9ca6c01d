import Testing

@testable import Stocktake

@Suite("Asking: requests that are too large, and photos that spoil them")
struct AskHalvingTests {
    struct Refusal: CustomTestStringConvertible {
        let testDescription: String
        let answer: Scripted
        let words: String
    }

    static let tooLarge = [
        Refusal(
            testDescription: "413",
            answer: .status(413),
            words: "the request is larger than the service accepts (413)"
        ),
        Refusal(
            testDescription: "more tokens than the model reads",
            answer: .status(400, code: "context_length_exceeded"),
            words: "the request exceeds the model's context window (400, context_length_exceeded)"
        ),
    ]

    @Test(arguments: tooLarge)
    func `a request that is too large is halved until it fits`(_ row: Refusal) async throws {
        let scene = try AskScene(photos: 5)
        let answer = row.answer
        let run = try await scene.ask {
            $0.photos.count > 2 ? answer : .answer($0.right())
        }
        #expect(run.questions == ["1 2 3 4 5", "1 2", "3 4 5", "3", "4 5"])
        #expect(
            run.answers == ["1 2: bread 2, ice 3", "3: bread 1, ice 3", "4 5: bread 2, ice 9"]
        )
        #expect(run.findings == [] && run.lost == [] && run.failed == 0)
        #expect(run.attempts.first == "ask failed new_photo")
        #expect(run.attempts.last == "split answered passed split")
    }

    @Test(arguments: tooLarge)
    func `a single photo that is too large has no answer, and isn't lost`(
        _ row: Refusal
    ) async throws {
        let scene = try AskScene(photos: 2)
        let answer = row.answer
        let run = try await scene.ask {
            $0.photos.contains("2") ? answer : .answer($0.right())
        }
        #expect(run.questions == ["1 2", "1", "2"])
        #expect(run.answers == ["1: bread 1, ice 1", "2: -"] && run.lost == [])
        #expect(
            run.findings == ["reply_failed: no usable answer about this photo: \(row.words)"]
        )
    }

    static let badPhoto = Scripted.status(400, code: "invalid_image")
    static let badWords = "the service could not use a photo (400, invalid_image)"

    @Test(arguments: 1...6)
    func `a bad photo is found by halving and lost alone`(_ bad: Int) async throws {
        let scene = try AskScene(photos: 6)
        let answers: AskScript = {
            $0.photos.contains("\(bad)") ? Self.badPhoto : .answer($0.right())
        }
        let run = try await scene.ask(script: answers)
        #expect(run.lost == ["\(bad) refused_by_service: \(Self.badWords)"])
        #expect(run.sent.allSatisfy { Set($0.photos).count == $0.photos.count })
        #expect(run.answers.flatMap(Self.names).sorted() == (1...6).filter { $0 != bad })
        #expect(run.answers.allSatisfy { !$0.hasSuffix("-") })
        #expect(run.findings == [] && run.hasAnswers && run.stop == nil)
        let second = try await scene.ask(script: answers)
        #expect(second.questions == ["\(bad)"], "the whole is known to be too much")
        #expect(second.answers == run.answers)
        #expect(second.reused == run.answers.count)
        let third = try await scene.ask(script: answers)
        #expect(third.sent.isEmpty, "a photo refused twice isn't sent a third time")
        #expect(
            third.lost == [
                "\(bad) refused_by_service: the service could not use a photo, 2 times"
            ]
        )
        #expect(try scene.planned() == PlannedAsking(givenUp: 1))
    }

    /// The numbers of the photos of an answer: `1 2: bread 2` are 1 and 2.
    private static func names(_ answer: String) -> [Int] {
        answer.prefix { $0 != ":" }.split(separator: " ").compactMap { Int($0) }
    }

    @Test func `where views overlap, one look at all the others follows`() async throws {
        let scene = try AskScene(photos: 4, views: "overlapping")
        let script: AskScript = {
            $0.photos.contains("3") ? Self.badPhoto : .answer($0.right())
        }
        let run = try await scene.ask(script: script)
        #expect(run.questions == ["1 2 3 4", "1 2", "3 4", "3", "4", "1 2 4"])
        #expect(run.attempts.last == "ask answered passed other_photos")
        #expect(run.answers == ["1 2 4: bread 3, ice 7"])
        #expect(run.lost == ["3 refused_by_service: \(Self.badWords)"])
        let second = try await scene.ask(script: script)
        #expect(second.questions == ["3"])
        #expect(second.answers == run.answers)
        #expect(second.reused == 3, "both parts, and the look at all others")
    }

    @Test func `if that look fails, the parts are kept`() async throws {
        let scene = try AskScene(photos: 4, views: "overlapping", model: "attempts: 1")
        let run = try await scene.ask {
            $0.photos.contains("3")
                ? Self.badPhoto : $0.photos.count == 3 ? .status(500) : .answer($0.right())
        }
        #expect(run.questions.last == "1 2 4")
        #expect(run.answers == ["1 2: bread 2, ice 3", "4: bread 1, ice 4"])
        #expect(run.lost == ["3 refused_by_service: \(Self.badWords)"])
        #expect(
            run.findings == [
                "reply_failed: no usable answer about this photo and 2 more: the service failed "
                    + "(500)"
            ]
        )
    }

    @Test func `if the run is stopped before that look, the parts are kept`() async throws {
        let scene = try AskScene(photos: 4, views: "overlapping")
        let run = try await scene.ask { request in
            if request.photos == ["4"] { request.controls.interrupt() }
            return request.photos.contains("3") ? Self.badPhoto : .answer(request.right())
        }
        #expect(run.questions.last == "4")
        #expect(run.answers == ["1 2: bread 2, ice 3", "4: bread 1, ice 4"])
        #expect(run.stop == "interrupted: signal 2")
    }

    @Test func `two photos of which one is bad need no second look at the other`() async throws {
        let scene = try AskScene(photos: 2, views: "overlapping")
        let run = try await scene.ask {
            $0.photos.contains("1") ? Self.badPhoto : .answer($0.right())
        }
        #expect(run.questions == ["1 2", "1", "2"])
        #expect(run.answers == ["2: bread 1, ice 2"])
    }

    @Test func `halves stay halves where views overlap`() async throws {
        let scene = try AskScene(photos: 2, views: "overlapping")
        let run = try await scene.ask {
            $0.photos.count > 1 ? .status(413) : .answer($0.right())
        }
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2"])
    }

    @Test func `the run is stopped between the halves`() async throws {
        let scene = try AskScene(photos: 4)
        let run = try await scene.ask { request in
            if request.number == 2 { request.controls.interrupt() }
            return request.photos.count > 2 ? .status(413) : .answer(request.right())
        }
        #expect(run.questions == ["1 2 3 4", "1 2"])
        #expect(run.answers == ["1 2: bread 2, ice 3", "3 4: -"])
        #expect(run.stop == "interrupted: signal 2")
        #expect(try scene.planned() == PlannedAsking(open: 1, reasons: ["failed": 1]))
        let second = try await scene.ask()
        #expect(second.questions == ["3 4"])
        #expect(second.answers == ["1 2: bread 2, ice 3", "3 4: bread 2, ice 7"])
    }

    @Test func `parts are repaired and cut off as any question`() async throws {
        let scene = try AskScene(photos: 4)
        let run = try await scene.ask { request in
            switch request.shown {
            case "1 2 3 4": .status(413)
            case "1 2": .answer(request.wrong(.missing("2")))
            case "3 4": .cutOff
            default: .answer(request.right())
            }
        }
        #expect(run.questions == ["1 2 3 4", "1 2", "repair 2", "3 4", "3 4", "3", "4"])
        #expect(
            run.answers == ["1 2: bread 2, ice 3", "3: bread 1, ice 3", "4: bread 1, ice 4"]
        )
    }

    @Test func `a part of a repair can be lost`() async throws {
        let scene = try AskScene(photos: 3, views: "overlapping")
        let run = try await scene.ask { request in
            if request.photos.contains("3"), request.number > 1 { return Self.badPhoto }
            return .answer(request.number == 1 ? request.wrong(.missing("1")) : request.right())
        }
        #expect(run.questions == ["1 2 3", "repair 1 2 3", "1", "2 3", "2", "3", "1 2"])
        #expect(run.lost == ["3 refused_by_service: \(Self.badWords)"])
        #expect(run.answers == ["1 2: bread 2, ice 3"])
    }
}
