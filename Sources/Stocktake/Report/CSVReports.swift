import Foundation

/// The CSV files of a run, each made of the same rows as the workbook.
///
/// Rows stand in walk order or list order, so that two nights compare cleanly; the same photos give
/// the same bytes.
struct CSVReports {
    let record: RunRecord

    /// The files, in a fixed order, each made when it is asked for, a piece at a time.
    static let files: [(name: String, pieces: @Sendable (CSVReports) -> AnySequence<[UInt8]>)] = [
        ("counts.csv", { whole($0.counts) }), ("zones.csv", { whole($0.zones) }),
        ("evidence.csv", { AnySequence($0.evidence) }),
        ("variances.csv", { whole($0.variances) }), ("review.csv", { whole($0.review) }),
        ("not-counted.csv", { whole($0.notCounted) }), ("photos.csv", { whole($0.photos) }),
        ("costs.csv", { whole($0.costs) }),
    ]

    private static func whole(_ bytes: [UInt8]) -> AnySequence<[UInt8]> {
        AnySequence(CollectionOfOne(bytes))
    }

    var counts: [UInt8] {
        var csv = CSVText(header: [
            "location", "sku", "name", "counted", "low", "high", "unit", "status", "reasons",
            "method", "model", "votes", "photos", "audit", "gtin", "expected", "variance", "share",
        ])
        for line in record.lines {
            let tally = line.tally
            csv.add(text: tally.location)
            csv.add(text: tally.sku)
            csv.add(text: tally.name)
            csv.add(number: tally.counted)
            csv.add(number: tally.low)
            csv.add(number: tally.high)
            csv.add(text: tally.unit)
            csv.add(text: line.status.rawValue)
            csv.add(text: line.reasons.map(\.rawValue).joined(separator: ";"))
            csv.add(text: tally.method)
            csv.add(text: tally.model)
            csv.add(number: tally.votes)
            csv.add(text: tally.photos.joined(separator: ";"))
            csv.add(text: "")
            csv.add(text: tally.gtin)
            csv.add(number: line.expected)
            csv.add(number: line.variance)
            csv.add(text: tally.share.map { "\($0.agreeing) of \($0.of)" } ?? "")
            csv.endRow()
        }
        return csv.bytes
    }

    /// Every zone of every line; labels know none.
    var zones: [UInt8] {
        var csv = CSVText(header: ["location", "sku", "zone", "counted"])
        for line in record.lines {
            for zone in line.tally.zones {
                csv.add(text: line.tally.location)
                csv.add(text: line.tally.sku)
                csv.add(text: zone.zone)
                csv.add(number: zone.counted)
                csv.endRow()
            }
        }
        return csv.bytes
    }

    /// The header, then line by line: thousands of labels are never all in memory as text.
    var evidence: some Sequence<[UInt8]> {
        let header = CSVText(header: [
            "location", "sku", "photo", "x", "y", "zone", "code", "serial", "lot", "question",
            "counts",
        ])
        return (0...record.lines.count).lazy.map { index in
            index == 0 ? header.bytes : evidence(of: record.lines[index - 1])
        }
    }

    private func evidence(of line: StockLine) -> [UInt8] {
        var csv = CSVText()
        for evidence in line.tally.evidence {
            csv.add(text: line.tally.location)
            csv.add(text: line.tally.sku)
            csv.add(text: evidence.photo)
            csv.add(number: evidence.x)
            csv.add(number: evidence.y)
            csv.add(text: evidence.zone)
            csv.add(text: evidence.code)
            csv.add(text: evidence.serial)
            csv.add(text: evidence.lot)
            csv.add(
                text: evidence.question.isEmpty
                    ? "\(record.reader):\(evidence.photo)" : evidence.question
            )
            csv.add(text: evidence.counts ? "yes" : "no")
            csv.endRow()
        }
        return csv.bytes
    }

    var variances: [UInt8] {
        var csv = CSVText(header: [
            "location", "sku", "name", "expected", "counted", "variance", "variance_percent",
            "unit_cost", "variance_value", "tolerance", "status", "reasons",
        ])
        for line in record.lines where line.isVariance {
            csv.add(text: line.tally.location)
            csv.add(text: line.tally.sku)
            csv.add(text: line.tally.name)
            csv.add(number: line.expected)
            csv.add(number: line.tally.counted)
            csv.add(number: line.variance)
            csv.add(exact: line.variancePercent)
            csv.add(exact: line.unitCost.map(moneyText))
            csv.add(exact: line.varianceValue.map(moneyText))
            csv.add(text: line.tolerance)
            csv.add(text: line.status.rawValue)
            csv.add(text: line.reasons.map(\.rawValue).joined(separator: ";"))
            csv.endRow()
        }
        return csv.bytes
    }

    var review: [UInt8] {
        var csv = CSVText(header: [
            "location", "sku", "name", "counted", "expected", "variance", "status", "reasons",
            "explanation", "photos", "approved_quantity", "reason_code", "initials",
        ])
        let paths = record.photoPaths
        for line in record.lines where line.status != .ok {
            csv.add(text: line.tally.location)
            csv.add(text: line.tally.sku)
            csv.add(text: line.tally.name)
            csv.add(number: line.tally.counted)
            csv.add(number: line.expected)
            csv.add(number: line.variance)
            csv.add(text: line.status.rawValue)
            csv.add(text: line.reasons.map(\.rawValue).joined(separator: ";"))
            csv.add(text: line.explanation)
            csv.add(text: line.tally.photos.map { paths[$0] ?? $0 }.joined(separator: ";"))
            csv.add(text: "")
            csv.add(text: "")
            csv.add(text: "")
            csv.endRow()
        }
        return csv.bytes
    }

    /// Photos that gave nothing, then lines without a number that nobody looked at.
    var notCounted: [UInt8] {
        var csv = CSVText(header: ["what", "location", "sku", "photo", "path", "reason", "words"])
        for row in record.notCountedRows {
            csv.add(text: row.what)
            csv.add(text: row.location)
            csv.add(text: row.sku)
            csv.add(text: row.photo)
            csv.add(text: row.path)
            csv.add(text: row.reason)
            csv.add(text: row.words)
            csv.endRow()
        }
        return csv.bytes
    }

    var photos: [UInt8] {
        let extra = record.manifestColumnNames
        let own = [
            "photo", "path", "location", "taken_at", "width", "height", "sha256", "used", "reason",
        ]
        var csv = CSVText(header: own + extra.map { own.contains($0) ? "manifest_\($0)" : $0 })
        for entry in record.photos {
            csv.add(text: entry.photo?.id ?? "")
            csv.add(text: entry.path)
            csv.add(text: entry.location ?? "")
            csv.add(text: entry.photo?.takenAt ?? "")
            csv.add(number: entry.photo?.width)
            csv.add(number: entry.photo?.height)
            csv.add(text: entry.photo?.sha256 ?? "")
            csv.add(text: entry.outcome == .used ? "yes" : "no")
            csv.add(text: entry.reason)
            for name in extra {
                csv.add(text: entry.columns.first { $0.name == name }?.value ?? "")
            }
            csv.endRow()
        }
        return csv.bytes
    }

    /// A row per request sent, each question's estimate beside its first; labels send and cost nothing.
    var costs: [UInt8] {
        var csv = CSVText(header: [
            "question", "location", "model", "snapshot", "photos", "input_tokens",
            "cached_input_tokens", "output_tokens", "reasoning_tokens", "cost", "currency",
            "kind", "attempt", "vote", "state", "billed", "estimated_cost", "request_id", "trouble",
            "reason", "why",
        ])
        guard let asking = record.asking else { return csv.bytes }
        for row in asking.costRows {
            csv.add(text: row.question)
            csv.add(text: row.attempt.location)
            csv.add(text: asking.model)
            csv.add(text: row.attempt.snapshot)
            csv.add(number: row.attempt.photos)
            csv.add(number: row.attempt.usage.inputTokens)
            csv.add(number: row.attempt.usage.cachedInputTokens)
            csv.add(number: row.attempt.usage.outputTokens)
            csv.add(number: row.attempt.usage.reasoningTokens)
            csv.add(exact: row.attempt.cost.map(machineMoney))
            csv.add(text: "USD")
            csv.add(text: row.attempt.kind)
            csv.add(number: row.attempt.number)
            csv.add(number: row.attempt.vote)
            csv.add(text: row.attempt.state)
            csv.add(text: asking.isRehearsal ? "no" : row.attempt.billed)
            csv.add(exact: row.estimated.map(machineMoney))
            csv.add(text: row.attempt.requestID)
            csv.add(text: row.attempt.trouble)
            csv.add(text: row.attempt.reason?.code.rawValue ?? "")
            csv.add(text: row.attempt.reason?.words ?? "")
            csv.endRow()
        }
        return csv.bytes
    }
}
