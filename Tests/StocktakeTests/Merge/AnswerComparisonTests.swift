import Foundation
import Testing

@testable import Stocktake

private typealias A = AnswerScene

@Suite("Merged answers compared with the books") struct AnswerComparisonTests {
    /// `sku counted status reasons`, one line per stock line.
    private func lines(_ questions: [CountQuestion], votes: Int = 1) -> [String] {
        let merged = A.merge(votes: votes).merge(questions).merged
        let books = [("ICE", 3), ("WATER", 5)].map {
            ExpectedStock(
                sku: $0.0,
                location: "A-01",
                quantity: Decimal($0.1),
                unitCost: nil,
                itemClass: ""
            )
        }
        let comparison = StockComparison(
            books: books,
            tolerances: ToleranceTable(),
            catalogue: Scene.catalogue,
            locationsWithRejects: [:]
        )
        let lines = comparison.lines(merged.tallies, photosByLocation: merged.photosByLocation)
        return lines.map { line in
            let counted = line.tally.counted.map(String.init) ?? "-"
            let reasons = line.reasons.map(\.rawValue).joined(separator: ";")
            return "\(line.tally.location) \(line.tally.sku) \(counted) \(line.status) \(reasons)"
        }
    }

    @Test func `an unreadable location is not counted, rather than none seen`() {
        let expected = ["ICE", "WATER"].map { "A-01 \($0) - notCounted reply_failed" }
        #expect(lines([A.question(["p1"], nil)]) == expected)
        let dark = A.answer([:], unreadable: [0: ["dark"]])
        #expect(
            lines([A.question(["p1"], dark)])
                == ["ICE", "WATER"].map { "A-01 \($0) - notCounted photo_rejected" }
        )
    }

    @Test func `a failed photo may have shown missing goods`() {
        let questions = [A.question(["p1"], A.answer(["ICE": [3]])), A.question(["p2"], nil)]
        #expect(
            lines(questions) == [
                "A-01 ICE 3 incomplete reply_failed",
                "A-01 WATER - incomplete reply_failed;none_seen",
            ]
        )
    }

    @Test func `goods seen by a minority of votes are none seen`() {
        #expect(
            lines(A.votes([0, 0, 1]), votes: 3) == [
                "A-01 ICE - recount none_seen;vote_spread", "A-01 WATER - recount none_seen",
            ]
        )
    }

    @Test func `an empty place where the books expect goods, and where they don't`() {
        let empty = A.answer(["WATER": [5]], empty: ["ICE": 0])
        #expect(
            lines([A.question(["p1"], empty), A.question(["p2"], at: "B-01", empty)]) == [
                "A-01 ICE 0 recount empty_seen;beyond_tolerance", "A-01 WATER 5 ok ",
                "B-01 ICE 0 ok empty_seen", "B-01 WATER 5 recount not_in_books",
            ]
        )
    }
}
