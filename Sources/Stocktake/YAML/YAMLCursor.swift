/// A place in a YAML text: lines and columns as libyaml counts them.
struct YAMLCursor {
    private let scalars: [Unicode.Scalar]
    private(set) var index = 0
    /// From 1.
    private(set) var line = 1
    /// From 0, in Unicode scalars.
    private(set) var column = 0

    init(_ text: String) {
        scalars = Array(text.unicodeScalars)
    }

    /// The scalar `offset` places on; nil behind the end.
    func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        index + offset < scalars.count ? scalars[index + offset] : nil
    }

    var isAtBlank: Bool { peek() == " " || peek() == "\t" }
    var isAtBreak: Bool { isBreak(0) }

    func isBlankOrEnd(_ offset: Int) -> Bool {
        guard let scalar = peek(offset) else { return true }
        return scalar == " " || scalar == "\t" || isBreak(offset)
    }

    /// Whether `---` or `...` stands here, alone or before a blank.
    var isAtDocumentMarker: Bool {
        guard let first = peek(), first == "-" || first == "." else { return false }
        return peek(1) == first && peek(2) == first && isBlankOrEnd(3)
    }

    /// Passes one scalar, or one line break, which may be two.
    mutating func advance() {
        guard let scalar = peek() else { return }
        if isBreak(0) {
            index += scalar == "\r" && peek(1) == "\n" ? 2 : 1
            line += 1
            column = 0
        } else {
            index += 1
            column += 1
        }
    }

    mutating func skipToBreak() {
        while peek() != nil, !isAtBreak { advance() }
    }

    /// Passes a scalar in quotes; false where libyaml reports an error.
    mutating func skipQuoted() -> Bool {
        guard let quote = peek() else { return false }
        advance()
        while let next = peek() {
            if column == 0, isAtDocumentMarker { return false }
            if next == quote {
                advance()
                guard quote == "'", peek() == "'" else { return true }
            } else if quote == "\"", next == "\\" {
                advance()
            }
            advance()
        }
        return false
    }

    private func isBreak(_ offset: Int) -> Bool {
        switch peek(offset) {
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
        default: false
        }
    }
}
