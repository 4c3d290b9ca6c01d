import Foundation
import Testing

@testable import Stocktake

@Suite("The budget of a run") struct BudgetTests {
    /// A running request: its reservation and its actual cost.
    private struct Order {
        let ceiling: Decimal
        let cost: Decimal
        /// Whether the cost becomes known.
        let isKnown: Bool
    }

    /// Up to `parallel` requests at once with one budget, in random order.
    private struct Market {
        var budget: Budget
        let limit: Decimal
        let parallel: Int
        var dice: RepeatableNumbers
        var open: [Order] = []
        /// Ended without a known cost.
        var unknown: [Order] = []
        var granted = 0

        init(limit: Decimal, parallel: Int, seed: UInt64) {
            budget = Budget(limit: limit)
            self.limit = limit
            self.parallel = parallel
            dice = RepeatableNumbers(state: seed)
        }

        mutating func amount(_ most: Int) -> Decimal {
            Decimal(Int.random(in: 0...most, using: &dice)) / 10_000
        }

        mutating func order() -> Order {
            let ceiling = amount(2000)
            let share = Decimal(Int.random(in: 0...100, using: &dice)) / 100
            let isKnown = Int.random(in: 0..<10, using: &dice) > 0
            return Order(ceiling: ceiling, cost: ceiling * share, isKnown: isKnown)
        }

        mutating func settleAny() {
            let order = open.remove(at: Int.random(in: open.indices, using: &dice))
            budget.settle(order.ceiling, cost: order.isKnown ? order.cost : nil)
            if !order.isKnown { unknown.append(order) }
        }

        var reserved: Decimal { (open + unknown).reduce(0) { $0 + $1.ceiling } }
    }

    @Test(arguments: 1...40)
    func `16 requests in flight never spend more than the limit`(seed: UInt64) {
        var market = Market(limit: Decimal(seed + 2) / 10, parallel: 16, seed: seed)
        var isRefused = false
        for _ in 0..<2000 where !isRefused {
            let mayAsk = market.open.count < market.parallel
            if mayAsk, market.open.isEmpty || Bool.random(using: &market.dice) {
                let order = market.order()
                let fits = market.reserved + market.budget.spent + order.ceiling <= market.limit
                let answer = market.budget.reserve(order.ceiling)
                #expect((answer == .granted) == fits)
                switch answer {
                case .granted:
                    market.open.append(order)
                    market.granted += 1
                case .waitForOthers:
                    #expect(!market.open.isEmpty, "or it would wait for ever")
                    market.settleAny()
                case .refused:
                    #expect(market.open.isEmpty, "while others are open there is hope")
                    isRefused = true
                }
            } else {
                market.settleAny()
            }
            #expect(market.budget.reserved == market.reserved)
            #expect(market.budget.spent + market.budget.reserved <= market.limit)
        }
        while !market.open.isEmpty { market.settleAny() }
        let silent = market.unknown.reduce(0) { $0 + $1.cost }
        #expect(market.budget.spent + silent <= market.limit, "what was really charged")
        #expect(market.budget.overshoot == 0)
        #expect(isRefused && market.granted > 0)
    }

    @Test func `the limit may be spent exactly`() {
        var budget = Budget(limit: 1)
        #expect(budget.reserve(0.4) == .granted)
        #expect(budget.reserve(0.6) == .granted)
        #expect(budget.reserve(0.0001) == .waitForOthers)
        budget.settle(0.4, cost: 0.4)
        budget.settle(0.6, cost: 0.6)
        #expect(budget.spent == 1 && budget.reserved == 0)
        #expect(budget.reserve(0) == .granted)
        budget.settle(0, cost: 0)
        #expect(budget.reserve(0.0001) == .refused)
    }

    @Test func `unused reservations are available to later requests`() {
        var budget = Budget(limit: 1)
        #expect(budget.reserve(0.9) == .granted)
        #expect(budget.reserve(0.2) == .waitForOthers)
        budget.settle(0.9, cost: 0.1)
        #expect(budget.reserve(0.2) == .granted)
    }

    @Test func `a request certainly not charged releases its reservation`() {
        var budget = Budget(limit: 1)
        #expect(budget.reserve(1) == .granted)
        budget.settle(1, cost: 0)
        #expect(budget.spent == 0 && budget.reserved == 0)
        #expect(budget.reserve(1) == .granted)
    }

    @Test func `an unknown cost keeps its reservation`() {
        var budget = Budget(limit: 1)
        #expect(budget.reserve(0.7) == .granted)
        budget.settle(0.7, cost: nil)
        #expect(budget.spent == 0 && budget.reserved == 0.7)
        #expect(budget.reserve(0.4) == .refused, "there is nobody left to wait for")
        #expect(budget.reserve(0.3) == .granted)
        budget.settle(0.3, cost: 0.3)
        #expect(budget.reserved == 0.7 && budget.spent == 0.3)
    }

    @Test func `a request above its ceiling stops everything`() {
        var budget = Budget(limit: 100)
        #expect(budget.reserve(1) == .granted)
        #expect(budget.reserve(1) == .granted)
        budget.settle(1, cost: 1.25)
        #expect(budget.overshoot == 0.25 && budget.spent == 1.25)
        #expect(budget.reserve(1) == .refused, "although most of the money is left")
        #expect(budget.reserve(0) == .refused)
        budget.settle(1, cost: 1.5)
        #expect(budget.overshoot == 0.75 && budget.spent == 2.75 && budget.reserved == 0)
        #expect(budget.reserve(0) == .refused)
    }

    @Test func `a limit of 0 allows only free requests`() {
        var budget = Budget(limit: 0)
        #expect(budget.reserve(0.000001) == .refused)
        #expect(budget.reserve(0) == .granted)
    }

    @Test func `without a limit everything is granted and summed`() {
        var budget = Budget(limit: nil)
        for _ in 0..<100 { #expect(budget.reserve(1000) == .granted) }
        for _ in 0..<99 { budget.settle(1000, cost: 500.5) }
        budget.settle(1000, cost: nil)
        #expect(budget.spent == 49_549.5 && budget.overshoot == 0 && budget.reserved == 0)
        #expect(budget.reserve(1000) == .granted)
        // Usage beyond the plan ends the run even without a limit.
        budget.settle(1000, cost: 1000.25)
        #expect(budget.overshoot == 0.25 && budget.reserve(nil) == .refused)
    }

    @Test func `an ended request without a price is not waited for`() {
        var budget = Budget(limit: 1)
        #expect(budget.reserve(nil) == .granted)
        #expect(budget.reserve(2) == .waitForOthers)
        budget.settle(nil, cost: nil)
        #expect(budget.reserve(2) == .refused)
    }

    @Test func `sums of cents are exact`() {
        var budget = Budget(limit: 1)
        let cent = Decimal(1) / 100
        for _ in 0..<100 {
            #expect(budget.reserve(cent) == .granted)
            budget.settle(cent, cost: cent)
        }
        #expect(budget.spent == 1 && budget.reserved == 0)
        #expect(budget.reserve(cent) == .refused)
    }
}
