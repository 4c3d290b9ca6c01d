import Foundation
import Testing

@testable import Stocktake

@Suite("Comparing with the books") struct StockComparisonTests {
    private func tally(
        _ location: String,
        _ sku: String,
        _ counted: Int?,
        reasons: [LineReason] = []
    ) -> Tally {
        Tally(
            location: location,
            sku: sku,
            name: "",
            gtin: "",
            unit: "",
            counted: counted,
            low: counted,
            high: nil,
            reasons: reasons,
            method: "labels",
            model: "",
            votes: 1,
            photos: ["p"],
            evidence: []
        )
    }

    private func books(_ sku: String, _ location: String, _ quantity: Int) -> ExpectedStock {
        ExpectedStock(
            sku: sku,
            location: location,
            quantity: Decimal(quantity),
            unitCost: nil,
            itemClass: ""
        )
    }

    private func compare(
        _ tallies: [Tally],
        _ books: [ExpectedStock]?,
        lost: [String: String] = [:],
        unreached: UnreachedPhotos = UnreachedPhotos()
    ) -> [String] {
        let comparison = StockComparison(
            books: books,
            tolerances: ToleranceTable(),
            catalogue: Scene.catalogue,
            locationsWithRejects: lost,
            unreached: unreached
        )
        let looks = Dictionary(
            tallies.map { (locationKey($0.location), ["p"]) },
            uniquingKeysWith: { a, _ in a }
        )
        return comparison.lines(tallies, photosByLocation: looks).map { line in
            let counted = line.tally.counted.map(String.init) ?? "-"
            let expected = line.expected.map(quantityText) ?? "-"
            let reasons = line.reasons.map(\.rawValue).joined(separator: ";")
            return "\(line.tally.location) \(line.tally.sku) \(counted)/\(expected) "
                + "\(line.status.rawValue) \(reasons)"
        }
    }

    @Test func `agreement is ok, difference is a recount`() {
        let lines = compare(
            [tally("A", "ICE", 4), tally("A", "WATER", 3)],
            [books("ICE", "A", 4), books("WATER", "A", 4)]
        )
        #expect(lines == ["A ICE 4/4 ok ", "A WATER 3/4 recount beyond_tolerance"])
    }

    @Test func `books below zero and fractions are compared as they are`() {
        let below = [books("ICE", "A", -2), books("WATER", "A", -1)]
        #expect(
            compare([tally("A", "ICE", 3)], below) == [
                "A ICE 3/-2 recount beyond_tolerance", "A WATER -/-1 recount none_seen",
            ]
        )
        let half = ExpectedStock(
            sku: "ICE",
            location: "A",
            quantity: Decimal(string: "2.5"),
            unitCost: Decimal(string: "7.20"),
            itemClass: ""
        )
        let comparison = StockComparison(
            books: [half],
            tolerances: ToleranceTable(),
            catalogue: Scene.catalogue,
            locationsWithRejects: [:]
        )
        let line = comparison.lines([tally("A", "ICE", 2)], photosByLocation: [:]).first
        #expect(line?.variance == Decimal(string: "-0.5"))
        #expect(line?.varianceValue.map(moneyText) == "-3.60")
        #expect(line?.variancePercent == "-20.0")
    }

    @Test func `what can't be read in the books is for review, never 0`() {
        func unreadable(_ sku: String, _ location: String) -> ExpectedStock {
            ExpectedStock(
                sku: sku,
                location: location,
                quantity: nil,
                unitCost: nil,
                itemClass: "",
                isUnreadable: true
            )
        }
        let empty = tally("C", "", nil, reasons: [.noLabelsSeen])
        let lines = compare(
            [tally("A", "ICE", 4), tally("B", "ICE", 1), empty],
            [
                unreadable("ICE", "A"), unreadable("WATER", "A"), unreadable("ICE", "D"),
                unreadable("", "C"), unreadable("ICE", ""), books("ICE", "B", 1),
            ]
        )
        #expect(
            lines == [
                "A ICE 4/- review book_unreadable", "A WATER -/- review book_unreadable",
                "B ICE 1/1 ok ", "C  -/- review no_labels_seen;book_unreadable",
                "D ICE -/- not_counted no_photo;book_unreadable",
                " ICE -/- review book_unreadable",
            ]
        )
    }

    @Test func `goods not in the books here are a recount`() {
        #expect(compare([tally("A", "ICE", 2)], []) == ["A ICE 2/- recount not_in_books"])
    }

    @Test func `without books nothing is compared`() {
        #expect(compare([tally("A", "ICE", 2)], nil) == ["A ICE 2/- ok "])
    }

    @Test func `expected goods that are not seen are a recount without a number`() {
        let lines = compare([tally("A", "ICE", 2)], [books("ICE", "A", 2), books("WATER", "A", 3)])
        #expect(lines.last == "A WATER -/3 recount none_seen")
    }

    @Test func `a location without photos is not counted`() {
        #expect(compare([], [books("ICE", "B", 2)]) == ["B ICE -/2 not_counted no_photo"])
    }

    @Test func `a location whose photos were all rejected has that reason`() {
        let lines = compare([], [books("ICE", "B", 2)], lost: ["B": "B"])
        #expect(lines == ["B ICE -/2 not_counted photo_rejected"])
    }

    @Test func `goods not seen at a location with a lost photo are incomplete`() {
        let lines = compare(
            [tally("A", "ICE", 2)],
            [books("ICE", "A", 2), books("WATER", "A", 3)],
            lost: ["A": "A"]
        )
        #expect(lines.last == "A WATER -/3 incomplete photo_rejected;none_seen")
    }

    @Test func `while a photo was not reached, nothing is missing where it may belong`() {
        let seen = tally("A", "ICE", 2)
        let expected = [books("ICE", "A", 2), books("WATER", "A", 3), books("ICE", "B", 1)]
        #expect(
            compare([seen], expected, unreached: UnreachedPhotos(locations: ["B": "b"])) == [
                "A ICE 2/2 ok ", "A WATER -/3 recount none_seen",
                "b ICE -/1 not_counted not_reached",
            ]
        )
        // What the merge says of every line, where only a sign would tell.
        let open = tally("A", "ICE", 2, reasons: [.notReached])
        #expect(
            compare([open], expected, unreached: UnreachedPhotos(mayBeAnywhere: true)) == [
                "A ICE 2/2 incomplete not_reached", "A WATER -/3 incomplete not_reached",
                "B ICE -/1 not_counted not_reached",
            ]
        )
        #expect(
            compare(
                [],
                [books("ICE", "B", 1)],
                lost: ["B": "B"],
                unreached: UnreachedPhotos(locations: ["B": "B", "C": "c"])
            ) == [
                "B ICE -/1 not_counted not_reached;photo_rejected",
                "c  -/- not_counted not_reached",
            ]
        )
        let few = tally("A", "ICE", nil, reasons: [.notReached, .voteSpread])
        #expect(
            compare([few], [books("ICE", "A", 2)]) == [
                "A ICE -/2 incomplete not_reached;vote_spread"
            ]
        )
    }

    @Test func `a location with only rejected photos is a row, with or without books`() {
        #expect(compare([], nil, lost: ["B": "b"]) == ["b  -/- not_counted photo_rejected"])
        #expect(compare([], [], lost: ["B": "b"]) == ["b  -/- not_counted photo_rejected"])
    }

    @Test func `a location has one spelling, that of the photos`() {
        let lines = compare(
            [tally("a-03", "ICE", 2)],
            [books("ICE", "A-03", 2), books("WATER", "A-03", 1)]
        )
        #expect(lines == ["a-03 ICE 2/2 ok ", "a-03 WATER -/1 recount none_seen"])
    }

    @Test func `an unknown GTIN never matches an SKU with the same digits`() {
        let unknown = tally("A", "4006381333931", 1, reasons: [.unknownItem])
        let lines = compare([unknown], [books("4006381333931", "A", 4)])
        #expect(lines.count == 2)
        #expect(lines.contains("A 4006381333931 1/- review unknown_item"))
    }

    @Test
    func `a name of an open list matches an SKU of the books, and is otherwise not held to them`() {
        let egg = tally("A", "egg", 6, reasons: [.openName])
        #expect(
            compare([egg], [books("egg", "A", 8)]) == [
                "A egg 6/8 recount beyond_tolerance;open_name"
            ]
        )
        #expect(compare([egg], []) == ["A egg 6/- review open_name"])
    }

    @Test func `an empty location in the books gives only the books' lines`() {
        let empty = tally("A-05", "", nil, reasons: [.noLabelsSeen])
        #expect(compare([empty], []) == ["A-05  -/- review no_labels_seen"])
        #expect(
            compare([empty], [books("ICE", "A-05", 1)]) == [
                "A-05 ICE -/1 recount none_seen;no_labels_seen"
            ]
        )
    }

    @Test func `an unknown item needs a review and is not a variance`() {
        let lines = compare([tally("A", "4006381333931", 1, reasons: [.unknownItem])], [])
        #expect(lines == ["A 4006381333931 1/- review unknown_item"])
    }

    @Test func `a location is the same in any spelling`() {
        #expect(compare([tally("a-1", "ICE", 2)], [books("ICE", "A-1", 2)]) == ["a-1 ICE 2/2 ok "])
    }

    @Test func `the worst reason decides the status`() {
        let tally = tally("A", "ICE", 1, reasons: [.photoRejected, .locationUnsure])
        #expect(
            compare([tally], [books("ICE", "A", 2)]) == [
                "A ICE 1/2 incomplete photo_rejected;beyond_tolerance;location_unsure"
            ]
        )
    }
}

@Suite("Tolerances") struct ToleranceTests {
    struct Row: CustomTestStringConvertible {
        let counted: Int
        let holds: Bool
        var testDescription: String { "books 100, counted \(counted)" }
    }

    /// Oracle's worked example: cost 10, +5 % / −10 %, value +200 / −250, books 100.
    @Test(arguments: [
        Row(counted: 100, holds: true), Row(counted: 105, holds: true),
        Row(counted: 106, holds: false), Row(counted: 122, holds: false),
        Row(counted: 90, holds: true), Row(counted: 88, holds: false),
        Row(counted: 73, holds: false),
    ])
    func `percent and value limits differ for each side`(_ row: Row) {
        let tolerance = Tolerance(
            percent: .init(plus: 5, minus: 10),
            value: .init(plus: 200, minus: 250)
        )
        let check = ToleranceCheck(tolerance: tolerance, unitCost: 10)
        #expect(check.holds(counted: row.counted, expected: 100) == row.holds)
    }

    @Test func `bounds are inclusive and exact`() {
        let check = ToleranceCheck(tolerance: Tolerance(percent: .init(1)), unitCost: nil)
        #expect(check.holds(counted: 303, expected: 300))
        #expect(!check.holds(counted: 304, expected: 300))
        #expect(check.holds(counted: 297, expected: 300))
        #expect(!check.holds(counted: 1, expected: 0))
        #expect(check.holds(counted: 0, expected: 0))
        #expect(!check.holds(counted: 0, expected: -1))
        let wide = ToleranceCheck(tolerance: Tolerance(percent: .init(300)), unitCost: nil)
        #expect(wide.holds(counted: 1, expected: -1))
    }

    @Test func `a value limit without a cost accepts only agreement`() {
        let check = ToleranceCheck(tolerance: Tolerance(value: .init(50)), unitCost: nil)
        #expect(check.holds(counted: 4, expected: 4))
        #expect(!check.holds(counted: 5, expected: 4))
    }

    @Test func `item before class before default`() {
        let table = ToleranceTable(
            standard: Tolerance(quantity: .init(0)),
            classes: ["A": Tolerance(quantity: .init(1))],
            items: ["ICE": Tolerance(quantity: .init(2))]
        )
        #expect(table.tolerance(sku: "ICE", itemClass: "A").quantity == .init(2))
        #expect(table.tolerance(sku: "X", itemClass: "A").quantity == .init(1))
        #expect(table.tolerance(sku: "X", itemClass: "").quantity == .init(0))
        #expect(table.tolerance(sku: "X", itemClass: "").words == "0")
        let band = Tolerance(percent: .init(plus: 3, minus: 2), value: .init(50))
        #expect(band.words == "+3/−2 %, ±50 in value")
    }
}
