import JSONSchema
import XLSX

/// A sheet for each answer of `then`: what was asked about which tables, and the text or table.
struct FollowUpSheets {
    let record: RunRecord

    func write(to workbook: borrowing Workbook) throws(WorkbookError) {
        var taken: Set<String> = []
        for followUp in record.followUps {
            let name = Self.sheetName(followUp.name, taken: &taken)
            if case .json(_, let rows?) = followUp.content, !rows.columns.isEmpty {
                try sheet(name, followUp, rows).write(to: workbook, title: record.title)
            } else {
                try sheet(name, followUp).write(to: workbook, title: record.title)
            }
        }
    }

    /// `Then recipe`, at most 31 characters, different from the others.
    private static func sheetName(_ name: String, taken: inout Set<String>) -> String {
        let safe = String(
            name.map { character in
                let isSafe = character.isASCII && (character.isLetter || character.isNumber)
                return isSafe || "-_ ".contains(character) ? character : "-"
            }
        )
        var title = String("Then \(safe)".prefix(31))
        var number = 2
        while !taken.insert(title.lowercased()).inserted {
            title = "\("Then \(safe)".prefix(27)) \(number)"
            number += 1
        }
        return title
    }

    /// Text, line by line.
    private func sheet(_ name: String, _ followUp: FollowUp) -> TableSheet<String> {
        TableSheet(
            name: name,
            columns: [
                TableColumn(
                    title: "Answer",
                    format: { _ in ReportStyle.prose },
                    value: { line, _ in line.isEmpty ? .blank : .text(line) },
                    isNumber: false,
                    widest: 110,
                    least: 110
                )
            ],
            rows: followUp.lines,
            emptyText: followUp.failure.map { "no answer: \($0)" } ?? "an empty answer",
            footer: record.footer,
            preamble: preamble(of: followUp, [])
        )
    }

    /// The rows of an answer, below its other values.
    private func sheet(
        _ name: String,
        _ followUp: FollowUp,
        _ table: RowTable
    ) -> TableSheet<RowTable.Row> {
        TableSheet(
            name: name,
            columns: Array(table.sheetColumns.prefix(RowsSheet.mostFields)),
            rows: table.rows,
            emptyText: "no rows",
            footer: record.footer,
            preamble: preamble(of: followUp, followUp.singleLines)
        )
    }

    private func preamble(of followUp: FollowUp, _ values: [String]) -> [SheetLine] {
        let isRehearsal = record.asking?.isRehearsal == true
        let isAnswered = followUp.failure == nil
        let model = printable(followUp.model, limit: 80)
        let source = followUp.saw.isEmpty ? "" : " from \(followUp.sawWords)"
        let by = isRehearsal ? "in a rehearsal" : model.isEmpty ? "" : "by \(model)"
        let written = isAnswered ? "Answered \(by)\(source)" : "Not answered"
        let note =
            isRehearsal
            ? "Invented text: no model was asked."
            : "Text of a model, not a count: read it before you act on it."
        return [
            SheetLine(text: plainText(followUp.name), format: ReportStyle.title),
            SheetLine(text: written, format: ReportStyle.subtitle),
            SheetLine(text: isAnswered ? note : "", format: ReportStyle.note),
            SheetLine(
                text: "Asked: \(textLines(followUp.instructions).joined(separator: "\n"))",
                format: ReportStyle.prose
            ),
        ] + values.map { SheetLine(text: $0, format: ReportStyle.prose) }
            + [SheetLine(text: "", format: ReportStyle.prose)]
    }
}

extension FollowUp {
    /// The values beside the list that the rows are made of: `title: Pancakes`.
    fileprivate var singleLines: [String] {
        guard case .json(let value, _) = content, let object = value.object else { return [] }
        return object.members.filter(\.value.isSingle)
            .map { "\(plainText($0.name)): \($0.value.outline.joined(separator: "\n"))" }
    }
}
