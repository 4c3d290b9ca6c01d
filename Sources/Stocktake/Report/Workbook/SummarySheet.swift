import Foundation
import XLSX

/// The first sheet: what was counted, what needs review, and how reliable the numbers are.
struct SummarySheet {
    let record: RunRecord

    func write(to workbook: borrowing Workbook) throws(WorkbookError) {
        let sheet = try workbook.addSheet(named: "Summary")
        try sheet.hideGridlines()
        try sheet.setColumns(0...0, width: 34)
        try sheet.setColumns(1...1, width: 16)
        try sheet.setColumns(2...2, width: 62)
        var page = SummaryPage(sheet: sheet)
        try page.title(record.title)
        let photos = plural(record.usedPhotos.count, "photo")
        try page.subtitle(
            record.isExtract
                ? "Answered \(counted) \(record.countedBy) about \(photos)"
                : "Counted \(counted) \(record.countedBy) in \(photos) of "
                    + plural(record.seenLocations, "location")
        )
        if let shortfall = record.shortfall { try page.note(shortfall) }
        try page.note(record.caution)
        if let table = record.rows {
            try rows(table, &page)
        } else {
            try lines(&page)
            if record.hasBooks { try books(&page) }
        }
        try answers(&page)
        try self.photos(&page)
        try sheet.setPrint(
            .report(title: record.title, footer: record.footer, repeatedRows: nil)
        )
    }

    private var counted: String {
        record.startedAt.formatted(.iso8601.year().month().day()) + " "
            + record.startedAt.formatted(.iso8601.time(includingFractionalSeconds: false)) + " UTC"
    }

    private func lines(_ page: inout SummaryPage) throws(WorkbookError) {
        try page.heading("Lines by status")
        for status in LineStatus.allCases.reversed() {
            try page.row(
                .text(status.words),
                .number(record.count(of: status)),
                record.meaning(of: status),
                format: ReportStyle.status(status)
            )
        }
        try page.row(.text("all lines"), .number(record.lines.count), "")
    }

    private func books(_ page: inout SummaryPage) throws(WorkbookError) {
        let figures = BookFigures(record.lines)
        try page.heading("Against the books")
        try page.row(
            .text("lines with a count and a book quantity"),
            .number(figures.compared),
            figures.incomplete == 0
                ? "only these lines can be compared"
                : "only complete lines can be compared; \(figures.incomplete) more "
                    + "\(figures.incomplete == 1 ? "is" : "are") incomplete"
        )
        try page.row(.text("of them within tolerance"), .number(figures.within), "")
        if let accuracy = figures.accuracy {
            try page.row(
                .text("record accuracy"),
                .decimal(accuracy),
                "lines within tolerance / lines compared; differences never cancel out",
                valueFormat: ReportStyle.share
            )
        }
        try page.row(
            .text("net variance value"),
            figures.net.map { .decimal($0) } ?? .text("unknown"),
            figures.words("sum of variance × unit cost"),
            valueFormat: ReportStyle.signedMoney
        )
        try page.row(
            .text("gross variance value"),
            figures.gross.map { .decimal($0) } ?? .text("unknown"),
            figures.words("sum of absolute values"),
            valueFormat: ReportStyle.money
        )
    }

    private func photos(_ page: inout SummaryPage) throws(WorkbookError) {
        let duplicates = record.photos.count(where: \.isDuplicate)
        let unreached = record.unreachedPhotos
        try page.heading("Photos and cost")
        try page.row(.text("photos given"), .number(record.photos.count), "")
        try page.row(.text("used"), .number(record.usedPhotos.count), "")
        try page.row(
            .text("could not be used"),
            .number(record.rejectedPhotos),
            "each with its reason: sheet Not counted"
        )
        if unreached > 0 {
            try page.row(
                .text("not reached"),
                .number(unreached),
                "the run stopped first; the next run continues"
            )
        }
        try page.row(.text("duplicates (identical files)"), .number(duplicates), "counted once")
        for finding in record.findings where finding.code == .passedOver {
            try page.row(.text("not among the photos"), .blank, finding.message)
        }
        guard let asking = record.asking else {
            try page.row(
                .text("cost (USD)"),
                .decimal(0),
                "labels are read on this machine; nothing was sent",
                valueFormat: ReportStyle.money
            )
            return
        }
        try costs(asking, &page)
    }

    private func reusedWords(_ count: Int) -> String {
        guard count > 0 else { return "" }
        return "\(plural(count, "question")) \(count == 1 ? "was" : "were") answered by earlier "
            + "runs and cost nothing"
    }

    private func costs(
        _ asking: RunAsking,
        _ page: inout SummaryPage
    ) throws(WorkbookError) {
        try page.row(
            .text("requests sent"),
            .number(asking.attempts.count),
            reusedWords(asking.reused)
        )
        try page.row(
            .text("expected cost (USD)"),
            asking.estimatedOfAsked.map { .decimal($0) } ?? .text("unknown"),
            "estimated before the run for the questions asked; prices: \(asking.prices)",
            valueFormat: ReportStyle.exactMoney
        )
        try page.row(
            .text(asking.isRehearsal ? "would have cost (USD)" : "cost (USD)"),
            asking.cost.map { .decimal($0) } ?? .text("unknown"),
            "tokens reported × price; every request: sheet Costs",
            valueFormat: ReportStyle.exactMoney
        )
    }
}

/// The totals of the comparison, without incomplete lines.
private struct BookFigures {
    let compared: Int
    let within: Int
    /// USD; nil if no line has both a variance and a unit cost.
    let net: Decimal?
    let gross: Decimal?
    let unpriced: Int
    /// Lines with a count and a book quantity that are incomplete.
    let incomplete: Int

    init(_ lines: [StockLine]) {
        let comparable = lines.filter { $0.variance != nil && $0.status > .incomplete }
        compared = comparable.count
        within = comparable.count { !$0.reasons.contains(.beyondTolerance) }
        let values = comparable.compactMap(\.varianceValue)
        net = values.isEmpty ? nil : values.reduce(0, +)
        gross = values.isEmpty ? nil : values.reduce(0) { $0 + abs($1) }
        unpriced = comparable.count - values.count
        incomplete = lines.count { $0.variance != nil && $0.status <= .incomplete }
    }

    var accuracy: Decimal? {
        share(of: Decimal(within), in: Decimal(compared))
    }

    /// How a sum was made, with the lines that it lacks.
    func words(_ sum: String) -> String {
        if compared == 0 { return "no line can be compared" }
        if unpriced == compared { return "no line has a unit cost" }
        guard unpriced > 0 else { return sum }
        return "\(sum); \(unpriced) of \(compared) lines \(unpriced == 1 ? "has" : "have") no unit "
            + "cost and \(unpriced == 1 ? "is" : "are") left out"
    }
}

/// Writes the summary from top to bottom.
struct SummaryPage {
    let sheet: Worksheet
    private var next = 0

    init(sheet: Worksheet) {
        self.sheet = sheet
    }

    mutating func title(_ text: String) throws(WorkbookError) {
        try sheet.setRow(next, height: 28)
        try sheet.write(.text(text), row: next, column: 0, format: ReportStyle.title)
        next += 1
    }

    mutating func subtitle(_ text: String) throws(WorkbookError) {
        try sheet.write(.text(text), row: next, column: 0, format: ReportStyle.subtitle)
        next += 2
    }

    mutating func note(_ text: String) throws(WorkbookError) {
        try sheet.setRow(next, height: 20)
        try sheet.writeMerged(text, row: next, columns: 0...2, format: ReportStyle.note)
        next += 1
    }

    mutating func heading(_ text: String) throws(WorkbookError) {
        next += 1
        for column in 0...2 {
            try sheet.write(
                column == 0 ? .text(text) : .blank,
                row: next,
                column: column,
                format: ReportStyle.heading
            )
        }
        next += 1
    }

    mutating func row(
        _ name: CellValue,
        _ value: CellValue,
        _ words: String,
        format: CellFormat = ReportStyle.text,
        valueFormat: CellFormat = ReportStyle.whole
    ) throws(WorkbookError) {
        try sheet.write(name, row: next, column: 0, format: format)
        let left = valueFormat.with { $0.horizontal = .right }
        try sheet.write(value, row: next, column: 1, format: left)
        try sheet.write(
            words.isEmpty ? .blank : .text(words),
            row: next,
            column: 2,
            format: ReportStyle.wrapped
        )
        next += 1
    }
}
