import Foundation
import XLSX

/// The draft orders by supplier with their values, then what must be recounted first.
struct OrderSheet {
    let record: RunRecord
    let order: DraftOrder

    private static let lineTitles = [
        "SKU", "Supplier's SKU", "Item", "Quantity", "Unit", "Pack", "Unit cost", "Value",
        "Currency", "Need by", "Why",
    ]
    private static let heldTitles = [
        "SKU", "Supplier", "Item", "Lowest count", "Unit", "Highest count", "Order at least",
        "Order at most", "Why",
    ]
    private static let widths: [Double] = [18, 18, 34, 11, 10, 10, 11, 12, 10, 12, 56]
    private static let numbers: Set = [3, 5, 6, 7]
    private static let lastColumn = widths.count - 1
    /// The column in which the text of a held item begins, across what else is left.
    private static let heldReason = heldTitles.count - 1

    func write(to workbook: borrowing Workbook) throws(WorkbookError) {
        let sheet = try workbook.addSheet(named: "Order")
        for (index, width) in Self.widths.enumerated() {
            try sheet.setColumns(index...index, width: width)
        }
        var page = Page(sheet: sheet)
        try page.across("Draft orders", format: ReportStyle.title, height: 28)
        try page.across(
            "Nothing has been ordered: check, then send or import order.csv",
            format: ReportStyle.subtitle
        )
        for supplier in SupplierOrder.all(of: order) where !supplier.lines.isEmpty {
            try write(supplier, &page)
        }
        if order.lines.isEmpty {
            page.skip()
            try page.across("nothing to order", format: ReportStyle.subtitle)
        }
        if !order.held.isEmpty { try writeHeld(&page) }
        if !order.notes.isEmpty {
            try page.heading("Assumed")
            for note in order.notes { try page.across(note, format: ReportStyle.note) }
        }
        try sheet.setPrint(
            .report(title: record.title, footer: record.footer, repeatedRows: nil)
        )
    }

    private func write(_ supplier: SupplierOrder, _ page: inout Page) throws(WorkbookError) {
        let name = supplier.supplier.isEmpty ? "No supplier named" : supplier.supplier
        try page.heading("\(name) · \(supplier.reference)")
        try page.header(Self.lineTitles)
        let first = page.next + 1
        for line in supplier.lines {
            let row = page.next + 1
            let value: CellValue? = line.value.map {
                .formula("D\(row)*G\(row)", result: .number($0))
            }
            try page.row([
                .text(line.sku), .text(line.supplierSKU), .text(line.name),
                .decimal(line.quantity), .text(line.unit), .decimal(line.pack),
                line.unitCost.map { .decimal($0) } ?? .blank, value ?? .blank,
                .text(line.currency), .text(line.needBy), .text(line.reason),
            ]) { column in
                switch column {
                case 3: ReportStyle.quantity(line.quantity)
                case 5: ReportStyle.quantity(line.pack)
                case 6: ReportStyle.exactCost
                default: ReportStyle.money
                }
            }
        }
        let missing = supplier.unpriced
        try page.total(
            supplier.value.map { .formula("SUM(H\(first):H\(page.next))", result: .number($0)) },
            currency: supplier.value == nil ? "" : supplier.lines.first?.currency ?? "",
            words: supplier.value == nil
                ? supplier.valueWords
                : missing == 0 ? "" : "without \(plural(missing, "item")) of unknown cost"
        )
    }

    private func writeHeld(_ page: inout Page) throws(WorkbookError) {
        try page.heading("Held: recount first")
        try page.header(Self.heldTitles, mergedFrom: Self.heldReason)
        for held in order.held {
            let numbers: [Int: Decimal?] = [
                3: held.low, 5: held.high, 6: held.least, 7: held.most,
            ]
            func number(_ column: Int) -> CellValue {
                (numbers[column] ?? nil).map { .decimal($0) } ?? .text("unknown")
            }
            try page.row(
                [
                    .text(held.sku), .text(held.supplier), .text(held.name), number(3),
                    .text(held.unit), number(5), number(6), number(7), .text(held.reason),
                ],
                mergedFrom: Self.heldReason
            ) { ReportStyle.quantity(numbers[$0] ?? nil).with { $0.horizontal = .right } }
        }
    }

    /// Writes the sheet from top to bottom.
    private struct Page {
        let sheet: Worksheet
        private(set) var next = 0

        init(sheet: Worksheet) {
            self.sheet = sheet
        }

        mutating func skip() { next += 1 }

        /// A text across all columns.
        mutating func across(
            _ text: String,
            format: CellFormat,
            height: Double? = nil
        ) throws(WorkbookError) {
            let text = plainText(text)
            let lines = Self.lines(text, width: widths.reduce(0, +))
            if height != nil || lines > 1 {
                try sheet.setRow(next, height: height ?? Double(min(lines * 15, 400)))
            }
            try sheet.writeMerged(text, row: next, columns: 0...lastColumn, format: format)
            next += 1
        }

        mutating func heading(_ text: String) throws(WorkbookError) {
            next += 1
            try across(text, format: ReportStyle.heading, height: 20)
        }

        mutating func header(
            _ titles: [String],
            mergedFrom last: Int = lastColumn
        ) throws(WorkbookError) {
            try sheet.setRow(next, height: 32)
            for (column, title) in titles.enumerated() {
                let isNumber = numbers.contains(column)
                let format = isNumber ? ReportStyle.numberHeader : ReportStyle.header
                try write(.text(title), column: column, mergedFrom: last, format: format)
            }
            next += 1
        }

        mutating func row(
            _ values: [CellValue],
            mergedFrom last: Int = lastColumn,
            numberFormat: (Int) -> CellFormat
        ) throws(WorkbookError) {
            var lines = 1
            for (column, value) in values.enumerated() {
                guard case .text(let text) = value else { continue }
                let width =
                    column == last ? widths[last...].reduce(0, +) : widths[column]
                lines = max(lines, Self.lines(text, width: width))
            }
            if lines > 1 { try sheet.setRow(next, height: Double(min(lines * 15, 400))) }
            for (column, value) in values.enumerated() {
                let format =
                    numbers.contains(column) ? numberFormat(column) : ReportStyle.wrapped
                try write(value, column: column, mergedFrom: last, format: format)
            }
            next += 1
        }

        /// The subtotal of a supplier; nil for no value.
        mutating func total(
            _ value: CellValue?,
            currency: String,
            words: String
        ) throws(WorkbookError) {
            for column in 0...lastColumn {
                let cell: CellValue =
                    switch column {
                    case 2: .text("Subtotal")
                    case 7: value ?? .blank
                    case 8: currency.isEmpty ? .blank : .text(currency)
                    case lastColumn: words.isEmpty ? .blank : .text(words)
                    default: .blank
                    }
                let format = column == 7 ? ReportStyle.total : ReportStyle.totalText
                try sheet.write(cell, row: next, column: column, format: format)
            }
            next += 1
        }

        private func write(
            _ value: CellValue,
            column: Int,
            mergedFrom last: Int,
            format: CellFormat
        ) throws(WorkbookError) {
            if case .text(let text) = value {
                let text = plainText(text)
                if column == last, last < lastColumn {
                    let columns = column...lastColumn
                    try sheet.writeMerged(text, row: next, columns: columns, format: format)
                } else {
                    let cell: CellValue = text.isEmpty ? .blank : .text(text)
                    try sheet.write(cell, row: next, column: column, format: format)
                }
            } else {
                try sheet.write(value, row: next, column: column, format: format)
            }
        }

        private static func lines(_ text: String, width: Double) -> Int {
            let room = max(Int(width) - 3, 4)
            return text.split(separator: "\n", omittingEmptySubsequences: false)
                .reduce(0) { $0 + max(1, (displayWidth(String($1)) * 11 / 10 + room - 1) / room) }
        }
    }
}
