import JSONSchema

extension AnswerFault {
    /// Text that is not JSON; byte numbers are those of the whole text, from 0.
    init(notJSON error: JSONError, from start: Int) {
        self.init(
            code: .notJSON,
            pointer: "",
            words: "the answer is not JSON: at byte \(start + error.offset) \(error.code.words)",
            photos: nil
        )
    }
}

extension JSONError.Code {
    /// What is wrong there; the error's own message may quote the text.
    fileprivate var words: String {
        switch self {
        case .endOfInput: "it stops before the value is complete"
        case .unexpectedCharacter: "stands what can't stand there"
        case .trailingText: "something follows the value"
        case .trailingComma: "a comma stands before a closing bracket"
        case .comment: "stands a comment"
        case .byteOrderMark: "stands a byte order mark"
        case .notFinite: "stands a number that is not finite"
        case .leadingZero: "a number begins with 0"
        case .invalidNumber: "stands a malformed number"
        case .exponentTooGreat: "a number has too great an exponent"
        case .controlCharacter: "a control character stands in a string, not escaped"
        case .invalidEscape: "stands an escape that JSON does not know"
        case .loneSurrogate: "stands half of a surrogate pair"
        case .invalidUTF8: "the text is not UTF-8"
        case .duplicateName: "a name occurs twice in one object"
        case .tooDeep: "values are nested too deep"
        case .tooLong: "the text is too long"
        }
    }
}
