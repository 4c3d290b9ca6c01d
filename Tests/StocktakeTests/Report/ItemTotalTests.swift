import Testing

@testable import Stocktake

@Suite("Sums by item") struct ItemTotalTests {
    private func evidence(_ code: String, serial: String) -> Evidence {
        Evidence(
            photo: "aaaaaaaaaa",
            x: 1,
            y: 1,
            zone: "",
            code: code,
            serial: serial,
            lot: "",
            outline: [],
            counts: true
        )
    }

    private func unplaced(_ evidence: [Evidence]) -> Int? {
        let line = SampleRecord.line("", "ICE", nil, expected: nil, evidence: evidence)
        return ItemTotal.all(of: [line]).first?.unplaced
    }

    @Test func `a serial that was not placed counts once, however its code is written`() {
        let same = [
            evidence("(01)09520000000011(21)S1", serial: "S1"),
            evidence("https://id.gs1.org/01/09520000000011/21/S1", serial: "S1"),
            evidence("(01)09520000000011(21)S1(10)L", serial: "S1"),
        ]
        #expect(unplaced(same) == 1)
        #expect(unplaced(same + [evidence("(01)09520000000011(21)S2", serial: "S2")]) == 2)
    }

    @Test func `labels without a serial count by their codes`() {
        #expect(unplaced([evidence("a", serial: ""), evidence("b", serial: "")]) == 2)
        #expect(unplaced([evidence("a", serial: ""), evidence("a", serial: "")]) == 1)
        #expect(unplaced([]) == 0)
    }
}
