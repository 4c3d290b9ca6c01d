import Foundation
import JSONSchema

extension Plan {
    /// A warning that the ledger is gone although a model was asked before, as everything would be
    /// asked and paid for again; nil if that isn't so.
    var lostLedger: Finding? {
        let reports = "\(report.folder)/\(name)"
        guard asksModel, !FileManager.default.fileExists(atPath: ledger),
            Self.hasAsked("\(reports)/latest")
        else { return nil }
        return Finding(
            .warning,
            .ledgerMissing,
            "no ledger at \(printable(ledger)), although \(printable(reports)) has reports of earlier "
                + "runs: every question is asked and paid for again; restore the ledger if there is a "
                + "copy",
            key: "ledger"
        )
    }

    /// Whether the run with these reports asked a model, and not only in a rehearsal.
    private static func hasAsked(_ folder: String) -> Bool {
        guard let bytes = FileManager.default.contents(atPath: "\(folder)/run.json"),
            case .success(let run) = Result(catching: { try JSONValue(reading: Array(bytes)) })
        else { return FileManager.default.fileExists(atPath: "\(folder)/costs.csv") }
        let requests = ["sent", "reused"].compactMap { run["requests"]?[$0]?.number?.exactInt }
        return run["rehearsal"]?.bool == false && requests.contains { $0 > 0 }
    }
}
