import Foundation
import Testing

@testable import Stocktake

@Suite("Text from outside in messages") struct PrintableTextTests {
    @Test(arguments: [
        ("plain, \"quoted\" é 漢字 🧊", "plain, \"quoted\" é 漢字 🧊"), ("", ""),
        ("a\nb\r\nc\td", "a\\u{a}b\\u{d}\\u{a}c\\u{9}d"),
        ("\u{1B}[31mred", "\\u{1b}[31mred"), ("\u{0}\u{7F}\u{85}", "\\u{0}\\u{7f}\\u{85}"),
        ("right\u{202E}left", "right\\u{202e}left"), ("a\u{200B}b\u{FEFF}", "a\\u{200b}b\\u{feff}"),
        ("a\u{2028}b\u{2029}c", "a\\u{2028}b\\u{2029}c"), ("a\u{301}", "a\u{301}"),
    ])
    func `what a terminal would obey or hide is spelled out`(_ text: String, _ shown: String) {
        #expect(printable(text) == shown)
    }

    @Test func `long text ends in an ellipsis`() {
        #expect(printable("abcdef", limit: 6) == "abcdef")
        #expect(printable("abcdefg", limit: 6) == "abcdef…")
        #expect(printable(String(repeating: "x", count: 10_000)).count == 201)
    }
}

@Suite("Exact decimals") struct ExactDecimalTests {
    @Test(arguments: [
        ("0", "0"), ("-2", "-2"), ("+2", "2"), ("0.0140", "0.014"), (".5", "0.5"), ("5.", "5"),
        ("1.5e3", "1500"), ("1E-2", "0.01"), ("12.50", "12.5"),
        ("99999999999999999999999999999999999999", "99999999999999999999999999999999999999"),
    ])
    func `plain numbers keep every digit`(_ text: String, _ value: String) {
        #expect(exactDecimal(text)?.description == value)
    }

    @Test(arguments: [
        "", " ", "1 ", " 1", "1,5", "1.000,00", "1'000", "$1", "1 €", "abc", "NaN", "inf",
        "Infinity", "0x10", "1e", "e5", ".", "-", "--1", "1.2.3", "1e1000", "1e999", "1e-999",
        "1e-200", "9999999999999999999999999999999999999999", "٣", "１", "½", "1\n", "=1+1",
    ])
    func `anything else is none`(_ text: String) {
        #expect(exactDecimal(text) == nil)
    }
}
