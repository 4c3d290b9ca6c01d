import JSONSchema

extension AnswerFault {
    /// Text that is not JSON; byte offsets are those of the whole text, from 0.
    init(notJSON error: JSONError, from start: Int) {
        self.init(
            code: .notJSON,
            pointer: "",
            words: "the answer is not valid JSON: \(error.code.words) at byte "
                + "\(start + error.offset)",
            photos: nil
        )
    }
}

extension JSONError.Code {
    /// What is wrong, without quoting the text as the error's own message may.
    fileprivate var words: String {
        switch self {
        case .endOfInput: "incomplete value"
        case .unexpectedCharacter: "unexpected character"
        case .trailingText: "unexpected text after the value"
        case .trailingComma: "comma before a closing bracket"
        case .comment: "comment"
        case .byteOrderMark: "byte order mark"
        case .notFinite: "number that is not finite"
        case .leadingZero: "number with a leading zero"
        case .invalidNumber: "malformed number"
        case .exponentTooGreat: "number with too large an exponent"
        case .controlCharacter: "unescaped control character in a string"
        case .invalidEscape: "invalid escape sequence"
        case .loneSurrogate: "unpaired surrogate"
        case .invalidUTF8: "invalid UTF-8"
        case .duplicateName: "duplicate name in an object"
        case .tooDeep: "nesting too deep"
        case .tooLong: "text too long"
        }
    }
}
