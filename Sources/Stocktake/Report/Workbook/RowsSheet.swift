import JSONSchema
import XLSX

/// The rows of the answers, each with a small picture of its photo.
struct RowsSheet {
    let record: RunRecord
    let table: RowTable

    /// The most pictures in a workbook; more would make it too large to mail (about 5 MB).
    static let mostPictures = 500
    /// The most fields that get a column; the others are in rows.csv.
    static let mostFields = 1000

    /// Long side in pixels; shown at about half their size, so that they stay sharp in print.
    private static let longestSide = 256
    private static let pictureQuality = 75
    /// The size of a picture in its cell, in screen pixels.
    private static let pictureWidth = 144.0
    private static let pictureHeight = 108.0
    /// In points.
    private static let pictureRow = 84.0

    /// - Returns: a warning for each photo that could not be shown, and a note for fields without a
    ///   column.
    func write(to workbook: borrowing Workbook) throws -> [Finding] {
        let page = TableSheet(
            name: "Rows",
            columns: columns,
            rows: table.rows,
            emptyText: "no rows: nothing was answered",
            footer: record.footer,
            leastHeight: { index in
                index < Self.mostPictures && !table.rows[index].photos.isEmpty
                    ? Self.pictureRow : nil
            }
        )
        let sheet = try page.write(to: workbook, title: record.title)
        let hidden = table.columns.count - Self.mostFields
        let notes =
            hidden > 0
            ? [
                Finding(
                    .note,
                    .reportChanged,
                    "report.xlsx, sheet \"Rows\": \(plural(hidden, "field")) only in rows.csv"
                )
            ] : []
        return try pictures(on: sheet) + notes
    }

    /// The same photo in several rows is decoded once, and stored once.
    private func pictures(on sheet: Worksheet) throws -> [Finding] {
        var findings: [Finding] = []
        let thumbnails = PhotoThumbnails(record: record)
        var last: (id: String, picture: ReportPicture) = ("", .none)
        for (index, row) in table.rows.prefix(Self.mostPictures).enumerated() {
            guard let id = row.photos.first(where: { thumbnails.photo($0) != nil }) else {
                continue
            }
            if last.id != id {
                last.picture = thumbnails.picture(
                    of: id,
                    longestSide: Self.longestSide,
                    quality: Self.pictureQuality
                )
                last.id = id
            }
            switch last.picture {
            case .picture(let jpeg, let width, let height, let words):
                try sheet.insertImage(
                    jpeg: jpeg,
                    row: index + 1,
                    column: 0,
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
        return findings
    }

    private var columns: [TableColumn<RowTable.Row>] {
        let rows = table.rows
        var columns = [pictureColumn, statusColumn]
        if rows.contains(where: { !$0.location.isEmpty }) {
            columns.append(.text("Location", widest: 24) { $0.location })
        }
        columns.append(
            .text("Photo", widest: 28) { $0.paths.map(photoName).joined(separator: ", ") }
        )
        if rows.contains(where: { $0.number > 1 }) {
            columns.append(.whole("Row", format: ReportStyle.whole) { $0.number })
        }
        columns += table.sheetColumns.prefix(Self.mostFields)
        columns.append(.text("Why", widest: 40) { $0.reasonWords })
        if rows.contains(where: { $0.votes > 1 }) {
            columns.append(.whole("Votes") { $0.votes })
            columns.append(.text("Agreement", widest: 14) { $0.agreementWords })
        }
        return columns
    }

    private var pictureColumn: TableColumn<RowTable.Row> {
        let isCut = table.rows.count > Self.mostPictures
        return TableColumn(
            title: isCut ? "Picture (first \(grouped(Self.mostPictures)) rows)" : "Picture",
            format: { _ in ReportStyle.text },
            value: { _, _ in .blank },
            isNumber: false,
            widest: 21,
            least: 21
        )
    }

    private var statusColumn: TableColumn<RowTable.Row> {
        TableColumn(
            title: "Status",
            format: { ReportStyle.status($0.status) },
            value: { row, _ in .text(row.status.rawValue) },
            isNumber: false,
            widest: 12
        )
    }
}

extension RowTable {
    /// A column per field; one of which the first vote is shown says so in its title.
    var sheetColumns: [TableColumn<Row>] {
        let marked = firstVoteColumns
        return columns.enumerated().map { index, column in
            let name = plainText(column.name)
            return TableColumn(
                title: marked.contains(column.name) ? "\(name) (vote 1)" : name,
                format: { Self.format(of: $0.cell(index)) },
                value: { row, _ in Self.value(of: row.cell(index)) },
                isNumber: column.kind == .number,
                widest: 50
            )
        }
    }

    private static func value(of cell: Cell) -> CellValue {
        switch cell {
        case .empty: .blank
        case .number(let number):
            // Text if it has more digits than a decimal holds.
            exactDecimal(number.text).map { .decimal($0) } ?? .text(number.text)
        case .text, .flag: cell.words.isEmpty ? .blank : .text(cell.words)
        }
    }

    private static func format(of cell: Cell) -> CellFormat {
        guard case .number(let number) = cell, let value = exactDecimal(number.text) else {
            return ReportStyle.wrapped
        }
        return ReportStyle.plainNumber(value)
    }
}

extension ImagePlacement {
    /// A picture as large as the box, in screen pixels, allows.
    static func fitting(
        _ size: (width: Int, height: Int),
        into box: (width: Double, height: Double),
        words: String
    ) -> ImagePlacement {
        var placement = ImagePlacement(altText: words)
        placement.scale = min(box.width / Double(size.width), box.height / Double(size.height))
        placement.offsetX = 4
        placement.offsetY = 2
        return placement
    }
}
