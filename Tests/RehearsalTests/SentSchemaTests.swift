import JSONSchema
import Testing

@testable import Rehearsal
@testable import Stocktake

/// Whatever schema a pipeline gives, what is sent is within the strict subset.
@Suite("The schema that is sent") struct SentSchemaTests {
    private func parsed(_ text: String) throws -> JSONValue {
        try JSONValue(reading: Array(text.utf8))
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        let schema: String
        /// The schema of an answer, compact; nil where the test doesn't spell it out.
        var sent: String?
        /// Answers as sent, and what they are in the original's form.
        var answers: [(String, String)] = []
        var checkedHere: [String] = []
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "an optional property",
            schema: #"{"properties":{"a":{"type":"string"},"b":{"type":["integer","null"]}}}"#,
            sent: #"{"type":"object","properties":{"a":{"type":["string","null"]},"b":{"type":"#
                + #"["integer","null"]}},"required":["a","b"],"additionalProperties":false}"#,
            answers: [(#"{"a":null,"b":null}"#, #"{"b":null}"#)]
        ),
        Case(
            name: "a constant, lists of values of several types",
            schema:
                #"{"type":"array","items":{"anyOf":[{"const":"x"},{"enum":[1,true,null,{"a":1}]}]}}"#,
            sent:
                #"{"type":"array","items":{"anyOf":[{"type":"string","enum":["x"]},{"type":"integer","#
                + #""enum":[1]},{"type":"boolean","enum":[true]},{"type":"string","enum":["{\"a\":1}"],"#
                + #""description":"JSON text"},{"type":"null"}]}}"#,
            answers: [(#"["x",1,null,"{\"a\":1}"]"#, #"["x",1,null,{"a":1}]"#)]
        ),
        Case(
            name: "parts merged",
            schema: ##"{"$defs":{"b":{"properties":{"i":{"type":"number"}},"required":["i"]}},"##
                + ##""allOf":[{"$ref":"#/$defs/b"},{"properties":{"i":{"minimum":3},"j":{"type":"null"}}}]}"##,
            answers: [(#"{"i":3,"j":null}"#, #"{"i":3,"j":null}"#)]
        ),
        Case(
            name: "rules that can't be sent",
            schema:
                #"{"type":"object","properties":{"a":{"type":"string","minLength":2,"maxLength":9,"#
                + #""pattern":"^x"},"b":{"type":"array","items":{"type":"string"},"uniqueItems":true,"#
                + #""minItems":1}},"required":["a","b"],"not":{"required":["c"]}}"#,
            sent:
                #"{"type":"object","properties":{"a":{"type":"string","pattern":"^x","description":"#
                + #""rules: {\"minLength\":2,\"maxLength\":9}"},"b":{"type":"array","items":{"type":"string"},"#
                + #""minItems":1,"description":"rules: {\"uniqueItems\":true}"}},"required":["a","b"],"#
                + #""additionalProperties":false,"description":"rules: {\"not\":{\"required\":[\"c\"]}}"}"#,
            checkedHere: ["maxLength", "minLength", "not", "uniqueItems"]
        ),
        Case(
            name: "oneOf by a constant",
            schema:
                #"{"oneOf":[{"properties":{"k":{"const":"a"},"x":{"type":"string"}},"required":["k"]},"#
                + #"{"properties":{"k":{"const":"b"},"x":{"type":["string","null"]}},"required":["k"]}]}"#,
            answers: [
                (#"{"k":"a","x":null}"#, #"{"k":"a"}"#),
                (#"{"k":"b","x":null}"#, #"{"k":"b","x":null}"#),
            ],
            checkedHere: ["oneOf"]
        ),
        Case(
            name: "an open object, alone and beside names",
            schema:
                #"{"properties":{"m":{"additionalProperties":{"type":"integer"}},"o":{"type":"string"}},"#
                + #""required":["m","o"],"patternProperties":{"^x_":{"type":"boolean"}}}"#,
            answers: [
                (
                    #"{"m":[{"name":"a","value":1},{"name":"b","value":2}],"o":"q","#
                        + #""others":[{"name":"x_1","value":true}]}"#,
                    #"{"m":{"a":1,"b":2},"o":"q","x_1":true}"#
                ),
                (
                    #"{"m":[{"name":"a","value":1},{"name":"a","value":2}],"o":"q","others":[]}"#,
                    #"{"m":[{"name":"a","value":1},{"name":"a","value":2}],"o":"q"}"#
                ),
            ]
        ),
        Case(
            name: "anything",
            schema: #"{"properties":{"a":{},"b":true},"required":["a"]}"#,
            sent:
                #"{"type":"object","properties":{"a":{"anyOf":[{"type":"string"},{"type":"number"},"#
                + #"{"type":"boolean"},{"type":"null"}]},"b":{"anyOf":[{"type":"string"},"#
                + #"{"type":"number"},{"type":"boolean"},{"type":"null"}]}},"required":["a","b"],"#
                + #""additionalProperties":false}"#,
            answers: [(#"{"a":null,"b":1}"#, #"{"a":null,"b":1}"#)]
        ),
        Case(
            name: "a condition that adds a property",
            schema:
                #"{"properties":{"kind":{"enum":["a","b"]}},"required":["kind"],"if":{"properties":"#
                + #"{"kind":{"const":"a"}}},"then":{"properties":{"size":{"type":"number"}},"required":["size"]}}"#,
            answers: [(#"{"kind":"b","size":null}"#, #"{"kind":"b"}"#)],
            checkedHere: ["if"]
        ),
        Case(
            name: "a schema within itself, by # and by name",
            schema:
                ##"{"properties":{"name":{"type":"string"},"in":{"$ref":"#"},"all":{"type":"array","##
                + ##""items":{"$ref":"#/$defs/photo"}}},"required":["name"],"$defs":{"photo":{"properties":"##
                + ##"{"up":{"$ref":"#/$defs/photo"},"n":{"$ref":"#n"}}},"n":{"$anchor":"n","type":"integer"}}}"##,
            answers: [
                (
                    #"{"name":"a","in":{"name":"b","in":null,"all":null},"all":[{"up":{"up":null,"n":2},"n":null}]}"#,
                    #"{"name":"a","in":{"name":"b","in":null},"all":[{"up":{"up":null,"n":2}}]}"#
                )
            ]
        ),
        Case(
            name: "positions of a list",
            schema:
                #"{"type":"array","prefixItems":[{"type":"string"},{"type":"number"}],"minItems":2,"maxItems":2}"#,
            answers: [(#"["a",1]"#, #"["a",1]"#)],
            checkedHere: ["maxItems", "minItems", "prefixItems"]
        ),
        Case(name: "no value at all", schema: "false"),
        Case(name: "nothing said", schema: "true"),
        Case(
            name: "types that exclude each other",
            schema: #"{"type":"string","allOf":[{"type":"object"}]}"#
        ),
        Case(name: "a list of no elements", schema: #"{"type":"array","items":false}"#),
        Case(
            name: "an object without members",
            schema: #"{"type":"object","additionalProperties":false}"#
        ),
        Case(
            name: "only some must be there",
            schema: #"{"properties":{"a":{"type":"string"},"b":{"type":"string"}},"#
                + #""anyOf":[{"required":["a"]},{"required":["b"]}]}"#,
            answers: [(#"{"a":null,"b":"x"}"#, #"{"b":"x"}"#)],
            checkedHere: ["anyOf"]
        ),
        Case(
            name: "a name of its own for a required one",
            schema:
                ##"{"type":"object","required":["a"],"properties":{"photo":{"$ref":"#/$defs/photo"}},"##
                + #""$defs":{"photo":{"type":"boolean"}}}"#,
            answers: [(#"{"photo":null,"a":"x"}"#, #"{"a":"x"}"#)]
        ),
    ]

    @Test(arguments: cases)
    func `each rule`(_ row: Case) throws {
        let schema = try parsed(row.schema)
        let extraction = Extraction(schema: schema)
        let sent = extraction.sentSchema
        try expectStrict(extraction, sent)
        if let expected = row.sent { #expect(sent.schema.compactText == expected) }
        #expect(sent.checkedHere == row.checkedHere)
        let own = try Schema(whole(sent))
        for (answer, original) in row.answers {
            let answer = try parsed(answer)
            #expect(try own.violations(of: answer) == [], "\(answer.compactText)")
            #expect(sent.parts.original(of: answer).compactText == original)
        }
    }

    private func whole(_ sent: SentSchema) -> JSONValue {
        guard var object = sent.schema.object else { return sent.schema }
        object["$defs"] = .object(sent.definitions)
        return .object(object)
    }

    private func expectStrict(_ extraction: Extraction, _ sent: SentSchema) throws {
        for per in Extraction.Per.allCases {
            let one = Extraction(schema: extraction.schema, per: per)
            let reply = one.replySchema(photoIDs: ["p1", "p2"], one.sentSchema)
            #expect(
                Rehearsal.StrictSubset.fault(of: reply) == nil,
                "\(extraction.schema.compactText) gives \(reply.compactText)"
            )
            _ = try Schema(reply)
        }
    }

    @Test func `a schema of any size is sent within the limits`() throws {
        let names = (0..<6_000).map { #""n\#($0)":{"type":"string"}"# }.joined(separator: ",")
        let words = (0..<2_000).map { #""word\#($0)""# }.joined(separator: ",")
        let deep = (0..<30).reduce(#"{"type":"string"}"#) { inner, _ in
            #"{"properties":{"a":\#(inner)}}"#
        }
        let wide = (0..<12).reduce(#"{"type":"string"}"#) { inner, level in
            #"{"anyOf":[{"properties":{"a\#(level)":\#(inner)}},{"properties":{"b\#(level)":\#(inner)}}]}"#
        }
        let texts = [
            #"{"properties":{\#(names)}}"#, #"{"enum":[\#(words)]}"#, deep, wide,
            #"{"type":"array","items":{"properties":{"w":{"enum":[\#(words)]}}}}"#,
        ]
        for text in texts {
            let extraction = Extraction(schema: try parsed(text))
            let sent = extraction.sentSchema
            try expectStrict(extraction, sent)
            #expect(!sent.checkedHere.isEmpty || text == wide)
        }
        let sent = Extraction(schema: try parsed(deep)).sentSchema
        let inside = try parsed(#"{"a":"{\"a\":1}"}"#)
        let nested = (0..<5).reduce(inside) { inner, _ in ["a": inner] }
        #expect(sent.parts.original(of: nested) != nested, "JSON in a text is read")
    }

    // MARK: Any schema, any answer

    /// A random schema and random answers under what is sent of it; the seed makes them the same in
    /// every run.
    private struct Chance {
        var state: UInt64

        mutating func below(_ limit: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % limit
        }

        mutating func schema(_ depth: Int) -> JSONValue {
            let simple = depth <= 0
            switch below(simple ? 8 : 16) {
            case 0: return ["type": "string", "maxLength": .number(JSONNumber(below(9)))]
            case 1: return ["type": ["integer", "null"], "minimum": 0, "exclusiveMaximum": 50]
            case 2: return ["enum": ["a", "b", 3, nil, ["c": 1]]]
            case 3: return ["const": .string("k\(below(3))")]
            case 4: return ["type": "boolean"]
            case 5: return ["$ref": .string("#/$defs/d\(below(3))")]
            case 6: return below(3) == 0 ? true : [:]
            case 7: return ["type": "number", "multipleOf": 0.5.json]
            case 8, 9, 10: return object(depth)
            case 11:
                return [
                    "type": "array", "items": schema(depth - 1),
                    "maxItems": .number(JSONNumber(1 + below(4))),
                ]
            case 12: return ["anyOf": [schema(depth - 1), schema(depth - 1)]]
            case 13: return ["oneOf": [schema(depth - 1), schema(depth - 1), ["type": "null"]]]
            case 14: return ["allOf": [object(depth), object(depth)]]
            default:
                return [
                    "prefixItems": [schema(depth - 1)], "items": schema(depth - 1),
                    "uniqueItems": true,
                ]
            }
        }

        private mutating func object(_ depth: Int) -> JSONValue {
            var schema = JSONObject()
            if below(2) == 0 { schema["type"] = "object" }
            var properties = JSONObject()
            for name in ["a", "b", "c", "others"] where below(2) == 0 {
                properties[name] = self.schema(depth - 1)
            }
            schema["properties"] = .object(properties)
            let names = properties.members.map(\.name).filter { _ in below(2) == 0 }
            schema["required"] = .array((names + (below(5) == 0 ? ["z"] : [])).map { .string($0) })
            switch below(6) {
            case 0: schema["additionalProperties"] = false
            case 1: schema["additionalProperties"] = self.schema(depth - 1)
            case 2: schema["patternProperties"] = ["^x": self.schema(depth - 1)]
            case 3: schema["not"] = ["required": ["a", "b"]]
            case 4: schema["anyOf"] = [self.schema(depth - 1), ["required": ["a"]]]
            default: break
            }
            return .object(schema)
        }

        /// An answer that a model bound to the schema might give.
        mutating func answer(
            _ schema: JSONValue,
            _ definitions: JSONObject,
            _ depth: Int
        ) -> JSONValue {
            if let name = schema["$ref"]?.string?.split(separator: "/").last {
                return definitions[String(name)].map { answer($0, definitions, depth + 1) } ?? .null
            }
            if let branches = schema["anyOf"]?.array {
                // The last one ends recursion: it is null where null is allowed.
                return answer(
                    branches[depth > 8 ? branches.count - 1 : below(branches.count)],
                    definitions,
                    depth + 1
                )
            }
            if let values = schema["enum"]?.array { return values[below(values.count)] }
            // An answer to a schema that needs itself has no end.
            if depth > 30 { return .null }
            let types =
                schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string ?? ""]
            switch types[below(types.count)] {
            case "string": return .string(["", "a", "long text of words", "{}", "3"][below(5)])
            case "integer": return .number(JSONNumber(below(60)))
            case "number": return below(2) == 0 ? .number(JSONNumber(below(9))) : 0.25.json
            case "boolean": return .bool(below(2) == 0)
            case "array":
                let count = depth > 8 ? 0 : below(3)
                return .array(
                    (0..<count).map { _ in answer(schema["items"] ?? .null, definitions, depth + 1)
                    }
                )
            case "object":
                var object = JSONObject()
                for member in schema["properties"]?.object?.members ?? [] {
                    object[member.name] = answer(member.value, definitions, depth + 1)
                }
                return .object(object)
            default: return .null
            }
        }
    }

    @Test func `any schema fits, and what maps back to a valid answer is accepted`() throws {
        var chance = Chance(state: 17)
        var (accepted, refused) = (0, 0)
        for _ in 0..<400 {
            var root = chance.schema(3).object ?? JSONObject()
            var definitions = JSONObject()
            for name in ["d0", "d1", "d2"] { definitions[name] = chance.schema(2) }
            root["$defs"] = .object(definitions)
            let extraction = Extraction(schema: .object(root))
            let original = try Schema(extraction.schema)
            // One that leads back to itself is refused when the pipeline is read.
            guard case .success = Result(catching: { try original.violations(of: .null) }) else {
                continue
            }
            let sent = extraction.sentSchema
            try expectStrict(extraction, sent)
            let check = try ExtractCheck(extraction, sent)
            for _ in 0..<10 {
                let answer = chance.answer(sent.schema, sent.definitions, 0)
                let reply: JSONValue = [
                    "answers": [["photo": "p1", "readable": true, "answer": answer]]
                ]
                let whole = sent.parts.original(of: answer)
                let violations = Result { () throws(SchemaError) in
                    try original.violations(of: whole)
                }
                let isValid = (try? violations.get())?.isEmpty == true
                switch check.check(reply.compactText, photoIDs: ["p1"], promise: .strict) {
                case .passed(let answer, _):
                    accepted += 1
                    #expect(isValid && answer.parts.map(\.value) == [whole])
                case .faulty(let faulty):
                    refused += 1
                    #expect(!isValid && !faulty.faults.isEmpty)
                }
            }
        }
        #expect(accepted > 500 && refused > 100, "\(accepted) accepted, \(refused) refused")
    }
}

extension Double {
    fileprivate var json: JSONValue { JSONNumber("\(self)").map { .number($0) } ?? .null }
}
