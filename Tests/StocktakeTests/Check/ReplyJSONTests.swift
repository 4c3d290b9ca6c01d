import JSONSchema
import Testing

@testable import Stocktake

@Suite("The JSON in a reply") struct ReplyJSONTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let removed: [AnswerNote.Cleanup]

        init(_ name: String, _ text: String, _ removed: AnswerNote.Cleanup...) {
            (testDescription, self.text, self.removed) = (name, text, removed)
        }
    }

    /// All of `{"a": "}```", "b": [1, {}]}`.
    static let rows = [
        Row("as it is", #"{"a":"}```","b":[1,{}]}"#),
        Row("space around", "\n\r\t " + #"{"a": "}```", "b": [1, {}]}"# + "\n"),
        Row("a fence", "```json\n" + #"{"a":"}```","b":[1,{}]}"# + "\n```\n", .fences),
        Row("a fence in one line", "```" + #"{"a":"}```","b":[1,{}]}"# + "```", .fences),
        Row("words before", "Here is “it”: " + #"{"a":"}```","b":[1,{}]}"#, .otherText),
        Row("words after", #"{"a":"}```","b":[1,{}]}"# + " That's \"all\".", .otherText),
        Row("a byte order mark", "\u{FEFF}" + #"{"a":"}```","b":[1,{}]}"#, .otherText),
        Row(
            "thoughts",
            "<think>Perhaps {\"a\": 1}? Don't know.</think>\n" + #"{"a":"}```","b":[1,{}]}"#,
            .thoughts
        ),
        Row(
            "thoughts whose beginning is lost",
            "Perhaps {\"a\"… \"</think>" + #"{"a":"}```","b":[1,{}]}"#,
            .thoughts
        ),
        Row("a comma after the last", #"{"a":"}```","b":[1,{} , ] ,}"#, .trailingCommas),
        Row(
            "the same twice",
            #"{"a":"}```","b":[1,{}]}"# + "\n" + #"{"a":"}```","b":[1,{}]}"#,
            .repetition
        ),
        Row(
            "all of it",
            "<think>{</think>Well:\n```json\n" + #"{"a":"}```","b":[1,{},],}"# + "\n```\n```json\n"
                + #"{"a":"}```","b":[1,{},],}"# + "\n```",
            .thoughts,
            .fences,
            .otherText,
            .repetition,
            .trailingCommas
        ),
    ]

    @Test(arguments: rows)
    func `the object is found, and what was removed is noted`(_ row: Row) throws {
        let json = try ReplyJSON(row.text)
        #expect(json.value == ["a": "}```", "b": [1, [:]]])
        #expect(json.removed == row.removed)
    }

    static let refused: [(String, AnswerFault.Code)] = [
        ("", .noObject), ("{", .noObject), ("}", .noObject), ("```json\n```", .noObject),
        ("<think>{\"a\":1}", .noObject), ("{\"a\":1}</think>{\"a\":2}", .severalObjects),
        ("{\"a\":1} {\"a\":2}", .severalObjects), ("{'a':1}", .notJSON), ("{\"a\":1,,}", .notJSON),
        ("{\"a\":[,]}", .notJSON), ("{,}", .notJSON), ("{\"a\":1;}", .notJSON),
        ("{a:1}", .notJSON), ("{\"a\":True}", .notJSON), ("{\"a\":01}", .notJSON),
        ("{\"a\":+1}", .notJSON), ("{\"a\":\"\u{0}\"}", .notJSON), (#"{"a":"\x"}"#, .notJSON),
        (#"{"a":1e1000000000000000000}"#, .notJSON), (#"{"a":Infinity}"#, .notJSON),
        (#"Set {a} is: {"a":1}"#, .severalObjects),
        (#"{"a":"the text ends in a string }"#, .noObject),
    ]

    @Test(arguments: refused)
    func `nothing else is tolerated`(_ text: String, _ code: AnswerFault.Code) {
        let fault = #expect(throws: AnswerFault.self) { try ReplyJSON(text) }
        #expect(fault?.code == code, "\(fault?.words ?? "")")
        #expect(fault?.photos == nil)
    }

    @Test func `byte offsets are those of the whole text`() {
        let fault = #expect(throws: AnswerFault.self) { try ReplyJSON("É: {\"a\":[1,],\"b\":01}") }
        let words = "the answer is not valid JSON: number with a leading zero at byte 18"
        #expect(fault?.words == words)
    }

    static let hostile: [(name: String, text: String)] = [
        ("opening braces", String(repeating: "{", count: 200_000)),
        ("opening brackets", String(repeating: "[", count: 200_000)),
        ("objects in objects", String(repeating: #"{"a":"#, count: 200_000)),
        (
            "closed deep nesting",
            "{\"a\":" + String(repeating: "[", count: 100_000)
                + String(repeating: "]", count: 100_000) + "}"
        ),
        ("empty objects", String(repeating: "{}", count: 100_000)),
        ("fences", String(repeating: "`", count: 200_000)),
        ("marks of thoughts", String(repeating: "<think>", count: 30_000)),
        ("quotes", "{" + String(repeating: "\"", count: 200_000)),
        (
            "one item over and over",
            #"{"photos":[],"items":["#
                + String(
                    repeating: #"{"item":"ICE","points":[{"photo":"p1","x":1,"y":1}]},"#,
                    count: 4000
                ) + #"1],"empty_places":[],"not_counted":[]}"#
        ),
        ("commas", "{\"a\":[" + String(repeating: ",", count: 200_000) + "]}"),
        ("a long number", "{\"a\":1" + String(repeating: "0", count: 200_000) + "}"),
        ("backslashes", "{\"a\":\"" + String(repeating: "\\", count: 200_000)),
    ]

    @Test(.timeLimit(.minutes(10)), arguments: hostile)
    func `nonsense is checked and never passes`(
        _ name: String,
        _ text: String
    ) throws {
        let check = try CheckScene.check()
        #expect(check.check(text).faulty != nil)
    }

    @Test(.timeLimit(.minutes(10))) func `ten thousand points are checked`() throws {
        let check = try CheckScene.check(zones: [])
        for spread in [true, false] {
            let points = (0..<10_000).map { index in
                spread
                    ? #"{"photo":"p1","x":\#(index % 250 * 4),"y":\#(index / 250 * 4)}"#
                    : #"{"photo":"p1","x":1,"y":1}"#
            }
            let text = """
                {"photos":[{"id":"p1","readable":true,"problems":[]},\
                {"id":"p2","readable":true,"problems":[]},\
                {"id":"p3","readable":true,"problems":[]}],\
                "items":[{"item":"ICE","points":[\(points.joined(separator: ","))],\
                "hidden":"none","basis":"counted","count":10000}],\
                "empty_places":[],"not_counted":[]}
                """
            let checked = check.check(text)
            #expect(checked.answer?.items.first?.points.count == (spread ? 10_000 : nil))
            #expect(checked.faulty?.hasMore == (spread ? nil : true))
        }
    }
}
