import Testing

@testable import Stocktake

@Suite("Asking: services that fail") struct AskGivingUpTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let answer: Scripted
        let words: String
        var requests = 3
        var attempt = "ask failed failed"
        var state = "failed"
    }

    @Test(arguments: [
        Row(
            testDescription: "429",
            answer: .status(429, headers: ["Retry-After": "0"]),
            words: "the service's limit of requests or tokens is reached (429), 3 times"
        ),
        Row(
            testDescription: "500",
            answer: .status(500),
            words: "the service failed (500), 3 times"
        ),
        Row(
            testDescription: "503",
            answer: .status(503, code: "slow_down"),
            words: "the service asks for a slower pace (503, slow_down), 3 times"
        ),
        Row(
            testDescription: "unreachable",
            answer: .unreachable,
            words: "the service can't be reached, 3 times"
        ),
        Row(
            testDescription: "lost",
            answer: .lost,
            words: "the connection was lost, 3 times",
            state: "unknown"
        ),
        Row(
            testDescription: "500 that asks not to try again",
            answer: .status(500, headers: ["x-should-retry": "false"]),
            words: "the service failed (500)",
            requests: 1
        ),
        Row(
            testDescription: "400",
            answer: .status(400),
            words: "the service refused the request (400)",
            requests: 1
        ),
        Row(
            testDescription: "content rules",
            answer: .status(400, code: "content_policy_violation"),
            words: "the service's content policy refused the request (400, "
                + "content_policy_violation)",
            requests: 1
        ),
        Row(
            testDescription: "unreadable",
            answer: .unreadable,
            words: "the answer could not be decoded (200), 3 times",
            requests: 3,
            state: "answered"
        ),
    ])
    func `a question is asked as often as is allowed, then given up`(_ row: Row) async throws {
        let scene = try AskScene(photos: 1, model: "attempts: 3")
        let answer = row.answer
        let run = try await scene.ask { _ in answer }
        #expect(run.questions.count == row.requests)
        #expect(run.answers == ["1: -"] && run.lost == [] && run.stop == nil)
        #expect(run.findings == ["reply_failed: no usable answer about this photo: \(row.words)"])
        #expect(run.failed == 1 && run.done == 1)
        #expect(!run.hasAnswers)
        #expect(run.attempts.allSatisfy { $0.hasPrefix("ask \(row.state)") }, "\(run.attempts)")
        let second = try await scene.ask()
        #expect(second.answers == ["1: bread 1, ice 1"], "the next run asks again")
    }

    @Test func `an answer after failures is an answer`() async throws {
        let scene = try AskScene(photos: 1, model: "attempts: 3")
        let run = try await scene.ask { $0.number < 3 ? .status(500) : .answer($0.right()) }
        #expect(
            run.attempts == ["ask failed new_photo", "ask failed new_photo"] + [
                "ask answered passed new_photo"
            ]
        )
        #expect(run.answers == ["1: bread 1, ice 1"] && run.findings == [])
    }

    // MARK: The service is given up

    private static let advice =
        "check the service, model.base_url and limits.failures, then run again"

    @Test func `a service that never answers is given up after three questions`() async throws {
        let scene = try AskScene(photos: 5, model: "attempts: 2, photos_per_request: 1")
        let run = try await scene.ask { _ in .status(500) }
        #expect(run.questions == ["1", "1", "2", "2", "3", "3"])
        #expect(run.answers == ["1: -", "2: -", "3: -", "4: -", "5: -"])
        #expect(
            run.stop
                == "given up: 3 of 3 questions had no usable answer; the last failure: the service failed "
                + "(500), 2 times; \(Self.advice)"
        )
        #expect(run.findings.count == 3, "one for each question that was sent")
        #expect(!run.hasAnswers)
    }

    @Test func `one answer keeps it going without a limit of failures`() async throws {
        let scene = try AskScene(photos: 14, model: "attempts: 1, photos_per_request: 1")
        let run = try await scene.ask {
            $0.number == 1 ? .answer($0.right()) : .status(500)
        }
        #expect(run.sent.count == 14 && run.failed == 13 && run.hasAnswers)
    }

    @Test func `too great a share of failures ends the run, once ten have ended`() async throws {
        let scene = try AskScene(
            photos: 14,
            model: "attempts: 1, photos_per_request: 1",
            more: "limits: {failures: 20%}"
        )
        let run = try await scene.ask {
            (2...4).contains($0.number) ? .status(400) : .answer($0.right())
        }
        #expect(run.sent.count == 14, "3 of 10 failed, but it was judged only at a failure")
        #expect(run.stop == nil)
        let failing = try await scene.ask(isFresh: true) {
            $0.number < 3 || $0.number > 10 ? .status(400) : .answer($0.right())
        }
        #expect(failing.sent.count == 11)
        #expect(
            failing.stop
                == "given up: 3 of 11 questions had no usable answer; the last failure: the service "
                + "refused the request (400); \(Self.advice)"
        )
        #expect(failing.answers.suffix(3) == ["12: -", "13: -", "14: -"])
    }

    @Test func `useless answers count as failures`() async throws {
        let scene = try AskScene(photos: 5, model: "attempts: 1, photos_per_request: 1")
        let run = try await scene.ask { _ in .refused }
        #expect(run.questions == ["1", "2", "3"])
        #expect(
            run.stop
                == "given up: 3 of 3 questions had no usable answer; the last failure: its answers "
                + "failed the checks; \(Self.advice)"
        )
        #expect(run.hasAnswers, "there were replies")
    }

    @Test func `an answer with a sound part isn't useless`() async throws {
        let scene = try AskScene(photos: 10, model: "attempts: 1, photos_per_request: 2")
        let run = try await scene.ask { .answer($0.wrong(.missing($0.photos[0]))) }
        #expect(run.sent.count == 10 && run.stop == nil)
    }

    struct Stop: CustomTestStringConvertible {
        let testDescription: String
        let answer: Scripted
        let stop: String
    }

    @Test(arguments: [
        Stop(
            testDescription: "key",
            answer: .status(401, code: "invalid_api_key"),
            stop: "refused: the service refused the key (401, invalid_api_key); check the key and "
                + "the account it belongs to"
        ),
        Stop(
            testDescription: "credit",
            answer: .status(429, code: "insufficient_quota"),
            stop: "refused: the account has no credit left or has reached its spending limit (429, "
                + "insufficient_quota); add credit or raise the limit, then run again"
        ),
        Stop(
            testDescription: "permission",
            answer: .status(403),
            stop: "refused: the service denied permission (403); check what the key, the project "
                + "and the country permit"
        ),
        Stop(
            testDescription: "certificate",
            answer: .untrusted,
            stop: "given up: the service's certificate is not trusted; check "
                + "model.base_url, the clock and the system's certificates"
        ),
        Stop(
            testDescription: "model",
            answer: .status(404, code: "model_not_found"),
            stop: "given up: the service does not offer this model, or not to this key (404, "
                + "model_not_found); check model.name, and that the key may use it"
        ),
    ])
    func `what holds for every request ends the run at once`(_ row: Stop) async throws {
        let scene = try AskScene(photos: 3, model: "attempts: 3, photos_per_request: 1")
        let answer = row.answer
        let run = try await scene.ask { $0.number == 1 ? .answer($0.right()) : answer }
        #expect(run.questions == ["1", "2"])
        #expect(run.answers == ["1: bread 1, ice 1", "2: -", "3: -"])
        #expect(run.stop == row.stop)
        #expect(run.findings == [], "the stop says it")
        #expect(run.hasAnswers)
    }

    // MARK: What the service doesn't take

    @Test func `a refused parameter is left out from then on`() async throws {
        let scene = try AskScene(photos: 2, model: "effort: low, photos_per_request: 1")
        let run = try await scene.ask {
            $0.effort == nil
                ? .answer($0.right())
                : .status(400, code: "unsupported_parameter", param: "reasoning.effort")
        }
        #expect(run.sent.map(\.effort) == ["low", nil, nil])
        #expect(run.questions == ["1", "1", "2"])
        #expect(run.failed == 0 && run.stop == nil)
        #expect(
            run.findings == [
                "request_changed: the service refused a parameter: reasoning.effort (400, "
                    + "unsupported_parameter): asked without it"
            ]
        )
    }

    @Test func `a refused schema leads to JSON, then to text, from then on`() async throws {
        let scene = try AskScene(photos: 2, model: "photos_per_request: 1")
        let run = try await scene.ask { request in
            guard request.format == nil else { return .status(400, param: "text.format") }
            return .answer(request.right())
        }
        #expect(run.sent.map(\.format) == ["json_schema", "json_object", nil, nil])
        #expect(run.questions == ["1", "1", "1", "2"])
        #expect(run.failed == 0 && run.stop == nil)
        #expect(
            run.findings == [
                "request_changed: the service refused the schema; asked for JSON without a schema "
                    + "instead",
                "request_changed: the service refused JSON without a schema; asked for text that "
                    + "contains JSON instead",
            ]
        )
    }

    @Test func `a service that refuses all forms of answer gets no third try`() async throws {
        let scene = try AskScene(photos: 1)
        let run = try await scene.ask { _ in .status(400, param: "text.format") }
        #expect(run.sent.count == 3 && run.answers == ["1: -"])
    }

    @Test func `an effort that the model doesn't have is exchanged, and said`() async throws {
        let scene = try AskScene(photos: 1, model: "effort: minimal")
        let run = try await scene.ask()
        #expect(run.sent.map(\.effort) == ["none"])
        #expect(
            run.findings == [
                "request_changed: this model has no effort minimal; none was used"
            ]
        )
    }
}
