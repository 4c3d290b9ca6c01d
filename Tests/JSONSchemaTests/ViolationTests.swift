import Testing

@testable import JSONSchema

struct ViolationTests {
    @Test(arguments: [
        (##"{"minimum":0}"##, "-3", "#: must be at least 0, not -3 (schema /minimum)"),
        (##"{"type":"integer"}"##, "1.5", "#: must be integer, not 1.5 (schema /type)"),
        (
            ##"{"type":["string","null"]}"##, "{}",
            "#: must be null or string, not an object of 0 (schema /type)"
        ),
        (##"{"type":"array"}"##, ##""x""##, "#: must be array, not a string (schema /type)"),
        (##"{"enum":["a","b"]}"##, ##""c""##, ##"#: must be "a" or "b", not "c" (schema /enum)"##),
        (
            ##"{"enum":[1,2,3,4,5,6,7]}"##, "8",
            "#: must be 1, 2, 3, 4, 5 or 2 more, not 8 (schema /enum)"
        ),
        (#"{"required":["a","b"]}"#, "{}", ##"#: must have "a" and "b" (schema /required)"##),
        (
            ##"{"additionalProperties":false}"##, ##"{"x y":1}"##,
            "/x y: must not be here, as the schema is false (schema /additionalProperties)"
        ),
        (
            ##"{"uniqueItems":true}"##, "[1,2,1]",
            "#: must have no equal elements, as 0 and 2 are (schema /uniqueItems)"
        ),
        (
            ##"{"maxLength":2}"##, ##""abc""##,
            "#: must have at most 2 characters, not 3 (schema /maxLength)"
        ),
        (
            ##"{"oneOf":[true,false,true]}"##, "1",
            "#: must meet just one of the 3 schemas of oneOf, not 0 and 2 (schema /oneOf)"
        ),
        (
            ##"{"contains":{"const":1},"minContains":2}"##, "[1]",
            "#: must hold at least 2 elements of a kind, not 1 (schema /contains)"
        ),
        (
            ##"{"dependentRequired":{"a":["b"]}}"##, ##"{"a":1}"##,
            ##"#: must have "b", as it has "a" (schema /dependentRequired)"##
        ),
    ])
    func `a message has the rule and the value`(
        schema text: String,
        value: String,
        message: String
    ) throws {
        #expect(try schema(text).violations(of: json(value)).map(\.description) == [message])
    }

    @Test func `a message shows little of a long value and nothing unprintable`() throws {
        let text = "\u{1B}[31m\u{202E}\n" + String(repeating: "long ", count: 1_000)
        let found = try schema(##"{"const":"a","pattern":"^b","type":"number","not":{}}"##)
            .violations(of: .string(text))
        #expect(found.count == 4)
        for violation in found {
            #expect(violation.message.unicodeScalars.count < 120)
            #expect(
                !violation.message.contains("\u{1B}") && !violation.message.contains("\u{202E}")
            )
        }
    }

    @Test func `violations are counted up to a limit that is stated`() throws {
        let schema = try schema(##"{"items":{"type":"null"}}"##)
        let exact = try schema.violations(of: .array(Array(repeating: 1, count: 100)))
        #expect(exact.count == 100)
        let more = try schema.violations(of: .array(Array(repeating: 1, count: 5_000)))
        #expect(more.count == 101)
        #expect(more[99].instancePointer == "/99")
        #expect(more[100].message == "breaks the schema in more ways than the 100 listed")
    }

    @Test func `a value nested four hundred deep is checked to its bottom`() throws {
        let depth = 400
        let text =
            String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        let schema = try schema(##"{"properties":{"a":{"$ref":"#"}},"type":"object"}"##)
        let found = try schema.violations(of: json(text))
        #expect(found.map(\.instancePointer) == [String(repeating: "/a", count: depth)])
    }

    @Test(arguments: ["allOf", "anyOf", "oneOf"])
    func `a schema that nests too much for a value is refused`(_ keyword: String) throws {
        let links = (0..<2_000).map {
            ##""n\##($0)":{"\##(keyword)":[{"$ref":"#/$defs/n\##($0 + 1)"},false]}"##
        }
        let text =
            ##"{"$ref":"#/$defs/n0","$defs":{\##(links.joined(separator: ",")),"n2000":true}}"##
        let schema = try schema(text)
        let error = #expect(throws: SchemaError.self) { try schema.violations(of: 1) }
        #expect(error?.code == .unsupported)
        #expect(error?.message == "no more than 1000 schemas may be nested")
    }

    @Test func `work that doubles with every schema ends`() throws {
        let links = (0..<60).map {
            ##""n\##($0)":{"allOf":[{"$ref":"#/$defs/n\##($0 + 1)"},{"$ref":"#/$defs/n\##($0 + 1)"}]}"##
        }
        let schema = try schema(
            ##"{"$ref":"#/$defs/n0","$defs":{\##(links.joined(separator: ",")),"n60":true}}"##
        )
        var check = SchemaCheck(schema: schema, work: 100_000)
        let error = #expect(throws: SchemaError.self) { try check.violations(of: 1) }
        #expect(error?.code == .unsupported)
    }

    @Test func `a long pattern on a long text ends`() throws {
        let schema = try schema(##"{"pattern":"(a{0,90}){0,40}$"}"##)
        var check = SchemaCheck(schema: schema, work: 1_000_000)
        let text = JSONValue.string(String(repeating: "a", count: 100_000) + "b")
        let error = #expect(throws: SchemaError.self) { try check.violations(of: text) }
        #expect(error?.code == .unsupported)
    }

    @Test func `a schema of five hundred levels is compiled`() throws {
        let text =
            String(repeating: #"{"not":"#, count: 500) + "true" + String(repeating: "}", count: 500)
        #expect(try schema(text).violations(of: 1) == [])
    }
}
