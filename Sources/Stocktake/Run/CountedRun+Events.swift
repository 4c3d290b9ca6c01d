import Foundation
import Platform

extension CountedRun {
    /// The run's id, for the lines of a log.
    public var runID: String { record.id }

    /// What happened, for a log: photos, findings, the merge, and the sum of it.
    public var events: [RunEvent] {
        let photos = record.photos.map { entry in
            RunEvent(
                .photo,
                [
                    ("photo", entry.photo.map { .text($0.id) } ?? .none),
                    ("path", .text(entry.path)),
                    ("used", .text(entry.outcome == .used ? "yes" : "no")),
                    ("reason", .text(entry.reason)),
                ]
            )
        }
        let findings = record.findings.map { finding in
            RunEvent(
                .finding,
                [
                    ("severity", .text(finding.severity.rawValue)),
                    ("code", .text(finding.code.rawValue)), ("message", .text(finding.message)),
                    ("photo", finding.photo.map { .text($0) } ?? .none),
                    ("location", finding.location.map { .text($0) } ?? .none),
                ]
            )
        }
        let lines = LineStatus.allCases.map { status in
            (name: status.rawValue, value: RunEvent.Value.whole(record.count(of: status)))
        }
        let cost: RunEvent.Value =
            (record.asking.map(\.paid) ?? 0).map { .text(machineMoney($0)) } ?? .none
        return photos + findings + [
            RunEvent(.merge, lines),
            RunEvent(
                .summary,
                [
                    ("status", .text(record.status.rawValue)),
                    ("exit_status", .whole(Int(record.exitStatus.rawValue))),
                    ("requests", .whole(record.asking?.attempts.count ?? 0)), ("cost", cost),
                ]
            ),
        ]
    }

    /// Writes the figures of the run for a monitoring system, replacing the last ones in one step.
    ///
    /// - Parameter path: of the textfile collector's folder.
    /// - Throws: `ReportError` where it can't be written.
    public func writeMetrics(to path: String) throws {
        do {
            try writeFile(Array(RunMetrics(record: record).text.utf8), at: path)
        } catch {
            throw ReportError(path: path, message: error.message)
        }
    }
}
