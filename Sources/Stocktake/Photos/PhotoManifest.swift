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

    /// - Parameters:
    ///   - file: its name in findings.
    ///   - bytes: its content.
    init(file: String, bytes: [UInt8]) {
        let table = CSVTable(file: file, bytes: bytes)
        findings = table.findings
        hasLocations = table.header.contains("location")
        guard table.header.contains("path") else {
            if findings.isEmpty {
                let message =
                    "the manifest has no column 'path'; use the header path,location,taken_at"
                findings.append(dataError(message, table, line: 1))
            }
            return
        }
        for row in table.rows { add(row, of: table) }
    }

    private mutating func add(_ row: CSVTable.Row, of table: CSVTable) {
        guard row.filled("path") != nil, let text = row["path"] else {
            let message = "the path is empty; fill it in or remove the row"
            findings.append(dataError(message, table, line: row.line))
            return
        }
        let others = zip(table.header, zip(table.columnNames, row.fields)).filter {
            !$0.0.isEmpty && !Self.known.contains($0.0)
        }
        entries.append(
            Entry(
                text: text,
                location: row.filled("location"),
                takenAt: row.filled("taken_at"),
                width: wholeNumber(row, "width", from: 1, table, &findings),
                height: wholeNumber(row, "height", from: 1, table, &findings),
                columns: others.map { ManifestColumn(name: $0.1.0, value: $0.1.1) },
                position: table.position(of: "path", in: row)
            )
        )
    }
}
