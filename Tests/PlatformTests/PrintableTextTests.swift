import Platform
import Testing

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
