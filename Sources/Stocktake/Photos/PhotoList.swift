import Foundation

/// The lines of an image list: one path per line, used as is.
///
/// UTF-8 with or without BOM; lines end with LF, CRLF or CR. Blank lines and lines that begin with
/// `#` are skipped; a photo whose name begins with `#` is written `./#name`.
struct PhotoList {
    struct Entry: Hashable {
        /// With surrounding spaces, which may be part of the name.
        let text: String
        let position: SourcePosition
    }

    let entries: [Entry]
    /// Why the file is not a list; there are no entries then.
    let findings: [Finding]

    /// - Parameters:
    ///   - file: its name in findings.
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
        // CR ends a line only in a file without any LF; otherwise it is part of CRLF.
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

/// The path of an entry of a list or manifest, joined to the list's folder.
///
/// A name may begin or end with spaces, but stray spaces are more likely: they are kept only if a
/// file with them exists.
func listedPath(_ text: String, in folder: String) -> String {
    let whole = joinedPath(folder, text)
    let trimmed = text.trimmingCharacters(in: .whitespaces)
    if trimmed.utf8.count == text.utf8.count || !isMissing(existingForm(of: whole)) {
        return whole
    }
    return joinedPath(folder, trimmed)
}
