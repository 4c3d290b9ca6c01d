import Foundation

/// The photos of a manifest: a CSV file with a column `path`.
///
/// Optional: `location`, `taken_at`, `width` and `height` (upright pixels); all other columns are
/// passed on in order.
struct PhotoManifest {
    struct Entry {
        /// With surrounding spaces, which may be part of the name.
        let text: String
        /// Nil if the cell is empty or there is no such column.
        let location: String?
        let takenAt: String?
        let width: Int?
        let height: Int?
        let columns: [ManifestColumn]
        let position: SourcePosition
    }

    let hasLocations: Bool
    private(set) var entries: [Entry] = []
    private(set) var findings: [Finding]

    private static let known: Set = ["path", "location", "taken_at", "width", "height"]
    private static let numberColumns = ["width", "height"]

    /// - Parameters:
    ///   - file: its name in findings.
    ///   - bytes: its content.
    init(file: String, bytes: [UInt8]) {
        let table = CSVTable(file: file, bytes: bytes)
        findings = table.findings
        let numbers = TableNumbers(table, columns: Self.numberColumns)
        var found = TableFindings()
        hasLocations = table.header.contains("location")
        guard table.header.contains("path") else {
            if findings.isEmpty {
                let message =
                    "the manifest has no column 'path'; use the header path,location,taken_at"
                findings.append(dataError(message, table, line: 1))
            }
            return
        }
        for row in table.rows { add(row, of: table, numbers, &found) }
        findings += found.all
    }

    private mutating func add(
        _ row: CSVTable.Row,
        of table: CSVTable,
        _ numbers: TableNumbers,
        _ found: inout TableFindings
    ) {
        guard row.filled("path") != nil, let text = row["path"] else {
            let message = "the path is empty; fill it in or remove the row"
            found.add(dataError(message, table, line: row.line), kind: "no path")
            return
        }
        let others = zip(table.header, zip(table.columnNames, row.fields)).filter {
            !$0.0.isEmpty && !Self.known.contains($0.0)
        }
        func size(_ column: String) -> Int? {
            found.value(of: column, row, in: table) { row, column throws(ValueProblem) in
                try numbers.wholeNumber(row, column, from: 1)
            }
        }
        entries.append(
            Entry(
                text: text,
                location: found.code(row, "location", "location", in: table),
                takenAt: row.filled("taken_at"),
                width: size("width"),
                height: size("height"),
                columns: others.map { ManifestColumn(name: $0.1.0, value: $0.1.1) },
                position: table.position(of: "path", in: row)
            )
        )
    }
}
