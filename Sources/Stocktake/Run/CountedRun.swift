import Foundation

/// A finished count, ready to be reported.
public struct CountedRun: Sendable {
    let record: RunRecord

    init(_ record: RunRecord) {
        self.record = record
    }

    /// The exit status of the run.
    public var exitStatus: ExitStatus {
        record.exitStatus
    }

    /// In the order found.
    public var findings: [Finding] {
        record.findings
    }

    /// Whether a question has no usable answer.
    public var hasFailedQuestions: Bool {
        record.lines.contains { $0.reasons.contains(.replyFailed) }
            || record.findings.contains { $0.code == .replyFailed }
    }

    /// The limit that ended the run and what to do about it; nil if none did.
    public var limit: String? {
        let limits: [Finding.Code] = [.costLimit, .timeLimit]
        guard let finding = record.findings.last(where: { limits.contains($0.code) }) else {
            return record.exitStatus == .limitReached ? "a limit was reached; raise it" : nil
        }
        // More would not help if prices are wrong or missing.
        let isMispriced =
            finding.message.hasPrefix("requests cost")
            || finding.message.contains("can't be enforced")
        return finding.message
            + (isMispriced ? "; correct prices or models" : "; raise the limit")
    }

    /// Why not everything was counted: what stopped the run, else the first photo, question, line
    /// or row concerned; nil if there is none.
    public var trouble: String? {
        if let stop = record.findings.last(where: { $0.code == .serviceStopped }) {
            return stop.message
        }
        let codes: [Finding.Code] = [.photoRejected, .photoMissing, .replyFailed, .noPhotos]
        let found = record.findings.filter { codes.contains($0.code) && $0.severity >= .warning }
        if let first = found.first {
            return first.summary + (found.count > 1 ? ", and \(found.count - 1) more" : "")
        }
        return first { $0.status <= .incomplete } ?? record.firstRowMissing
            ?? record.firstFailedFollowUp
    }

    /// The first line or row that may have made `--fail-on` match.
    public var firstToReview: String? {
        first { $0.status < .ok || $0.isVariance } ?? record.firstRowToReview
    }

    private func first(_ holds: (StockLine) -> Bool) -> String? {
        guard let line = record.lines.first(where: holds) else { return nil }
        let place = line.tally.location.isEmpty ? "unknown location" : line.tally.location
        let reasons = line.reasons.map { $0.words(method: line.tally.method) }.sorted()
            .joined(separator: ", ")
        return [place, line.tally.sku].filter { !$0.isEmpty }
            .map { printable($0, limit: 60) }.joined(separator: " ") + ", \(reasons)"
    }

    /// Why each question was asked, one line each, in the order first sent.
    public var asked: [String] {
        var seen: Set<String> = []
        let first = record.asking?.attempts.filter { seen.insert($0.question).inserted } ?? []
        return first.compactMap { attempt in
            guard let reason = attempt.reason else { return nil }
            if let asked = record.followUps.first(where: { $0.question == attempt.question }) {
                return "asked '\(printable(asked.name, limit: 60))': \(reason.words)"
            }
            let place = attempt.location.isEmpty ? "no location" : attempt.location
            let vote = attempt.vote > 1 ? ", vote \(attempt.vote)" : ""
            return "asked about \(printable(place, limit: 60)) "
                + "(\(attempt.photos) photo\(attempt.photos == 1 ? "" : "s")\(vote)): "
                + reason.words
        }
    }

    /// The bytes of run.json, with the names of the reports if any were written.
    public func json(_ reports: WrittenReports?) throws -> [UInt8] {
        try RunJSON(record, reports: reports?.files ?? []).bytes()
    }

    /// The terminal summary, limited to `columns`; nil for no limit.
    public func text(_ reports: WrittenReports?, columns: Int?, isColoured: Bool) -> String {
        let files = reports?.files ?? []
        let name = record.order?.lines.isEmpty == false ? "order.csv" : "order-held.csv"
        let order = files.contains(name) ? reports?.path(of: name) : nil
        return TerminalReport(
            record: record,
            columns: columns,
            isColoured: isColoured,
            files: files
        )
        .text(reports: [reports?.path(), order].compactMap(\.self))
    }
}
