import Platform

/// A file of a run's folder, and the function that writes it.
struct ReportFile: Sendable {
    let name: String
    /// Writes the file into a folder; the names are those of all reports of the run.
    ///
    /// Returns findings about content not shown unchanged; throws `FileError` or `WorkbookError`.
    let write:
        @Sendable (_ record: RunRecord, _ folder: String, _ names: [String]) throws -> [Finding]
}

extension ReportFormat {
    /// The files of a run in this format, in a fixed order.
    func files(of record: RunRecord) -> [ReportFile] {
        switch self {
        case .csv:
            CSVReports(record: record).files.map { file in
                ReportFile(name: file.name) { record, folder, _ in
                    let pieces = file.pieces(CSVReports(record: record))
                    try writeFile(pieces: pieces, at: "\(folder)/\(file.name)")
                    return file.findings
                }
            }
        case .xlsx:
            [
                ReportFile(name: "report.xlsx") { record, folder, _ in
                    let path = "\(folder)/report.xlsx"
                    let findings = try WorkbookReport(record: record).write(to: path)
                    try syncFile(at: path)
                    return findings
                }
            ]
        case .json:
            [
                ReportFile(name: "run.json") { record, folder, names in
                    let json = try RunJSON(record, reports: names).bytes()
                    try writeFile(json, at: "\(folder)/run.json")
                    return []
                }
            ]
        }
    }
}
