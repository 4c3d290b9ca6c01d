import Foundation
import Platform

/// A completed estimate, ready to be shown and written.
public struct FinishedEstimate: Sendable {
    let estimate: Estimate
    let ownModel: String?
    let choice: ModelChoice

    /// In the order of occurrence.
    public var findings: [Finding] {
        estimate.findings + limitFindings
    }

    /// 0; 3 if a photo's cost is unknown; 8 above the limit; 65 for a limit with an unknown price.
    public var exitStatus: ExitStatus {
        if limitFindings.contains(where: { $0.code == .priceUnknown }) { return .invalidData }
        if limitFindings.contains(where: { $0.code == .costLimit }) { return .limitReached }
        let isWhole =
            estimate.unknownPhotos == 0 && estimate.models.allSatisfy(\.unsendable.isEmpty)
        return isWhole ? .success : .notAllCounted
    }

    /// Why the status is not 0: the first finding that made it so; nil if it is 0.
    public var trouble: String? {
        guard exitStatus != .success else { return nil }
        let found = limitFindings.first ?? estimate.findings.first { $0.severity >= .warning }
        return found?.summary ?? "not every photo could be priced"
    }

    /// The models compared with the limit: with `--all-models` the pipeline's own, else all shown.
    private var limited: [ModelEstimate] {
        guard case .all = choice, let ownModel else { return estimate.models }
        return estimate.models.filter { $0.model == ownModel }
    }

    private var limitFindings: [Finding] {
        guard let limit = estimate.limit else { return [] }
        return limited.compactMap { model in
            guard let expected = model.cost?.expected else {
                return Finding(
                    .error,
                    .priceUnknown,
                    "no price for \(printable(model.model, limit: 60)), so the limit can't be "
                        + "applied; add it to the price table",
                    key: "prices"
                )
            }
            guard expected > limit else { return nil }
            let words = EstimateText(estimate: estimate, isVerbose: false)
                .limitWords(model, expected, limit)
            return Finding(
                .error,
                .costLimit,
                "\(printable(model.model, limit: 60)): \(words)",
                key: "limits.cost_usd"
            )
        }
    }

    /// The text form.
    public func text(isVerbose: Bool) -> String {
        EstimateText(estimate: estimate, isVerbose: isVerbose).text
    }

    /// The JSON form, ending in a newline.
    public func json() throws -> [UInt8] {
        try EstimateJSON(estimate).bytes()
    }

    /// The CSV form, one row per model.
    public var csv: [UInt8] {
        EstimateCSV(estimate: estimate).bytes
    }

    /// Writes `estimate.xlsx` into a folder, replacing an earlier one atomically.
    ///
    /// - Returns: the path written.
    /// - Throws: `ReportError` if it can't be written.
    public func writeWorkbook(to folder: String) throws -> String {
        try EstimateWorkbook(estimate: estimate).write(to: folder)
    }
}
