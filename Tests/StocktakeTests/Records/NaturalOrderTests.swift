import Testing

@testable import Stocktake

struct NaturalOrderTests {
    @Test(arguments: [
        ["a2", "a10"], ["A2", "a10", "A11"], ["a", "b", "C", "d"], ["a/b", "a b", "a-b", "ab"],
        ["9", "10", "99999999999999999999", "100000000000000000000"], ["", "a"], ["a", "a1"],
        ["A-01", "A-02", "A-10", "B-1"], ["a01", "a1"], ["A1", "a1"], ["a1b2", "a1b10"],
        ["Ärger 2", "ärger 10"],
    ])
    func `counts as a person does`(sorted: [String]) {
        for (index, earlier) in sorted.enumerated() {
            for later in sorted[(index + 1)...] {
                #expect(isBeforeNaturally(earlier, later), "\(earlier) before \(later)")
                #expect(!isBeforeNaturally(later, earlier), "\(later) not before \(earlier)")
            }
            #expect(!isBeforeNaturally(earlier, earlier))
        }
    }

    @Test func `is one order, whichever way the texts came`() {
        var generator = Numbers(seed: 7)
        let texts = (0..<300).map { _ in
            String((0..<generator.next(6)).map { _ in "aA0129/-é".randomElement(&generator) })
        }
        let sorted = texts.map(NaturalKey.init).sorted().map(\.text)
        let again = texts.reversed().map(NaturalKey.init).sorted().map(\.text)
        #expect(sorted == again)
        for (index, text) in sorted.enumerated() {
            for later in sorted[index...] {
                #expect(!isBeforeNaturally(later, text))
            }
        }
    }
}

/// Numbers that look random and are the same in every run.
struct Numbers {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    /// A number from 0 up to, not including, `bound`.
    mutating func next(_ bound: Int) -> Int {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Int((state >> 33) % UInt64(bound))
    }
}

extension String {
    fileprivate func randomElement(_ numbers: inout Numbers) -> Character {
        self[index(startIndex, offsetBy: numbers.next(count))]
    }
}
