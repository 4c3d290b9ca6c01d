import JSONSchema

/// Untrusted text of several lines, made safe for a file, a cell or a terminal.
///
/// Line breaks of every kind become `\n`. Other control characters except tab, and those that
/// change the direction of text, become `\u{…}`, as in `printable`; all else stays as it is.
func plainText(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { (0x20..<0x7F).contains($0) || $0 == 0x0A }
    guard !isPlain else { return text }
    var result = String.UnicodeScalarView()
    var previous: Unicode.Scalar = " "
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0x0A where previous == "\r": break
        case 0x0A...0x0D, 0x85, 0x2028, 0x2029: result.append("\n")
        case 0x09: result.append(scalar)
        case 0..<0x20, 0x7F...0x9F, 0x061C, 0x200E, 0x200F, 0x202A...0x202E, 0x2066...0x2069,
            0xFEFF, 0xFFFE, 0xFFFF:
            result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
        default: result.append(scalar)
        }
        previous = scalar
    }
    return String(result)
}

/// The lines of a text, without the empty ones at both ends.
func textLines(_ text: String) -> [String] {
    var lines = plainText(text).split(separator: "\n", omittingEmptySubsequences: false)[...]
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.map(String.init)
}

extension JSONValue {
    /// The value for a person: `name: value` for members, `- ` before elements.
    var outline: [String] {
        switch self {
        case .object(let object) where !object.members.isEmpty:
            object.members.flatMap { $0.value.outline(under: "\(plainText($0.name)):") }
        case .array(let values) where !values.isEmpty:
            values.flatMap { value in
                value.outline.enumerated().map { ($0.offset == 0 ? "- " : "  ") + $0.element }
            }
        case .null, .object, .array: ["none"]
        case .bool(let value): [yesOrNo(value)]
        case .number(let number): [number.text]
        case .string(let text): textLines(text).isEmpty ? [""] : textLines(text)
        }
    }

    /// Whether it has no parts.
    var isSingle: Bool {
        switch self {
        case .object(let object): object.members.isEmpty
        case .array(let values): values.isEmpty
        default: true
        }
    }

    private func outline(under name: String) -> [String] {
        let lines = outline
        if isSingle, lines.count == 1 { return ["\(name) \(lines[0])"] }
        return [name] + lines.map { "  \($0)" }
    }

    /// JSON indented by two spaces, with its members in order and its numbers as written.
    func indented(_ depth: Int = 0) -> String {
        let inner = "\n" + String(repeating: "  ", count: depth + 1)
        let end = "\n" + String(repeating: "  ", count: depth)
        switch self {
        case .object(let object) where !object.members.isEmpty:
            let parts = object.members.map { member in
                "\(jsonString(member.name)): \(member.value.indented(depth + 1))"
            }
            return "{" + inner + parts.joined(separator: "," + inner) + end + "}"
        case .array(let values) where !values.isEmpty:
            let parts = values.map { $0.indented(depth + 1) }
            return "[" + inner + parts.joined(separator: "," + inner) + end + "]"
        default: return compactText
        }
    }
}

/// As a yes/no field is written in every report.
func yesOrNo(_ value: Bool) -> String {
    value ? "yes" : "no"
}
