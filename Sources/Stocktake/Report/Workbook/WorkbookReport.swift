import Foundation
import XLSX

/// report.xlsx: what a manager reads, checks and signs.
///
/// Sheets: Summary; Exceptions, worst first, each with a picture and boxes for the recount; By
/// location in walk order; Zones where there are any; By item; Not counted; Photos; Costs where a
/// model was asked; Run.
struct WorkbookReport {
    let record: RunRecord

    /// Writes the workbook to a path where nothing is yet.
    ///
    /// - Returns: what could not be shown as it is: a note or warning each.
    /// - Throws: `WorkbookError` when it can't be written.
    func write(to path: String) throws -> [Finding] {
        let properties = WorkbookProperties(
            title: record.title,
            author: "Stocktake \(record.version)",
            created: Int64(record.startedAt.timeIntervalSince1970)
        )
        let workbook = try Workbook(path: path, properties: properties)
        try SummarySheet(record: record).write(to: workbook)
        let missing = try ExceptionsSheet(record: record).write(to: workbook)
        try LineSheets(record: record).write(to: workbook)
        try RecordSheets(record: record).write(to: workbook)
        let notes = try workbook.close().map { note in
            Finding(.note, .reportChanged, "report.xlsx, \(note.description)")
        }
        return missing + notes
    }
}
