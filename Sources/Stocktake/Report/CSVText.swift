/// A column of a CSV file: its name, and how each row's field is written.
struct CSVColumn<Row> {
    let name: String
    let write: (Row, inout CSVText) -> Void

    static func text(_ name: String, _ value: @escaping (Row) -> String) -> CSVColumn {
        CSVColumn(name: name) { $1.add(text: value($0)) }
    }

    /// A whole number; empty for nil.
    static func whole(_ name: String, _ value: @escaping (Row) -> Int?) -> CSVColumn {
        CSVColumn(name: name) { $1.add(number: value($0)) }
    }

    /// An exact number, already formatted with a decimal point; empty for nil.
    static func exact(_ name: String, _ value: @escaping (Row) -> String?) -> CSVColumn {
        CSVColumn(name: name) { $1.add(exact: value($0)) }
    }

    /// An empty column, for a person to fill in.
    static func empty(_ name: String) -> CSVColumn {
        text(name) { _ in "" }
    }
}

/// Builds a CSV file: UTF-8, CRLF, RFC 4180 quoting.
///
/// Text that starts with `=`, `+`, `-`, `@`, tab or return gets a leading apostrophe, so that
/// spreadsheets don't treat it as a formula; numbers never get one.
struct CSVText {
    private(set) var bytes: [UInt8] = []
    private var atLineStart = true

    init() {}

    init(header: [String]) {
        for name in header { add(text: name) }
        endRow()
    }

    /// Header and rows.
    static func bytes<Row>(_ rows: some Sequence<Row>, _ columns: [CSVColumn<Row>]) -> [UInt8] {
        var csv = CSVText(header: columns.map(\.name))
        csv.add(rows, columns)
        return csv.bytes
    }

    mutating func add<Row>(_ rows: some Sequence<Row>, _ columns: [CSVColumn<Row>]) {
        for row in rows {
            for column in columns { column.write(row, &self) }
            endRow()
        }
    }

    mutating func add(text: String) {
        separate()
        let needsQuotes = text.utf8.contains { Self.special.contains($0) }
        if needsQuotes { bytes.append(Self.quote) }
        if Self.isLikeFormula(text) { bytes.append(UInt8(ascii: "'")) }
        for byte in text.utf8 {
            if byte == Self.quote { bytes.append(Self.quote) }
            bytes.append(byte)
        }
        if needsQuotes { bytes.append(Self.quote) }
    }

    /// Whether a spreadsheet may run the text as a formula.
    static func isLikeFormula(_ text: String) -> Bool {
        text.utf8.first.map(formulaStart.contains) ?? false
    }

    /// A whole number; an empty field for nil, because unknown is never 0.
    mutating func add(number: Int?) {
        separate()
        if let number { bytes.append(contentsOf: String(number).utf8) }
    }

    /// An exact number, already formatted with a decimal point.
    mutating func add(exact: String?) {
        separate()
        if let exact { bytes.append(contentsOf: exact.utf8) }
    }

    mutating func endRow() {
        bytes.append(contentsOf: [13, 10])
        atLineStart = true
    }

    private mutating func separate() {
        if !atLineStart { bytes.append(UInt8(ascii: ",")) }
        atLineStart = false
    }

    private static let quote = UInt8(ascii: "\"")
    private static let special: Set<UInt8> = [
        UInt8(ascii: ","), UInt8(ascii: "\""), 10, 13,
    ]
    static let formulaStart: Set<UInt8> = [
        UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 13,
    ]
}
