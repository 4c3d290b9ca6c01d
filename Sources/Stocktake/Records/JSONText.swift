import Foundation

/// A value as indented JSON for a file or stdout, ending in a newline.
///
/// Keys are in snake case and alphabetical order. Control and text direction characters are
/// escaped, although JSON requires this only below U+0020.
func jsonText(
    _ value: some Encodable,
    keys: JSONEncoder.KeyEncodingStrategy = .convertToSnakeCase
) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    encoder.keyEncodingStrategy = keys
    return escapingControls(Array(try encoder.encode(value))) + [10]
}

/// A value as JSON on one line with sorted keys, so that the same value gives the same text.
func jsonLine(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
}

/// A text as a JSON string with its quotes: quotes, backslashes and control characters escaped.
func jsonString(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"": result += "\\\""
        case "\\": result += "\\\\"
        case _ where scalar.value < 0x20:
            let digits = String(scalar.value, radix: 16)
            result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
        default: result.unicodeScalars.append(scalar)
        }
    }
    return result + "\""
}

/// JSON with control and text direction characters above U+001F escaped.
///
/// In JSON these characters occur only within strings, where an escape is equivalent.
func escapingControls(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 >= 0x7F }) else { return json }
    var text = String.UnicodeScalarView()
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
        switch scalar.value {
        case 0x7F...0x9F, 0x2028...0x202E, 0x2066...0x2069:
            let digits = String(scalar.value, radix: 16)
            let zeros = String(repeating: "0", count: 4 - digits.count)
            text.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
        default:
            text.append(scalar)
        }
    }
    return Array(String(text).utf8)
}
