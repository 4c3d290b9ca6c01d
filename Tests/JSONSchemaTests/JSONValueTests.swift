import JSONSchema
import Testing

struct JSONValueTests {
    @Test(arguments: [
        (#"{"b":1,"a":[true,null]}"#, #"{"b":1,"a":[true,null]}"#), ("[1.50, 1e2]", "[1.50,1e2]"),
        (#""\u0000\u001f\u007f\n\r\t\"\\\/""#, "\"\\u0000\\u001f\u{7F}\\n\\r\\t\\\"\\\\/\""),
        (#""\u2028é😀""#, "\"\u{2028}é😀\""), ("{}", "{}"), ("[]", "[]"),
    ])
    func `writes compact text as it was read`(text: String, expected: String) throws {
        let value = try json(text)
        #expect(value.compactText == expected)
        #expect(try json(value.compactText) == value)
    }

    @Test(arguments: [
        ("1", "1.0", true), (#"{"a":1,"b":[1]}"#, #"{"b":[1.0],"a":1}"#, true),
        ("[1,2]", "[2,1]", false),
        ("0", "false", false), (#""1""#, "1", false), ("null", "false", false), ("{}", "[]", false),
        ("\"\u{E9}\"", "\"e\u{301}\"", false), ("{\"\u{E9}\":1}", "{\"e\u{301}\":1}", false),
        ("{\"q\u{307}\u{323}\":1}", "{\"q\u{323}\u{307}\":1}", false),
        (#"{"a":1}"#, #"{"a":1,"b":2}"#, false),
    ])
    func `is equal as JSON Schema means it`(one: String, other: String, isEqual: Bool) throws {
        let (left, right) = (try json(one), try json(other))
        #expect((left == right) == isEqual)
        if isEqual {
            #expect(left.hashValue == right.hashValue)
        }
    }

    @Test(arguments: [
        ("", #"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"é":9}"#), ("/foo/0", #""bar""#),
        ("/", "0"),
        ("/a~1b", "1"), ("/m~0n", "8"), ("/é", "9"),
    ])
    func `a pointer leads to a value`(pointer: String, expected: String) throws {
        let value = try json(#"{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"é":9}"#)
        #expect(try value.value(at: pointer) == json(expected))
    }

    @Test(arguments: [
        "foo", "/foo/2", "/foo/01", "/foo/-1", "/foo/+1", "/foo/", "/m~2", "/m~", "/foo/0/x",
    ])
    func `a pointer that leads nowhere yields no value`(_ pointer: String) throws {
        #expect(try json(#"{"foo":["bar"],"m~":1}"#).value(at: pointer) == nil)
    }

    @Test func `an object is built, changed and searched by name`() throws {
        var object = JSONObject()
        for position in 0..<20 {
            object["\(position)"] = .number(JSONNumber(position))
        }
        object["3"] = "three"
        object["7"] = nil
        object["99"] = nil
        #expect(object.members.count == 19)
        #expect(object.members[3].name == "3")
        #expect(object["3"]?.string == "three")
        #expect(object["7"] == nil)
        #expect(object["19"]?.number?.exactInt == 19)
    }

    @Test func `the parts of a value are at hand`() {
        let value: JSONValue = ["a": [1, "x", true]]
        #expect(value["a"]?[1]?.string == "x")
        #expect(value["a"]?[2]?.bool == true)
        #expect(value["a"]?[3] == nil)
        #expect(value["b"] == nil)
        #expect(value[0] == nil)
        #expect(value.array == nil)
    }
}
