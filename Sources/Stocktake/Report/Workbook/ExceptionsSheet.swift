import Foundation
import XLSX

/// The lines that need review, worst first: a picture, the reasons, and boxes to write in.
struct ExceptionsSheet {
    let record: RunRecord

    /// The most pictures in a workbook; more would make it too large to mail (about 8 MB).
    static let mostPictures = 250

    private static let pictureColumn = 9
    /// The size of a picture in its cell, in screen pixels.
    private static let pictureWidth = 260.0
    private static let pictureHeight = 195.0
    private static let boxTitles = ["Recount", "Counted by", "Initials", "Reason code"]

    /// - Returns: a warning for each photo that could not be shown.
    func write(to workbook: borrowing Workbook) throws -> [Finding] {
        let lines = Self.sorted(record.lines)
        let sheet = try workbook.addSheet(named: "Exceptions")
        try layOut(sheet)
        var findings: [Finding] = []
        let pictures = EvidencePictures(record: record)
        for (index, line) in lines.enumerated() {
            let row = index + 1
            try sheet.setRow(row, height: 150)
            try write(line, to: sheet, row: row)
            guard index < Self.mostPictures else { continue }
            switch pictures.picture(of: line) {
            case .picture(let jpeg, let width, let height, let words):
                try sheet.insertImage(
                    jpeg: jpeg,
                    row: row,
                    column: Self.pictureColumn,
                    placement: .fitting(
                        (width, height),
                        into: (Self.pictureWidth, Self.pictureHeight),
                        words: words
                    )
                )
            case .unreadable(let finding) where !findings.contains(finding):
                findings.append(finding)
            case .unreadable, .none: break
            }
        }
        if lines.isEmpty {
            try sheet.write(
                .text(record.noExceptions),
                row: 1,
                column: 0,
                format: ReportStyle.subtitle
            )
        }
        try signatures(sheet, below: max(lines.count, 1) + 1)
        try sheet.setAutofilter(CellRange(rows: 0...max(lines.count, 1), columns: 0...8))
        return findings
    }

    /// By status, worst first, then by the absolute value of the variance, then in walk order.
    static func sorted(_ lines: [StockLine]) -> [StockLine] {
        let kept = lines.enumerated().filter { $0.element.status != .ok }
        return kept.sorted { left, right in
            let (a, b) = (left.element, right.element)
            if a.status != b.status { return a.status < b.status }
            let values = (abs(a.varianceValue ?? 0), abs(b.varianceValue ?? 0))
            return values.0 != values.1 ? values.0 > values.1 : left.offset < right.offset
        }
        .map(\.element)
    }

    private func layOut(_ sheet: Worksheet) throws(WorkbookError) {
        let columns: [(title: String, width: Double, isNumber: Bool)] = [
            ("Status", 12, false), ("Location", 14, false), ("SKU", 16, false), ("Item", 26, false),
            (record.countedTitle, 9, true), ("Book", 7, true), ("Variance", 9, true),
            ("Variance value", 11, true), ("Why", 26, false),
            (record.pictureTitle, 38, false),
        ]
        let titles = columns + Self.boxTitles.map { ($0, 11, false) }
        for (index, column) in titles.enumerated() {
            try sheet.setColumns(index...index, width: column.width)
        }
        try sheet.setRow(0, height: 32)
        for (index, column) in titles.enumerated() {
            try sheet.write(
                .text(column.title),
                row: 0,
                column: index,
                format: column.isNumber ? ReportStyle.numberHeader : ReportStyle.header
            )
        }
        try sheet.freezePanes(rows: 1, columns: 0)
        try sheet.setPrint(
            .report(title: record.title, footer: record.footer, repeatedRows: 0...0)
        )
        try sheet.setTabColour(Colour(0xC0_0000))
    }

    private func write(_ line: StockLine, to sheet: Worksheet, row: Int) throws(WorkbookError) {
        let tally = line.tally
        let texts: [(Int, String)] = [
            (1, tally.location.isEmpty ? "unknown" : tally.location), (2, tally.sku),
            (3, tally.name), (8, line.explanation),
        ]
        try sheet.write(
            .text(line.status.words),
            row: row,
            column: 0,
            format: ReportStyle.status(line.status)
        )
        for (column, text) in texts {
            try sheet.write(
                text.isEmpty ? .blank : .text(text),
                row: row,
                column: column,
                format: ReportStyle.wrapped
            )
        }
        let numbers: [(Int, Decimal?, CellFormat)] = [
            (4, tally.counted.map { Decimal($0) }, ReportStyle.whole),
            (5, line.expected, ReportStyle.quantity(line.expected)),
            (6, line.variance, ReportStyle.signed(line.variance)),
        ]
        for (column, number, format) in numbers {
            try sheet.write(
                number.map { .decimal($0) } ?? .blank,
                row: row,
                column: column,
                format: format
            )
        }
        try sheet.write(
            line.varianceValue.map { .decimal($0) } ?? .blank,
            row: row,
            column: 7,
            format: ReportStyle.signedMoney
        )
        try sheet.write(
            .blank,
            row: row,
            column: Self.pictureColumn,
            format: ReportStyle.wrapped
        )
        for box in Self.boxTitles.indices {
            try sheet.write(
                .blank,
                row: row,
                column: Self.pictureColumn + 1 + box,
                format: ReportStyle.box
            )
        }
    }

    private func signatures(_ sheet: Worksheet, below row: Int) throws(WorkbookError) {
        for (index, role) in ["Counted by", "Recounted by", "Approved by"].enumerated() {
            let line = row + 1 + index
            try sheet.setRow(line, height: 26)
            try sheet.write(.text(role), row: line, column: 2, format: ReportStyle.text)
            try sheet.write(.blank, row: line, column: 3, format: ReportStyle.box)
            try sheet.writeMerged("", row: line, columns: 4...7, format: ReportStyle.box)
            try sheet.write(
                .text("name, signature, date"),
                row: line,
                column: 8,
                format: ReportStyle.subtitle
            )
        }
    }
}
