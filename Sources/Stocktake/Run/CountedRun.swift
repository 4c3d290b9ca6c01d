import Foundation
import Platform

/// A finished count, ready to be written down and shown.
public struct CountedRun: Sendable {
    let record: RunRecord
    let folder: String
    let formats: [ReportFormat]
    /// Open until the reports are written.
    private let run: OpenRun

    init(_ record: RunRecord, folder: String, formats: [ReportFormat], run: OpenRun) {
        self.record = record
        self.folder = folder
        self.formats = formats
        self.run = run
    }

    /// What the run ends with.
    public var exitStatus: ExitStatus {
        record.exitStatus
    }

    /// In the order they came up.
    public var findings: [Finding] {
        record.findings
    }

    /// Whether a question has no usable answer.
    public var hasFailedQuestions: Bool {
        record.lines.contains { $0.reasons.contains(.replyFailed) }
    }

    /// The limit that ended the run and what to do about it; nil where none did.
    public var limit: String? {
        guard let finding = record.findings.last(where: { $0.code == .costLimit }) else {
            return record.exitStatus == .limitReached ? "a limit was reached; raise it" : nil
        }
        let isOverspent = finding.message.hasPrefix("requests cost")
        return finding.message
            + (isOverspent ? "; correct prices or models" : "; raise the limit")
    }

    /// Why each question was asked, a line each, in the order they were first sent.
    public var asked: [String] {
        var seen: Set<String> = []
        let first = record.asking?.attempts.filter { seen.insert($0.question).inserted } ?? []
        return first.compactMap { attempt in
            guard let reason = attempt.reason else { return nil }
            let place = attempt.location.isEmpty ? "no location" : attempt.location
            let vote = attempt.vote > 1 ? ", vote \(attempt.vote)" : ""
            return "asked about \(printable(place, limit: 60)) "
                + "(\(attempt.photos) photo\(attempt.photos == 1 ? "" : "s")\(vote)): "
                + reason.words
        }
    }

    /// Writes the run's folder, moves `latest` to it, and ends the run.
    ///
    /// - Returns: where everything is.
    /// - Throws: `ReportError` when anything can't be written: nothing half-written stays, and the
    ///   ledger knows the run as failed.
    public func writeReports() async throws -> WrittenReports {
        let time = record.startedAt.addingTimeInterval(record.duration.seconds)
        do {
            let reports = try reportFiles()
            try await run.end(RunEnding(record, at: time))
            return reports
        } catch let error as ReportError {
            try await run.abandon(.failed, .cannotWrite, at: time)
            throw error
        }
    }

    private func reportFiles() throws -> WrittenReports {
        let target = RunFolder(parent: "\(folder)/\(record.pipeline)", run: record.id)
        let files = fileNames
        var findings: [Finding] = []
        try target.fill { temporary in
            if formats.contains(.csv) {
                for file in CSVReports.files {
                    try writeFile(
                        pieces: file.pieces(CSVReports(record: record)),
                        at: "\(temporary)/\(file.name)"
                    )
                }
            }
            if formats.contains(.xlsx) {
                let path = "\(temporary)/report.xlsx"
                findings = try WorkbookReport(record: record).write(to: path)
                try syncFile(at: path)
            }
            if formats.contains(.json) {
                let json = try RunJSON(record, reports: files).bytes()
                try writeFile(json, at: "\(temporary)/run.json")
            }
        }
        return WrittenReports(
            folder: target.path,
            latest: "\(target.parent)/latest",
            files: files,
            findings: findings
        )
    }

    private var fileNames: [String] {
        (formats.contains(.csv) ? CSVReports.files.map(\.name) : [])
            + (formats.contains(.xlsx) ? ["report.xlsx"] : [])
            + (formats.contains(.json) ? ["run.json"] : [])
    }

    /// The bytes of run.json, naming the reports where any were written.
    public func json(_ reports: WrittenReports?) throws -> [UInt8] {
        try RunJSON(record, reports: reports?.files ?? []).bytes()
    }

    /// What a person sees, within the columns of the terminal; nil for no limit.
    public func text(_ reports: WrittenReports?, columns: Int?, isColoured: Bool) -> String {
        TerminalReport(record: record, columns: columns, isColoured: isColoured)
            .text(reports: reports.map { [$0.first] } ?? [])
    }
}

/// Where a run's reports are.
public struct WrittenReports: Sendable {
    /// `<report.folder>/<name>/<run>`.
    public let folder: String
    /// The link that points to the newest run's folder.
    public let latest: String
    /// File names inside the folder.
    public let files: [String]
    /// What the reports could not show as it is.
    public let findings: [Finding]

    /// The report to open first, through `latest`.
    var first: String {
        let best = ["report.xlsx", "counts.csv", "run.json"].first(where: files.contains)
        return "\(latest)/\(best ?? "")"
    }
}
