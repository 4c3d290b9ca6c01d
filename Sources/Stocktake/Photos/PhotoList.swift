import Foundation

/// The lines of an image list: one path a line, taken as it is.
///
/// UTF-8 with or without BOM, lines ended by LF, CRLF or CR. Blank lines and lines that begin with
/// `#` are skipped; a photo whose name begins with `#` is written `./#name`.
struct PhotoList {
    struct Entry: Hashable {
        /// With the spaces around it, which may belong to the name.
        let text: String
        let position: SourcePosition
    }

    let entries: [Entry]
    /// The one reason why the file is no list; entries are empty then.
    let findings: [Finding]

    /// - Parameters:
    ///   - file: how findings name it.
    ///   - bytes: its content; may be empty.
    init(file: String, bytes: [UInt8]) {
        if let problem = textProblem(of: bytes, file: file) {
            entries = []
            findings = [problem]
            return
        }
        let lineFeed = UInt8(ascii: "\n")
        let carriageReturn = UInt8(ascii: "\r")
        let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes.dropFirst(3) : bytes[...]
        // Only a file without any LF can mean CR as its line end; else it is part of a CRLF.
        let separator = body.contains(lineFeed) ? lineFeed : carriageReturn
        let lines = body.split(separator: separator, omittingEmptySubsequences: false)
        findings = []
        entries = lines.enumerated().compactMap { index, line in
            let end = line.last == carriageReturn ? line.dropLast() : line
            let text = String(decoding: end, as: UTF8.self)
            guard end.first != UInt8(ascii: "#"), !text.allSatisfy(\.isWhitespace) else {
                return nil
            }
            let position = SourcePosition(file: file, line: index + 1, column: 1)
            return Entry(text: text, position: position)
        }
    }
}

/// The path an entry of a list or manifest means, joined to the list's folder.
///
/// A name may begin or end with spaces, but a stray space is likelier: so the spaces count only
/// where a file with them exists.
func listedPath(_ text: String, in folder: String) -> String {
    let whole = joinedPath(folder, text)
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if trimmed.utf8.count == text.utf8.count || !isMissing(existingForm(of: whole)) {
        return whole
    }
    return joinedPath(folder, trimmed)
}
