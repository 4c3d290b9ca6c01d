extension JSONValue {
    /// Compact JSON: no spaces, members in order, numbers as they were written.
    public var compactText: String { JSONWriter.text(of: self, isCanonical: false) }

    /// The one JSON text of all equal values, to hash or to compare.
    ///
    /// Members are sorted by the code points of their names, and numbers have their canonical text.
    public var canonicalText: String { JSONWriter.text(of: self, isCanonical: true) }
}

/// Writes JSON; escapes what must be and nothing else.
private struct JSONWriter {
    private static let hexDigits = Array("0123456789abcdef".utf8)

    private let isCanonical: Bool
    private var bytes: [UInt8] = []

    static func text(of value: JSONValue, isCanonical: Bool) -> String {
        var writer = JSONWriter(isCanonical: isCanonical)
        writer.write(value)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    private init(isCanonical: Bool) { self.isCanonical = isCanonical }

    private mutating func write(_ value: JSONValue) {
        switch value {
        case .null: bytes.append(contentsOf: "null".utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .number(let number):
            bytes.append(contentsOf: (isCanonical ? number.canonicalText : number.text).utf8)
        case .string(let text): write(text)
        case .array(let values):
            bytes.append(UInt8(ascii: "["))
            for (position, value) in values.enumerated() {
                separate(position)
                write(value)
            }
            bytes.append(UInt8(ascii: "]"))
        case .object(let object): write(object)
        }
    }

    private mutating func write(_ object: JSONObject) {
        var members = object.members
        if isCanonical {
            members.sort { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        }
        bytes.append(UInt8(ascii: "{"))
        for (position, member) in members.enumerated() {
            separate(position)
            write(member.name)
            bytes.append(UInt8(ascii: ":"))
            write(member.value)
        }
        bytes.append(UInt8(ascii: "}"))
    }

    private mutating func separate(_ position: Int) {
        if position > 0 {
            bytes.append(UInt8(ascii: ","))
        }
    }

    private mutating func write(_ text: String) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 0x0A: bytes.append(contentsOf: #"\n"#.utf8)
            case 0x0D: bytes.append(contentsOf: #"\r"#.utf8)
            case 0x09: bytes.append(contentsOf: #"\t"#.utf8)
            case 0x00..<0x20:
                bytes.append(contentsOf: #"\u00"#.utf8)
                bytes.append(Self.hexDigits[Int(byte >> 4)])
                bytes.append(Self.hexDigits[Int(byte & 0xF)])
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}
