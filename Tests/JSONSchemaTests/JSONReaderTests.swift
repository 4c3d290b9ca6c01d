import JSONSchema
import Testing

struct JSONReaderTests {
    /// A text that is not JSON, and what the reader says of it.
    struct Fault: CustomTestStringConvertible, Sendable {
        let bytes: [UInt8]
        let code: JSONError.Code
        let offset: Int

        init(_ text: String, _ code: JSONError.Code, _ offset: Int) {
            self.init(bytes: Array(text.utf8), code, offset)
        }

        init(bytes: [UInt8], _ code: JSONError.Code, _ offset: Int) {
            (self.bytes, self.code, self.offset) = (bytes, code, offset)
        }

        var testDescription: String {
            "\(code): \(String(decoding: bytes.prefix(30), as: UTF8.self))"
        }
    }

    private func fault(_ bytes: [UInt8], limits: JSONLimits = .standard) -> JSONError? {
        #expect(throws: JSONError.self) { try JSONValue(reading: bytes, limits: limits) }
    }

    private static func string(_ bytes: [UInt8]) -> [UInt8] { [0x22] + bytes + [0x22] }

    static let structure = [
        Fault("", .endOfInput, 0), Fault("  ", .endOfInput, 2), Fault("[", .endOfInput, 1),
        Fault("[1", .endOfInput, 2), Fault("[1,", .endOfInput, 3), Fault("{", .endOfInput, 1),
        Fault(#"{"a""#, .endOfInput, 4), Fault(#"{"a":"#, .endOfInput, 5),
        Fault(#"{"a":1"#, .endOfInput, 6), Fault(#"{"a":1,"#, .endOfInput, 7),
        Fault("tru", .endOfInput, 3), Fault("-", .endOfInput, 1), Fault("1.", .endOfInput, 2),
        Fault("1e", .endOfInput, 2), Fault("1e+", .endOfInput, 3), Fault(#""abc"#, .endOfInput, 4),
        Fault(#""a\"#, .endOfInput, 3), Fault(#""\u12"#, .endOfInput, 5),
        Fault("1 2", .trailingText, 2), Fault("{}]", .trailingText, 2),
        Fault("nullx", .trailingText, 4), Fault("[1,]", .trailingComma, 2),
        Fault(#"{"a":1 , }"#, .trailingComma, 7), Fault("[,1]", .unexpectedCharacter, 1),
        Fault("[1 2]", .unexpectedCharacter, 3), Fault(#"{"a" 1}"#, .unexpectedCharacter, 5),
        Fault("{a:1}", .unexpectedCharacter, 1), Fault("{'a':1}", .unexpectedCharacter, 1),
        Fault("[1}", .unexpectedCharacter, 2), Fault(#"{"a":1]"#, .unexpectedCharacter, 6),
        Fault("]", .unexpectedCharacter, 0), Fault("True", .unexpectedCharacter, 0),
        Fault("trUe", .unexpectedCharacter, 0), Fault("\u{A0}1", .unexpectedCharacter, 0),
        Fault("// a\n1", .comment, 0), Fault("[1, /* b */ 2]", .comment, 4),
        Fault("1 // c", .comment, 2), Fault(#"{"a":1 /* d */}"#, .comment, 7),
        Fault("\u{FEFF}1", .byteOrderMark, 0), Fault("NaN", .notFinite, 0),
        Fault("[Infinity]", .notFinite, 1), Fault("-Infinity", .notFinite, 0),
        Fault(#"{"a":1,"b":2,"a":3}"#, .duplicateName, 13),
        Fault(#"{"a":1,"\u0061":2}"#, .duplicateName, 7),
        Fault(#"[{"é":{"x":1,"x":2}}]"#, .duplicateName, 14),
    ]

    static let numbers = [
        Fault("01", .leadingZero, 0), Fault("[-00]", .leadingZero, 2),
        Fault("+1", .unexpectedCharacter, 0), Fault(".5", .unexpectedCharacter, 0),
        Fault("1.e2", .invalidNumber, 2), Fault("-a", .invalidNumber, 1),
        Fault("1e5x", .trailingText, 3), Fault("0x10", .trailingText, 1),
        Fault("[1e1000000000000000000]", .exponentTooGreat, 1),
        Fault("1e-99999999999999999999999999", .exponentTooGreat, 0),
    ]

    static let strings = [
        Fault("\"a\nb\"", .controlCharacter, 2), Fault("\"\u{0}\"", .controlCharacter, 1),
        Fault("\"\u{1F}\"", .controlCharacter, 1), Fault(#""\x41""#, .invalidEscape, 1),
        Fault(#""ab\'""#, .invalidEscape, 3), Fault(#""\u12G4""#, .invalidEscape, 1),
        Fault(#""\uD83D""#, .loneSurrogate, 1), Fault(#""x\uDC00""#, .loneSurrogate, 2),
        Fault(#""\uD83D\uD83D""#, .loneSurrogate, 1), Fault(#""\uD83Dx""#, .loneSurrogate, 1),
        Fault(#""\uD83D\n""#, .loneSurrogate, 1),
        Fault(bytes: string([0x61, 0xFF]), .invalidUTF8, 2),
        Fault(bytes: string([0xC0, 0x80]), .invalidUTF8, 1),
        Fault(bytes: string([0xED, 0xA0, 0x80]), .invalidUTF8, 1),
        Fault(bytes: string([0xF4, 0x90, 0x80, 0x80]), .invalidUTF8, 1),
        Fault(bytes: string([0xC3, 0xA9, 0xE2, 0x82]), .invalidUTF8, 3),
        Fault(bytes: string([0x5C, 0x6E, 0x80]), .invalidUTF8, 3),
        Fault(bytes: [0xFF, 0xFE, 0x31, 0x00], .unexpectedCharacter, 0),
    ]

    @Test(arguments: structure + numbers + strings)
    func `refuses what is not JSON and says at which byte`(_ fault: Fault) {
        let error = self.fault(fault.bytes)
        #expect(error?.code == fault.code)
        #expect(error?.offset == fault.offset)
    }

    @Test func `a message is one short printable line`() {
        for fault in Self.structure + Self.numbers + Self.strings {
            let message = self.fault(fault.bytes)?.description ?? ""
            #expect(message.unicodeScalars.count < 120)
            #expect(message.unicodeScalars.allSatisfy { $0.value >= 0x20 })
        }
        let name = String(repeating: #"\u001b[31m"#, count: 1_000)
        let error = fault(Array(#"{"\#(name)":1,"\#(name)":2}"#.utf8))
        #expect(
            error?.message == #"the name "\u{1B}[31m\u{1B}[31m\u{1B}[31m\u{1B}[31m…" occurs twice"#
        )
    }

    @Test func `an error knows its line and column`() throws {
        let bytes = Array("{\"größe\": 1,\n \"é\": tru}".utf8)
        let error = try #require(fault(bytes))
        #expect(error.position(in: bytes) == (line: 2, column: 7))
        #expect(error.message == "expected a value, not 't'")
    }

    static let values: [(String, JSONValue)] = [
        ("null", JSONValue.null), (" \t\r\n true ", true), ("false", false), (#""""#, ""),
        ("[]", []), ("{}", [:]), ("[ ]", []), ("{ }", [:]), ("-0", 0),
        ("[1,[2,[]],{}]", [1, [2, []], [:]]),
        (#"{"a":{"b":[null]},"":1}"#, ["a": ["b": [nil]], "": 1]),
        (#""\"\\\/\b\f\n\r\t""#, "\"\\/\u{8}\u{C}\n\r\t"), (#""\u00e9\uD83D\uDE00x""#, "é😀x"),
        (#""\u0000""#, "\0"), (#""\uFFFF""#, "\u{FFFF}"),
        ("\"\u{7F}\u{2028}👩‍👩‍👧\"", "\u{7F}\u{2028}👩‍👩‍👧"),
        (#""a\nGröße""#, "a\nGröße"), ("\"\u{FEFF}\"", "\u{FEFF}"),
    ]

    @Test(arguments: values)
    func `reads a value`(text: String, value: JSONValue) throws {
        #expect(try json(text) == value)
    }

    @Test func `keeps members in file order and finds each by name`() throws {
        let names = (0..<300).map { "name \($0 * 7 % 300)" }
        let text = names.map { #""\#($0)":"\#($0)""# }.joined(separator: ",")
        let object = try #require(try json("{\(text)}").object)
        #expect(object.members.map(\.name) == names)
        #expect(names.allSatisfy { object[$0] == .string($0) })
        #expect(object["name"] == nil)
        let twice = fault(Array("{\(text),\"name 7\":1}".utf8))
        #expect(twice?.code == .duplicateName)
        #expect(twice?.offset == text.utf8.count + 2)
    }

    @Test func `composed and decomposed letters are two names`() throws {
        let object = try #require(try json("{\"\u{E9}\":1,\"e\u{301}\":2}").object)
        #expect(object["\u{E9}"] == 1)
        #expect(object["e\u{301}"] == 2)
    }

    @Test func `names that differ only in the order of their marks are told apart`() throws {
        // All have the same hash and are equal in Swift.
        let marks = ["\u{301}", "\u{323}", "\u{327}", "\u{328}", "\u{31B}", "\u{345}", "\u{334}"]
        var names = ["a"]
        for count in 0..<marks.count {
            names = names.flatMap { name in
                let rest = marks.filter {
                    !name.unicodeScalars.contains($0.unicodeScalars.first ?? "a")
                }
                #expect(rest.count == marks.count - count)
                return rest.map { name + $0 }
            }
        }
        let text = names.map { "\"\($0)\":1" }.joined(separator: ",")
        let object = try #require(try json("{\(text)}").object)
        #expect(object.members.count == 5_040)
    }

    @Test(arguments: ["[", #"{"a":"#])
    func `a hundred thousand open brackets exhaust nothing`(_ opening: String) {
        let bytes = Array(String(repeating: opening, count: 100_000).utf8)
        let error = fault(bytes)
        #expect(error?.code == .tooDeep)
        #expect(error?.offset == 512 * opening.utf8.count)
    }

    @Test func `the limits are exact`() throws {
        func nested(_ depth: Int) -> [UInt8] {
            Array(
                (String(repeating: "[", count: depth) + String(repeating: "]", count: depth)).utf8
            )
        }
        #expect(throws: Never.self) { try JSONValue(reading: nested(512)) }
        #expect(fault(nested(513))?.code == .tooDeep)
        let small = JSONLimits(maxBytes: 4, maxDepth: 2)
        #expect(throws: Never.self) { try JSONValue(reading: nested(2), limits: small) }
        #expect(fault(nested(3), limits: small)?.code == .tooLong)
        #expect(JSONLimits(maxDepth: .max).maxDepth == 1_000)
        #expect(JSONLimits(maxDepth: -1).maxDepth == 1)
    }
}
