/// The properties of a workbook.
public struct WorkbookProperties: Sendable, Hashable {
    /// What the workbook is about; no control characters.
    public var title: String
    /// Who made it; no control characters.
    public var author: String
    /// Seconds since 1970, from 1 to the end of the year 9999.
    ///
    /// The same time and the same calls give the same bytes.
    public var created: Int64

    /// The properties shown by a file browser; `created` also keeps the file reproducible.
    public init(title: String, author: String, created: Int64) {
        self.title = title
        self.author = author
        self.created = created
    }
}

/// An Excel workbook on its way to disk, one row of each sheet in memory.
///
/// Its life:
/// 1. Creating it creates an empty file at the path, so that a folder that can't be written to is
///    found before any work is done. Nothing that exists is ever overwritten.
/// 2. Sheets are added and filled, each from its top row to its bottom row. Finished rows wait in
///    temporary files in the path's folder that have no name and go when the program ends.
/// 3. `close()` assembles the file and reports what could not be shown as given. A workbook that
///    is dropped without it leaves no file.
///
/// Set column widths and formats of a sheet before its rows. A workbook and its sheets belong to
/// one thread.
///
/// ```swift
/// let workbook = try Workbook(
///     path: "report.xlsx",
///     properties: WorkbookProperties(title: "Stock", author: "", created: 1_795_399_200))
/// let counts = try workbook.addSheet(named: "Counts")
/// try counts.setColumns(0...0, width: 24)
/// try counts.write(.text("location"), row: 0, column: 0, format: .plain.with { $0.bold = true })
/// try counts.write(.text("A-01"), row: 1, column: 0)
/// try counts.write(.number(6), row: 1, column: 1)
/// try counts.write(.formula("B2*2", result: .number(12)), row: 1, column: 2)
/// try counts.freezePanes(rows: 1, columns: 0)
/// try counts.setPrint(PrintSetup())
/// for note in try workbook.close() { report(note.description) }
/// ```
public struct Workbook: ~Copyable {
    private let file: WorkbookFile

    /// Starts a workbook at a path where nothing is yet.
    ///
    /// - Throws: `WorkbookError` with code `.cannotCreate`, with the system's reason, or
    ///   `.invalidProperties`.
    public init(path: String, properties: WorkbookProperties) throws(WorkbookError) {
        file = try WorkbookFile(path: path, properties: properties)
    }

    deinit { file.abandon() }

    /// Adds an empty sheet after the others.
    ///
    /// - Parameter name: 1 to 31 UTF-16 units without `[ ] : * ? / \`, control characters or an
    ///   apostrophe at either end, not "History", differing from the others in more than case.
    /// - Returns: the sheet, empty.
    /// - Throws: `WorkbookError` with code `.invalidSheetName` or `.tooManySheets`.
    ///
    /// Wraps `workbook_add_worksheet`.
    public func addSheet(named name: String) throws(WorkbookError) -> Worksheet {
        try Worksheet(name: name, file: file)
    }

    /// Writes the file.
    ///
    /// Its disk space is reserved first, because libxlsxwriter does not notice a disk that
    /// fills up and reports a damaged file as written (seen with 1.1.4).
    ///
    /// - Returns: what could not be shown as given, in the order of writing.
    /// - Throws: `WorkbookError` with code `.cannotWrite` or `.noSheets`; then there is no file.
    ///
    /// Wraps `workbook_close`.
    public consuming func close() throws(WorkbookError) -> [WorkbookNote] {
        try file.close()
    }
}
