/// A kind of report; the raw values are those of `report.formats`.
enum ReportFormat: String, Sendable, CaseIterable {
    case csv, xlsx, json
}
