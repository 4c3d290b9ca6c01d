/// The table of a run that extracts rows.
extension TerminalReport {
    /// At most so many rows are shown; those that need a person come before others.
    static let mostRows = 20
    /// At most so many columns of a terminal for one field, unless there is room left.
    private static let widestField = 40
    /// A field is shown only if it gets so many columns, or all that it needs; numbers need all.
    private static let narrowestField = 10
    private static let widestNumber = 24

    /// A column of the table as text; the width is 0 if it is not shown.
    private struct Column {
        let title: String
        let cells: [String]
        var isRight = false
        var isField = false

        var natural: Int { ([title] + cells).map(displayWidth).max() ?? 0 }

        var least: Int { min(natural, isRight ? widestNumber : narrowestField) }
    }

    /// Header and rows, then how many rows and columns are not shown, and where they are.
    var rowLines: [String] {
        guard let table = record.rows, !table.rows.isEmpty else {
            return ["  no rows: nothing was answered"]
        }
        let shown = Self.shown(table.rows)
        let columns = self.columns(of: table, shown)
        let widths = fitted(columns)
        var lines = [line(columns, widths, row: nil, colour: nil)]
        for (index, row) in shown.enumerated() {
            let reason = row.isAnswered ? nil : oneLine(row.reasonWords)
            let colour = Self.colour(of: row.status)
            lines.append(line(columns, widths, row: index, colour: colour, inPlace: reason))
        }
        let hiddenFields = zip(columns, widths).count { $0.isField && $1 == 0 }
        let hidden = [
            (table.rows.count - shown.count, "row"), (hiddenFields, "column"),
        ]
        let parts = hidden.filter { $0.0 > 0 }.map { "\(plural($0.0, "more \($0.1)"))" }
        guard !parts.isEmpty else { return lines }
        return lines + wrapped("… \(parts.joined(separator: " and "))\(found(in: "rows.csv"))")
    }

    /// `10 ok`, `1 needs a person`, `1 lost`.
    func rowSummary(_ table: RowTable) -> [String] {
        let needed = table.count(of: .review)
        var parts = [
            "\(table.count(of: .ok)) ok", "\(needed) need\(needed == 1 ? "s" : "") a person",
        ]
        for status in [RowTable.Status.empty, .incomplete] where table.count(of: status) > 0 {
            parts.append("\(table.count(of: status)) \(status.rawValue)")
        }
        return parts + ["\(table.count(of: .lost)) lost"]
    }

    /// `: rows.csv`, or the workbook if that file was not written.
    func found(in name: String) -> String {
        [name, "report.xlsx"].first(where: files.contains).map { ": \($0)" } ?? ""
    }

    /// All, or the first ones, filled up from those that need a person.
    private static func shown(_ rows: [RowTable.Row]) -> [RowTable.Row] {
        guard rows.count > mostRows else { return rows }
        let needed = rows.indices.filter { ![.ok, .empty].contains(rows[$0].status) }
        let others = rows.indices.lazy.filter { [.ok, .empty].contains(rows[$0].status) }
        let chosen = needed.prefix(mostRows) + others.prefix(max(0, mostRows - needed.count))
        return chosen.sorted().map { rows[$0] }
    }

    private func columns(of table: RowTable, _ rows: [RowTable.Row]) -> [Column] {
        let isByLocation = table.rows.contains { $0.paths.count > 1 }
        var columns = [
            Column(
                title: isByLocation ? "location" : "photo",
                cells: rows.map { row in
                    let name = row.paths.first.map(photoName) ?? ""
                    return printable(isByLocation ? row.location : name, limit: 60)
                }
            )
        ]
        if table.rows.contains(where: { $0.number > 1 }) {
            let numbers = rows.map { "\($0.number)" }
            columns.append(Column(title: "row", cells: numbers, isRight: true))
        }
        columns += table.columns.enumerated().map { index, column in
            Column(
                title: printable(column.name, limit: 60),
                cells: rows.map { oneLine($0.cell(index).words) },
                isRight: column.kind == .number,
                isField: true
            )
        }
        columns.append(Column(title: "status", cells: rows.map(\.status.rawValue)))
        let reasons = rows.map { $0.isAnswered ? oneLine($0.reasonWords) : "" }
        columns.append(Column(title: "", cells: reasons))
        return columns
    }

    private func oneLine(_ text: String) -> String {
        cut(plainText(text).split(whereSeparator: \.isWhitespace).joined(separator: " "), to: 120)
    }

    /// The width of each column; 0 omits it.
    ///
    /// The first fields that fit are shown, each with a least width; what is left widens them in
    /// their order, then the reasons.
    private func fitted(_ all: [Column]) -> [Int] {
        var widths = all.map { min($0.natural, $0.isField ? Self.widestField : 60) }
        guard let columns else { return widths }
        let (status, reasons) = (all.count - 2, all.count - 1)
        widths[0] = min(widths[0], columns / 4)
        widths[reasons] = min(all[reasons].natural, columns / 5)
        let keys = all.indices.filter { !all[$0].isField }
        var room = columns - keys.reduce(0) { $0 + (widths[$1] > 0 ? widths[$1] + 2 : 0) }
        var isFull = false
        for index in all.indices where all[index].isField {
            isFull = isFull || all[index].least + 2 > room
            widths[index] = isFull ? 0 : all[index].least
            room -= isFull ? 0 : all[index].least + 2
        }
        let growing = all.indices.filter { all[$0].isField && widths[$0] > 0 } + [reasons, 0]
        for limit in [Self.widestField, columns] {
            for index in growing where index != status {
                let wider = min(all[index].natural, limit, widths[index] + max(room, 0))
                guard wider > widths[index] else { continue }
                room -= wider - widths[index]
                widths[index] = wider
            }
        }
        return widths
    }

    /// One line; without an answer, the reason takes the place of the fields.
    private func line(
        _ columns: [Column],
        _ widths: [Int],
        row: Int?,
        colour: TerminalColour?,
        inPlace reason: String? = nil
    ) -> String {
        var text = ""
        var isReasonShown = false
        for (index, column) in columns.enumerated() where widths[index] > 0 {
            if let reason, column.isField {
                guard !isReasonShown else { continue }
                let fields = columns.indices.filter { columns[$0].isField && widths[$0] > 0 }
                let width = fields.reduce(-2) { $0 + widths[$1] + 2 }
                text += "  " + pad(reason, to: width, right: false)
                isReasonShown = true
                continue
            }
            let cell = row.map { column.cells[$0] } ?? column.title
            let padded = pad(cell, to: widths[index], right: column.isRight)
            let isStatus = index == columns.count - 2
            text += "  " + (isStatus ? colour.map { coloured(padded, $0) } ?? padded : padded)
        }
        return text
    }

    private static func colour(of status: RowTable.Status) -> TerminalColour? {
        switch status {
        case .ok: .green
        case .empty: nil
        case .review: .yellow
        case .incomplete, .lost: .red
        }
    }
}
