import Foundation
import Platform

extension CountedRun {
    /// The run's id, for the lines of a log.
    public var runID: String { record.id }

    /// The events for a log: photos and the merge.
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

    /// The summary event for a log, with the exit status of the process, `--fail-on` included.
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
}
