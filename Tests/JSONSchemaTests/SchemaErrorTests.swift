import JSONSchema
import Testing

struct SchemaErrorTests {
    /// A schema that can't be used, and where the fault is.
    struct Row: CustomTestStringConvertible, Sendable {
        let schema: String
        let pointer: String

        init(_ schema: String, _ pointer: String) {
            (self.schema, self.pointer) = (schema, pointer)
        }

        var testDescription: String { schema }
    }

    static let invalid = [
        Row("1", ""), Row("null", ""), Row("[]", ""), Row(##""x""##, ""),
        Row(##"{"type":"text"}"##, "/type"),
        Row(##"{"type":[]}"##, "/type"), Row(##"{"type":["null","null"]}"##, "/type"),
        Row(##"{"type":1}"##, "/type"),
        Row(##"{"enum":1}"##, "/enum"), Row(##"{"multipleOf":0}"##, "/multipleOf"),
        Row(##"{"multipleOf":-1}"##, "/multipleOf"),
        Row(##"{"maximum":"1"}"##, "/maximum"), Row(##"{"minimum":null}"##, "/minimum"),
        Row(##"{"exclusiveMaximum":true}"##, "/exclusiveMaximum"),
        Row(##"{"exclusiveMinimum":true}"##, "/exclusiveMinimum"),
        Row(##"{"maxLength":-1}"##, "/maxLength"), Row(##"{"minLength":1.5}"##, "/minLength"),
        Row(##"{"maxItems":"1"}"##, "/maxItems"), Row(##"{"minItems":-1}"##, "/minItems"),
        Row(##"{"maxProperties":null}"##, "/maxProperties"),
        Row(##"{"minProperties":0.5}"##, "/minProperties"), Row(##"{"pattern":1}"##, "/pattern"),
        Row(##"{"uniqueItems":1}"##, "/uniqueItems"),
        Row(##"{"required":"a"}"##, "/required"), Row(##"{"required":["a","a"]}"##, "/required"),
        Row(##"{"required":[1]}"##, "/required"),
        Row(##"{"dependentRequired":{"a":"b"}}"##, "/dependentRequired/a"),
        Row(##"{"dependentRequired":[]}"##, "/dependentRequired"),
        Row(##"{"dependentSchemas":[]}"##, "/dependentSchemas"),
        Row(##"{"dependencies":1}"##, "/dependencies"),
        Row(##"{"dependencies":{"a":1}}"##, "/dependencies/a"),
        Row(##"{"properties":[]}"##, "/properties"),
        Row(##"{"properties":{"a":1}}"##, "/properties/a"),
        Row(##"{"patternProperties":{"(":true}}"##, "/patternProperties/("),
        Row(##"{"additionalProperties":"no"}"##, "/additionalProperties"),
        Row(##"{"propertyNames":1}"##, "/propertyNames"),
        Row(##"{"items":[true]}"##, "/items"), Row(##"{"prefixItems":[]}"##, "/prefixItems"),
        Row(##"{"prefixItems":{}}"##, "/prefixItems"),
        Row(##"{"prefixItems":[1]}"##, "/prefixItems/0"), Row(##"{"contains":1}"##, "/contains"),
        Row(##"{"contains":true,"minContains":-1}"##, "/minContains"),
        Row(##"{"maxContains":"a"}"##, "/maxContains"),
        Row(##"{"unevaluatedItems":1}"##, "/unevaluatedItems"),
        Row(##"{"unevaluatedProperties":1}"##, "/unevaluatedProperties"),
        Row(##"{"allOf":[]}"##, "/allOf"), Row(##"{"anyOf":{}}"##, "/anyOf"),
        Row(##"{"oneOf":[0]}"##, "/oneOf/0"), Row(##"{"not":[]}"##, "/not"),
        Row(##"{"if":1}"##, "/if"), Row(##"{"then":1}"##, "/then"), Row(##"{"else":1}"##, "/else"),
        Row(##"{"$defs":[]}"##, "/$defs"), Row(##"{"$defs":{"a":1}}"##, "/$defs/a"),
        Row(##"{"$id":1}"##, "/$id"), Row(##"{"$id":"a#b"}"##, "/$id"),
        Row(##"{"$anchor":"1a"}"##, "/$anchor"), Row(##"{"$anchor":"a b"}"##, "/$anchor"),
        Row(##"{"$dynamicAnchor":""}"##, "/$dynamicAnchor"),
        Row(##"{"$anchor":"a","$defs":{"b":{"$anchor":"a"}}}"##, "/$defs/b/$anchor"),
        Row(##"{"$defs":{"a":{"$id":"x"},"b":{"$id":"x"}}}"##, "/$defs/b/$id"),
        Row(##"{"$ref":1}"##, "/$ref"), Row(##"{"$ref":"#/$defs/no"}"##, "/$ref"),
        Row(##"{"$ref":"#no"}"##, "/$ref"), Row(##"{"$ref":"#/%zz"}"##, "/$ref"),
        Row(##"{"$ref":"#/~2"}"##, "/$ref"), Row(##"{"$ref":"#/title","title":"a"}"##, "/title"),
        Row(##"{"$dynamicRef":"#no"}"##, "/$dynamicRef"), Row(##"{"$schema":1}"##, "/$schema"),
        Row(##"{"$vocabulary":[]}"##, "/$vocabulary"),
        Row(##"{"title":1}"##, "/title"), Row(##"{"format":1}"##, "/format"),
        Row(##"{"deprecated":"yes"}"##, "/deprecated"), Row(##"{"examples":1}"##, "/examples"),
        Row(##"{"contentSchema":1}"##, "/contentSchema"),
        Row(##"{"contentEncoding":1}"##, "/contentEncoding"),
    ]

    static let unsupported = [
        Row(##"{"$schema":"http://json-schema.org/draft-07/schema#"}"##, "/$schema"),
        Row(##"{"$schema":"https://json-schema.org/draft/2019-09/schema"}"##, "/$schema"),
        Row(##"{"$defs":{"a":{"$id":"x","$schema":"https://x.test/own"}}}"##, "/$defs/a/$schema"),
        Row(##"{"$vocabulary":{"https://x.test/vocabulary":true}}"##, "/$vocabulary"),
        Row(##"{"$ref":"https://x.test/remote.json"}"##, "/$ref"),
        Row(##"{"$ref":"other.json#/a"}"##, "/$ref"),
        Row(##"{"$ref":"http://json-schema.org/draft-07/schema"}"##, "/$ref"),
        Row(##"{"items":{"$dynamicRef":"x#a"}}"##, "/items/$dynamicRef"),
        Row(##"{"$recursiveRef":"#"}"##, "/$recursiveRef"),
        Row(##"{"multipleOf":1.2345678901234567890123456789012345678}"##, "/multipleOf"),
        Row(##"{"patternProperties":{"(?=a)":true}}"##, "/patternProperties/(?=a)"),
    ]

    private func error(_ text: String) -> SchemaError? {
        #expect(throws: SchemaError.self) { try schema(text) }
    }

    @Test(arguments: invalid)
    func `a schema that breaks a rule is refused`(_ row: Row) {
        let found = error(row.schema)
        #expect(found?.code == .invalid)
        #expect(found?.pointer == row.pointer)
    }

    @Test(arguments: unsupported)
    func `a schema that needs more is never passed over`(_ row: Row) {
        let found = error(row.schema)
        #expect(found?.code == .unsupported)
        #expect(found?.pointer == row.pointer)
    }

    @Test(arguments: [
        ##"{"$schema":"https://json-schema.org/draft/2020-12/schema"}"##,
        ##"{"$schema":"https://json-schema.org/draft/2020-12/schema#"}"##,
        ##"{"$vocabulary":{"https://json-schema.org/draft/2020-12/vocab/core":true,"https://x.test/v":false}}"##,
        ##"{"$id":"a#"}"##,
        ##"{"$anchor":"A_-.1","$comment":"c","default":[],"examples":[1],"readOnly":true}"##,
    ])
    func `a schema that keeps the rules is taken`(_ text: String) {
        #expect(throws: Never.self) { try schema(text) }
    }

    @Test(arguments: [
        (
            ##"{"maxLength":-1}"##,
            "maxLength must be a whole number of 0 or more, not -1, at schema /maxLength"
        ),
        (
            ##"{"items":[true]}"##,
            "items must be an object or a boolean, not an array of 1, at schema /items"
        ),
        (
            ##"{"$ref":"a.json"}"##,
            #"no other document is fetched, as "a.json" would need, at schema /$ref"#
        ),
        (
            #"{"pattern":"["}"#,
            #"the pattern "[" can't be used: a class is not closed, at character 1, at schema /pattern"#
        ),
        ("7", "a schema must be an object or a boolean, not 7, at schema #"),
    ])
    func `an error says what is wrong with which value`(text: String, message: String) {
        #expect(error(text)?.description == message)
    }
}
