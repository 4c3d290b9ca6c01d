import Foundation

/// A run's figures for a monitoring system, in the text form that the node exporter's textfile
/// collector reads.
///
/// Source: Prometheus, "Exposition formats", text format 0.0.4.
struct RunMetrics {
    let record: RunRecord

    var text: String {
        let label = "{pipeline=\"\(record.pipeline)\"}"
        var lines: [String] = []
        func add(_ name: String, _ help: String, _ values: [(label: String, value: String)]) {
            lines.append("# HELP stocktake_\(name) \(help)")
            lines.append("# TYPE stocktake_\(name) gauge")
            lines += values.map { "stocktake_\(name)\($0.label) \($0.value)" }
        }
        func labelled(_ name: String, _ value: String) -> String {
            "{pipeline=\"\(record.pipeline)\",\(name)=\"\(value)\"}"
        }
        let ended = Int(record.startedAt.timeIntervalSince1970) + Int(record.duration.seconds)
        add("run_end_timestamp_seconds", "When the last run ended.", [(label, "\(ended)")])
        add("run_duration_seconds", "How long it took.", [(label, "\(record.duration.seconds)")])
        add("run_exit_status", "Its exit status.", [(label, "\(record.exitStatus.rawValue)")])
        add(
            "lines",
            "Lines by status.",
            LineStatus.allCases.map {
                (labelled("status", $0.rawValue), "\(record.count(of: $0))")
            }
        )
        let used = record.usedPhotos.count
        add(
            "photos",
            "Photos by outcome.",
            [
                (labelled("outcome", "used"), "\(used)"),
                (labelled("outcome", "not_used"), "\(record.photos.count - used)"),
            ]
        )
        let asking = record.asking
        add("requests", "Requests sent.", [(label, "\(asking?.attempts.count ?? 0)")])
        add("questions_reused", "Questions answered before.", [(label, "\(asking?.reused ?? 0)")])
        // An unknown cost has no line: a gap, not a zero.
        if let paid = asking.map(\.paid) ?? 0 {
            add("cost_usd", "What the run cost.", [(label, machineMoney(paid))])
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
