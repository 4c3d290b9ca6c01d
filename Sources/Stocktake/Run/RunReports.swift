import Foundation
import Platform

/// Writes the reports of a run and ends the run.
struct RunReports: Sendable {
    /// `report.folder`.
    let folder: String
    let formats: [ReportFormat]

    init(_ report: Plan.Report) {
        folder = report.folder
        formats = report.formats
    }

    /// Writes the run's folder, moves `latest` to it unless it is a rehearsal, and ends the run.
    ///
    /// - Returns: the locations of the reports.
    /// - Throws: `ReportError` if anything can't be written: no partial reports remain, and the
    ///   ledger records the run as failed.
    func write(_ record: RunRecord, of run: OpenRun) async throws -> WrittenReports {
        let time = record.startedAt.addingTimeInterval(record.duration.seconds)
        do {
            let reports = try write(record)
            try await run.end(RunEnding(record, at: time))
            return reports
        } catch let error as ReportError {
            try await run.abandon(.failed, .cannotWrite, at: time)
            throw error
        }
    }

    private func write(_ record: RunRecord) throws -> WrittenReports {
        let target = RunFolder(parent: "\(folder)/\(record.pipeline)", run: record.id)
        let files = ReportFormat.allCases.filter(formats.contains)
            .flatMap { $0.files(of: record) }
        let names = files.map(\.name)
        var findings: [Finding] = []
        try target.fill { temporary in
            for file in files { findings += try file.write(record, temporary, names) }
        }
        if record.asking?.isRehearsal != true { try target.makeLatest() }
        return WrittenReports(
            folder: target.path,
            latest: "\(target.parent)/latest",
            files: names,
            findings: findings
        )
    }
}

/// The locations of a run's reports.
public struct WrittenReports: Sendable {
    /// `<report.folder>/<name>/<run>`.
    public let folder: String
    /// The link that points to the folder of the newest run that is no rehearsal.
    public let latest: String
    /// File names inside the folder.
    public let files: [String]
    /// Findings about content that the reports could not show unchanged.
    public let findings: [Finding]

    /// The path of the first of these reports that was written, else of the one to open first.
    ///
    /// It leads through `latest` only if that points to this run.
    public func path(of names: String...) -> String {
        let usual = ["report.xlsx", "counts.csv", "rows.csv", "run.json"]
        let best = (names + usual).first(where: files.contains)
        let isLatest = linkTarget(of: latest) == fileName(of: folder)
        return [isLatest ? latest : folder, best].compactMap(\.self).joined(separator: "/")
    }
}
