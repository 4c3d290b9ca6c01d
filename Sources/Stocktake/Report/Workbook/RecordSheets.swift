import Foundation
import XLSX

/// The last sheets: Not counted, Photos, Costs, Run.
struct RecordSheets {
    let record: RunRecord

    func write(to workbook: borrowing Workbook) throws(WorkbookError) {
        try notCounted.write(to: workbook, title: record.title)
        try photos.write(to: workbook, title: record.title)
        if let asking = record.asking {
            try costs(asking).write(to: workbook, title: record.title)
        }
        try run.write(to: workbook, title: record.title)
    }

    private var notCounted: TableSheet<NotCountedRow> {
        TableSheet(
            name: "Not counted",
            columns: [
                .text("What", widest: 8) { $0.what },
                .text("Location", widest: 24) { $0.location },
                .text("SKU", widest: 24) { $0.sku },
                .text("Photo", widest: 60) { $0.path },
                .text("Why", widest: 70) { $0.words },
            ],
            rows: record.notCountedRows,
            emptyText: record.nothingMissing,
            footer: record.footer
        )
    }

    private var photos: TableSheet<PhotoRecord> {
        TableSheet(
            name: "Photos",
            columns: [
                .text("Photo", widest: 14) { $0.photo?.id ?? "" },
                .text("File", widest: 60) { $0.path },
                .text("Location", widest: 24) { $0.location ?? "" },
                .text("Taken", widest: 28) { $0.photo?.takenAt ?? "" },
                .whole("Width") { $0.photo?.width },
                .whole("Height") { $0.photo?.height },
                .text("Used", widest: 8) { $0.outcome == .used ? "yes" : "no" },
                .text("Reason", widest: 60) { $0.reason },
                .text("SHA-256", widest: 68) { $0.photo?.sha256 ?? "" },
            ],
            rows: record.photos,
            emptyText: "no photos",
            footer: record.footer
        )
    }

    private var run: TableSheet<(name: String, value: String)> {
        TableSheet(
            name: "Run",
            columns: [
                .text("Setting", widest: 30) { $0.name }, .text("Value", widest: 100) { $0.value },
            ],
            rows: settings + findings,
            emptyText: "",
            footer: record.footer
        )
    }

    private var settings: [(name: String, value: String)] {
        [
            ("run", record.id), ("pipeline", record.pipeline), ("title", record.title),
            ("started", record.startedAt.formatted(.iso8601)),
            ("status", record.status.rawValue),
            ("exit status", "\(record.exitStatus.rawValue): \(record.exitStatus.meaning)"),
            ("Stocktake", record.version), ("label reader", record.reader),
            ("photos.location", record.locationRule),
            ("photos.views", record.views?.rawValue ?? "not stated"),
            ("prepare.reject.darker_than", "\(record.reject.darkerThan)"),
            ("prepare.reject.blurrier_than", "\(record.reject.blurrierThan)"),
            ("prepare.reject.smaller_than", "\(record.reject.smallerThan)"),
            (cautionTitle, record.caution),
        ] + (record.asking.map(settings) ?? [])
    }

    private var cautionTitle: String {
        if record.isExtract { return "accuracy of the rows" }
        return record.lookedBy == nil ? "limit of label counts" : "accuracy of the count"
    }

    private func settings(_ asking: RunAsking) -> [(name: String, value: String)] {
        [
            ("model", asking.model), ("model that answered", asking.snapshots),
            ("api", asking.api), ("prices", asking.prices),
        ]
    }

    private func costs(_ asking: RunAsking) -> TableSheet<CostRow> {
        TableSheet(
            name: "Costs",
            columns: [
                .text("Question", widest: 20) { $0.question },
                .text("Kind", widest: 8) { $0.attempt.kind },
                .text("Location", widest: 24) { $0.attempt.location },
                .whole("Vote") { $0.attempt.vote },
                .whole("Photos") { $0.attempt.photos },
                .text("Model", widest: 26) { $0.attempt.snapshot },
                .whole("Input tokens") { $0.attempt.usage.inputTokens },
                .whole("of them cached") { $0.attempt.usage.cachedInputTokens },
                .whole("Output tokens") { $0.attempt.usage.outputTokens },
                .whole("of them thinking") { $0.attempt.usage.reasoningTokens },
                .exact("Expected USD", format: ReportStyle.exactMoney) { $0.estimated },
                .exact(
                    asking.isRehearsal ? "Would have cost USD" : "Cost USD",
                    format: ReportStyle.exactMoney
                ) { $0.attempt.cost },
                .text("State", widest: 12) { $0.attempt.state },
                .text("Request", widest: 34) { $0.attempt.requestID },
                .text("Asked because", widest: 40) { $0.attempt.reason?.words ?? "" },
                .text("Trouble", widest: 50) { $0.attempt.trouble },
            ],
            rows: asking.costRows,
            emptyText: asking.reused > 0
                ? "nothing was sent: every answer came from the ledger" : "nothing was sent",
            footer: record.footer
        )
    }

    private var findings: [(name: String, value: String)] {
        record.findings.map { finding in
            let photo = finding.photo.map { "photo \(printable($0)): " } ?? ""
            return (finding.severity.rawValue, photo + finding.message)
        }
    }
}
