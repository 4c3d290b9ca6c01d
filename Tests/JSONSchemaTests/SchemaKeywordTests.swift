import JSONSchema
import Testing

/// A schema, a value, and where the value breaks the schema.
struct SchemaCase: CustomTestStringConvertible, Sendable {
    let schema: String
    let value: String
    /// For each violation the place in the value and the place in the schema: `/a at /type`.
    let places: [String]

    init(_ schema: String, _ value: String, _ places: String...) {
        (self.schema, self.value, self.places) = (schema, value, places)
    }

    var testDescription: String { "\(schema) on \(value)" }

    func check() throws {
        let found = try JSONSchemaTests.schema(schema).violations(of: json(value))
        let shown = found.map { "\($0.instancePointer) at \($0.schemaPointer)" }
        #expect(shown.map { $0.hasPrefix(" ") ? String($0.dropFirst()) : $0 } == places, "\(found)")
    }
}

struct SchemaKeywordTests {
    static let values: [SchemaCase] = [
        SchemaCase("true", "1"), SchemaCase("false", "1", "at "), SchemaCase("{}", "[1]"),
        SchemaCase(##"{"type":"null"}"##, "null"),
        SchemaCase(##"{"type":"null"}"##, "0", "at /type"),
        SchemaCase(##"{"type":"boolean"}"##, "true"),
        SchemaCase(##"{"type":"boolean"}"##, "1", "at /type"),
        SchemaCase(##"{"type":"integer"}"##, "1.0"), SchemaCase(##"{"type":"integer"}"##, "1e400"),
        SchemaCase(##"{"type":"integer"}"##, "1.5", "at /type"),
        SchemaCase(##"{"type":"number"}"##, "1.5"),
        SchemaCase(##"{"type":"number"}"##, ##""1""##, "at /type"),
        SchemaCase(##"{"type":"string"}"##, ##""""##),
        SchemaCase(##"{"type":["array","null"]}"##, "[]"),
        SchemaCase(##"{"type":["array","null"]}"##, "{}", "at /type"),
        SchemaCase(##"{"enum":[1,"a",[2]]}"##, "[2.0]"),
        SchemaCase(##"{"enum":[1,"a"]}"##, ##""b""##, "at /enum"),
        SchemaCase(##"{"enum":[]}"##, "1", "at /enum"),
        SchemaCase(##"{"enum":[false]}"##, "0", "at /enum"),
        SchemaCase(##"{"const":{"a":1,"b":2}}"##, ##"{"b":2,"a":1.0}"##),
        SchemaCase(##"{"const":null}"##, "0", "at /const"),
        SchemaCase(##"{"const":"\u00e9"}"##, ##""e\u0301""##, "at /const"),
        SchemaCase(##"{"const":9007199254740992}"##, "9007199254740993", "at /const"),
    ]

    static let numbers: [SchemaCase] = [
        SchemaCase(##"{"multipleOf":0.01}"##, "4.35"),
        SchemaCase(##"{"multipleOf":0.01}"##, "4.351", "at /multipleOf"),
        SchemaCase(##"{"multipleOf":2}"##, ##""x""##),
        SchemaCase(##"{"multipleOf":0.123456789}"##, "1e308", "at /multipleOf"),
        SchemaCase(##"{"maximum":3}"##, "3.0"),
        SchemaCase(##"{"maximum":3}"##, "3.0000000000000000001", "at /maximum"),
        SchemaCase(##"{"exclusiveMaximum":3}"##, "2.9"),
        SchemaCase(##"{"exclusiveMaximum":3}"##, "3", "at /exclusiveMaximum"),
        SchemaCase(##"{"minimum":-1}"##, "-1"),
        SchemaCase(##"{"minimum":-1}"##, "-1.1", "at /minimum"),
        SchemaCase(##"{"exclusiveMinimum":0}"##, "1e-1000000000"),
        SchemaCase(##"{"exclusiveMinimum":0}"##, "0", "at /exclusiveMinimum"),
        SchemaCase(##"{"maximum":1e400}"##, "1e399"),
        SchemaCase(##"{"maximum":1e400}"##, "1e401", "at /maximum"),
        SchemaCase(##"{"minimum":1,"maximum":0}"##, "0.5", "at /maximum", "at /minimum"),
    ]

    static let strings: [SchemaCase] = [
        SchemaCase(##"{"maxLength":1}"##, ##""😀""##),
        SchemaCase(##"{"maxLength":1}"##, ##""👩‍👩‍👧""##, "at /maxLength"),
        SchemaCase(##"{"maxLength":1}"##, "\"e\u{301}\"", "at /maxLength"),
        SchemaCase(##"{"maxLength":0}"##, "5"),
        SchemaCase(##"{"minLength":2.0}"##, "\"e\u{301}\""),
        SchemaCase(##"{"minLength":2}"##, ##""é""##, "at /minLength"),
        SchemaCase(##"{"minLength":1e400}"##, ##""é""##, "at /minLength"),
        SchemaCase(##"{"pattern":"^p[0-9]+$"}"##, ##""p12""##),
        SchemaCase(##"{"pattern":"^p[0-9]+$"}"##, ##""q1""##, "at /pattern"),
        SchemaCase(##"{"pattern":"x"}"##, "{}"),
        SchemaCase(##"{"format":"email"}"##, ##""nonsense""##),
        SchemaCase(##"{"contentEncoding":"base64","contentSchema":false}"##, ##""%%""##),
    ]

    static let arrays: [SchemaCase] = [
        SchemaCase(##"{"maxItems":1}"##, "[1]"),
        SchemaCase(##"{"maxItems":1}"##, "[1,2]", "at /maxItems"),
        SchemaCase(##"{"minItems":1}"##, "[0]"),
        SchemaCase(##"{"minItems":1}"##, "[]", "at /minItems"),
        SchemaCase(##"{"uniqueItems":true}"##, "[1,true,\"1\",[1],{}]"),
        SchemaCase(##"{"uniqueItems":false}"##, "[1,1]"),
        SchemaCase(##"{"uniqueItems":true}"##, "[1,2,1.0]", "at /uniqueItems"),
        SchemaCase(
            ##"{"uniqueItems":true}"##,
            ##"[{"a":1,"b":2},{"b":2,"a":1}]"##,
            "at /uniqueItems"
        ),
        SchemaCase(
            ##"{"items":{"type":"string"}}"##,
            ##"["a",1,"b",2]"##,
            "/1 at /items/type",
            "/3 at /items/type"
        ),
        SchemaCase(##"{"items":false}"##, "[]"),
        SchemaCase(##"{"items":{"items":false}}"##, "[[],[1]]", "/1/0 at /items/items"),
        SchemaCase(
            ##"{"prefixItems":[{"type":"null"},true],"items":false}"##,
            "[1,2,3]",
            "/0 at /prefixItems/0/type",
            "/2 at /items"
        ),
        SchemaCase(##"{"prefixItems":[{"const":1},{"const":2}]}"##, "[1]"),
        SchemaCase(##"{"contains":{"const":1}}"##, "[2,1]"),
        SchemaCase(##"{"contains":{"const":1}}"##, "[2]", "at /contains"),
        SchemaCase(##"{"contains":true,"minContains":0}"##, "[]"),
        SchemaCase(##"{"contains":{"const":1},"minContains":2}"##, "[1,2]", "at /contains"),
        SchemaCase(##"{"contains":{"const":1},"maxContains":1}"##, "[1,1]", "at /contains"),
        SchemaCase(##"{"maxContains":0}"##, "[1]"),
        SchemaCase(
            ##"{"items":{"maximum":1}}"##,
            "[2,1,1,1,1,1,1,1,1,1,2]",
            "/0 at /items/maximum",
            "/10 at /items/maximum"
        ),
        SchemaCase(
            ##"{"items":{"maximum":1}}"##,
            "[1,1,2,1,1,1,1,1,1,1,2]",
            "/2 at /items/maximum",
            "/10 at /items/maximum"
        ),
    ]

    static let objects: [SchemaCase] = [
        SchemaCase(##"{"maxProperties":1}"##, ##"{"a":1}"##),
        SchemaCase(##"{"maxProperties":0}"##, ##"{"a":1}"##, "at /maxProperties"),
        SchemaCase(##"{"minProperties":1}"##, "[]"),
        SchemaCase(##"{"minProperties":1}"##, "{}", "at /minProperties"),
        SchemaCase(##"{"required":["a"]}"##, ##"{"a":null}"##),
        SchemaCase(##"{"required":["a","b"]}"##, "{}", "at /required"),
        SchemaCase(##"{"required":["a"]}"##, ##"["a"]"##),
        SchemaCase(##"{"required":["toString"]}"##, "{}", "at /required"),
        SchemaCase(##"{"required":["\u00e9"]}"##, ##"{"e\u0301":1}"##, "at /required"),
        SchemaCase(
            ##"{"properties":{"a":{"type":"null"},"b":false}}"##,
            ##"{"a":1,"c":1}"##,
            "/a at /properties/a/type"
        ),
        SchemaCase(##"{"properties":{"b":false}}"##, ##"{"b":1}"##, "/b at /properties/b"),
        SchemaCase(
            ##"{"properties":{"a/b":{"properties":{"m~n":false}}}}"##,
            ##"{"a/b":{"m~n":1}}"##,
            "/a~1b/m~0n at /properties/a~1b/properties/m~0n"
        ),
        SchemaCase(
            ##"{"patternProperties":{"^x":{"type":"integer"}}}"##,
            ##"{"x1":1,"x2":"a","y":"a"}"##,
            "/x2 at /patternProperties/^x/type"
        ),
        SchemaCase(
            ##"{"properties":{"a":true},"patternProperties":{"^x":true},"additionalProperties":false}"##,
            ##"{"a":1,"x":1,"b":1}"##,
            "/b at /additionalProperties"
        ),
        SchemaCase(
            ##"{"additionalProperties":{"type":"null"}}"##,
            ##"{"a":1}"##,
            "/a at /additionalProperties/type"
        ),
        SchemaCase(##"{"additionalProperties":false}"##, "[1]"),
        SchemaCase(
            ##"{"propertyNames":{"maxLength":1}}"##,
            ##"{"a":1,"bb":1}"##,
            "at /propertyNames"
        ),
        SchemaCase(##"{"dependentRequired":{"a":["b"]}}"##, ##"{"a":1,"b":2}"##),
        SchemaCase(##"{"dependentRequired":{"a":["b"]}}"##, ##"{"a":1}"##, "at /dependentRequired"),
        SchemaCase(##"{"dependentRequired":{"a":["b"]}}"##, ##"{"b":1}"##),
        SchemaCase(
            ##"{"dependentSchemas":{"a":{"minProperties":2}}}"##,
            ##"{"a":1}"##,
            "at /dependentSchemas/a/minProperties"
        ),
        SchemaCase(
            ##"{"dependencies":{"a":["b"],"c":{"maxProperties":1}}}"##,
            ##"{"a":1,"c":1}"##,
            "at /dependencies",
            "at /dependencies/c/maxProperties"
        ),
    ]

    static let combinations: [SchemaCase] = [
        SchemaCase(##"{"allOf":[{"minimum":1},{"maximum":2}]}"##, "3", "at /allOf/1/maximum"),
        SchemaCase(##"{"allOf":[true]}"##, "3"),
        SchemaCase(##"{"anyOf":[{"type":"null"},{"minimum":5}]}"##, "6"),
        SchemaCase(
            ##"{"anyOf":[{"type":"null"},{"minimum":5}]}"##,
            "4",
            "at /anyOf",
            "at /anyOf/1/minimum"
        ),
        SchemaCase(##"{"anyOf":[{"minimum":6},{"minimum":5}]}"##, "4", "at /anyOf"),
        SchemaCase(
            ##"{"anyOf":[{"type":"null"},{"type":"object","required":["a"],"properties":{"b":false}}]}"##,
            ##"{"b":1}"##,
            "at /anyOf",
            "at /anyOf/1/required",
            "/b at /anyOf/1/properties/b"
        ),
        SchemaCase(##"{"oneOf":[{"minimum":1},{"minimum":5}]}"##, "3"),
        SchemaCase(##"{"oneOf":[{"minimum":1},{"minimum":5}]}"##, "7", "at /oneOf"),
        SchemaCase(
            ##"{"oneOf":[{"type":"string"},{"minimum":5}]}"##,
            "1",
            "at /oneOf",
            "at /oneOf/1/minimum"
        ),
        SchemaCase(##"{"not":{"type":"null"}}"##, "1"),
        SchemaCase(##"{"not":{"type":"null"}}"##, "null", "at /not"),
        SchemaCase(
            ##"{"if":{"minimum":5},"then":{"maximum":9},"else":{"const":0}}"##,
            "10",
            "at /then/maximum"
        ),
        SchemaCase(
            ##"{"if":{"minimum":5},"then":{"maximum":9},"else":{"const":0}}"##,
            "1",
            "at /else/const"
        ),
        SchemaCase(##"{"if":{"minimum":5},"then":{"maximum":9}}"##, "1"),
        SchemaCase(##"{"then":false,"else":false}"##, "1"),
        SchemaCase(##"{"unknown":{"type":"null"},"additionalItems":false}"##, "[1]"),
        SchemaCase(
            ##"{"allOf":[{"required":["a"]},{"required":["a"]}],"$ref":"#/allOf/0"}"##,
            "{}",
            "at /allOf/0/required",
            "at /allOf/1/required"
        ),
    ]

    static let unevaluated: [SchemaCase] = [
        SchemaCase(
            ##"{"properties":{"a":true},"unevaluatedProperties":false}"##,
            ##"{"a":1,"b":1}"##,
            "/b at /unevaluatedProperties"
        ),
        SchemaCase(
            ##"{"allOf":[{"properties":{"a":true}}],"unevaluatedProperties":false}"##,
            ##"{"a":1}"##
        ),
        SchemaCase(
            ##"{"$ref":"#/$defs/x","unevaluatedProperties":false,"$defs":{"x":{"properties":{"a":true}}}}"##,
            ##"{"a":1,"b":1}"##,
            "/b at /unevaluatedProperties"
        ),
        SchemaCase(
            ##"{"anyOf":[{"properties":{"a":{"const":1}},"required":["a"]},{"properties":{"b":true},"required":["b"]}],"unevaluatedProperties":false}"##,
            ##"{"a":2,"b":1}"##,
            "/a at /unevaluatedProperties"
        ),
        SchemaCase(
            ##"{"anyOf":[{"properties":{"a":true}},{"properties":{"b":true}}],"unevaluatedProperties":false}"##,
            ##"{"a":2,"b":1}"##
        ),
        SchemaCase(
            ##"{"not":{"not":{"properties":{"a":true}}},"unevaluatedProperties":false}"##,
            ##"{"a":1}"##,
            "/a at /unevaluatedProperties"
        ),
        SchemaCase(
            ##"{"if":{"required":["a"],"properties":{"a":true}},"then":{"properties":{"b":true}},"unevaluatedProperties":false}"##,
            ##"{"a":1,"b":1,"c":1}"##,
            "/c at /unevaluatedProperties"
        ),
        SchemaCase(
            ##"{"dependentSchemas":{"a":{"properties":{"b":true}}},"properties":{"a":true},"unevaluatedProperties":false}"##,
            ##"{"a":1,"b":1}"##
        ),
        SchemaCase(
            ##"{"additionalProperties":true,"unevaluatedProperties":false}"##,
            ##"{"a":1}"##
        ),
        SchemaCase(
            ##"{"allOf":[{"unevaluatedProperties":true}],"unevaluatedProperties":false}"##,
            ##"{"a":1}"##
        ),
        SchemaCase(
            ##"{"allOf":[{"properties":{"a":true}},{"unevaluatedProperties":false}]}"##,
            ##"{"a":1}"##,
            "/a at /allOf/1/unevaluatedProperties"
        ),
        SchemaCase(
            ##"{"unevaluatedProperties":{"type":"integer"}}"##,
            ##"{"a":"x"}"##,
            "/a at /unevaluatedProperties/type"
        ),
        SchemaCase(
            ##"{"prefixItems":[true],"unevaluatedItems":false}"##,
            "[1,2]",
            "/1 at /unevaluatedItems"
        ),
        SchemaCase(##"{"items":true,"unevaluatedItems":false}"##, "[1,2]"),
        SchemaCase(##"{"unevaluatedItems":false}"##, "[]"),
        SchemaCase(
            ##"{"contains":{"const":1},"unevaluatedItems":false}"##,
            "[1,2,1]",
            "/1 at /unevaluatedItems"
        ),
        SchemaCase(
            ##"{"allOf":[{"prefixItems":[true,true]}],"unevaluatedItems":{"const":0}}"##,
            "[1,2,0,3]",
            "/3 at /unevaluatedItems/const"
        ),
        SchemaCase(
            ##"{"oneOf":[{"prefixItems":[{"const":1}]},{"prefixItems":[{"const":2},true]}],"unevaluatedItems":false}"##,
            "[2,5]"
        ),
    ]

    @Test(arguments: values + numbers)
    func `checks values and numbers`(_ row: SchemaCase) throws { try row.check() }

    @Test(arguments: strings + arrays)
    func `checks strings and arrays`(_ row: SchemaCase) throws { try row.check() }

    @Test(arguments: objects)
    func `checks objects`(_ row: SchemaCase) throws { try row.check() }

    @Test(arguments: combinations)
    func `checks schemas for the same value`(_ row: SchemaCase) throws { try row.check() }

    @Test(arguments: unevaluated)
    func `checks what no other schema looked at`(_ row: SchemaCase) throws { try row.check() }
}
