/// Why a workbook, or a part of it, could not be written.
public struct WorkbookError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    public enum Code: Sendable, Hashable {
        /// The file can't be created at the path; nothing was written.
        case cannotCreate
        /// The file could not be written to its end; what there was of it is removed.
        case cannotWrite
        /// The workbook has no sheet, which no spreadsheet program opens.
        case noSheets
        /// More sheets than a workbook may have.
        case tooManySheets
        case invalidSheetName
        /// A row, column, width, height or size outside what a sheet may have.
        case outOfRange
        /// Rows are written from top to bottom; this one is on disk already.
        case rowAlreadyWritten
        case notFinite
        case invalidFormula
        case invalidFormat
        case invalidLink
        case invalidImage
        case invalidChart
        case invalidProperties
        /// The sheet was used after its workbook was closed or dropped.
        case closed
        /// libxlsxwriter refused, with its `lxw_error` number.
        case library(Int)
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong with which value, in lower case without a full stop.
    public let message: String
    /// The workbook's path as the caller gave it.
    public let path: String

    /// The path and what is wrong.
    public var description: String { "\(path): \(message)" }
}
