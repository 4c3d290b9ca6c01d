extension YAMLScanner {
    /// Passes a tag such as `!!seq`; false where libyaml reports an error.
    mutating func skipTag() -> Bool {
        cursor.advance()
        let isVerbatim = cursor.peek() == "<"
        if isVerbatim { cursor.advance() }
        while let next = cursor.peek(),
            next.isInTag || isVerbatim && [",", "[", "]"].contains(next)
        {
            cursor.advance()
        }
        if isVerbatim {
            guard cursor.peek() == ">" else { return false }
            cursor.advance()
        }
        return cursor.isBlankOrEnd(0) || isInFlow && cursor.peek() == ","
    }

    /// Passes a scalar without quotes; it goes on over lines that are indented further.
    mutating func skipPlain() -> Bool {
        var crossesLines = false
        while !(cursor.column == 0 && cursor.isAtDocumentMarker), cursor.peek() != "#" {
            while let next = cursor.peek(), !cursor.isBlankOrEnd(0) {
                if next == ":", isInFlow, let after = cursor.peek(1),
                    [",", "?", "[", "]", "{", "}"].contains(after)
                {
                    return false
                }
                if next == ":", cursor.isBlankOrEnd(1) { break }
                if isInFlow, [",", "[", "]", "{", "}"].contains(next) { break }
                crossesLines = false
                cursor.advance()
            }
            guard cursor.isAtBlank || cursor.isAtBreak else { break }
            while cursor.isAtBlank || cursor.isAtBreak {
                let isOutside = crossesLines && cursor.column <= indent
                if isOutside, cursor.peek() == "\t" { return false }
                crossesLines = crossesLines || cursor.isAtBreak
                cursor.advance()
            }
            if !isInFlow, cursor.column <= indent { break }
        }
        if crossesLines { mayBeginKey = true }
        return true
    }

    /// Passes a scalar after `|` or `>`, whose lines are indented further than what holds it.
    mutating func skipBlockScalar() -> Bool {
        cursor.advance()
        var step: Int?
        for _ in 0..<2 {
            guard let next = cursor.peek() else { break }
            if next == "+" || next == "-" {
                cursor.advance()
            } else if step == nil, ("1"..."9").contains(next) {
                step = Int(next.value) - 0x30
                cursor.advance()
            }
        }
        while cursor.isAtBlank { cursor.advance() }
        if cursor.peek() == "#" { cursor.skipToBreak() }
        guard cursor.isAtBreak || cursor.peek() == nil else { return false }
        cursor.advance()
        var margin = step.map { max(indent, 0) + $0 }
        guard skipBlockBreaks(&margin) else { return false }
        while cursor.column == margin, cursor.peek() != nil {
            cursor.skipToBreak()
            cursor.advance()
            guard skipBlockBreaks(&margin) else { return false }
        }
        return true
    }

    /// Passes empty lines and a line's indentation; the first line with text sets the margin.
    private mutating func skipBlockBreaks(_ margin: inout Int?) -> Bool {
        var widest = 0
        while true {
            while cursor.column < margin ?? .max, cursor.peek() == " " { cursor.advance() }
            widest = max(widest, cursor.column)
            if cursor.column < margin ?? .max, cursor.peek() == "\t" { return false }
            guard cursor.isAtBreak else { break }
            cursor.advance()
        }
        if margin == nil { margin = max(widest, indent + 1, 1) }
        return true
    }
}

extension Unicode.Scalar {
    /// Whether a tag may hold it: letters, digits and marks of an address.
    fileprivate var isInTag: Bool {
        switch self {
        case "0"..."9", "A"..."Z", "a"..."z": true
        default: "_-;/?:@&=+$.%!~*'()".unicodeScalars.contains(self)
        }
    }
}
