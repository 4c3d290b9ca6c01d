import JSONSchema
import ServiceFaults
import Testing

@testable import Rehearsal

@Suite("An invented answer") struct InventedAnswerTests {
    struct Row: CustomTestStringConvertible {
        let testDescription: String
        let schema: String
        var photos: [String] = []
        let answer: String
    }

    /// The same for every schema: the wrapped part is the property `a`.
    private static func object(_ part: String, definitions: String = "{}") -> String {
        #"{"type":"object","properties":{"a":\#(part)},"required":["a"],"#
            + #""additionalProperties":false,"$defs":\#(definitions)}"#
    }

    private static func row(_ name: String, _ part: String, _ value: String) -> Row {
        Row(testDescription: name, schema: object(part), answer: #"{"a":\#(value)}"#)
    }

    static let values: [Row] = [
        row("text", #"{"type":"string"}"#, #""rehearsal text""#),
        row("long text", #"{"type":"string","minLength":20}"#, #""rehearsal textrehear""#),
        row("short text", #"{"type":"string","maxLength":5}"#, #""rehea""#),
        row("no text", #"{"type":"string","maxLength":0}"#, #""""#),
        row(
            "a pattern that it meets",
            #"{"type":"string","pattern":"text$"}"#,
            #""rehearsal text""#
        ),
        row("code", #"{"type":"string","pattern":"^[A-Z]{3}-\\d+$"}"#, #""RRR-1""#),
        row(
            "long code",
            #"{"type":"string","pattern":"^(ab|c)+$","minLength":6}"#,
            #""ababab""#
        ), row("tag", #"{"type":"string","pattern":"^#\\w+$"}"#, ##""#r""##),
        row("date", #"{"type":"string","format":"date"}"#, #""2000-01-01""#),
        row("mail", #"{"type":"string","format":"email"}"#, #""rehearsal@example.org""#),
        row("choice", #"{"type":"string","enum":["calm","loud"]}"#, #""calm""#),
        row("choice within bounds", #"{"enum":[1,5,9],"minimum":4}"#, "5"),
        row("constant", #"{"const":{"v":2}}"#, #"{"v":2}"#),
        row("flag", #"{"type":"boolean"}"#, "true"),
        row("nothing", #"{"type":"null"}"#, "null"),
        row("whole number", #"{"type":"integer"}"#, "1"),
        row("least", #"{"type":"integer","minimum":7}"#, "7"),
        row("above", #"{"type":"integer","exclusiveMinimum":7}"#, "8"),
        row("below", #"{"type":"integer","maximum":-3}"#, "-3"),
        row("between", #"{"type":"number","exclusiveMinimum":0,"exclusiveMaximum":1}"#, "0.5"),
        row("step", #"{"type":"number","multipleOf":0.25,"minimum":1.1}"#, "1.5"),
        row("even", #"{"type":"integer","multipleOf":4,"minimum":5,"maximum":9}"#, "8"),
        row("list", #"{"type":"array","items":{"type":"string"}}"#, #"["rehearsal text"]"#),
        row(
            "long list",
            #"{"type":"array","items":{"type":"string"},"minItems":2,"uniqueItems":true}"#,
            #"["rehearsal text","rehearsal text 2"]"#
        ),
        row(
            "different numbers",
            #"{"type":"array","items":{"type":"integer"},"minItems":2,"uniqueItems":true}"#,
            "[1,2]"
        ),
        row(
            "different words",
            #"{"type":"array","items":{"enum":["x","y"]},"minItems":2,"uniqueItems":true}"#,
            #"["x","y"]"#
        ), row("no list", #"{"type":"array","items":{"type":"string"},"maxItems":0}"#, "[]"),
        row(
            "pair",
            #"{"type":"array","prefixItems":[{"type":"integer"},{"type":"boolean"}],"items":false}"#,
            "[1,true]"
        ), row("or null", #"{"type":["null","integer"]}"#, "1"),
        row("any of", #"{"anyOf":[{"type":"null"},{"type":"number"}]}"#, "1"),
        row(
            "one of",
            #"{"oneOf":[{"type":"integer"},{"type":"number"},{"type":"string"}]}"#,
            #""rehearsal text""#
        ),
        row(
            "all of",
            #"{"allOf":[{"type":"string"},{"maxLength":9}]}"#,
            #""rehearsal""#
        ), row("anything", "{}", #""rehearsal text""#), row("true", "true", #""rehearsal text""#),
        row(
            "what need not be there",
            #"{"type":"object","properties":{"b":{"type":"integer"},"c":false},"required":["d"]}"#,
            #"{"b":1,"d":"rehearsal text"}"#
        ),
        Row(
            testDescription: "a definition, by name and by anchor",
            schema: object(
                ##"{"type":"array","prefixItems":[{"$ref":"#/$defs/c"},{"$ref":"#d"}]}"##,
                definitions: ##"{"c":{"enum":["red"]},"e":{"$anchor":"d","type":"integer"}}"##
            ),
            answer: #"{"a":["red",2]}"#
        ),
        Row(
            testDescription: "a definition with keywords beside it",
            schema: object(
                ##"{"$ref":"#/$defs/c","maxLength":4}"##,
                definitions: #"{"c":{"type":"string"}}"#
            ),
            answer: #"{"a":"rehe"}"#
        ),
    ]

    private func value(_ text: String) throws -> JSONValue {
        try JSONValue(reading: Array(text.utf8))
    }

    @Test(arguments: values)
    func `is valid, and says that it is invented`(_ row: Row) throws {
        let schema = try value(row.schema)
        let answer = InventedAnswer(schema, photoIDs: row.photos).json
        #expect(answer == (try value(row.answer)), "\(answer.compactText)")
        #expect(try Schema(schema).violations(of: answer).isEmpty)
    }

    private static let perPhoto = ##"""
        {"type":"object","properties":{"answers":{"type":"array","items":{"type":"object",
        "properties":{"photo":{"$ref":"#/$defs/photo"},"readable":{"type":"boolean"},
        "answer":{"anyOf":[{"type":"null"},{"$ref":"#/$defs/words"}]}},
        "required":["photo","readable","answer"],"additionalProperties":false}}},
        "required":["answers"],"additionalProperties":false,
        "$defs":{"photo":{"type":"string","enum":["p1","p2"]},"words":{"type":"string"}}}
        """##

    private static let perLocation = ##"""
        {"type":"object","properties":{"photos":{"type":"array","items":{"type":"object",
        "properties":{"photo":{"type":"string","enum":["p1","p2"]},"readable":{"type":"boolean"}},
        "required":["photo","readable"],"additionalProperties":false}},
        "answer":{"type":"object","properties":{"price":{"type":["number","null"]}},
        "required":["price"],"additionalProperties":false}},
        "required":["photos","answer"],"additionalProperties":false}
        """##

    private static let otherPhotos = ##"""
        {"type":"object","properties":{"a":{"type":"array","items":{"type":"object","properties":
        {"photo":{"enum":["p1","p2"]}},"required":["photo"]}}},"required":["a"]}
        """##

    static let photos: [Row] = [
        Row(
            testDescription: "an answer for each photo",
            schema: perPhoto,
            photos: ["p1", "p2"],
            answer: #"{"answers":[{"photo":"p1","readable":true,"answer":"rehearsal text"},"#
                + #"{"photo":"p2","readable":true,"answer":"rehearsal text"}]}"#
        ),
        Row(
            testDescription: "one answer for all photos",
            schema: perLocation,
            photos: ["p1", "p2"],
            answer: #"{"photos":[{"photo":"p1","readable":true},{"photo":"p2","readable":true}],"#
                + #""answer":{"price":1}}"#
        ),
        Row(
            testDescription: "a list about other photos",
            schema: otherPhotos,
            photos: ["p1"],
            answer: #"{"a":[{"photo":"p1"}]}"#
        ),
    ]

    @Test(arguments: photos)
    func `names every photo of the question once`(_ row: Row) throws {
        let schema = try value(row.schema)
        let answer = InventedAnswer(schema, photoIDs: row.photos).json
        #expect(answer == (try value(row.answer)), "\(answer.compactText)")
        #expect(try Schema(schema).violations(of: answer).isEmpty)
    }

    /// Schemas that contain themselves.
    @Test(arguments: [
        ##"{"type":"object","properties":{"name":{"type":"string"},"parts":{"type":"array","items":{"$ref":"#"}}},"required":["name","parts"],"additionalProperties":false}"##,
        ##"{"type":"object","properties":{"next":{"anyOf":[{"$ref":"#"},{"type":"null"}]}},"required":["next"],"additionalProperties":false}"##,
        ##"{"$defs":{"t":{"type":"object","properties":{"t":{"$ref":"#/$defs/t"}}}},"$ref":"#/$defs/t"}"##,
    ])
    func `of a schema without end ends`(_ text: String) throws {
        let schema = try value(text)
        let answer = InventedAnswer(schema).json
        #expect(try Schema(schema).violations(of: answer).isEmpty, "\(answer.compactText)")
        #expect(answer.compactText.count < 2_000)
    }

    @Test func `of a schema that nothing meets is made all the same`() throws {
        for text in [
            ##"{"$ref":"#"}"##, ##"{"$ref":"#/nowhere"}"##, #"{"enum":[]}"#, "false", "7",
            #"{"type":"object","properties":{"a":false},"required":["a"]}"#, #"{"anyOf":[]}"#,
            ##"{"type":"object","required":["a"],"properties":{"a":{"$ref":"#"}}}"##,
            #"{"type":"integer","minimum":5,"maximum":4}"#, #"{"type":"string","pattern":"("}"#,
        ] {
            #expect(!InventedAnswer(try value(text)).json.compactText.isEmpty, "\(text)")
        }
    }

    @Test(arguments: WireFormat.allCases)
    func `a schema written out in the text counts as one in the format`(_ wire: WireFormat) throws {
        let schema = #"{"type":"object","properties":{"caption":{"type":"string"}}}"#
        let text = "All. Answer with one JSON object, following this JSON Schema: \(schema)"
        let quoted = JSONValue.string(text).compactText
        let content = #"[{"role":"user","content":[{"type":"text","text":\#(quoted)}]}]"#
        let list = wire == .responses ? "input" : "messages"
        let json = Array(#"{"model":"m","\#(list)":\#(content)}"#.utf8)
        let request = try ReceivedRequest(
            wire,
            ReceivedBody(skeleton: json, photos: [], byteCount: json.count, isWhole: true)
        )
        #expect(
            InventedAnswer(answering: request).json.compactText == #"{"caption":"rehearsal text"}"#
        )
    }
}
