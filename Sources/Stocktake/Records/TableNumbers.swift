import Foundation

/// Why a field can't be used, without its place.
struct ValueProblem: Error, Hashable {
    /// The same for all fields with this problem, whatever their values.
    let kind: String
    let message: String
}

/// Reads the numbers of a table, all in one form.
///
/// The form is that of the whole file: whether `.` or `,` comes before decimals. The numbers of the
/// columns that are read decide it: `7,20`, `1.234,50` and `1.000.000` prove a decimal comma,
/// `7.20`, `1,071.50` and `1,000,000` a decimal point. If they prove nothing, a file separated by
/// commas has a decimal point. If they prove nothing in a file separated by anything else, or both,
/// `1.000` stays ambiguous and is an error; every other number can be read in one way only.
struct TableNumbers {
    private let table: CSVTable
    private let mark: DecimalMark?
    /// The currency of the file's first amount that has one; empty if none has.
    let currency: String

    /// Decides the form from the columns with numbers, named in lower case, as far as they exist.
    init(_ table: CSVTable, columns: [String]) {
        self.table = table
        var proven: Set<DecimalMark> = []
        var currency = ""
        for row in table.rows {
            for column in columns {
                guard let text = row.filled(column),
                    let number = WrittenNumber(spreadsheetText(text))
                else { continue }
                if case .clear(_, let mark?) = number.reading { proven.insert(mark) }
                if currency.isEmpty { currency = number.currency }
            }
        }
        if proven.isEmpty {
            mark = table.isSeparatedByCommas ? .point : nil
        } else {
            mark = proven.count == 1 ? proven.first : nil
        }
        self.currency = currency
    }

    /// A number of any sign, without a currency; nil for an empty field.
    func quantity(_ row: CSVTable.Row, _ column: String) throws(ValueProblem) -> Decimal? {
        guard let text = row.filled(column) else { return nil }
        let words = text.utf8.count > 15 ? "a number of up to 15 digits" : "a number"
        let number = try read(text, column, orElse: words)
        guard number.currency.isEmpty else { throw wrong(column, words, text) }
        return try value(of: number, column, text)
    }

    /// A whole number; nil for an empty field.
    func wholeNumber(
        _ row: CSVTable.Row,
        _ column: String,
        from least: Int
    ) throws(ValueProblem) -> Int? {
        guard let text = row.filled(column) else { return nil }
        let words = "a whole number of \(least) or more"
        let number = try read(text, column, orElse: words)
        // A decimal prints a whole number as digits only.
        guard let whole = Int("\(try value(of: number, column, text))"), whole >= least,
            number.currency.isEmpty
        else { throw wrong(column, words, text) }
        return whole
    }

    /// An amount of money, 0 or more, perhaps with a currency; nil for an empty field.
    ///
    /// A second currency in one file is an error, because amounts are added up.
    func amount(_ row: CSVTable.Row, _ column: String) throws(ValueProblem) -> Decimal? {
        guard let text = row.filled(column) else { return nil }
        let words = "an amount such as 12.50"
        let number = try read(text, column, orElse: words)
        let value = try value(of: number, column, text)
        guard value >= 0 else { throw wrong(column, words, text) }
        guard number.currency.isEmpty || number.currency == currency else {
            throw ValueProblem(
                kind: "\(column) currency",
                message: "\(column) is in another currency than the amounts above, "
                    + "'\(printable(text, limit: 60))'; write all amounts in one currency"
            )
        }
        return value
    }

    private func read(
        _ text: String,
        _ column: String,
        orElse words: String
    ) throws(ValueProblem) -> WrittenNumber {
        if let number = WrittenNumber(spreadsheetText(text)) { return number }
        let shown = printable(text, limit: 60)
        if text.wholeMatch(of: /[+\-]?\d+(?:[.,]\d+)?[eE][+\-]?\d+/) != nil {
            throw ValueProblem(
                kind: "\(column) exponent",
                message: "\(column) is in scientific notation, which spreadsheets round, "
                    + "'\(shown)'; write the number in full"
            )
        }
        if isSpreadsheetError(text) {
            throw ValueProblem(
                kind: "\(column) error",
                message: "\(column) is a spreadsheet's error, '\(shown)'; correct its formula"
            )
        }
        throw wrong(column, words, text)
    }

    private func value(
        of number: WrittenNumber,
        _ column: String,
        _ text: String
    ) throws(ValueProblem) -> Decimal {
        if let value = number.value(mark) { return value }
        guard case .ambiguous(_, let decimals, let grouped) = number.reading else {
            throw wrong(column, "a number", text)
        }
        throw ValueProblem(
            kind: "\(column) ambiguous",
            message: "\(column) is ambiguous, '\(printable(text, limit: 60))': it can mean "
                + "\(grouped) or \(decimals), and no other number of the file decides; write "
                + "\(grouped) or \(decimals)"
        )
    }

    private func wrong(_ column: String, _ words: String, _ text: String) -> ValueProblem {
        ValueProblem(
            kind: "\(column) wrong",
            message: "\(column) must be \(words), not '\(printable(text, limit: 60))'"
        )
    }
}
