import Foundation
import XLSX

/// report.xlsx, for a manager to read, check and sign.
///
/// Sheets: Summary; Exceptions, worst first, each with a picture and boxes for the recount; By
/// location in walk order; Zones if any; By item; Order and an answer of `then` each, if any; Not
/// counted; Photos; Costs if a model was asked; Run. A run that extracts rows has Rows in place of
/// the sheets of a count.
struct WorkbookReport {
    let record: RunRecord

    /// Writes the workbook to a path where nothing exists yet.
    ///
    /// - Returns: a note or warning for each content that could not be shown unchanged.
    /// - Throws: `WorkbookError` if it can't be written.
    func write(to path: String) throws -> [Finding] {
        let properties = WorkbookProperties(
            title: record.title,
            author: "Stocktake \(record.version)",
            created: Int64(record.startedAt.timeIntervalSince1970)
        )
        let workbook = try Workbook(path: path, properties: properties)
        try SummarySheet(record: record).write(to: workbook)
        let missing: [Finding]
        if let table = record.rows {
            missing = try RowsSheet(record: record, table: table).write(to: workbook)
        } else {
            missing = try ExceptionsSheet(record: record).write(to: workbook)
            try LineSheets(record: record).write(to: workbook)
        }
        if let order = record.order {
            try OrderSheet(record: record, order: order).write(to: workbook)
        }
        try FollowUpSheets(record: record).write(to: workbook)
        try RecordSheets(record: record).write(to: workbook)
        let notes = try workbook.close().map { note in
            Finding(.note, .reportChanged, "report.xlsx, \(note.description)")
        }
        return missing + notes
    }
}
