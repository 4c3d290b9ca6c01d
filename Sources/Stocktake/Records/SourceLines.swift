/// The lines of a text file without their line ends (LF, CR or CRLF), as editors count them.
///
/// Split at bytes, because Swift treats CRLF as one character. A text that ends in a line end has a
/// final empty line.
public func sourceLines(_ bytes: [UInt8]) -> [ArraySlice<UInt8>] {
    let (lineFeed, carriageReturn) = (UInt8(ascii: "\n"), UInt8(ascii: "\r"))
    var lines: [ArraySlice<UInt8>] = []
    var start = 0
    for (index, byte) in bytes.enumerated() where byte == lineFeed || byte == carriageReturn {
        if byte == lineFeed, index > 0, bytes[index - 1] == carriageReturn {
            start = index + 1
            continue
        }
        lines.append(bytes[start..<index])
        start = index + 1
    }
    return lines + [bytes[start...]]
}
