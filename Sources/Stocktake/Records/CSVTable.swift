import Foundation

/// A CSV file, read by RFC 4180 with some common variations.
///
/// Accepted: UTF-8 with or without BOM; `,`, `;` or tab, whichever the header line uses most, or
/// what a first line such as `sep=;` states; quoted fields with doubled quotes and line breaks;
/// lines ended by CRLF, LF or CR. Blank lines, also those of separators only, are skipped. Fields
/// missing at the end of a row are empty, and empty ones too many are dropped, because spreadsheets
/// write both. Anything that could shift a value into another column is an error with its line.
/// Values keep their spaces; header names are trimmed and lower case.
struct CSVTable: Sendable {
    /// The file as the user named it.
    let file: String
    /// The columns' names, trimmed, in lower case and unique; "" for a column without a name.
    let header: [String]
    /// The columns' names as written, trimmed.
    let columnNames: [String]
    /// The valid rows in file order.
    let rows: [Row]
    /// Rows with an error of their own, as far as they can be read: a value may be in the wrong
    /// column, or hold U+FFFD where a byte is no text.
    let brokenRows: [Row]
    /// The problems of the file as errors, by line; many of one kind are one.
    let findings: [Finding]
    private let bytes: [UInt8]
    private let separator: UInt8

    /// Whether the header was read, so that the problems are those of single rows.
    var isReadable: Bool { !header.isEmpty }
    /// Whether the separator is a comma, as in countries with a decimal point.
    var isSeparatedByCommas: Bool { separator == UInt8(ascii: ",") }

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
        findings = reading.findings.all
        let columns = reading.columns
        let row: (CSVScanner.Record) -> Row = {
            Row(
                line: $0.line,
                fields: $0.fields,
                offset: $0.range.lowerBound,
                columns: columns
            )
        }
        rows = reading.records.map(row)
        brokenRows = reading.brokenRecords.map(row)
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
    var brokenRecords: [CSVScanner.Record] = []
    var findings = TableFindings()

    init(file: String, bytes: [UInt8]) {
        self.file = file
        self.bytes = bytes
    }

    mutating func read() {
        if let words = otherFormat(of: bytes) { return add(words, line: 1) }
        if bytes.contains(0), let problem = textProblem(of: bytes, file: file) {
            return findings.add(problem, kind: "text")
        }
        let isUTF8 = String(validating: bytes, as: UTF8.self) != nil
        var scanner = CSVScanner(bytes: bytes)
        separator = scanner.separator
        while let result = scanner.next() {
            switch result {
            case .problem(let message, let line, let column):
                add(message, line: line, column: column)
            case .record(let record):
                let invalid = isUTF8 ? nil : firstInvalidByte(in: bytes[record.range])
                if let invalid {
                    let start = (record.range.lowerBound, record.line)
                    let place = scanner.sourcePosition(of: invalid, file: file, after: start)
                    add(notUTF8(bytes[invalid]), line: place.line, column: place.column)
                    brokenRecords.append(fitted(record))
                } else if header.isEmpty {
                    readHeader(record)
                } else {
                    add(record)
                }
            }
            // Without a valid header the rows can't be read.
            guard !header.isEmpty else { return }
        }
        if header.isEmpty {
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
        if findings.hasErrors { header = [] }
        records.reserveCapacity(bytes.count / 64)
    }

    private mutating func add(_ record: CSVScanner.Record) {
        let row = fitted(record)
        if let message = misfit(record) {
            add(message, line: record.line)
            brokenRecords.append(row)
            return
        }
        // A column without a name before others is no sign of a shift: some programs write a row
        // number there.
        let end = (header.lastIndex { !$0.isEmpty } ?? -1) + 1
        for index in end..<header.count where !row.fields[index].isEmpty {
            add(
                "a value in column \(index + 1), which has no name; name it in the header",
                line: record.line
            )
            brokenRecords.append(row)
            return
        }
        records.append(row)
    }

    /// Why a record doesn't fit the header; nil if only empty fields are missing or too many.
    private func misfit(_ record: CSVScanner.Record) -> String? {
        let (fields, columns) = (record.fields, header.count)
        if fields.dropFirst(columns).contains(where: { !$0.allSatisfy(\.isWhitespace) }) {
            return "the row has \(fields.count) fields, the header \(columns); "
                + "put a value that holds a separator in quotes"
        }
        guard fields.count == 1, columns > 1 else { return nil }
        let other = [Character(","), ";", "\t"].first { mark in
            fields[0].split(separator: mark, omittingEmptySubsequences: false).count >= columns
        }
        return other.map { mark in
            "the row is a single field that holds \(mark == "\t" ? "tabs" : "'\(mark)'"); "
                + "separate its fields as the header does, and don't put the whole row in quotes"
        }
    }

    /// The record with as many fields as the header has columns.
    private func fitted(_ record: CSVScanner.Record) -> CSVScanner.Record {
        guard record.fields.count != header.count else { return record }
        let missing = max(header.count - record.fields.count, 0)
        return CSVScanner.Record(
            line: record.line,
            range: record.range,
            fields: record.fields.prefix(header.count) + Array(repeating: "", count: missing)
        )
    }

    private mutating func add(_ message: String, line: Int, column: Int = 1) {
        let position = SourcePosition(file: file, line: line, column: column)
        let finding = Finding(.error, .dataInvalid, message, position: position)
        // Messages of one kind differ by the numbers in them.
        findings.add(finding, kind: message.replacing(/\d+/, with: "#"))
    }
}
