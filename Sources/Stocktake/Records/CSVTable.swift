import Foundation

/// A CSV file, read by RFC 4180 with some common variations.
///
/// Accepted: UTF-8 with or without BOM; `,`, `;` or tab, whichever the header line uses most;
/// quoted fields with doubled quotes and line breaks; lines ended by CRLF, LF or CR. Blank lines,
/// also those of separators only, are skipped. Anything that could shift a value into another
/// column is an error with its line. Values keep their spaces; header names are trimmed and lower
/// case.
struct CSVTable: Sendable {
    /// The file as the user named it.
    let file: String
    /// The columns' names, trimmed, in lower case and unique; "" for a column without a name.
    let header: [String]
    /// The columns' names as written, trimmed.
    let columnNames: [String]
    /// The valid rows in file order.
    let rows: [Row]
    /// The problems of the file, at most `maxFindings` and a final one; empty for a valid file.
    let findings: [Finding]

    static let maxFindings = 100
    private let bytes: [UInt8]
    private let separator: UInt8

    /// One row, with as many fields as the header has columns.
    struct Row: Sendable {
        /// The line it begins on, from 1.
        let line: Int
        let fields: [String]
        fileprivate let offset: Int
        fileprivate let columns: [String: Int]

        /// The field under a header name given in lower case; nil when there is no such column.
        subscript(name: String) -> String? {
            columns[name].map { fields[$0] }
        }
    }

    /// Reads a whole file.
    ///
    /// - Parameters:
    ///   - file: its name in findings.
    ///   - bytes: its content; a missing header line is a finding.
    init(file: String, bytes: [UInt8]) {
        self.file = file
        var reading = CSVReading(file: file, bytes: bytes)
        reading.read()
        self.bytes = bytes
        separator = reading.separator
        columnNames = reading.columnNames
        header = reading.header
        findings = reading.cappedFindings
        let columns = reading.columns
        rows = reading.records.map {
            Row(line: $0.line, fields: $0.fields, offset: $0.offset, columns: columns)
        }
    }

    /// The position of a row's field in the file; the row's line if there is no such column.
    func position(of name: String, in row: Row) -> SourcePosition {
        guard let index = row.columns[name] else {
            return SourcePosition(file: file, line: row.line, column: 1)
        }
        var scanner = CSVScanner(
            bytes: bytes,
            separator: separator,
            position: row.offset,
            line: row.line
        )
        // The row was read before; this finds only where its fields begin.
        guard case .record? = scanner.next(), index < scanner.fieldStarts.count else {
            return SourcePosition(file: file, line: row.line, column: 1)
        }
        return scanner.sourcePosition(
            of: scanner.fieldStarts[index],
            file: file,
            after: (row.offset, row.line)
        )
    }
}

/// One pass over a file: from bytes to header, records and findings.
private struct CSVReading {
    let file: String
    let bytes: [UInt8]
    var separator = UInt8(ascii: ",")
    var columnNames: [String] = []
    var header: [String] = []
    var columns: [String: Int] = [:]
    var records: [CSVScanner.Record] = []
    private var findings: [Finding] = []
    private var unlisted = 0

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    var cappedFindings: [Finding] {
        guard unlisted > 0, let last = findings.last?.position else { return findings }
        let message = "and \(unlisted) more problems in this file"
        return findings + [Finding(.error, .dataInvalid, message, position: last)]
    }

    mutating func read() {
        if let problem = textProblem(of: bytes, file: file) {
            findings.append(problem)
            return
        }
        var scanner = CSVScanner(bytes: bytes)
        separator = scanner.separator
        while let result = scanner.next() {
            switch result {
            case .problem(let message, let line, let column):
                add(message, line: line, column: column)
                // Without a valid header the rows can't be read.
                guard !header.isEmpty else { return }
            case .record(let record) where header.isEmpty:
                readHeader(record)
                guard findings.isEmpty else { return }
                records.reserveCapacity(bytes.count / 64)
            case .record(let record):
                add(record)
            }
        }
        if header.isEmpty && findings.isEmpty {
            add("the file is empty; its first line must name the columns", line: 1)
        }
    }

    private mutating func readHeader(_ record: CSVScanner.Record) {
        columnNames = record.fields.map { $0.trimmingCharacters(in: .whitespacesAndNewlines) }
        header = columnNames.map { $0.lowercased() }
        for (index, name) in header.enumerated() where !name.isEmpty {
            if let earlier = columns[name] {
                add(
                    "the column '\(printable(name, limit: 60))' occurs twice, as number "
                        + "\(earlier + 1) and \(index + 1); rename one",
                    line: record.line
                )
            } else {
                columns[name] = index
            }
        }
    }

    private mutating func add(_ record: CSVScanner.Record) {
        guard record.fields.count == header.count else {
            let more = record.fields.count > header.count
            add(
                "the row has \(record.fields.count) fields, the header \(header.count); "
                    + (more
                        ? "put a value that holds a separator in quotes" : "add the missing ones"),
                line: record.line
            )
            return
        }
        for (index, name) in header.enumerated()
        where name.isEmpty && !record.fields[index].isEmpty {
            add(
                "a value in column \(index + 1), which has no name; name it in the header",
                line: record.line
            )
        }
        records.append(record)
    }

    private mutating func add(_ message: String, line: Int, column: Int = 1) {
        guard findings.count < CSVTable.maxFindings else {
            unlisted += 1
            return
        }
        let position = SourcePosition(file: file, line: line, column: column)
        findings.append(Finding(.error, .dataInvalid, message, position: position))
    }
}

/// Why bytes are not readable UTF-8 text, with the line; nil if they are.
func textProblem(of bytes: [UInt8], file: String) -> Finding? {
    func problem(_ message: String, at offset: Int) -> Finding {
        let line = CSVScanner(bytes: bytes).sourcePosition(of: offset, file: file).line
        return Finding(
            .error,
            .dataInvalid,
            message,
            position: SourcePosition(file: file, line: line, column: 1)
        )
    }
    if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
        return problem("the file is UTF-16; save it as UTF-8", at: 0)
    }
    if let offset = bytes.firstIndex(of: 0) {
        return problem("the file holds a NUL byte; save it as UTF-8 text", at: offset)
    }
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var start = 0
    while start < bytes.count {
        let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
        guard String(validating: bytes[start..<end], as: UTF8.self) != nil else { break }
        start = end + 1
    }
    return problem("the line is not UTF-8 text; save the file as UTF-8", at: start)
}
