import JSONSchema
import Testing

struct SchemaReferenceTests {
    static let references: [SchemaCase] = [
        SchemaCase(
            ##"{"$ref":"#/$defs/a","$defs":{"a":{"type":"null"}}}"##,
            "1",
            "at /$defs/a/type"
        ),
        SchemaCase(
            ##"{"$ref":"#/$defs/a%25b~1c","$defs":{"a%b/c":false}}"##,
            "1",
            "at /$defs/a%b~1c"
        ),
        SchemaCase(
            ##"{"$ref":"#here","$defs":{"a":{"$anchor":"here","type":"null"}}}"##,
            "1",
            "at /$defs/a/type"
        ),
        SchemaCase(
            ##"{"$ref":"#/$defs/a","maximum":0,"$defs":{"a":{"type":"null"}}}"##,
            "1",
            "at /$defs/a/type",
            "at /maximum"
        ),
        SchemaCase(
            ##"{"$ref":"item","$defs":{"a":{"$id":"item","minimum":2}}}"##,
            "1",
            "at /$defs/a/minimum"
        ),
        SchemaCase(
            ##"{"$id":"https://x.test/a/b","$ref":"../c#n","$defs":{"c":{"$id":"/c","$defs":{"n":{"$anchor":"n","minimum":2}}}}}"##,
            "1",
            "at /$defs/c/$defs/n/minimum"
        ),
        SchemaCase(
            ##"{"$id":"urn:uuid:1","$ref":"urn:uuid:2","$defs":{"a":{"$id":"urn:uuid:2","minimum":2}}}"##,
            "1",
            "at /$defs/a/minimum"
        ),
        SchemaCase(
            ##"{"$ref":"#/other/x","other":{"x":{"minimum":2}}}"##,
            "1",
            "at /other/x/minimum"
        ),
        SchemaCase(
            ##"{"properties":{"a":{"$ref":"#"}},"additionalProperties":false}"##,
            ##"{"a":{"a":{"b":1}}}"##,
            "/a/a/b at /additionalProperties"
        ),
        SchemaCase(
            ##"{"items":{"$ref":"#/items/$defs/n","$defs":{"n":{"type":"null"}}}}"##,
            "[1]",
            "/0 at /items/$defs/n/type"
        ),
        SchemaCase(
            ##"{"$defs":{"$ref":{"const":1}},"properties":{"$ref":{"$ref":"#/$defs/$ref"}}}"##,
            ##"{"$ref":2}"##,
            "/$ref at /$defs/$ref/const"
        ),
        SchemaCase(##"{"const":{"$ref":"#/nowhere"}}"##, ##"{"$ref":"#/nowhere"}"##),
    ]

    /// A tree whose nodes an extending schema makes strict.
    private static let tree =
        ##"{"$id":"tree","$dynamicAnchor":"node","properties":{"data":true,"kids":{"items":{"$dynamicRef":"#node"}}}}"##

    static let dynamic: [SchemaCase] = [
        SchemaCase(
            ##"{"$id":"https://x.test/strict","$dynamicAnchor":"node","$ref":"tree","unevaluatedProperties":false,"$defs":{"t":\##(tree)}}"##,
            ##"{"kids":[{"dat":1}]}"##,
            "/kids/0/dat at /unevaluatedProperties"
        ),
        SchemaCase(##"{"$ref":"tree","$defs":{"t":\##(tree)}}"##, ##"{"kids":[{"dat":1}]}"##),
        SchemaCase(
            ##"{"$dynamicRef":"#a","$defs":{"x":{"$dynamicAnchor":"a","type":"null"}}}"##,
            "1",
            "at /$defs/x/type"
        ),
        SchemaCase(
            ##"{"$dynamicRef":"#a","$defs":{"x":{"$anchor":"a","type":"null"}}}"##,
            "1",
            "at /$defs/x/type"
        ),
        SchemaCase(
            ##"{"$id":"https://x.test/r","$ref":"list","$defs":{"n":{"$dynamicAnchor":"T","type":"number"},"list":{"$id":"list","items":{"$dynamicRef":"#T"},"$defs":{"any":{"$dynamicAnchor":"T"}}}}}"##,
            ##"[1,"a"]"##,
            "/1 at /$defs/n/type"
        ),
    ]

    @Test(arguments: references + dynamic)
    func `a reference leads to its schema`(_ row: SchemaCase) throws { try row.check() }

    @Test func `the metaschema is at hand and accepts itself`() throws {
        let meta = try schema(##"{"$ref":"https://json-schema.org/draft/2020-12/schema"}"##)
        for text in [
            "{}", "true", ##"{"type":["string","null"],"properties":{"a":{"minimum":0}}}"##,
        ] {
            #expect(try meta.violations(of: json(text)) == [])
        }
        let wrong = try meta.violations(
            of: json(##"{"properties":{"a":{"minLength":-1,"type":"text"}}}"##)
        )
        let pointers = wrong.map(\.instancePointer)
        #expect(pointers.contains("/properties/a/minLength"))
        #expect(pointers.contains("/properties/a/type"))
        let validation = "https://json-schema.org/draft/2020-12/meta/validation#"
        #expect(
            wrong.map(\.schemaPointer).contains("\(validation)/$defs/nonNegativeInteger/minimum")
        )
    }

    @Test(arguments: [
        "core", "applicator", "unevaluated", "validation", "meta-data", "format-annotation",
        "content",
    ])
    func `each vocabulary of the metaschema can be referred to`(_ name: String) throws {
        let uri = "https://json-schema.org/draft/2020-12/meta/\(name)"
        let part = try Schema(["$ref": .string(uri)])
        #expect(try part.violations(of: true) == [])
        #expect(try part.violations(of: 1).map(\.schemaPointer) == ["\(uri)#/type"])
    }

    @Test(arguments: [
        ##"{"$ref":"#"}"##, ##"{"allOf":[{"$ref":"#"}]}"##,
        ##"{"$dynamicAnchor":"a","anyOf":[{"$dynamicRef":"#a"}]}"##,
        ##"{"$ref":"#/$defs/a","$defs":{"a":{"not":{"$ref":"#/$defs/b"}},"b":{"if":{"$ref":"#/$defs/a"}}}}"##,
        ##"{"properties":{"a":true},"dependentSchemas":{"a":{"$ref":"#"}}}"##,
    ])
    func `a schema that leads back to itself is found out`(_ text: String) throws {
        let schema = try schema(text)
        let error = #expect(throws: SchemaError.self) { try schema.violations(of: ["a": 1]) }
        #expect(error?.code == .invalid)
        #expect(error?.message == "the schema leads back to itself for the same value")
    }

    @Test func `the same schema twice for the same value is no loop`() throws {
        let schema = try schema(
            ##"{"allOf":[{"$ref":"#/$defs/a"},{"properties":{"a":{"$ref":"#"}}},{"$ref":"#/$defs/a"}],"$defs":{"a":{"type":"object"}}}"##
        )
        #expect(try schema.violations(of: ["a": ["a": [:]]]) == [])
        #expect(try schema.violations(of: ["a": 1]).map(\.instancePointer) == ["/a"])
    }
}
