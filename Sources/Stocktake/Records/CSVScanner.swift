/// Splits the bytes of a CSV file into records; handles lines and separators, not columns.
struct CSVScanner {
    struct Record {
        /// The line on which it begins, from 1.
        let line: Int
        /// Where it is in the bytes, with its line break.
        let range: Range<Int>
        let fields: [String]
    }

    enum Result {
        case record(Record)
        case problem(String, line: Int, column: Int)
    }

    let separator: UInt8
    /// Where the fields of the last record begin in the bytes.
    private(set) var fieldStarts: [Int] = []
    private let bytes: [UInt8]
    private let bodyStart: Int
    private var position: Int
    private var line: Int

    /// Starts at the beginning, after a BOM and a line such as `sep=;`.
    ///
    /// That line states the separator; without it, the header line determines it.
    init(bytes: [UInt8]) {
        let start = Self.bodyStart(of: bytes)
        let stated = Self.statedSeparator(in: bytes[start...])
        let header = stated?.end ?? start
        self.init(
            bytes: bytes,
            separator: stated?.separator ?? Self.separator(ofHeaderIn: bytes[header...]),
            position: header,
            line: 1
        )
        if stated != nil, header < bytes.count { skipLineBreak() }
    }

    /// Starts at a known record.
    init(bytes: [UInt8], separator: UInt8, position: Int, line: Int) {
        self.bytes = bytes
        bodyStart = Self.bodyStart(of: bytes)
        self.separator = separator
        self.position = position
        self.line = line
    }

    /// The next record that is not blank, or its problem; nil at the end.
    ///
    /// After a problem, reading continues with the line after the one where the record begins, so
    /// that a quote that is never closed doesn't swallow the rest.
    mutating func next() -> Result? {
        while position < bytes.count {
            let (startLine, offset) = (line, position)
            do throws(Problem) {
                let fields = try record()
                if isBlank(fields, bytes[offset..<position]) { continue }
                return .record(Record(line: startLine, range: offset..<position, fields: fields))
            } catch {
                let place = sourcePosition(
                    of: error.offset,
                    file: "",
                    after: (offset, startLine)
                )
                (position, line) = (offset, startLine)
                skipLine()
                return .problem(error.message, line: place.line, column: place.column)
            }
        }
        return nil
    }

    /// Line and column of an offset, from 1, given the line of an earlier offset.
    func sourcePosition(
        of offset: Int,
        file: String,
        after start: (offset: Int, line: Int) = (0, 1)
    ) -> SourcePosition {
        var lineStart = offset
        while lineStart > bodyStart, !isLineBreak(bytes[lineStart - 1]) { lineStart -= 1 }
        // UTF-8 continuation bytes don't start a scalar.
        let scalars = bytes[lineStart..<offset].count { $0 & 0xC0 != 0x80 }
        return SourcePosition(
            file: file,
            line: start.line + lineBreaks(in: bytes[start.offset..<offset]),
            column: scalars + 1
        )
    }

    private struct Problem: Error {
        let message: String
        let offset: Int
    }

    private mutating func record() throws(Problem) -> [String] {
        var fields: [String] = []
        fields.reserveCapacity(max(fieldStarts.count, 1))
        fieldStarts.removeAll(keepingCapacity: true)
        while true {
            fieldStarts.append(position)
            fields.append(try field())
            guard position < bytes.count else { return fields }
            guard bytes[position] == separator else {
                skipLineBreak()
                return fields
            }
            position += 1
        }
    }

    private mutating func field() throws(Problem) -> String {
        let start = position
        if start < bytes.count && bytes[start] == quote { return try quotedField() }
        while position < bytes.count, !isEnd(bytes[position]) { position += 1 }
        let text = bytes[start..<position]
        if text.first == space, text.first(where: { $0 != space }) == quote {
            throw Problem(
                message: "a space before a quote; begin the field with the quote",
                offset: start
            )
        }
        return String(decoding: text, as: UTF8.self)
    }

    private mutating func quotedField() throws(Problem) -> String {
        let start = position
        var hasDoubled = false
        position += 1
        while true {
            guard let close = bytes[position...].firstIndex(of: quote) else {
                position = bytes.count
                throw Problem(message: "the quote that opens here is never closed", offset: start)
            }
            position = close + 1
            guard position < bytes.count, bytes[position] == quote else { break }
            hasDoubled = true
            position += 1
        }
        let content = bytes[(start + 1)..<(position - 1)]
        line += lineBreaks(in: content)
        guard position == bytes.count || isEnd(bytes[position]) else {
            throw Problem(
                message: "text after a closing quote; write a quote inside a field twice",
                offset: position
            )
        }
        return String(decoding: hasDoubled ? undoubled(content)[...] : content, as: UTF8.self)
    }

    private func undoubled(_ content: ArraySlice<UInt8>) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(content.count)
        var isSecond = false
        for byte in content {
            if byte == quote {
                isSecond.toggle()
                if !isSecond { continue }
            }
            result.append(byte)
        }
        return result
    }

    private func isEnd(_ byte: UInt8) -> Bool {
        byte == separator || isLineBreak(byte)
    }

    private func isLineBreak(_ byte: UInt8) -> Bool {
        byte == lineFeed || byte == carriageReturn
    }

    private static func bodyStart(of bytes: [UInt8]) -> Int {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    }

    /// Whether a line is empty or contains only separators; quotes count as a value.
    private func isBlank(_ fields: [String], _ text: ArraySlice<UInt8>) -> Bool {
        let isOneOfSpaces = fields.count == 1 && fields[0].allSatisfy(\.isWhitespace)
        return (isOneOfSpaces || fields.allSatisfy(\.isEmpty)) && !text.contains(quote)
    }

    private func lineBreaks(in content: ArraySlice<UInt8>) -> Int {
        var count = 0
        var previous: UInt8 = 0
        for byte in content {
            if byte == carriageReturn || (byte == lineFeed && previous != carriageReturn) {
                count += 1
            }
            previous = byte
        }
        return count
    }

    private mutating func skipLineBreak() {
        if bytes[position] == carriageReturn, position + 1 < bytes.count,
            bytes[position + 1] == lineFeed
        {
            position += 1
        }
        position += 1
        line += 1
    }

    private mutating func skipLine() {
        while position < bytes.count, !isLineBreak(bytes[position]) { position += 1 }
        if position < bytes.count { skipLineBreak() }
    }

    /// What a first line `sep=;` states, and where it ends; the separator is nil for `sep=`.
    ///
    /// A spreadsheet that took it for data may have put it in quotes, or added separators.
    private static func statedSeparator(
        in bytes: ArraySlice<UInt8>
    ) -> (separator: UInt8?, end: Int)? {
        let end = bytes.firstIndex { $0 == lineFeed || $0 == carriageReturn } ?? bytes.endIndex
        let line = bytes[bytes.startIndex..<end].filter { $0 != quote && $0 != space }
        guard line.count < 100, line.count >= 4,
            String(decoding: line.prefix(4), as: UTF8.self).lowercased() == "sep="
        else { return nil }
        let rest = line.dropFirst(4)
        guard let separator = rest.first else { return (nil, end) }
        let isText = separator >= 0x80 || UnicodeScalar(separator).properties.isAlphabetic
        return isText || rest.contains { $0 != separator } ? nil : (separator, end)
    }

    /// The most frequent of `,` `;` and tab on the first line with text, outside quotes.
    private static func separator(ofHeaderIn bytes: ArraySlice<UInt8>) -> UInt8 {
        let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
        var counts = [0, 0, 0]
        var isQuoted = false
        var hasText = false
        for byte in bytes {
            if byte == quote { isQuoted.toggle() }
            if byte == lineFeed || byte == carriageReturn, !isQuoted {
                if hasText { break }
                counts = [0, 0, 0]
            } else if let index = candidates.firstIndex(of: byte) {
                if !isQuoted { counts[index] += 1 }
            } else if byte != space {
                hasText = true
            }
        }
        let most = counts.max() ?? 0
        return zip(candidates, counts).first { $0.1 == most }?.0 ?? candidates[0]
    }
}

private let quote = UInt8(ascii: "\"")
private let space = UInt8(ascii: " ")
private let lineFeed = UInt8(ascii: "\n")
private let carriageReturn = UInt8(ascii: "\r")
