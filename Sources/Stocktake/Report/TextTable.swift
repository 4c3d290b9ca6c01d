/// Columns of text for a terminal, as wide as they need to be.
struct TextTable {
    struct Column {
        /// One or two lines.
        let title: [String]
        let isRight: Bool

        init(_ title: String..., right: Bool = true) {
            self.title = title
            self.isRight = right
        }
    }

    let columns: [Column]
    private(set) var rows: [[String]] = []

    init(_ columns: [Column]) {
        self.columns = columns
    }

    /// A row with one text per column.
    mutating func add(_ cells: [String]) {
        rows.append(cells)
    }

    /// Header and rows, indented by two, without spaces at the ends.
    var lines: [String] {
        let height = columns.map(\.title.count).max() ?? 1
        let header = (0..<height).map { line in
            columns.map { column in
                let missing = height - column.title.count
                return line < missing ? "" : column.title[line - missing]
            }
        }
        let all = header + rows
        let widths = columns.indices.map { column in
            all.map { displayWidth($0[column]) }.max() ?? 0
        }
        return all.map { row in
            var text = ""
            for (column, cell) in row.enumerated() {
                let space = String(repeating: " ", count: widths[column] - displayWidth(cell))
                text += "  " + (columns[column].isRight ? space + cell : cell + space)
            }
            while text.last == " " { text.removeLast() }
            return text
        }
    }
}
