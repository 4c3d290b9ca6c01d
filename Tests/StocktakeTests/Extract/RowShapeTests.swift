import JSONSchema
import Testing

@testable import Stocktake

@Suite("Rows of an answer") struct RowShapeTests {
    private func rows(_ schema: String, rows: String? = nil, _ values: String...) throws -> [String]
    {
        let shape = RowShape(try parsed(schema), rows: rows)
        let all = try values.map { shape.rows(of: try parsed($0)) }
        let grid = shape.grid(of: all.flatMap(\.rows))
        let head = grid.columns.map { column in
            column.name + (column.isClosed ? "!" : "")
                + (column.kind == .number ? "#" : column.kind == .flag ? "?" : "")
        }
        return [head.joined(separator: " | ")]
            + all.flatMap(\.rows)
            .map { grid.cells(of: $0).map(ExtractScene.shown).joined(separator: " | ") }
    }

    static let answer = #"""
        {"shelf":"A-1","mood":"calm","note":null,
         "products":[{"name":"egg","price":2.50},{"name":"milk","price":{"from":1,"to":2}}],
         "colour":{"name":"red","warm":true},"tags":["a","b"]}
        """#

    @Test func `a nested schema in one row`() throws {
        #expect(
            try rows(ExtractScene.nested, Self.answer) == [
                "shelf | mood! | note | products | colour.name | colour.warm!? | tags",
                "A-1 | calm | – | "
                    + #"[{"name":"egg","price":2.50},{"name":"milk","price":{"from":1,"to":2}}]"#
                    + " | red | yes | a; b",
            ]
        )
    }

    @Test func `a nested schema with a row for each element`() throws {
        #expect(
            try rows(ExtractScene.nested, rows: "/products", Self.answer) == [
                "shelf | mood! | note | colour.name | colour.warm!? | tags | name | price# | "
                    + "price.from# | price.to#",
                "A-1 | calm | – | red | yes | a; b | egg | 2.50 | – | –",
                "A-1 | calm | – | red | yes | a; b | milk | – | 1 | 2",
            ]
        )
        let empty = try RowShape(parsed(ExtractScene.nested), rows: "/products")
            .rows(of: parsed(#"{"shelf":"A-1","products":[]}"#))
        #expect(empty.isEmptyList && empty.rows.count == 1)
    }

    struct Case: CustomTestStringConvertible {
        let name: String
        let schema: String
        var rows: String?
        let values: [String]
        let shown: [String]
        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(
            name: "a root that is no object",
            schema: #"{"enum":["cat","car"]}"#,
            values: [#""cat""#],
            shown: ["value!", "cat"]
        ),
        Case(
            name: "a root that is a list, in one cell and in rows",
            schema: #"{"type":"array","items":{"type":"integer"}}"#,
            rows: "",
            values: ["[1,2]"],
            shown: ["value#", "1", "2"]
        ),
        Case(
            name: "a list of texts in rows is named after itself",
            schema:
                #"{"type":"object","properties":{"tags":{"type":"array","items":{"type":"string"}}}}"#,
            rows: "/tags",
            values: [#"{"tags":["a","b"]}"#, "{}"],
            shown: ["tags", "a", "b", "–"]
        ),
        Case(
            name: "a name that both have",
            schema: #"""
                {"properties":{"name":{"type":"string"},
                 "items":{"type":"array","items":{"properties":{"name":{"type":"string"}}}}}}
                """#,
            rows: "/items",
            values: [#"{"name":"shop","items":[{"name":"egg"}]}"#],
            shown: ["name | items.name", "shop | egg"]
        ),
        Case(
            name: "names that the schema doesn't list, in natural order",
            schema:
                #"{"properties":{"a":{"type":"string"}},"additionalProperties":{"type":"number"}}"#,
            values: [#"{"x10":1,"a":"q","x2":2}"#, #"{"x1":3}"#],
            shown: ["a | x1# | x2# | x10#", "q | – | 2 | 1", "– | 3 | – | –"]
        ),
        Case(
            name: "alternatives follow each other, each name once",
            schema: #"""
                {"anyOf":[{"properties":{"kind":{"const":"a"},"x":{"type":"number"}}},
                 {"properties":{"kind":{"const":"b"},"x":{"type":"string"},"y":{"type":["boolean","null"]}}}]}
                """#,
            values: [#"{"kind":"b","x":"one","y":null}"#],
            shown: ["kind! | x | y!?", "b | one | –"]
        ),
        Case(
            name: "a name with a dot in it",
            schema: #"""
                {"properties":{"a.b":{"type":"string"},"a":{"properties":{"b":{"type":"string"}}}}}
                """#,
            values: [#"{"a.b":"one","a":{"b":"two"}}"#],
            shown: ["a.b | a.b_2", "one | two"]
        ),
        Case(
            name: "a schema within itself",
            schema: ##"""
                {"properties":{"name":{"type":"string"},"child":{"$ref":"#"}}}
                """##,
            values: [#"{"name":"a","child":{"name":"b"}}"#],
            shown: ["name | child", #"a | {"name":"b"}"#]
        ),
        Case(
            name: "parts of a definition merged",
            schema: ##"""
                {"$defs":{"base":{"properties":{"id":{"type":"integer"}}}},
                 "allOf":[{"$ref":"#/$defs/base"},{"properties":{"id":{"minimum":1},"ok":{"type":"boolean"}}}]}
                """##,
            values: [#"{"id":1,"ok":false}"#],
            shown: ["id# | ok!?", "1 | no"]
        ),
        Case(
            name: "anything at all",
            schema: #"{"properties":{"a":{}}}"#,
            values: [#"{"a":{"b":1}}"#, #"{"a":[1,"x",null]}"#, #"{"a":[[1]]}"#, #"{"a":[]}"#],
            shown: ["a", #"{"b":1}"#, "1; x; ", "[[1]]", "–"]
        ),
    ]

    @Test(arguments: cases)
    func `the stated rule`(_ row: Case) throws {
        let shape = RowShape(try parsed(row.schema), rows: row.rows)
        let all = try row.values.flatMap { shape.rows(of: try parsed($0)).rows }
        let grid = shape.grid(of: all)
        let head = grid.columns.map { column in
            column.name + (column.isClosed ? "!" : "")
                + (column.kind == .number ? "#" : column.kind == .flag ? "?" : "")
        }
        let shown =
            [head.joined(separator: " | ")]
            + all.map { grid.cells(of: $0).map(ExtractScene.shown).joined(separator: " | ") }
        #expect(shown == row.shown)
    }

    @Test func `the lists of a schema`() throws {
        #expect(RowShape.lists(in: try parsed(ExtractScene.nested)) == ["/products", "/tags"])
        let odd = #"{"properties":{"a/b":{"properties":{"~":{"items":{"items":{}}}}}}}"#
        #expect(RowShape.lists(in: try parsed(odd)) == ["/a~1b/~0"])
    }

    @Test func `one answer by itself`() throws {
        let shape = RowShape(try parsed(ExtractScene.nested), rows: "/products")
        let table = shape.rows(ofOne: try parsed(Self.answer))
        #expect(table.rows.count == 2 && table.columns.count == 10)
        #expect(shape.rows(ofOne: try parsed("{}")).rows.isEmpty)
    }
}
