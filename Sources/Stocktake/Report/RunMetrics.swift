import Foundation

/// A run's figures for a monitoring system, in the text form that the node exporter's textfile
/// collector reads.
///
/// Source: Prometheus, "Exposition formats", text format 0.0.4.
struct RunMetrics {
    let pipeline: String
    let endedAt: Date
    let duration: Duration
    /// Of the process.
    let exitStatus: Int32
    /// Nil for a run without a count: its figures are then missing, not zero.
    let record: RunRecord?

    var text: String {
        var gauges = Gauges(pipeline: pipeline)
        let ended = Int(endedAt.timeIntervalSince1970)
        gauges.add("run_end_timestamp_seconds", "End time of the last run.", "\(ended)")
        gauges.add("run_duration_seconds", "Duration of the last run.", "\(duration.seconds)")
        gauges.add("run_exit_status", "Exit status of the last run.", "\(exitStatus)")
        if let record { add(record, to: &gauges) }
        return gauges.lines.joined(separator: "\n") + "\n"
    }

    private func add(_ record: RunRecord, to gauges: inout Gauges) {
        let lines = LineStatus.allCases.map { ($0.rawValue, record.count(of: $0)) }
        gauges.add("lines", "Lines by status.", by: "status", lines)
        if let table = record.rows {
            let rows = RowTable.Status.allCases.map { ($0.rawValue, table.count(of: $0)) }
            gauges.add("rows", "Rows by status.", by: "status", rows)
        }
        let used = record.usedPhotos.count
        let photos = [("used", used), ("not_used", record.photos.count - used)]
        gauges.add("photos", "Photos by outcome.", by: "outcome", photos)
        let asking = record.asking
        gauges.add("requests", "Requests sent.", "\(asking?.attempts.count ?? 0)")
        gauges.add("questions_reused", "Questions reused.", "\(asking?.reused ?? 0)")
        // An unknown cost has no line, so that it isn't read as 0.
        if let paid = record.paid {
            gauges.add("cost_usd", "Cost of the run.", machineMoney(paid))
        }
    }
}

/// Lines of gauges that carry the pipeline's name.
private struct Gauges {
    let pipeline: String
    private(set) var lines: [String] = []

    init(pipeline: String) {
        // Escape the only characters that a label's value can't contain.
        self.pipeline = pipeline.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
            .replacing("\n", with: "\\n")
    }

    mutating func add(_ name: String, _ help: String, _ value: String) {
        head(name, help)
        lines.append("stocktake_\(name){pipeline=\"\(pipeline)\"} \(value)")
    }

    mutating func add(
        _ name: String,
        _ help: String,
        by label: String,
        _ values: [(name: String, count: Int)]
    ) {
        head(name, help)
        for value in values {
            let labels = "pipeline=\"\(pipeline)\",\(label)=\"\(value.name)\""
            lines.append("stocktake_\(name){\(labels)} \(value.count)")
        }
    }

    private mutating func head(_ name: String, _ help: String) {
        lines.append("# HELP stocktake_\(name) \(help)")
        lines.append("# TYPE stocktake_\(name) gauge")
    }
}
