import Foundation
import Testing

@testable import Stocktake

@Suite("Items that are held") struct HeldOrderTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        var item = OrderScene.rule()
        let lines: [StockLine]
        let low: Decimal?
        let high: Decimal?
        let least: Decimal?
        let most: Decimal?
        let reason: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Case(
            name: "one line of two is to be recounted",
            lines: [
                OrderScene.line("A-01", 2), OrderScene.line("A-02", 1, [.beyondTolerance]),
            ],
            low: 3,
            high: 3,
            least: 7,
            most: 7,
            reason: "A-02: recount, beyond tolerance"
        ),
        Case(
            name: "votes differ around the point",
            lines: [OrderScene.line("A-01", 4, [.voteSpread], low: 3, high: 6)],
            low: 3,
            high: 6,
            least: 0,
            most: 7,
            reason: "A-01: review, votes differ"
        ),
        Case(
            name: "a label count has no most",
            lines: [OrderScene.line("A-01", 4, [.beyondTolerance], method: "labels")],
            low: 4,
            high: nil,
            least: nil,
            most: 6,
            reason: "A-01: recount, beyond tolerance"
        ),
        Case(
            name: "an answer is missing",
            lines: [OrderScene.line("A-01", 3), OrderScene.line("A-02", nil, [.replyFailed])],
            low: 3,
            high: nil,
            least: nil,
            most: 7,
            reason: "A-02: incomplete, no usable answer"
        ),
        Case(
            name: "pieces may be counted twice",
            lines: [
                OrderScene.line("A-01", 9, [.samePhotoElsewhere]),
                OrderScene.line("A-02", 9, [.samePhotoElsewhere]),
            ],
            low: nil,
            high: 18,
            least: 0,
            most: 10,
            reason: "A-01: review, same photo at another location; "
                + "A-02: review, same photo at another location"
        ),
        Case(
            name: "some can't be placed",
            lines: [OrderScene.line("A-01", 1), OrderScene.line("", nil, [.locationUnknown])],
            low: 1,
            high: nil,
            least: nil,
            most: 9,
            reason: "no location: review, location unknown"
        ),
        Case(
            name: "a name the catalogue lacks",
            lines: [OrderScene.line("A-01", 1, [.unknownItem])],
            low: nil,
            high: nil,
            least: nil,
            most: 10,
            reason: "A-01: review, not in the catalogue"
        ),
        Case(
            name: "ok without a number, and no books that say 0",
            lines: [OrderScene.line("A-01", nil)],
            low: nil,
            high: nil,
            least: nil,
            most: 10,
            reason: "A-01: ok, no number"
        ),
        Case(
            name: "never counted",
            item: OrderScene.rule(onOrder: 2, pack: 6),
            lines: [OrderScene.line("A-01", 5, sku: "MILK")],
            low: nil,
            high: nil,
            least: nil,
            most: 12,
            reason: "never counted"
        ),
        Case(
            name: "another place was not looked at",
            lines: [
                OrderScene.line("A-01", 2), OrderScene.line("A-02", nil, [.replyFailed], sku: ""),
            ],
            low: 2,
            high: nil,
            least: nil,
            most: 8,
            reason: "A-02: no usable answer"
        ),
        Case(
            name: "more places than can be listed",
            lines: (1...12).map { OrderScene.line("A-\($0)", nil, [.noPhoto]) },
            low: nil,
            high: nil,
            least: nil,
            most: 10,
            reason: (1...10).map { "A-\($0): not counted, no photo of it; " }.joined()
                + "and 2 more"
        ),
        Case(
            name: "a hostile place",
            lines: [OrderScene.line("=1\u{1B}[2J\n", 1, [.tooDense])],
            low: 1,
            high: nil,
            least: nil,
            most: 9,
            reason: "=1\\u{1b}[2J\\u{a}: review, too dense or hidden to be sure"
        ),
    ])
    func `an uncertain count is held with its bounds`(_ row: Case) {
        #expect(
            OrderScene.draft(row.lines, row.item)
                == DraftOrder(
                    lines: [],
                    held: [
                        DraftOrder.Held(
                            supplier: "Hen & Co",
                            sku: "EGG",
                            name: "Eggs",
                            unit: "box",
                            low: row.low,
                            high: row.high,
                            least: row.least,
                            most: row.most,
                            reason: row.reason
                        )
                    ],
                    notes: row.lines[0].tally.method == "labels" ? [RunRecord.lowerBound] : []
                )
        )
    }

    @Test func `what is not low even with the least there can be is not held`() {
        let unsure = OrderScene.line("A-02", 3, [.beyondTolerance])
        #expect(
            OrderScene.draft([OrderScene.line("A-01", 2), unsure], OrderScene.rule()).held == []
        )
        #expect(
            OrderScene.draft([OrderScene.line("A-01", 1), unsure], OrderScene.rule()).held != []
        )
        #expect(OrderScene.draft([], OrderScene.rule(onOrder: 5)).held == [])
        #expect(OrderScene.draft([], OrderScene.rule(onOrder: 4)).held != [])
        // Pieces that may be counted twice prove nothing.
        let twice = OrderScene.line("A-01", 9, [.nearDuplicate])
        #expect(OrderScene.draft([twice], OrderScene.rule()).held != [])
    }

    @Test func `a place where an item can't be holds nothing back`() {
        let lost = OrderScene.line("A-02", nil, [.photoRejected], sku: "")
        let lines = [OrderScene.line("A-01", 1), lost]
        #expect(OrderScene.draft(lines, OrderScene.rule(locations: ["a-01"])).held == [])
        #expect(OrderScene.draft(lines, OrderScene.rule(locations: ["a-02 "])).held != [])
        // Books say where it is expected: elsewhere there would be a line.
        let planning = OrderScene.planning([OrderScene.rule()], hasBooks: true)
        #expect(planning.draft(of: lines).held == [])
        #expect(planning.draft(of: lines).lines.map(\.quantity) == [9])
    }

    @Test(arguments: LineStatus.allCases.filter { $0 != .ok })
    func `no status but ok is ordered from`(_ status: LineStatus) {
        let line = StockLine(
            tally: OrderScene.line("A-01", 1).tally,
            status: status,
            reasons: [],
            expected: nil,
            unitCost: nil,
            itemClass: "",
            tolerance: ""
        )
        let draft = OrderScene.draft([line], OrderScene.rule())
        #expect(draft.lines == [] && draft.held.count == 1)
    }
}
