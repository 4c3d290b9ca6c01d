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

    /// Why each question was asked, one line each, in the order first sent.
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

    /// The bytes of run.json, with the names of the reports if any were written.
    public func json(_ reports: WrittenReports?) throws -> [UInt8] {
        try RunJSON(record, reports: reports?.files ?? []).bytes()
    }

    /// The terminal summary, limited to `columns`; nil for no limit.
    public func text(_ reports: WrittenReports?, columns: Int?, isColoured: Bool) -> String {
        TerminalReport(record: record, columns: columns, isColoured: isColoured)
            .text(reports: reports.map { [$0.first] } ?? [])
    }
}
