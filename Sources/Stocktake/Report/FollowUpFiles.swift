import JSONSchema

/// The files of an answer of `then`: then-NAME.txt or then-NAME.json, and then-NAME.csv for rows.
///
/// A question without a usable answer has none.
struct FollowUpFiles {
    let followUp: FollowUp

    /// The text or the whole JSON; nil without an answer.
    var name: String? {
        switch followUp.content {
        case .text: "\(stem).txt"
        case .json: "\(stem).json"
        case .failed: nil
        }
    }

    var files: [CSVFile] {
        switch followUp.content {
        case .text(let text):
            let lines = textLines(text).joined(separator: "\n") + "\n"
            return [CSVFile(name: "\(stem).txt", bytes: Array(lines.utf8))]
        case .json(let value, let rows):
            let json = CSVFile(
                name: "\(stem).json",
                bytes: escapingControls(Array(value.indented().utf8)) + [10]
            )
            let table = rows.map { rows in
                CSVFile(name: "\(stem).csv") { _ in
                    AnySequence(RowsReport(table: rows).fieldPieces)
                }
            }
            return [json] + [table].compactMap(\.self)
        case .failed: return []
        }
    }

    /// `then-recipe`; a name is never a path.
    private var stem: String {
        let safe = followUp.name.map { character in
            let isSafe = character.isASCII && (character.isLetter || character.isNumber)
            return isSafe || character == "_" ? character : "-"
        }
        return "then-" + String(safe)
    }
}
