import Testing

@testable import Stocktake

@Suite("What an answer may name") struct AnswerVocabularyTests {
    private let vocabulary = AnswerVocabulary(
        photoIDs: ["p1"],
        items: ["ICE", "A\u{7}B", "A\\u{7}B", "C\u{202E}D", "café", "unknown"],
        zones: ["left\tside"],
        problems: []
    )

    @Test(
        arguments: [
            ("ICE", "ICE"), ("unknown", "unknown"), ("ice", nil), ("", nil),
            ("A\u{7}B", "A\u{7}B"), ("A\\u{7}B", "A\\u{7}B"), ("C\u{202E}D", "C\u{202E}D"),
            ("cafe\u{301}", "café"),
        ] as [(String, String?)]
    )
    func `an item is named as the pipeline spells it`(name: String, sku: String?) {
        #expect(vocabulary.item(name) == sku)
    }

    @Test func `or as the question shows it, unless that is another item's name`() {
        #expect(CountAnswer.shown("C\u{202E}D") != "C\u{202E}D")
        #expect(vocabulary.item(CountAnswer.shown("C\u{202E}D")) == "C\u{202E}D")
        #expect(vocabulary.zone(CountAnswer.shown("left\tside")) == "left\tside")
        #expect(vocabulary.item(CountAnswer.shown("A\u{7}B")) != nil)
    }
}
