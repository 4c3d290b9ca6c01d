import Foundation
import XLSX

/// A column of a table: its title, and the value for each row.
struct TableColumn<Row> {
    let title: String
    let format: (Row) -> CellFormat
    let value: (Row, _ sheetRow: Int) -> CellValue
    let isNumber: Bool
    /// The maximum width in characters; longer text wraps.
    let widest: Int
    /// The minimum width in characters.
    var least = 6

    static func text(
        _ title: String,
        widest: Int = 40,
        _ value: @escaping (Row) -> String
    ) -> TableColumn {
        TableColumn(
            title: title,
            format: { _ in ReportStyle.wrapped },
            value: { row, _ in
                let text = value(row)
                return text.isEmpty ? .blank : .text(text)
            },
            isNumber: false,
            widest: widest
        )
    }

    static func whole(
        _ title: String,
        format: CellFormat = ReportStyle.whole,
        _ value: @escaping (Row) -> Int?
    ) -> TableColumn {
        TableColumn(
            title: title,
            format: { _ in format },
            value: { row, _ in value(row).map { .number($0) } ?? .blank },
            isNumber: true,
            widest: 14
        )
    }

    /// A quantity of the books, whole as a rule, or a difference from it.
    static func quantity(
        _ title: String,
        isSigned: Bool = false,
        _ value: @escaping (Row) -> Decimal?
    ) -> TableColumn {
        TableColumn(
            title: title,
            format: { isSigned ? ReportStyle.signed(value($0)) : ReportStyle.quantity(value($0)) },
            value: { row, _ in value(row).map { .decimal($0) } ?? .blank },
            isNumber: true,
            widest: 14
        )
    }

    static func exact(
        _ title: String,
        format: CellFormat,
        _ value: @escaping (Row) -> Decimal?
    ) -> TableColumn {
        TableColumn(
            title: title,
            format: { _ in format },
            value: { row, _ in value(row).map { .decimal($0) } ?? .blank },
            isNumber: true,
            widest: 16
        )
    }

    static func status(_ title: String, _ value: @escaping (Row) -> LineStatus) -> TableColumn {
        TableColumn(
            title: title,
            format: { ReportStyle.status(value($0)) },
            value: { row, _ in .text(value(row).words) },
            isNumber: false,
            widest: 12
        )
    }
}

/// A line above a table, across its columns.
struct SheetLine {
    let text: String
    let format: CellFormat
}

/// A sheet that is one table: frozen header with filters, widths that fit, ready to print.
struct TableSheet<Row> {
    let name: String
    let columns: [TableColumn<Row>]
    let rows: [Row]
    /// Shown if there are no rows.
    let emptyText: String
    /// At the foot of every printed page.
    let footer: String
    /// Above the table, which then has no filters.
    var preamble: [SheetLine] = []
    /// The minimum height of each row in points, by its index; nil to fit its text.
    var leastHeight: (Int) -> Double? = { _ in nil }

    /// The width in characters that a preamble has at least.
    private static var leastPreamble: Int { 90 }
    /// The number of rows examined to find the widths.
    private static var sample: Int { 500 }

    @discardableResult
    func write(to workbook: borrowing Workbook, title: String) throws(WorkbookError) -> Worksheet {
        let sheet = try workbook.addSheet(named: name)
        let widths = columns.map { width(of: $0) }
        for (index, width) in widths.enumerated() {
            try sheet.setColumns(index...index, width: Double(width))
        }
        try write(preamble, to: sheet, widths: widths)
        let top = preamble.count
        try sheet.setRow(top, height: headerHeight)
        for (index, column) in columns.enumerated() {
            let format = column.isNumber ? ReportStyle.numberHeader : ReportStyle.header
            try sheet.write(.text(column.title), row: top, column: index, format: format)
        }
        for (index, row) in rows.enumerated() {
            let place = top + index + 1
            let values = columns.map { $0.value(row, place) }
            let lines = zip(values, widths).map { linesNeeded(by: $0, width: $1) }.max() ?? 1
            // Applications that don't calculate row heights would show only one line.
            let text = lines > 1 ? Double(min(lines * 15, 400)) : nil
            let height = [text, leastHeight(index)].compactMap(\.self).max()
            if let height { try sheet.setRow(place, height: height) }
            for (number, value) in values.enumerated() {
                let format = columns[number].format(row)
                try sheet.write(value, row: place, column: number, format: format)
            }
        }
        if rows.isEmpty {
            try sheet.write(.text(emptyText), row: top + 1, column: 0, format: ReportStyle.subtitle)
        }
        try sheet.freezePanes(rows: top + 1, columns: 0)
        if preamble.isEmpty {
            try sheet.setAutofilter(
                CellRange(rows: 0...max(rows.count, 1), columns: 0...(columns.count - 1))
            )
        }
        try sheet.setPrint(.report(title: title, footer: footer, repeatedRows: top...top))
        return sheet
    }

    /// Each line is one cell across the table, or across more columns if it is narrow.
    private func write(
        _ preamble: [SheetLine],
        to sheet: Worksheet,
        widths: [Int]
    ) throws(WorkbookError) {
        // A column without a width of its own has about 8 characters.
        let missing = max(0, Self.leastPreamble - widths.reduce(0, +))
        let last = widths.count - 1 + (missing + 7) / 8
        let width = max(Self.leastPreamble, widths.reduce(0, +))
        for (row, line) in preamble.enumerated() where !line.text.isEmpty {
            let size = Double(line.format.size ?? 11)
            let lines = linesNeeded(by: .text(line.text), width: width * 11 / Int(size))
            try sheet.setRow(row, height: min(Double(lines) * (size * 4 / 3 + 1), 400))
            if last == 0 {
                try sheet.write(.text(line.text), row: row, column: 0, format: line.format)
            } else {
                try sheet.writeMerged(line.text, row: row, columns: 0...last, format: line.format)
            }
        }
    }

    /// The number of lines of a text in its column, wrapped at words.
    private func linesNeeded(by value: CellValue, width: Int) -> Int {
        guard case .text(let text) = value,
            text.utf8.count > width - 2 || text.utf8.contains(0x0A)
        else { return 1 }
        let room = max(width - 3, 4)
        return text.split(separator: "\n", omittingEmptySubsequences: false)
            .reduce(0) { $0 + max(1, (displayWidth(String($1)) * 11 / 10 + room - 1) / room) }
    }

    /// The header's height in points: 15 per line of the longest title, at least two lines.
    private var headerHeight: Double {
        let lines = columns.map { column in
            let width = width(of: column)
            var lines = 1
            var used = 0
            for word in column.title.split(separator: " ") {
                // Bold letters are wider, and a filter button takes two.
                let length = displayWidth(String(word)) * 6 / 5 + 1
                if used > 0, used + length > width - 2 {
                    lines += 1
                    used = 0
                }
                used += length
            }
            return lines
        }
        return Double(max(lines.max() ?? 1, 2) * 15 + 2)
    }

    /// The width of the title or the widest of the first rows, within the column's limit.
    private func width(of column: TableColumn<Row>) -> Int {
        let words = column.title.split(separator: " ").map { displayWidth(String($0)) + 3 }
        var width = words.max() ?? 8
        for (index, row) in rows.prefix(Self.sample).enumerated() {
            width = max(width, displayWidth(shown(column.value(row, index + 1))) + 2)
        }
        return max(column.least, min(width, column.widest))
    }

    private func shown(_ value: CellValue) -> String {
        switch value {
        case .text(let text), .link(let text, _): text
        case .number(let number): "+\(number)"
        case .decimal(let decimal): "+\(decimal).00"
        case .formula(_, .number(let number)): "+\(number)"
        case .formula(_, .text(let text)): text
        case .blank: ""
        }
    }
}

extension PrintSetup {
    /// A4 landscape, one page wide, header row repeated, title above and page numbers below.
    static func report(
        title: String,
        footer: String,
        repeatedRows: ClosedRange<Int>?
    ) -> PrintSetup {
        var setup = PrintSetup()
        setup.repeatedRows = repeatedRows
        setup.header = PageText(left: [.text(title)], right: [.sheetName])
        setup.footer = PageText(
            left: [.text(footer)],
            right: [.text("page "), .page, .text(" of "), .pages]
        )
        return setup
    }
}
