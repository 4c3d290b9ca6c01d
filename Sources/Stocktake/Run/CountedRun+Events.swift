import Foundation
import Platform

extension CountedRun {
    /// The run's id, for the lines of a log.
    public var runID: String { record.id }

    /// What happened, for a log: photos and the merge.
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
        let lines = LineStatus.allCases.map { status in
            (name: status.rawValue, value: RunEvent.Value.whole(record.count(of: status)))
        }
        return photos + [RunEvent(.merge, lines)]
    }

    /// The sum of it, for a log, with what the process ends with, `--fail-on` included.
    public func summary(exitStatus: ExitStatus) -> RunEvent {
        let cost = (record.asking.map(\.paid) ?? 0).map(machineMoney)
        return .summary(
            exitStatus: exitStatus.rawValue,
            [
                ("status", .text(record.status.rawValue)),
                ("requests", .whole(record.asking?.attempts.count ?? 0)),
                ("cost", cost.map { .text($0) } ?? .none),
            ]
        )
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
