/// Decodes standard base64 that comes in pieces: strict alphabet, strict padding, no line breaks.
///
/// Source: RFC 4648 section 4; leftover bits must be zero, as its section 3.5 allows to demand.
struct Base64Decoder {
    /// The decoded bytes so far; the memory is kept by `restart`.
    private(set) var bytes: [UInt8] = []
    /// False once a letter, the padding or the length was wrong, or the limit was passed.
    private(set) var isValid = true
    /// Whether more came than the limit allows; the rest was dropped.
    private(set) var isTooLong = false
    private let maxBytes: Int
    private var bits: UInt32 = 0
    /// Decoded here first, as appending byte by byte costs a fifth more time.
    private var group = [UInt8](repeating: 0, count: 3 * 4096)
    private var letters = 0
    private var padding = 0

    init(maxBytes: Int) {
        self.maxBytes = maxBytes
    }

    /// Starts another text in the same memory.
    mutating func restart() {
        bytes.removeAll(keepingCapacity: true)
        isValid = true
        isTooLong = false
        (bits, letters, padding) = (0, 0, 0)
    }

    /// Decodes letters until the range ends or the JSON string does something else.
    ///
    /// - Returns: the index of the first quote, backslash or control character, else the end.
    mutating func add(_ text: Span<UInt8>, in range: Range<Int>) -> Int {
        var index = range.lowerBound
        while index < range.upperBound {
            while let end = addGroups(text, in: index..<range.upperBound) { index = end }
            guard index < range.upperBound else { break }
            let letter = text[index]
            if letter == UInt8(ascii: "\"") || letter == UInt8(ascii: "\\") || letter < 0x20 {
                return index
            }
            add(letter)
            index += 1
        }
        return range.upperBound
    }

    /// Decodes whole groups of four letters, at most a buffer full of them.
    ///
    /// - Returns: where it stopped; nil if there is no such group, or not in this state.
    private mutating func addGroups(_ text: Span<UInt8>, in range: Range<Int>) -> Int? {
        let room = min(maxBytes - bytes.count, group.count)
        guard letters == 0, padding == 0, isValid, room >= 3, range.count >= 4 else { return nil }
        let count = min(range.count / 4, room / 3)
        let done = decode(text, from: range.lowerBound, count: count)
        bytes.append(contentsOf: group[..<(done * 3)])
        return done > 0 ? range.lowerBound + done * 4 : nil
    }

    /// Fills `group` from so many groups of four letters.
    ///
    /// - Returns: how many there were before something else came.
    private mutating func decode(_ text: Span<UInt8>, from start: Int, count: Int) -> Int {
        let values = letterValues.span
        var target = group.mutableSpan
        for done in 0..<count {
            let place = start + done * 4
            let a = values[Int(text[place])]
            let b = values[Int(text[place + 1])]
            let c = values[Int(text[place + 2])]
            let d = values[Int(text[place + 3])]
            guard a | b | c | d < 64 else { return done }
            target[done * 3] = a << 2 | b >> 4
            target[done * 3 + 1] = b << 4 | c >> 2
            target[done * 3 + 2] = c << 6 | d
        }
        return count
    }

    /// Decodes one letter, also one that was written as an escape.
    mutating func add(_ letter: UInt8) {
        guard isValid else { return }
        if letter == UInt8(ascii: "=") {
            padding += 1
            isValid = padding <= 2 && letters + padding <= 4 && letters >= 2
            return
        }
        let value = letterValues[Int(letter)]
        guard value < 64, padding == 0 else {
            isValid = false
            return
        }
        bits = bits << 6 | UInt32(value)
        letters += 1
        if letters == 4 { flush() }
    }

    /// Ends the text.
    ///
    /// - Returns: whether all of it was base64 within the limit, and at least one byte.
    mutating func finish() -> Bool {
        if letters + padding != 0 {
            isValid = isValid && letters + padding == 4
            let leftover: UInt32 = letters == 3 ? 3 : 15
            isValid = isValid && bits & leftover == 0
            if isValid { flush() }
        }
        return isValid && !bytes.isEmpty
    }

    /// Writes out two, three or four letters.
    private mutating func flush() {
        let group = bits << UInt32(6 * (4 - letters))
        let new = [UInt8(group >> 16 & 255), UInt8(group >> 8 & 255), UInt8(group & 255)]
        if bytes.count + letters - 1 > maxBytes {
            isTooLong = true
            isValid = false
        } else {
            bytes.append(contentsOf: new.prefix(letters - 1))
        }
        (bits, letters) = (0, 0)
    }
}

/// What each byte stands for; 64 and more where it is no letter of base64.
private let letterValues: [UInt8] = {
    let letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    var values = [UInt8](repeating: 64, count: 256)
    for (value, letter) in letters.utf8.enumerated() { values[Int(letter)] = UInt8(value) }
    return values
}()
