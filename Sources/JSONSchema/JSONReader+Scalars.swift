extension JSONReader {
    // MARK: - Numbers

    /// Reads a number; anything else that can't begin a value is refused here too.
    mutating func readNumber() throws(JSONError) -> JSONNumber {
        let start = offset
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "-") {
            offset += 1
        }
        try readWholePart(from: start)
        if offset < bytes.count, bytes[offset] == UInt8(ascii: ".") {
            offset += 1
            try readDigits()
        }
        if offset < bytes.count, bytes[offset] | 0x20 == UInt8(ascii: "e") {
            offset += 1
            if offset < bytes.count,
                bytes[offset] == UInt8(ascii: "+") || bytes[offset] == UInt8(ascii: "-")
            {
                offset += 1
            }
            try readExponent(ofNumberAt: start)
        }
        return JSONNumber(checked: text(of: start..<offset))
    }

    private mutating func readWholePart(from start: Int) throws(JSONError) {
        guard offset < bytes.count else {
            throw endOfInput(offset > start ? "a digit" : "a value")
        }
        if bytes[offset] == UInt8(ascii: "0") {
            offset += 1
            if offset < bytes.count, isDigit(bytes[offset]) {
                offset -= 1
                throw error(.leadingZero, "a number must not begin with 0 and more digits")
            }
            return
        }
        guard isDigit(bytes[offset]) else { throw notAValue(from: start) }
        while offset < bytes.count, isDigit(bytes[offset]) {
            offset += 1
        }
    }

    private mutating func readDigits() throws(JSONError) {
        guard offset < bytes.count else { throw endOfInput("a digit") }
        guard isDigit(bytes[offset]) else {
            throw error(
                .invalidNumber,
                "expected a digit, not \(Excerpt.byte(bytes[offset]))"
            )
        }
        while offset < bytes.count, isDigit(bytes[offset]) {
            offset += 1
        }
    }

    private mutating func readExponent(ofNumberAt start: Int) throws(JSONError) {
        let first = offset
        try readDigits()
        let significant = bytes[first..<offset].drop { $0 == UInt8(ascii: "0") }
        if significant.count > 18 {
            offset = start
            throw error(.exponentTooGreat, "an exponent must have at most 18 digits")
        }
    }

    private func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 <= 9 }

    private mutating func notAValue(from start: Int) -> JSONError {
        let rest = bytes[offset...]
        let isSigned = offset > start
        if rest.starts(with: "NaN".utf8) || rest.starts(with: "Infinity".utf8) {
            offset = start
            return error(.notFinite, "JSON has neither NaN nor Infinity")
        }
        if isSigned {
            return unexpected(.invalidNumber, "expected a digit")
        }
        return unexpected(.unexpectedCharacter, "expected a value")
    }

    // MARK: - Strings

    /// Reads a string from its opening quote to behind its closing one.
    mutating func readString() throws(JSONError) -> String {
        let start = offset + 1
        let (end, isASCII) = endOfRun(from: start)
        if end < bytes.count, bytes[end] == UInt8(ascii: "\"") {
            offset = end + 1
            if isASCII {
                return text(of: start..<end)
            }
            guard let text = String(validating: bytes[start..<end], as: UTF8.self) else {
                throw invalidUTF8(from: start)
            }
            return text
        }
        return try readStringWithEscapes(from: start)
    }

    /// The text of bytes that are known to be ASCII.
    ///
    /// Through a pointer, because a slice counts a reference for each of the many short strings.
    private func text(of range: Range<Int>) -> String {
        unsafe bytes.withUnsafeBufferPointer { all in
            unsafe String(decoding: UnsafeBufferPointer(rebasing: all[range]), as: UTF8.self)
        }
    }

    /// Goes on to a quote, backslash or control character, or the end of the text.
    private func endOfRun(from start: Int) -> (end: Int, isASCII: Bool) {
        let source = bytes.span
        var (position, bits) = (start, UInt8(0))
        while position < source.count {
            let byte = source[position]
            if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || byte < 0x20 {
                break
            }
            bits |= byte
            position += 1
        }
        return (position, bits < 0x80)
    }

    /// The byte that the letter after a backslash means; 0 if JSON has no such escape.
    private static let escapes: [UInt8] = {
        var table = [UInt8](repeating: 0, count: 256)
        for (letter, meaning) in zip("\"\\/ntrbf".utf8, "\"\\/\n\t\r\u{8}\u{C}".utf8) {
            table[Int(letter)] = meaning
        }
        return table
    }()

    /// Reads a string that has escapes, or a fault.
    private mutating func readStringWithEscapes(from start: Int) throws(JSONError) -> String {
        // The text is never longer than its source, so one buffer of that size is enough. It is
        // filled by position, which is several times as fast as appending.
        var text = [UInt8](repeating: 0, count: endOfString(from: start) - start)
        var count = 0
        offset = start
        while try readPlainText(into: &text, at: &count) {
            try readCodePoint(into: &text, at: &count)
        }
        text.removeLast(text.count - count)
        guard let string = String(validating: text, as: UTF8.self) else {
            throw invalidUTF8(from: start)
        }
        return string
    }

    /// Reads up to and with the closing quote, or up to a `\u`.
    ///
    /// - Returns: true at a `\u`.
    private mutating func readPlainText(
        into text: inout [UInt8],
        at count: inout Int
    ) throws(JSONError) -> Bool {
        let bytes = bytes
        let source = bytes.span
        let escapes = Self.escapes.span
        var target = text.mutableSpan
        var (from, to) = (offset, count)
        defer { (offset, count) = (from, to) }
        while from < source.count {
            var byte = source[from]
            if byte == UInt8(ascii: "\"") {
                from += 1
                return false
            } else if byte == UInt8(ascii: "\\") {
                guard from + 1 < source.count else { throw endOfInput("an escape") }
                let letter = source[from + 1]
                if letter == UInt8(ascii: "u") {
                    return true
                }
                byte = escapes[Int(letter)]
                guard byte != 0 else { throw invalidEscape(letter, at: from) }
                from += 1
            } else if byte < 0x20 {
                throw controlCharacter(byte, at: from)
            }
            target[to] = byte
            to += 1
            from += 1
        }
        throw endOfInput("'\"'")
    }

    private func invalidEscape(_ letter: UInt8, at offset: Int) -> JSONError {
        let message = "JSON has no escape \\ followed by \(Excerpt.byte(letter))"
        return JSONError(code: .invalidEscape, message: message, offset: offset)
    }

    private func controlCharacter(_ byte: UInt8, at offset: Int) -> JSONError {
        let message = "a control character must be escaped: \(Excerpt.byte(byte))"
        return JSONError(code: .controlCharacter, message: message, offset: offset)
    }

    /// The place of the closing quote, or the end of the text.
    private func endOfString(from start: Int) -> Int {
        let source = bytes.span
        var position = start
        while position < source.count, source[position] != UInt8(ascii: "\"") {
            position += source[position] == UInt8(ascii: "\\") ? 2 : 1
        }
        return min(position, source.count)
    }

    /// Reads `\uXXXX`, or two of them that make a pair.
    private mutating func readCodePoint(
        into text: inout [UInt8],
        at count: inout Int
    ) throws(JSONError) {
        let start = offset
        var code = try readHexDigits()
        if code & 0xFC00 == 0xD800 {
            guard bytes[offset...].starts(with: #"\u"#.utf8) else {
                throw loneSurrogate(code, at: start)
            }
            let low = try readHexDigits()
            guard low & 0xFC00 == 0xDC00 else { throw loneSurrogate(code, at: start) }
            code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
        }
        guard let scalar = Unicode.Scalar(code) else { throw loneSurrogate(code, at: start) }
        for byte in String(scalar).utf8 {
            text[count] = byte
            count += 1
        }
    }

    private mutating func readHexDigits() throws(JSONError) -> UInt32 {
        guard offset + 6 <= bytes.count else { throw endOfInput("four hexadecimal digits") }
        var code: UInt32 = 0
        for byte in bytes[(offset + 2)..<(offset + 6)] {
            guard let digit = Character(Unicode.Scalar(byte)).hexDigitValue, byte < 0x80 else {
                throw error(.invalidEscape, "\\u must be followed by four hexadecimal digits")
            }
            code = code << 4 | UInt32(digit)
        }
        offset += 6
        return code
    }

    private mutating func loneSurrogate(_ code: UInt32, at start: Int) -> JSONError {
        offset = start
        let half = String(code, radix: 16, uppercase: true)
        return error(.loneSurrogate, "\\u\(half) is half of a surrogate pair; the other is missing")
    }

    // MARK: - Faults in strings

    private mutating func invalidUTF8(from start: Int) -> JSONError {
        offset = firstInvalidByte(from: start)
        return error(
            .invalidUTF8,
            "the text must be UTF-8, which \(Excerpt.byte(bytes[offset])) breaks"
        )
    }

    /// The first byte of the first ill-formed sequence, or the end of the text.
    private func firstInvalidByte(from start: Int) -> Int {
        var decoder = UTF8.ForwardParser()
        var iterator = bytes[start...].makeIterator()
        var position = start
        while true {
            switch decoder.parseScalar(from: &iterator) {
            case .valid(let scalar): position += scalar.count
            case .error, .emptyInput: return position
            }
        }
    }
}
