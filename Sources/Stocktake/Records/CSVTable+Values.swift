import Foundation

extension CSVTable.Row {
    /// A field's text without surrounding spaces; nil if the column is missing or empty.
    func filled(_ column: String) -> String? {
        guard let text = self[column]?.trimmingCharacters(in: .whitespaces), !text.isEmpty else {
            return nil
        }
        return text
    }
}

/// A whole number in a column; nil with a finding if it is anything else.
func wholeNumber(
    _ row: CSVTable.Row,
    _ column: String,
    from least: Int,
    _ table: CSVTable,
    _ findings: inout [Finding]
) -> Int? {
    guard let text = row.filled(column) else { return nil }
    let digits = text.wholeMatch(of: /([+-]?\d{1,15})(?:\.0{1,6})?/)?.1
    guard let number = digits.flatMap({ Int($0) }), number >= least else {
        let message =
            "\(column) must be a whole number of \(least) or more, not '\(printable(text, limit: 60))'"
        findings.append(dataError(message, table, line: row.line))
        return nil
    }
    return number
}

/// An exact amount of money in a column, 0 or more; nil with a finding if it is anything else.
func amount(
    _ row: CSVTable.Row,
    _ column: String,
    _ table: CSVTable,
    _ findings: inout [Finding]
) -> Decimal? {
    guard let text = row.filled(column) else { return nil }
    guard let value = exactDecimal(text), value >= 0 else {
        let message =
            "\(column) must be an amount such as 12.50, not '\(printable(text, limit: 60))'"
        findings.append(dataError(message, table, line: row.line))
        return nil
    }
    return value
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
