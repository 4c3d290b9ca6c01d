/// Why bytes are not UTF-8 text, with the place; nil if they are.
///
/// Names what they are, where that can be told: people rename workbooks to .csv.
func textProblem(of bytes: [UInt8], file: String) -> Finding? {
    if let words = otherFormat(of: bytes) { return problem(words, at: 0, of: bytes, file: file) }
    if let offset = bytes.firstIndex(of: 0) {
        return problem(
            "the file holds a NUL byte; save it as UTF-8 text",
            at: offset,
            of: bytes,
            file: file
        )
    }
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var start = 0
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        if let offset = firstInvalidByte(in: bytes[start..<end]) {
            return problem(notUTF8(bytes[offset]), at: offset, of: bytes, file: file)
        }
        start = end + 1
    }
    return nil
}

/// What a file with another format than text is, and what to do; nil if it may be text.
func otherFormat(of bytes: [UInt8]) -> String? {
    let advice = "save the sheet as 'CSV UTF-8'"
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) || looksWide(bytes) {
        return "the file is UTF-16 text, such as a spreadsheet's 'Unicode Text'; "
            + "save it as UTF-8 ('CSV UTF-8')"
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
        let start = String(decoding: bytes.prefix(4096), as: UTF8.self)
        if start.contains("opendocument.spreadsheet") {
            return "the file is an OpenDocument spreadsheet (.ods), not CSV; open it and \(advice)"
        }
        return start.contains("[Content_Types].xml") || start.contains("xl/")
            || start.contains("_rels/")
            ? "the file is an Excel workbook (.xlsx), not CSV; open it and \(advice)"
            : "the file is a zip archive, not CSV; unpack it, or open it and \(advice)"
    }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
        return "the file is an old Excel workbook (.xls), not CSV; open it and \(advice)"
    }
    if bytes.starts(with: [0x1F, 0x8B]) {
        return "the file is compressed with gzip; unpack it"
    }
    if bytes.starts(with: Array("%PDF".utf8)) {
        return "the file is a PDF, not CSV; export the table itself as 'CSV UTF-8'"
    }
    let start = String(decoding: bytes.prefix(200), as: UTF8.self).lowercased()
        .drop { $0.isWhitespace || $0 == "\u{FEFF}" }
    if ["<!doctype html", "<html", "<table", "<head", "<meta"].contains(where: start.hasPrefix) {
        return "the file is a web page (HTML), not CSV, perhaps a log-in page; "
            + "export the table again as 'CSV UTF-8'"
    }
    if start.hasPrefix("<?xml") {
        return "the file is XML, not CSV; open it in the spreadsheet and \(advice)"
    }
    return nil
}

/// Why a byte is not UTF-8: mostly it is a letter of the Western code page.
func notUTF8(_ byte: UInt8) -> String {
    let letter = byte >= 0xA0 ? Unicode.Scalar(byte) : nil
    let words = letter.map { ", probably '\(Character($0))' in Windows-1252 (Latin-1)" } ?? ""
    return "the text is not UTF-8: byte 0x\(String(byte, radix: 16, uppercase: true))\(words); "
        + "save the file as UTF-8 ('CSV UTF-8')"
}

/// The index of the first byte that doesn't belong to a UTF-8 character.
func firstInvalidByte(in bytes: ArraySlice<UInt8>) -> Int? {
    var decoder = UTF8()
    var rest = bytes.makeIterator()
    var offset = bytes.startIndex
    while true {
        switch decoder.decode(&rest) {
        case .scalarValue(let scalar): offset += UTF8.width(scalar)
        case .emptyInput: return nil
        case .error: return offset
        }
    }
}

/// Whether every other byte of the beginning is mostly 0: UTF-16 without its mark.
private func looksWide(_ bytes: [UInt8]) -> Bool {
    let start = bytes.prefix(200)
    guard start.count >= 8, start.count(where: { $0 == 0 }) > start.count / 3 else { return false }
    let odd = start.enumerated().filter { $0.element == 0 && !$0.offset.isMultiple(of: 2) }.count
    return odd == 0 || odd == start.count(where: { $0 == 0 })
}

private func problem(
    _ message: String,
    at offset: Int,
    of bytes: [UInt8],
    file: String
) -> Finding {
    let scanner = CSVScanner(bytes: bytes)
    let position = scanner.sourcePosition(of: offset, file: file)
    return Finding(.error, .dataInvalid, message, position: position)
}
