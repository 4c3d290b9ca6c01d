import Testing
import YAML

/// `line:column message` of what makes a text unreadable; nil for a text that is read.
private func problem(_ text: String) -> String? {
    do {
        _ = try YAMLNode.read(Array(text.utf8))
        return nil
    } catch {
        return "\(error.line):\(error.column) \(error.message)"
    }
}

@Suite("A YAML text") struct YAMLReaderTests {
    private static let anchor =
        "YAML anchors ('&') are not supported; write the value out or quote the text"
    private static let alias =
        "YAML aliases ('*') are not supported; write the value out or quote the text"
    private static let key =
        "keys marked with '?' are not supported; write 'key: value' or quote the text"
    private static let collection = "a list or section can't be a key; write 'key: value'"

    @Test(arguments: [
        ("a: &x 1", "1:4"), ("&x a: 1", "1:1"), ("- &x 1", "1:3"), ("- \"a\"\n- &x 1", "2:3"),
        ("a: [&x 1]", "1:5"), ("a: [1,&x 1]", "1:7"), ("a: {b: &x 1}", "1:8"),
        ("a: {\"b\":&x 1}", "1:9"), ("x: !!seq &a1 [1]", "1:4"), ("x: !t &a 1", "1:4"),
        ("x: !<tag:a,[b]> &a 1", "1:4"), ("x: ! &a 1", "1:4"), ("--- &a\nb: 1", "1:5"),
        ("# one\r\nx: &a 1", "2:4"), ("# one\rx: &a 1", "2:4"), ("# one\u{85}x: &a 1", "2:4"),
        ("# one\u{2028}x: &a 1", "2:4"), ("a: \"b\"\r\nc: &x 1", "2:4"), ("a:\r\n  &x b: 1", "2:3"),
        ("a: 'it''s'\nb: &x 1", "2:4"), ("a: \"\\\"\"\nb: &x 1", "2:4"),
        ("a: b'c\nd: &x e", "2:4"),
        ("a: |\n  x\nb: &x 1", "3:4"), ("a: >-\n\n  x\nb: &y 1", "4:4"),
        ("a: |1\n x\n&y b: 1", "3:1"),
        ("a: [b,\n c]\nd: &x 1", "3:4"), ("a: [b c,\n &x d]", "2:2"), ("é: &x 1", "1:4"),
        ("\u{FEFF}a: &x 1", "1:4"), ("a:\n  b\n  c\nd: &x 1", "4:4"),
        ("%YAML 1.1\n--- &x\na: 1", "2:5"),
        ("a: b # 'c\nd: &x 1", "2:4"), ("a: 'b' # \"c\nd: &x 1", "2:4"), ("a: |\n\nb: &x 1", "3:4"),
        ("- - &x a", "1:5"), ("a: \"b\n  c\" \nd: &x 1", "3:4"), ("a: ''\nb: &x 1", "2:4"),
    ])
    func `an anchor is refused wherever it is`(_ text: String, _ place: String) {
        #expect(problem(text) == "\(place) \(Self.anchor)")
    }

    @Test(arguments: [
        ("a: *x", "1:4"), ("photos: *.jpg", "1:9"), ("- *x", "1:3"), ("a: [b, *x]", "1:8"),
        ("*x : 1", "1:1"), ("# c\r\n- *x", "2:3"), ("{*x}", "1:2"), ("# c\r\n? *a11", "2:3"),
    ])
    func `an alias is refused, and so is a text that would be one`(_ text: String, _ place: String)
    {
        #expect(problem(text) == "\(place) \(Self.alias)")
    }

    @Test(arguments: [
        ("? a\n: b", "1:1", key), ("a:\n  ? [b]\n  : c", "2:5", collection),
        ("{? a: b}", "1:2", key),
        ("- ? a", "1:3", key), ("[a]: b", "1:1", collection),
        ("{a: b}: c", "1:1", collection), ("{[a]: b}", "1:2", collection),
        ("{a: b, {c: d}}", "1:8", collection), ("[[a]: b]", "1:2", collection),
        ("{!!seq [a]: b}", "1:2", collection), ("!!seq [a]: b", "1:1", collection),
        ("a:\n  [b, c]: d", "2:3", collection),
    ])
    func `a key that is not text is refused`(_ text: String, _ place: String, _ message: String) {
        #expect(problem(text) == "\(place) \(message)")
    }

    @Test(arguments: [
        "title: Fish, & chips", "title: a & b", "title: \"&x\"", "title: Tom&Jerry",
        "title: 'a: &b'",
        "a: 2 * 3", "a: b*", "a: what?", "a: ?b", "a: x ? y", "a: b\n  & c",
        "a: b\n  * c", "a: [fish & chips, 'b, &c']", "a: {b: c & d}", "a: \"b\n  &c\n  *d\"",
        "a: 'b\n\n  &c'", "note: |\n  Tom\n  & Jerry\n  * one\n  ? two\nb: c",
        "note: >-\n  Tom\n\n  & Jerry\n\nb: c", "note: |2\n    &x\n  &y\nb: c", "a:\n- |\n &x\n- b",
        "a: |+ # comment\n  &x\n\n\nb: c", "# &x\na: b # *x\n", "a: b #&x", "a: !t&u b",
        "a: !t*u b",
        "a: http://b/?c=d&e=*", "a: [b:c, d]", "a: [[b], [c]]", "a: {b: [c], d: {e: f}}",
        "title: Fish, & chips\r\nb: |\r\n  & Jerry\r\n  * x\r\nc: d\r\n",
        "a: b\rc: x& d",
        "a: \"\\\\\"\nb: 'c & d'", "a: b:&c", "'a': b\n\"c\": d",
        "a: -1\nb: --\n", "a:\n  - b: c\n    d: |\n      &x\n  - e",
    ])
    func `a text that only looks like it is read`(_ text: String) {
        #expect(problem(text) == nil)
    }

    @Test(arguments: ["\n", "\r", "\r\n"])
    func `lines may end as any editor ends them`(_ end: String) {
        let lines = (0..<1000).map { "k\($0): a line of some length, not too long" }
        #expect(problem(lines.joined(separator: end)) == nil)
        #expect(problem("a: b\(end)\tc: d") == "2:1 a tab in the indentation; use spaces")
        let long = "a: b\(end)" + String(repeating: "x", count: 8193)
        #expect(problem(long) == "2:1 the line has 8193 bytes; the maximum is 8192")
    }

    @Test func `a tree has its texts, lists and places`() throws {
        let text = "a: 'b'\nc: [1, ~]\nd:\n  é: {e: |\n    f\n  }\n"
        #expect(problem(text) != nil, "a block in a flow mapping is not YAML")
        let root = try #require(try YAMLNode.read(Array("a: 'b'\nc: [1, ~]\né: {d: e}\n".utf8)))
        let pairs = try #require(root.mapping)
        #expect(pairs.map { $0.key.scalar?.string } == ["a", "c", "é"])
        #expect(pairs[0].value.scalar?.string == "b")
        #expect(pairs[0].value.scalar?.isPlain == false)
        #expect(pairs[1].value.sequence?.map(\.isNull) == [false, true])
        #expect(pairs[1].value.sequence?.map(\.column) == [5, 8])
        let inner = try #require(pairs[2].value.mapping?.first)
        #expect((inner.value.line, inner.value.column) == (3, 8))
    }

    @Test(arguments: [
        ("name: a\nphotos: x\nname: b\n", "3:1 duplicate key 'name'; remove one"),
        ("a: {b: 1, 'b': 2}", "1:11 duplicate key 'b'; remove one"),
        ("name: a\n---\nname: b\n", "2:1 a second YAML document begins here; keep one per file"),
        (
            "a: [b",
            "2:1 invalid YAML: did not find expected ',' or ']' while parsing a flow sequence"
        ),
        ("a: \u{1}b", "1:1 invalid YAML: control characters are not allowed, byte 3"),
    ])
    func `what is not one document of unique keys is refused`(_ text: String, _ message: String) {
        #expect(problem(text) == message)
    }

    @Test(arguments: ["", "\n", "# a comment\n"])
    func `a text without a document is empty`(_ text: String) throws {
        #expect(try YAMLNode.read(Array(text.utf8)) == nil)
    }

    @Test func `deep nesting and bombs are refused early`() {
        let deep = "nested more than 100 levels deep; flatten it"
        #expect(problem(String(repeating: "[", count: 8000)) == "1:102 \(deep)")
        #expect(problem(String(repeating: "- ", count: 4000)) == "1:203 \(deep)")
        #expect(
            problem((0..<200).map { String(repeating: " ", count: $0) + "a:\n" }.joined())
                == "101:101 \(deep)"
        )
        let full = String(repeating: "[", count: 100) + String(repeating: "]", count: 100)
        #expect(problem(full) == nil)
        let laughs = "a: &a [x,x]\nb: &b [*a,*a]\n? [*b,*b]\n: c\n"
        #expect(problem(laughs) == "1:4 \(Self.anchor)")
        #expect(
            problem(String(repeating: "# comment\n", count: 40_000))
                == "1:1 the file has 400000 bytes; the maximum is 262144"
        )
    }

    /// Texts made of every mark: each is read, or refused with a place inside the text.
    @Test func `no text of marks crashes or is misplaced`() {
        let marks = [
            "&a", "*a", "a", "b", " ", " ", "  ", "\n", "\n", "\r\n", "\r", ": ", ":", "- ", "-",
            "? ", ",", ", ", "[", "]", "{", "}", "'", "\"", "#", " #", "|", ">", "!", "!!seq ",
            "\\", "\t", "---", "|2", ">-", "é", "%", "\n  ", "\n ", ": |\n  ", ": [", "\u{85}",
        ]
        var random = SplitMix(state: 7)
        for _ in 0..<40_000 {
            let count = Int.random(in: 1...14, using: &random)
            let text = (0..<count).map { _ in marks.randomElement(using: &random) ?? "" }.joined()
            do {
                _ = try YAMLNode.read(Array(text.utf8))
            } catch {
                let isInside = (1...16).contains(error.line) && (1...100).contains(error.column)
                #expect(isInside, "\(text.debugDescription): \(error)")
            }
        }
    }
}

/// Random numbers that are the same in every run.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
