import CXLSXWriter

/// A sheet of a workbook, filled from its top row to its bottom row.
///
/// Rows and columns are counted from 0. Every method throws `WorkbookError`: code `.outOfRange`
/// for a place no sheet has, `.closed` once the workbook is closed or dropped.
@safe
public final class Worksheet {
    /// The name on the sheet's tab.
    public let name: String
    let file: WorkbookFile
    /// Dead once the file is no longer open.
    private let handle: UnsafeMutablePointer<lxw_worksheet>
    /// The format last used in each column: cells below each other mostly look alike, and comparing
    /// with one is much cheaper than finding it among all.
    private var recentFormats: [RecentFormat] = []
    private var currentRow = 0
    var linkCount = 0

    /// What a sheet of Excel has.
    static let rowLimit = 1_048_576
    static let columnLimit = 16_384

    @safe
    private struct RecentFormat {
        var format: CellFormat
        var pointer: UnsafeMutablePointer<lxw_format>?
    }

    init(name: String, file: WorkbookFile) throws(WorkbookError) {
        self.name = name
        self.file = file
        unsafe handle = try unsafe file.addSheet(named: name)
    }

    /// Puts a value into a cell of the current row or of one below it.
    ///
    /// A value written twice to a cell of the current row replaces the first. What can't be shown
    /// as given (text beyond 32,767 UTF-16 units, numbers beyond 15 digits, links beyond 65,530) is
    /// changed and becomes a note of `Workbook.close()`.
    ///
    /// - Throws: `WorkbookError` with code `.rowAlreadyWritten` for a row above the current one,
    ///   `.notFinite`, `.invalidFormula`, `.invalidLink` or `.invalidFormat`.
    public func write(
        _ value: CellValue,
        row: Int,
        column: Int,
        format: CellFormat = .plain
    ) throws(WorkbookError) {
        let sheet = try unsafe begin(row: row, column: column)
        let look = try unsafe pointer(of: format, column: column)
        let cell = unsafe Cell(
            sheet: sheet,
            row: UInt32(row),
            column: UInt16(column),
            format: look
        )
        try unsafe write(value, to: cell)
    }

    /// Joins cells of one row into one that holds a text.
    ///
    /// Only of one row: with one row in memory at a time libxlsxwriter loses the rest of the block.
    ///
    /// - Parameters:
    ///   - text: always text, whatever it looks like.
    ///   - row: counted from 0.
    ///   - columns: at least two, none of them in another such block.
    ///   - format: of all the cells.
    /// - Throws: `WorkbookError` with code `.outOfRange`, `.rowAlreadyWritten` or `.invalidFormat`.
    ///
    /// Wraps `worksheet_merge_range`.
    public func writeMerged(
        _ text: String,
        row: Int,
        columns: ClosedRange<Int>,
        format: CellFormat = .plain
    ) throws(WorkbookError) {
        guard columns.count > 1 else {
            throw file.error(.outOfRange, "merged cells must be at least two, not one")
        }
        let sheet = try unsafe begin(row: row, column: columns.upperBound)
        try checkPlace(row: row, column: columns.lowerBound)
        let look = try unsafe pointer(of: format, column: columns.lowerBound)
        let stored = CellText(text)
        note(stored.cut, row: row, column: columns.lowerBound)
        try file.check(
            unsafe worksheet_merge_range(
                sheet,
                UInt32(row),
                UInt16(columns.lowerBound),
                UInt32(row),
                UInt16(columns.upperBound),
                stored.stored,
                look
            )
        )
    }

    /// The sheet's pointer, if it is alive.
    @unsafe
    func open() throws(WorkbookError) -> UnsafeMutablePointer<lxw_worksheet> {
        guard file.isOpen else { throw file.closedError }
        return unsafe handle
    }

    /// The sheet's pointer, if the place is on the sheet and its row is not on disk yet.
    @unsafe
    func begin(
        row: Int,
        column: Int
    ) throws(WorkbookError) -> UnsafeMutablePointer<lxw_worksheet> {
        let sheet = try unsafe open()
        try checkPlace(row: row, column: column)
        guard row >= currentRow else {
            throw file.error(
                .rowAlreadyWritten,
                "sheet \"\(name)\": rows must be written in order, not \(row) after \(currentRow)"
            )
        }
        currentRow = row
        return unsafe sheet
    }

    func checkPlace(row: Int, column: Int) throws(WorkbookError) {
        guard (0..<Self.rowLimit).contains(row), (0..<Self.columnLimit).contains(column) else {
            throw file.error(
                .outOfRange,
                "sheet \"\(name)\": no sheet has row \(row) and column \(column), counted from 0"
            )
        }
    }

    /// Remembers that a cell's value was changed; nothing for nil.
    func note(_ change: WorkbookNote.Change?, row: Int, column: Int) {
        guard let change else { return }
        let cell = CellPosition(row: row, column: column)
        file.add(WorkbookNote(sheet: name, cell: cell, change: change))
    }

    @unsafe
    func pointer(
        of format: CellFormat,
        column: Int
    ) throws(WorkbookError) -> UnsafeMutablePointer<lxw_format>? {
        if column < recentFormats.count {
            if recentFormats[column].format == format {
                return unsafe recentFormats[column].pointer
            }
        } else {
            let missing = column + 1 - recentFormats.count
            let empty = unsafe RecentFormat(format: .plain, pointer: nil)
            recentFormats.append(contentsOf: repeatElement(empty, count: missing))
        }
        let pointer = try unsafe file.format(format)
        unsafe recentFormats[column] = RecentFormat(format: format, pointer: pointer)
        return unsafe pointer
    }
}

/// A sheet is written to by one thread.
@available(*, unavailable)
extension Worksheet: Sendable {}
