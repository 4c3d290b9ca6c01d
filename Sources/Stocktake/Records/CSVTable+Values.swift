import Foundation

extension CSVTable.Row {
    /// A field's text without surrounding spaces; nil if the column is missing or empty.
    func filled(_ column: String) -> String? {
        guard let text = self[column] else { return nil }
        let bytes = text.utf8
        // Most fields have no spaces to be trimmed.
        if let first = bytes.first, let last = bytes.last, isVisible(first), isVisible(last) {
            return text
        }
        let trimmed = text.trimmingCharacters(in: .whitespaces)
        return trimmed.isEmpty ? nil : trimmed
    }

    private func isVisible(_ byte: UInt8) -> Bool {
        byte > UInt8(ascii: " ") && byte < 0x7F
    }
}

extension TableFindings {
    /// A column with codes, such as `sku`, that reports what spreadsheets have done to them.
    ///
    /// `="0123"` and `'0123` are read as the code inside, with a warning; what only looks ruined is
    /// kept as it is, with a warning.
    mutating func code(
        _ row: CSVTable.Row,
        _ column: String,
        _ name: String,
        in table: CSVTable
    ) -> String? {
        guard let text = row.filled(column) else { return nil }
        let code = spreadsheetText(text).trimmingCharacters(in: .whitespaces)
        guard !code.isEmpty else { return nil }
        let shown = "\(name) \(printable(code, limit: 60))"
        if let damage = spreadsheetDamage(to: code) {
            let message =
                "\(shown) looks like a code a spreadsheet has ruined (\(damage)); "
                + "format the column as text and enter the code again"
            add(
                message,
                kind: "\(column) ruined",
                .warning,
                at: table.position(of: column, in: row)
            )
        } else if code.utf8.count != text.utf8.count {
            let message =
                "\(shown) is written as \(printable(text, limit: 60)), as spreadsheets do "
                + "to keep text; it is read as \(printable(code, limit: 60))"
            add(
                message,
                kind: "\(column) wrapped",
                .warning,
                at: table.position(of: column, in: row)
            )
        }
        return code
    }

    /// Adds a finding; `kind` is the same for all that should be counted together.
    mutating func add(
        _ message: String,
        kind: String,
        _ severity: Finding.Severity = .error,
        code: Finding.Code = .dataInvalid,
        at position: SourcePosition
    ) {
        add(Finding(severity, code, message, position: position), kind: kind)
    }

    /// The value that `read` gives; nil with an error if the field can't be used.
    mutating func value<Value>(
        of column: String,
        _ row: CSVTable.Row,
        in table: CSVTable,
        _ read: (CSVTable.Row, String) throws(ValueProblem) -> Value?
    ) -> Value? {
        do {
            return try read(row, column)
        } catch {
            add(error.message, kind: error.kind, at: table.position(of: column, in: row))
            return nil
        }
    }
}

/// An error in a line of a table.
func dataError(_ message: String, _ table: CSVTable, line: Int) -> Finding {
    Finding(
        .error,
        .dataInvalid,
        message,
        position: SourcePosition(file: table.file, line: line, column: 1)
    )
}
