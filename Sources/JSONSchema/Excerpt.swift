/// Short, printable pieces of foreign text for messages.
enum Excerpt {
    /// The most characters of a text that a message shows.
    private static let length = 40

    /// The text in double quotes, cut after 40 characters, everything unprintable escaped.
    static func quoted(_ text: String) -> String {
        "\"\(unquoted(text))\""
    }

    /// The text cut after 40 characters, everything unprintable escaped.
    static func unquoted(_ text: String) -> String {
        var excerpt = ""
        var count = 0
        for scalar in text.unicodeScalars {
            let piece = escaped(scalar)
            guard count + piece.utf8.count <= length else { return excerpt + "…" }
            excerpt += piece
            count += piece.utf8.count
        }
        return excerpt
    }

    /// A byte of a JSON text: `'x'`, or `byte 0x07` if it is not a printable ASCII character.
    static func byte(_ byte: UInt8) -> String {
        if byte > 0x20, byte < 0x7F {
            return "'\(Unicode.Scalar(byte))'"
        }
        let digits = String(byte, radix: 16, uppercase: true)
        return "byte 0x" + (byte < 0x10 ? "0" : "") + digits
    }

    /// A value as a message shows it: scalars as they are, containers by their size.
    static func value(_ value: JSONValue) -> String {
        switch value {
        case .null: "null"
        case .bool(let bool): bool ? "true" : "false"
        case .number(let number): unquoted(number.text)
        case .string(let text): quoted(text)
        case .array(let values): "an array of \(values.count)"
        case .object(let object): "an object of \(object.members.count)"
        }
    }

    private static func escaped(_ scalar: Unicode.Scalar) -> String {
        switch scalar {
        case "\"": return #"\""#
        case "\\": return #"\\"#
        default: break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
            .paragraphSeparator, .nonspacingMark, .enclosingMark:
            return "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
        default: return String(scalar)
        }
    }
}
