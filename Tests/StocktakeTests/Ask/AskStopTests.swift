import Foundation
import Testing

@testable import Stocktake

@Suite("Asking: signals and limits") struct AskStopTests {
    private func scene(_ photos: Int = 2, more: String = "") throws -> AskScene {
        try AskScene(photos: photos, model: "attempts: 2, photos_per_request: 1", more: more)
    }

    // MARK: Signals and time

    @Test func `after a signal nothing is sent`() async throws {
        let scene = try scene()
        scene.before = { $0.interrupt() }
        let run = try await scene.ask()
        #expect(run.sent.isEmpty && run.answers == ["1: -", "2: -"])
        #expect(run.stop == "interrupted: signal 2")
        #expect(!run.hasAnswers && run.findings == [])
    }

    @Test func `a signal lets the request under way end, and its answer is kept`() async throws {
        let scene = try scene()
        let run = try await scene.ask { request in
            request.controls.interrupt()
            return .answer(request.right())
        }
        #expect(run.questions == ["1"])
        #expect(run.answers == ["1: bread 1, ice 1", "2: -"])
        #expect(run.stop == "interrupted: signal 2" && run.hasAnswers)
        let second = try await scene.ask()
        #expect(second.questions == ["2"] && second.reused == 1)
    }

    @Test func `a signal ends the wait before a further try`() async throws {
        let scene = try scene()
        let run = try await scene.ask { request in
            request.controls.interrupt()
            return .status(500)
        }
        #expect(run.questions == ["1"] && run.answers == ["1: -", "2: -"])
        #expect(run.stop == "interrupted: signal 2" && run.findings == [])
    }

    @Test func `answers of earlier runs are used after a signal too`() async throws {
        let scene = try scene()
        let first = try await scene.ask()
        scene.before = { $0.interrupt() }
        let second = try await scene.ask()
        #expect(second.answers == first.answers && second.reused == 2)
        #expect(second.stop == nil && second.hasAnswers)
    }

    @Test func `the limit of time is held before each request`() async throws {
        let scene = try scene(3, more: "limits: {duration: 100h}")
        let run = try await scene.ask { request in
            if request.number == 2 { request.controls.advance(bySeconds: 400_000) }
            return .answer(request.right())
        }
        #expect(run.questions == ["1", "2"])
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2", "3: -"])
        #expect(run.stop == "limit: limits.duration is reached")
    }

    @Test func `a limit of time that has gone by lets nothing be sent`() async throws {
        let scene = try scene(more: "limits: {duration: 1s}")
        let run = try await scene.ask()
        #expect(run.sent.isEmpty && run.stop == "limit: limits.duration is reached")
        #expect(!run.hasAnswers)
    }

    // MARK: Money

    /// What one of these requests can cost at most, and does cost: USD.
    private func amounts() async throws -> (ceiling: Decimal, cost: Decimal) {
        let run = try await scene(1).ask()
        return (
            try #require(run.ceilings.first ?? nil), try #require(run.costs.first ?? nil)
        )
    }

    private static let refused = "limit: limits.cost_usd allows no further requests"

    @Test func `costs are those of the tokens used`() async throws {
        let (ceiling, cost) = try await amounts()
        // 1000 tokens in and 100 out at $1.75 and $14 a million.
        #expect(cost == Decimal(315) / 100_000)
        #expect(ceiling > Decimal(616) / 10_000 && ceiling < Decimal(800) / 10_000)
    }

    @Test func `nothing is sent that could pass the limit`() async throws {
        let (ceiling, cost) = try await amounts()
        let run = try await scene().ask(maxCost: ceiling - cost / 100)
        #expect(run.sent.isEmpty && run.answers == ["1: -", "2: -"])
        #expect(run.stop == Self.refused && !run.hasAnswers)
    }

    @Test func `what is left of the limit decides on each request`() async throws {
        let (ceiling, cost) = try await amounts()
        let one = try await scene(3).ask(maxCost: ceiling)
        #expect(one.questions == ["1"] && one.stop == Self.refused)
        #expect(one.answers == ["1: bread 1, ice 1", "2: -", "3: -"])
        #expect(one.spent == cost)
        let two = try await scene(3).ask(maxCost: ceiling + cost)
        #expect(two.questions == ["1", "2"] && two.stop == Self.refused)
        let all = try await scene(3).ask(maxCost: ceiling + 2 * cost)
        #expect(all.questions == ["1", "2", "3"] && all.stop == nil)
        #expect(all.spent == 3 * cost)
    }

    @Test func `the lower of two limits holds`() async throws {
        let (ceiling, _) = try await amounts()
        let byPipeline = try scene(more: "limits: {cost_usd: 0.01}")
        #expect(try await byPipeline.ask(maxCost: ceiling * 5).stop == Self.refused)
        let byOption = try scene(more: "limits: {cost_usd: 5}")
        #expect(try await byOption.ask(maxCost: ceiling / 2).stop == Self.refused)
    }

    @Test func `a request waits for money that another one may give back`() async throws {
        let (ceiling, cost) = try await amounts()
        let scene = try AskScene(photos: 2, model: "photos_per_request: 1")
        try scene.pipeline(model: "photos_per_request: 1", inFlight: 2)
        let run = try await scene.ask(maxCost: ceiling + cost)
        #expect(run.sent.count == 2 && run.stop == nil)
        #expect(run.answers == ["1: bread 1, ice 1", "2: bread 1, ice 2"])
    }

    @Test func `an unknown cost keeps its reservation`() async throws {
        let (ceiling, _) = try await amounts()
        let run = try await scene().ask(maxCost: ceiling * 3 / 2) {
            .answer($0.right(), input: nil, output: nil)
        }
        #expect(run.questions == ["1"] && run.stop == Self.refused)
        #expect(run.costs == [nil] && run.spent == 0)
    }

    @Test func `a request that is surely free gives its reservation back`() async throws {
        let (ceiling, _) = try await amounts()
        let run = try await scene(1).ask(maxCost: ceiling) {
            $0.number == 1 ? .status(500) : .answer($0.right())
        }
        #expect(run.answers == ["1: bread 1, ice 1"] && run.stop == nil)
    }

    @Test func `a lost answer keeps its reservation`() async throws {
        let (ceiling, _) = try await amounts()
        let run = try await scene(1).ask(maxCost: ceiling) { _ in .lost }
        #expect(run.questions == ["1"] && run.answers == ["1: -"])
        #expect(run.stop == Self.refused)
    }

    @Test(arguments: [true, false])
    func `a request that costs more than it could have ends the run`(
        hasLimit: Bool
    ) async throws {
        let run = try await scene().ask(maxCost: hasLimit ? 1 : nil) {
            .answer($0.right(), input: 1000, output: 100_000)
        }
        #expect(run.questions == ["1"])
        #expect(run.answers == ["1: bread 1, ice 1", "2: -"])
        #expect(run.stop?.hasPrefix("limit: requests cost $1.") == true, "\(run.stop ?? "")")
        #expect(
            run.stop?.hasSuffix(
                " more than their planned maximum, so no more are sent"
            ) == true
        )
    }

    @Test func `a tier without a price ends a run with a limit`() async throws {
        let words =
            "the service answered in tier 'priority', for which the price table has no price"
        let limited = try await scene().ask(maxCost: 5) { .answer($0.right(), tier: "priority") }
        #expect(limited.questions == ["1"])
        #expect(limited.answers == ["1: bread 1, ice 1", "2: -"])
        #expect(limited.stop == "limit: \(words), so the limit can't be enforced")
        #expect(limited.findings == ["cost_unknown: \(words): cost unknown"])
        let free = try await scene().ask { .answer($0.right(), tier: "priority") }
        #expect(free.sent.count == 2 && free.stop == nil)
        #expect(free.findings == limited.findings)
    }

    @Test func `a model without a price can't be asked under a limit`() async throws {
        let scene = try AskScene(photos: 1, name: "my-model")
        let refusal = try await scene.refusal(maxCost: 1)
        #expect(refusal?.exitStatus == .invalidData)
        #expect(
            refusal?.message
                == "no price for my-model, so a cost limit can't be enforced; add it to the "
                + "price table, or remove the limit"
        )
        #expect(scene.sentInVain.isEmpty)
        let free = try await scene.ask()
        #expect(free.answers == ["1: bread 1, ice 1"])
        // Which model answered is known only then, and has a price.
        #expect(free.ceilings == [nil] && free.costs == [Decimal(string: "0.00315")])
    }
}
