import Foundation

/// A text file of a run, generated lazily, in pieces.
struct CSVFile: Sendable {
    let name: String
    let pieces: @Sendable (CSVReports) -> AnySequence<[UInt8]>
    /// What the file lacks.
    var findings: [Finding] = []

    init(
        name: String,
        pieces: @escaping @Sendable (CSVReports) -> AnySequence<[UInt8]>
    ) {
        self.name = name
        self.pieces = pieces
    }

    /// A file of known content.
    init(name: String, bytes: [UInt8], findings: [Finding] = []) {
        self.init(name: name) { _ in AnySequence(CollectionOfOne(bytes)) }
        self.findings = findings
    }
}

/// The CSV files of a run, with the same rows as the workbook.
///
/// Rows are in walk order or list order, so that the files of two runs can be compared; the same
/// photos give the same bytes.
struct CSVReports {
    let record: RunRecord

    /// The files of a count, in a fixed order.
    static let files: [CSVFile] =
        ofCounts + [
            CSVFile(name: "not-counted.csv") { whole($0.notCounted) },
            CSVFile(name: "photos.csv") { whole($0.photos) },
            CSVFile(name: "costs.csv") { whole($0.costs) },
        ]

    /// The files that only a count has.
    private static let ofCounts = [
        CSVFile(name: "counts.csv") { whole($0.counts) },
        CSVFile(name: "zones.csv") { whole($0.zones) },
        CSVFile(name: "evidence.csv") { AnySequence($0.evidence) },
        CSVFile(name: "variances.csv") { whole($0.variances) },
        CSVFile(name: "review.csv") { whole($0.review) },
    ]

    /// The files of this run: rows in place of counts, then the order and the answers, if any.
    var files: [CSVFile] {
        let rows = record.rows.map { table in
            [CSVFile(name: "rows.csv") { _ in AnySequence(RowsReport(table: table).pieces) }]
                + Self.files.dropFirst(Self.ofCounts.count)
        }
        return (rows ?? Self.files) + (record.order.map { OrderReports(order: $0).files } ?? [])
            + record.followUps.flatMap { FollowUpFiles(followUp: $0).files }
    }

    private static func whole(_ bytes: [UInt8]) -> AnySequence<[UInt8]> {
        AnySequence(CollectionOfOne(bytes))
    }

    var counts: [UInt8] {
        CSVText.bytes(
            record.lines,
            [
                .text("location") { $0.tally.location }, .text("sku") { $0.tally.sku },
                .text("name") { $0.tally.name }, .whole("counted") { $0.tally.counted },
                .whole("low") { $0.tally.low }, .whole("high") { $0.tally.high },
                .text("unit") { $0.tally.unit }, .text("status") { $0.status.rawValue },
                .text("reasons") { $0.reasonCodes }, .text("method") { $0.tally.method },
                .text("model") { $0.tally.model }, .whole("votes") { $0.tally.votes },
                .text("photos") { $0.tally.photos.joined(separator: ";") }, .empty("audit"),
                .text("gtin") { $0.tally.gtin },
                .exact("expected") { $0.expected.map(quantityText) },
                .exact("variance") { $0.variance.map(quantityText) },
                .text("share") { line in
                    line.tally.share.map { "\($0.agreeing) of \($0.of)" } ?? ""
                },
            ]
        )
    }

    /// Every zone of every line; label counts have none.
    var zones: [UInt8] {
        CSVText.bytes(
            record.lines.lazy.flatMap { line in line.tally.zones.map { (line.tally, $0) } },
            [
                .text("location") { $0.0.location }, .text("sku") { $0.0.sku },
                .text("zone") { $0.1.zone }, .whole("counted") { $0.1.counted },
            ]
        )
    }

    /// The header, then line by line, so that the whole text is never in memory.
    var evidence: some Sequence<[UInt8]> {
        let reader = record.reader
        let columns: [CSVColumn<(Tally, Evidence)>] = [
            .text("location") { $0.0.location }, .text("sku") { $0.0.sku },
            .text("photo") { $0.1.photo }, .whole("x") { $0.1.x }, .whole("y") { $0.1.y },
            .text("zone") { $0.1.zone }, .text("code") { $0.1.code },
            .text("serial") { $0.1.serial }, .text("lot") { $0.1.lot },
            .text("question") {
                $0.1.question.isEmpty ? "\(reader):\($0.1.photo)" : $0.1.question
            },
            .text("counts") { $0.1.counts ? "yes" : "no" },
        ]
        return (0...record.lines.count).lazy.map { index in
            guard index > 0 else { return CSVText(header: columns.map(\.name)).bytes }
            let tally = record.lines[index - 1].tally
            var csv = CSVText()
            csv.add(tally.evidence.lazy.map { (tally, $0) }, columns)
            return csv.bytes
        }
    }

    var variances: [UInt8] {
        CSVText.bytes(
            record.lines.lazy.filter(\.isVariance),
            [
                .text("location") { $0.tally.location }, .text("sku") { $0.tally.sku },
                .text("name") { $0.tally.name },
                .exact("expected") { $0.expected.map(quantityText) },
                .whole("counted") { $0.tally.counted },
                .exact("variance") { $0.variance.map(quantityText) },
                .exact("variance_percent") { $0.variancePercent },
                .exact("unit_cost") { $0.unitCost.map(moneyText) },
                .exact("variance_value") { $0.varianceValue.map(moneyText) },
                .text("tolerance") { $0.tolerance }, .text("status") { $0.status.rawValue },
                .text("reasons") { $0.reasonCodes },
            ]
        )
    }

    var review: [UInt8] {
        let paths = record.photoPaths
        return CSVText.bytes(
            record.lines.lazy.filter { $0.status != .ok },
            [
                .text("location") { $0.tally.location }, .text("sku") { $0.tally.sku },
                .text("name") { $0.tally.name }, .whole("counted") { $0.tally.counted },
                .exact("expected") { $0.expected.map(quantityText) },
                .exact("variance") { $0.variance.map(quantityText) },
                .text("status") { $0.status.rawValue }, .text("reasons") { $0.reasonCodes },
                .text("explanation") { $0.explanation },
                .text("photos") { line in
                    line.tally.photos.map { paths[$0] ?? $0 }.joined(separator: ";")
                },
                .empty("approved_quantity"), .empty("reason_code"), .empty("initials"),
            ]
        )
    }

    /// Unusable photos, then lines without a usable photo or answer.
    var notCounted: [UInt8] {
        CSVText.bytes(
            record.notCountedRows,
            [
                .text("what") { $0.what }, .text("location") { $0.location },
                .text("sku") { $0.sku }, .text("photo") { $0.photo }, .text("path") { $0.path },
                .text("reason") { $0.reason }, .text("words") { $0.words },
            ]
        )
    }

    var photos: [UInt8] {
        let own: [CSVColumn<PhotoRecord>] = [
            .text("photo") { $0.photo?.id ?? "" }, .text("path") { $0.path },
            .text("location") { $0.location ?? "" },
            .text("taken_at") { $0.photo?.takenAt ?? "" }, .whole("width") { $0.photo?.width },
            .whole("height") { $0.photo?.height }, .text("sha256") { $0.photo?.sha256 ?? "" },
            .text("used") { $0.outcome == .used ? "yes" : "no" }, .text("reason") { $0.reason },
        ]
        let names = Set(own.map(\.name))
        let extra = record.manifestColumnNames.map { name in
            CSVColumn<PhotoRecord>.text(names.contains(name) ? "manifest_\(name)" : name) { entry in
                entry.columns.first { $0.name == name }?.value ?? ""
            }
        }
        return CSVText.bytes(record.photos, own + extra)
    }

    /// A row per request sent, with each question's estimate in its first; none for label counts.
    var costs: [UInt8] {
        let asking = record.asking
        let (model, isRehearsal) = (asking?.model ?? "", asking?.isRehearsal ?? false)
        return CSVText.bytes(
            asking?.costRows ?? [],
            [
                .text("question") { $0.question }, .text("location") { $0.attempt.location },
                .text("model") { _ in model }, .text("snapshot") { $0.attempt.snapshot },
                .whole("photos") { $0.attempt.photos },
                .whole("input_tokens") { $0.attempt.usage.inputTokens },
                .whole("cached_input_tokens") { $0.attempt.usage.cachedInputTokens },
                .whole("output_tokens") { $0.attempt.usage.outputTokens },
                .whole("reasoning_tokens") { $0.attempt.usage.reasoningTokens },
                .exact("cost") { $0.attempt.cost.map(machineMoney) },
                .text("currency") { _ in "USD" }, .text("kind") { $0.attempt.kind },
                .whole("attempt") { $0.attempt.number }, .whole("vote") { $0.attempt.vote },
                .text("state") { $0.attempt.state },
                .text("billed") { isRehearsal ? "no" : $0.attempt.billed },
                .exact("estimated_cost") { $0.estimated.map(machineMoney) },
                .text("request_id") { $0.attempt.requestID },
                .text("trouble") { $0.attempt.trouble },
                .text("reason") { $0.attempt.reason?.code.rawValue ?? "" },
                .text("why") { $0.attempt.reason?.words ?? "" },
            ]
        )
    }
}
