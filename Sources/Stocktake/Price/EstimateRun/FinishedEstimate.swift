import Foundation
import Platform

/// An estimate, ready to be shown and written.
public struct FinishedEstimate: Sendable {
    let estimate: Estimate
    let ownModel: String?
    let choice: ModelChoice

    /// In the order they came up.
    public var findings: [Finding] {
        estimate.findings + limitFindings
    }

    /// 0; 3 when a photo's cost is unknown; 8 above the limit; 65 when a limit meets an unknown price.
    public var exitStatus: ExitStatus {
        if limitFindings.contains(where: { $0.code == .priceUnknown }) { return .invalidData }
        if limitFindings.contains(where: { $0.code == .costLimit }) { return .limitReached }
        let isWhole =
            estimate.unknownPhotos == 0 && estimate.models.allSatisfy(\.unsendable.isEmpty)
        return isWhole ? .success : .notAllCounted
    }

    /// Models that the limit is held against: with `--all-models` the pipeline's own, else all shown.
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
                    "no price for \(printable(model.model, limit: 60)), so a limit can't be kept; add it "
                        + "to the price table",
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

    /// What a person sees.
    public func text(isVerbose: Bool) -> String {
        EstimateText(estimate: estimate, isVerbose: isVerbose).text
    }

    /// The JSON form, ending in a newline.
    public func json() throws -> [UInt8] {
        try EstimateJSON(estimate).bytes()
    }

    /// The CSV form, a row per model.
    public var csv: [UInt8] {
        EstimateCSV(estimate: estimate).bytes
    }

    /// Writes `estimate.xlsx` into a folder, replacing the last one in one step.
    ///
    /// - Returns: the path written.
    /// - Throws: `ReportError` when it can't be written.
    public func writeWorkbook(to folder: String) throws -> String {
        try EstimateWorkbook(estimate: estimate).write(to: folder)
    }
}
