import Foundation
import Testing

@testable import Stocktake

@Suite("Planning an order") struct OrderPlanningTests {
    struct Case: CustomTestStringConvertible {
        let name: String
        let item: OrderRules.Item
        let counted: Int
        let quantity: Decimal
        let reason: String
        var testDescription: String { name }
    }

    private static let rule = OrderScene.rule

    @Test(arguments: [
        Case(
            name: "below the point",
            item: OrderScene.rule(),
            counted: 3,
            quantity: 7,
            reason: "3 counted, at or below 4; 7 up to 10"
        ),
        Case(
            name: "at the point",
            item: OrderScene.rule(),
            counted: 4,
            quantity: 6,
            reason: "4 counted, at or below 4; 6 up to 10"
        ),
        Case(
            name: "none left",
            item: OrderScene.rule(when: 0),
            counted: 0,
            quantity: 10,
            reason: "0 counted, at or below 0; 10 up to 10"
        ),
        Case(
            name: "something is on order",
            item: OrderScene.rule(onOrder: 1),
            counted: 3,
            quantity: 6,
            reason: "3 counted + 1 on order = 4, at or below 4; 6 up to 10"
        ),
        Case(
            name: "more is promised than is there",
            item: OrderScene.rule(onOrder: 0, committed: 5),
            counted: 3,
            quantity: 12,
            reason: "3 counted - 5 committed = -2, at or below 4; 12 up to 10"
        ),
        Case(
            name: "on order and promised alike",
            item: OrderScene.rule(onOrder: 2, committed: 2),
            counted: 3,
            quantity: 7,
            reason: "3 counted + 2 on order - 2 committed = 3, at or below 4; 7 up to 10"
        ),
        Case(
            name: "in packs",
            item: OrderScene.rule(pack: 6),
            counted: 3,
            quantity: 12,
            reason: "3 counted, at or below 4; 7 up to 10; 12 in packs of 6"
        ),
        Case(
            name: "a whole pack exactly",
            item: OrderScene.rule(pack: 7),
            counted: 3,
            quantity: 7,
            reason: "3 counted, at or below 4; 7 up to 10"
        ),
        Case(
            name: "a least order",
            item: OrderScene.rule(minOrder: 20),
            counted: 3,
            quantity: 20,
            reason: "3 counted, at or below 4; 7 up to 10; at least 20"
        ),
        Case(
            name: "a least order that is no whole pack",
            item: OrderScene.rule(pack: 6, minOrder: 20),
            counted: 3,
            quantity: 24,
            reason: "3 counted, at or below 4; 7 up to 10; at least 20; 24 in packs of 6"
        ),
        Case(
            name: "halves, in whole units",
            item: OrderScene.rule(upTo: 9.5),
            counted: 3,
            quantity: 7,
            reason: "3 counted, at or below 4; 6.5 up to 9.5; 7 in packs of 1"
        ),
        Case(
            name: "packs of a third",
            item: OrderScene.rule(upTo: 4, pack: Decimal(string: "0.3") ?? 0),
            counted: 3,
            quantity: Decimal(string: "1.2") ?? 0,
            reason: "3 counted, at or below 4; 1 up to 4; 1.2 in packs of 0.3"
        ),
    ])
    func `what runs low is ordered up to its level`(_ row: Case) {
        let draft = OrderScene.draft([OrderScene.line("door", row.counted)], row.item)
        #expect(
            draft
                == DraftOrder(
                    lines: [
                        DraftOrder.Line(
                            reference: "PO-fridge-2026-12-30T230000Z-4f1c-fab3f3ca74",
                            supplier: "Hen & Co",
                            sku: "EGG",
                            supplierSKU: "H-1",
                            name: "Eggs",
                            quantity: row.quantity,
                            unit: "box",
                            pack: row.item.pack,
                            unitCost: Decimal(string: "2.40"),
                            currency: "EUR",
                            needBy: "",
                            reason: row.reason
                        )
                    ],
                    held: [],
                    notes: []
                )
        )
    }

    @Test(arguments: [
        (OrderScene.rule(), 5), (OrderScene.rule(onOrder: 2), 3),
        (OrderScene.rule(when: 4, upTo: 4), 4), (OrderScene.rule(when: 0, upTo: 0), 0),
    ])
    func `what doesn't run low is neither ordered nor held`(_ item: OrderRules.Item, _ count: Int) {
        #expect(
            OrderScene.draft([OrderScene.line("door", count)], item)
                == DraftOrder(lines: [], held: [], notes: [])
        )
    }

    @Test func `an item is counted at all its locations`() {
        let lines = [OrderScene.line("door", 2), OrderScene.line("shelf", 2)]
        #expect(
            OrderScene.draft(lines, OrderScene.rule()).lines.map(\.reason) == [
                "4 counted, at or below 4; 6 up to 10"
            ]
        )
        let more = lines + [OrderScene.line("box", 1)]
        #expect(OrderScene.draft(more, OrderScene.rule()).lines == [])
    }

    @Test func `each supplier has an order of its own, in natural order`() {
        let items = [
            OrderScene.rule("B10", supplier: "b"), OrderScene.rule("B9", supplier: "b"),
            OrderScene.rule("A", supplier: "c"), OrderScene.rule("N", supplier: ""),
        ]
        let lines = items.map { OrderScene.line("door", 1, sku: $0.sku) }
        let draft = OrderScene.planning(items).draft(of: lines)
        #expect(draft.lines.map(\.sku) == ["N", "B9", "B10", "A"])
        #expect(Set(draft.lines.map(\.reference)).count == 3)
        #expect(
            draft.lines.allSatisfy { $0.reference.wholeMatch(of: /[A-Za-z0-9-]+/) != nil }
        )
    }

    @Test func `the same run gives the same id, another one another`() {
        let first = OrderScene.planning([])
        let other = OrderPlanning(
            rules: first.rules,
            pipeline: "fridge",
            run: "2026-12-31T230000Z-4f1c",
            continues: nil,
            startedAt: first.startedAt,
            hasBooks: false
        )
        #expect(first.reference(for: "=x\r\n") == OrderScene.planning([]).reference(for: "=x\r\n"))
        #expect(first.reference(for: "a") != first.reference(for: "b"))
        #expect(first.reference(for: "a") != other.reference(for: "a"))
    }

    @Test(arguments: [(nil, ""), (0, "2026-12-30"), (1, "2026-12-31"), (60, "2027-02-28")])
    func `the date of need is the run's day and the lead time`(_ days: Int?, _ day: String) {
        let draft = OrderScene.draft(
            [OrderScene.line("door", 1)],
            OrderScene.rule(leadDays: days)
        )
        #expect(draft.lines.map(\.needBy) == [day])
    }

    @Test func `what an order relies on is said`() {
        let lines = [
            OrderScene.line("A", 1, method: "labels"),
            OrderScene.line("B", nil, expected: 0, method: "labels"),
            OrderScene.line("C", nil, [.noPhoto], sku: "MILK", expected: 2, method: "labels"),
        ]
        let planning = OrderScene.planning(
            [OrderScene.rule()],
            continues: "2026-12-29T230000Z-aaaa",
            hasBooks: true,
            lostPhotos: 2
        )
        let draft = planning.draft(of: lines)
        #expect(draft.lines.map(\.quantity) == [9])
        #expect(
            draft.notes == [
                RunRecord.lowerBound,
                "taken as 0 where none was seen and the books say 0: EGG",
                "not wholly looked at, and searched for no item that the books don't have there: C",
                "2 photos without a known location could not be used; what they show is in no "
                    + "quantity",
                "this run continues 2026-12-29T230000Z-aaaa and has order ids of its own: import "
                    + "the orders of one of the two",
            ]
        )
    }

    @Test func `a run of some locations only orders nothing`() {
        var planning = OrderScene.planning([OrderScene.rule()])
        let lines = [OrderScene.line("A", 1)]
        #expect(planning.draft(of: lines).lines.map(\.sku) == ["EGG"])
        planning.isRestricted = true
        let note =
            "nothing is ordered from a run of some locations only, because an item may be at "
            + "others; run without --only"
        #expect(planning.draft(of: lines) == DraftOrder(lines: [], held: [], notes: [note]))
    }

    @Test func `whatever is counted, an order is whole, enough and never of an unsure line`() {
        var random = Seeded(state: 17)
        for _ in 0..<2000 {
            let items = (0..<4).map { number in
                let when = Decimal(Int.random(in: 0...9, using: &random))
                return OrderScene.rule(
                    "I\(number)",
                    when: when,
                    upTo: when + Decimal(Int.random(in: 0...90, using: &random)) / 4,
                    onOrder: Bool.random(using: &random)
                        ? Decimal(Int.random(in: 0...5, using: &random)) : nil,
                    committed: Bool.random(using: &random)
                        ? Decimal(Int.random(in: 0...5, using: &random)) : nil,
                    pack: Decimal(Int.random(in: 1...40, using: &random)) / 4,
                    minOrder: Decimal(Int.random(in: 0...30, using: &random)),
                    supplier: ["", "a", "b"].randomElement(using: &random) ?? ""
                )
            }
            let lines = (0..<8).map { number in
                let isSure = Int.random(in: 0..<5, using: &random) > 0
                let reason = LineReason.allCases.randomElement(using: &random) ?? .estimated
                return OrderScene.line(
                    "L\(number)",
                    Int.random(in: 0...6, using: &random),
                    isSure ? [] : [reason],
                    sku: "I\(number % 4)"
                )
            }
            let draft = OrderScene.planning(items, hasBooks: true).draft(of: lines)
            check(items, lines, draft)
            #expect(
                OrderScene.planning(items.shuffled(using: &random), hasBooks: true)
                    .draft(of: lines.shuffled(using: &random))
                    == draft
            )
        }
    }

    private func check(
        _ items: [OrderRules.Item],
        _ lines: [StockLine],
        _ draft: DraftOrder
    ) {
        for item in items {
            let own = lines.filter { $0.tally.sku == item.sku }
            let orders = draft.lines.filter { $0.sku == item.sku }
            let held = draft.held.filter { $0.sku == item.sku }
            #expect(orders.count + held.count <= 1)
            let counted = own.compactMap(\.tally.counted).reduce(0, +)
            let position = Decimal(counted) + (item.onOrder ?? 0) - (item.committed ?? 0)
            if own.contains(where: { $0.status != .ok }) {
                #expect(orders.isEmpty)
            } else {
                #expect(held.isEmpty)
                #expect(orders.isEmpty == (position > item.when || position >= item.upTo))
            }
            for order in orders {
                #expect(order.quantity >= max(item.upTo - position, item.minOrder))
                var packs = order.quantity / item.pack
                var whole = Decimal()
                unsafe NSDecimalRound(&whole, &packs, 0, .plain)
                #expect(whole * item.pack == order.quantity)
                #expect(
                    order.quantity - item.pack < max(item.upTo - position, item.minOrder)
                )
            }
            for entry in held {
                #expect((entry.low ?? 0) <= entry.high ?? 1000)
                #expect(entry.least ?? 0 <= entry.most ?? 0)
            }
        }
    }
}

/// A generator whose numbers follow from a seed.
private struct Seeded: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        var word = state
        word ^= word >> 33
        word = word &* 0xFF51_AFD7_ED55_8CCD
        return word ^ (word >> 33)
    }
}
