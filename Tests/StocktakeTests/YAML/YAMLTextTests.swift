import Foundation
import Testing
import Yams

@testable import Stocktake

/// `line:column message` of what makes a text unreadable; nil for a text that is read.
private func problem(_ text: String) -> String? {
    do {
        _ = try YAMLText(file: "p.yaml", bytes: Array(text.utf8)).root()
        return nil
    } catch {
        let position = error.finding.position
        return "\(position?.line ?? 0):\(position?.column ?? 0) \(error.finding.message)"
    }
}

@Suite("A YAML text") struct YAMLTextTests {
    private static let anchor =
        "an anchor ('&') is not read here; write the value out, or put the text in quotes"
    private static let alias =
        "an alias ('*') is not read here; write the value out, or put the text in quotes"
    private static let key =
        "a key after '?' is not read here; write 'key: value', or put the text in quotes"
    private static let collection = "a list or section can't be a key; write 'key: value'"

    @Test(arguments: [
        ("a: &x 1", "1:4"), ("&x a: 1", "1:1"), ("- &x 1", "1:3"), ("- \"a\"\n- &x 1", "2:3"),
        ("a: [&x 1]", "1:5"), ("a: [1,&x 1]", "1:7"), ("a: {b: &x 1}", "1:8"),
        ("a: {\"b\":&x 1}", "1:9"), ("x: !!seq &a1 [1]", "1:10"), ("x: !t &a 1", "1:7"),
        ("x: !<tag:a,[b]> &a 1", "1:17"), ("x: ! &a 1", "1:6"), ("--- &a\nb: 1", "1:5"),
        ("# one\r\nx: &a 1", "2:4"), ("# one\rx: &a 1", "2:4"), ("# one\u{85}x: &a 1", "2:4"),
        ("# one\u{2028}x: &a 1", "2:4"), ("a: \"b\"\r\nc: &x 1", "2:4"), ("a:\r\n  &x b: 1", "2:3"),
        ("a: 'it''s'\nb: &x 1", "2:4"), ("a: \"\\\"\"\nb: &x 1", "2:4"),
        ("a: b'c\nd: &x 'e", "2:4"),
        ("a: |\n  x\nb: &x 1", "3:4"), ("a: >-\n\n  x\n &y b: 1", "4:2"),
        ("a: |1\n x\n&y b: 1", "3:1"),
        ("a: [b,\n c]\nd: &x 1", "3:4"), ("a: [b c,\n &x d]", "2:2"), ("é: &x 1", "1:4"),
        ("\u{FEFF}a: &x 1", "1:4"), ("a:\n  b\n  c\nd: &x 1", "4:4"),
        ("%YAML 1.1\n--- &x\na: 1", "2:5"),
        ("a: b # 'c\nd: &x 1", "2:4"), ("a: 'b' # \"c\nd: &x 1", "2:4"), ("a: |\n\nb: &x 1", "3:4"),
        ("- - &x a", "1:5"), ("a: \"b\n  c\" \nd: &x 1", "3:4"), ("a: ''\nb: &x 1", "2:4"),
    ])
    func `an anchor is refused wherever it stands`(_ text: String, _ place: String) {
        #expect(problem(text) == "\(place) \(Self.anchor)")
    }

    @Test(arguments: [
        ("a: *x", "1:4"), ("photos: *.jpg", "1:9"), ("- *x", "1:3"), ("a: [b, *x]", "1:8"),
        ("*x : 1", "1:1"), ("a: !t *x", "1:7"), ("# c\r\n- *x", "2:3"), ("{*x}", "1:2"),
    ])
    func `an alias is refused, and so is a text that would be one`(_ text: String, _ place: String)
    {
        #expect(problem(text) == "\(place) \(Self.alias)")
    }

    @Test(arguments: [
        ("? a\n: b", "1:1", key), ("a:\n  ? [b]\n  : c", "2:3", key), ("{? a: b}", "1:2", key),
        ("# c\r\n? *a11", "2:1", key), ("- ? a", "1:3", key), ("[a]: b", "1:1", collection),
        ("{a: b}: c", "1:1", collection), ("{[a]: b}", "1:2", collection),
        ("{a: b, {c: d}}", "1:8", collection), ("[[a]: b]", "1:2", collection),
        ("{!!seq [a]: b}", "1:8", collection), ("!!seq [a]: b", "1:7", collection),
        ("a:\n  [b, c]: d", "2:3", collection),
    ])
    func `a key that is no word is refused`(_ text: String, _ place: String, _ message: String) {
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
    func `lines end as any editor ends them`(_ end: String) {
        let lines = (0..<1000).map { "k\($0): a line of some length, not too long" }
        #expect(problem(lines.joined(separator: end)) == nil)
        #expect(problem("a: b\(end)\tc: d") == "2:1 a tab in the indentation; use spaces")
        let long = "a: b\(end)" + String(repeating: "x", count: 8193)
        #expect(problem(long) == "2:1 a line of 8193 bytes; at most 8192")
    }

    /// The walk must find what libyaml finds, and nothing else, in texts made of every mark.
    @Test func `no text of marks hides an anchor or is refused for none`() throws {
        let marks = [
            "&a", "*a", "a", "b", " ", " ", "  ", "\n", "\n", "\r\n", "\r", ": ", ":", "- ", "-",
            "? ",
            ",", ", ", "[", "]", "{", "}", "'", "\"", "#", " #", "|", ">", "!", "!!seq ", "\\",
            "\t",
            "---", "|2", ">-", "é", "%", "\n  ", "\n ", ": |\n  ", ": [", "\u{85}",
        ]
        var random = SplitMix(state: 7)
        for _ in 0..<40_000 {
            let count = Int.random(in: 1...14, using: &random)
            let text = (0..<count).map { _ in marks.randomElement(using: &random) ?? "" }.joined()
            var scanner = YAMLScanner(text)
            let refusal = scanner.firstRefusal()
            guard refusal?.cause != .markedKey, let isForbidden = isForbidden(text) else {
                continue
            }
            #expect((refusal != nil) == isForbidden, "\(text.debugDescription)")
        }
    }

    /// Whether what libyaml reads has an anchor or a key that is no word; nil if it can't read it.
    private func isForbidden(_ text: String) -> Bool? {
        do {
            let parser = try Parser(yaml: text, encoding: .utf8)
            // The parser owns the anchors' names; nodes only borrow them.
            return try withExtendedLifetime(parser) {
                try parser.singleRoot().map(hasForbidden)
            }
        } catch {
            return nil
        }
    }

    private func hasForbidden(_ node: Node) -> Bool {
        switch node {
        case .scalar(let scalar): scalar.anchor != nil
        case .sequence(let sequence):
            sequence.anchor != nil || sequence.contains(where: hasForbidden)
        case .mapping(let mapping):
            mapping.anchor != nil
                || mapping.contains {
                    hasForbidden($0.key) || $0.key.scalar == nil || hasForbidden($0.value)
                }
        case .alias: true
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
