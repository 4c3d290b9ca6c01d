import Foundation
import HTTPTransfer
import Testing

@testable import Stocktake

@Suite("Asking: services that keep a run waiting") struct AskWaitingTests {
    private func scene(
        _ photos: Int = 3,
        attempts: Int = 1,
        timeout: String = "",
        more: String = ""
    ) throws -> AskScene {
        let model = "attempts: \(attempts), photos_per_request: 1\(timeout)"
        return try AskScene(photos: photos, model: model, more: more)
    }

    // MARK: Free refusals

    @Test(arguments: [
        #"[{"error":{"code":429,"message":"Quota.","details":[{"retryDelay":"24s"}]}}]"#,
        #"{"error":{"message":"Please try again in 24s."}}"#, "Please retry after 24 seconds",
    ])
    func `the wait that a refusal names is kept, and uses up no attempt`(
        body: String
    ) async throws {
        let run = try await scene().ask { request in
            // One of four is taken.
            request.number.isMultiple(of: 4) ? .answer(request.right()) : .body(429, body)
        }
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2", "3: bread 1, ice 3"])
        #expect(run.sent.count == 12 && run.failed == 0 && run.stop == nil)
        #expect(run.seconds == 9 * 24)
        #expect(run.notices.count == 9)
        #expect(run.notices.first?.hasSuffix("; trying again in 24 s") == true)
    }

    @Test func `a service that only refuses is given up after a quarter of an hour`() async throws {
        let run = try await scene().ask { _ in
            .status(429, message: "Quota exceeded. Try again in 5m.")
        }
        #expect(run.questions == ["1", "1", "1", "1"])
        #expect(
            run.stop
                == "given up: the service's limit of requests or tokens is reached (429): "
                + "\"Quota exceeded. Try again in 5m.\", for 15 min; set "
                + "model.requests_per_minute or model.tokens_per_minute, or lower model.in_flight"
        )
        #expect(run.answers == ["1: -", "2: -", "3: -"])
    }

    @Test func `one question that is always refused doesn't stop the others`() async throws {
        let run = try await scene().ask { request in
            request.shown == "2"
                ? .status(429, headers: ["retry-after": "200"]) : .answer(request.right())
        }
        #expect(run.answers == ["1: bread 1, ice 1", "2: -", "3: bread 1, ice 3"])
        #expect(run.stop == nil)
        #expect(run.questions == ["1", "2", "2", "2", "2", "2", "3"])
    }

    // MARK: Waits that are too long

    @Test(arguments: [
        Scripted.status(429, headers: ["retry-after": "7200"]),
        .status(
            429,
            headers: [
                "x-ratelimit-remaining-requests": "0", "x-ratelimit-reset-requests": "2h0m0s",
            ]
        ),
        .status(503, headers: ["retry-after": "7200"]),
    ])
    func `a wait of hours is said, and ends the run at once`(_ answer: Scripted) async throws {
        let run = try await scene().ask { $0.number == 2 ? answer : .answer($0.right()) }
        #expect(run.questions == ["1", "2"] && run.seconds == 0)
        #expect(run.answers == ["1: bread 1, ice 1", "2: -", "3: -"])
        #expect(run.stop?.contains("; it asks to wait 2 h; run again then") == true)
        #expect(run.stop?.hasPrefix("given up: ") == true, "\(run.stop ?? "")")
    }

    @Test func `a wait past the limit of time ends the run at once, with the reason`() async throws
    {
        let run = try await scene(more: "limits: {duration: 5m}").ask { request in
            request.number == 2
                ? .status(429, message: "Later", headers: ["retry-after": "400"])
                : .answer(request.right())
        }
        #expect(run.questions == ["1", "2"] && run.seconds == 0)
        #expect(
            run.stop
                == "limit: the service's limit of requests or tokens is reached (429): \"Later\"; "
                + "it asks to wait 6 min 40 s, which is past limits.duration"
        )
    }

    @Test func `a wait of hours for one question gives only that one up`() async throws {
        let run = try await scene(attempts: 3).ask { request in
            request.shown == "2"
                ? .status(500, headers: ["retry-after": "7200"]) : .answer(request.right())
        }
        #expect(run.questions == ["1", "2", "3"] && run.stop == nil)
        #expect(
            run.findings == [
                "reply_failed: no usable answer about this photo: the service failed (500); "
                    + "it asks to wait 2 h"
            ]
        )
    }

    // MARK: A service that is away

    @Test func `a blip at the beginning of the night is waited for`() async throws {
        let run = try await scene().ask { request in
            request.controls.seconds < 40 ? .unreachable : .answer(request.right())
        }
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2", "3: bread 1, ice 3"])
        #expect(run.stop == nil && run.findings == [])
        #expect(
            run.notices == [
                "the service can't be reached, no route; trying again for up to 1 min"
            ]
        )
    }

    @Test func `a service that was never there is given up after a minute`() async throws {
        let run = try await scene().ask { _ in .unreachable }
        #expect(run.questions == Array(repeating: "1", count: 8) && run.seconds == 60)
        #expect(
            run.stop
                == "given up: the service can't be reached, no route, for 1 min; check that it is "
                + "running, model.base_url and the network"
        )
        #expect(run.notices.count == 1)
        #expect(run.costs.allSatisfy { $0 == 0 || $0 == nil } && run.spent == 0)
    }

    @Test func `one that has answered may be away for minutes`() async throws {
        let back = try await scene().ask { request in
            request.number > 1 && request.controls.seconds < 290
                ? .unreachable : .answer(request.right())
        }
        #expect(back.answers.count == 3 && back.stop == nil && back.failed == 0)
        let gone = try await scene().ask {
            $0.number == 1 ? .answer($0.right()) : .unreachable
        }
        #expect(gone.stop?.contains("can't be reached, no route, for 5 min; ") == true)
        #expect(gone.answers == ["1: bread 1, ice 1", "2: -", "3: -"])
    }

    @Test(arguments: [Scripted.status(500), .body(502, "<html>Bad gateway</html>"), .lost])
    func `a blip of half a minute loses no question`(_ answer: Scripted) async throws {
        let run = try await scene(attempts: 3).ask { request in
            request.controls.seconds < 31 ? answer : .answer(request.right())
        }
        #expect(run.answers.allSatisfy { !$0.hasSuffix("-") }, "\(run.answers)")
        #expect(run.stop == nil)
    }

    // MARK: Time

    @Test func `a request gets no more time than model.timeout, nor than the run has`()
        async throws
    {
        let limits = try await scene(1).ask { .answer($0.right()) }
        #expect(limits.sent.map(\.limits.total) == [.seconds(600)])
        #expect(limits.sent.map(\.limits.firstByte) == [.seconds(600)])
        let short = try await scene(1, timeout: ", timeout: 20s").ask { .answer($0.right()) }
        #expect(short.sent.map(\.limits.total) == [.seconds(20)])
        #expect(short.sent.map(\.limits.uploadStall) == [.seconds(20)])
        let run = try await scene(2, more: "limits: {duration: 1m}").ask { request in
            if request.number == 1 { request.controls.advance(bySeconds: 45) }
            return .answer(request.right())
        }
        #expect(run.sent.map(\.limits.total) == [.seconds(60), .seconds(15)])
    }

    @Test func `a request that hangs to the end of the run's time ends it, with the reason`()
        async throws
    {
        let run = try await scene(more: "limits: {duration: 1m}").ask { request in
            request.controls.advance(bySeconds: 60)
            return .hung
        }
        #expect(run.questions == ["1"] && run.seconds == 60)
        #expect(
            run.stop
                == "limit: limits.duration is reached; the last failure: the service did not answer "
                + "in time, the server took longer than 60 seconds"
        )
        #expect(run.findings == [], "the stop says it")
        #expect(run.attempts == ["ask unknown new_photo"])
    }

    // MARK: Words

    @Test func `the words of the service are in finding and ledger, quoted`() async throws {
        let run = try await scene(1).ask { _ in
            .status(400, message: "No luck today\n\u{1B}[2Jwith \"this\"")
        }
        let words =
            "the service refused the request (400): \"No luck today \\u{1b}[2Jwith 'this'\""
        #expect(run.findings == ["reply_failed: no usable answer about this photo: \(words)"])
        #expect(run.troubles == [words])
    }
}
