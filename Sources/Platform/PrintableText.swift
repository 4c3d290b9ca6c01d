/// Text from outside, made safe for one line of a message: control and format characters become
/// `\u{…}`, and more than `limit` characters end in an ellipsis.
public func printable(_ text: some StringProtocol, limit: Int = 200) -> String {
    var result = ""
    for (count, character) in text.enumerated() {
        guard count < limit else { return result + "…" }
        for scalar in character.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default:
                result.unicodeScalars.append(scalar)
            }
        }
    }
    return result
}
