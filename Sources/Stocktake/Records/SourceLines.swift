/// The lines of a text file, without their ends: LF, CR or CRLF, as editors count them.
///
/// Cut on bytes, because to Swift CRLF is one character, and no LF. A text that ends in a line end
/// has one empty line more.
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
