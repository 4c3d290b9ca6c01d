/// The output of `estimate --format csv`: a row per model; unknown costs are empty fields.
struct EstimateCSV {
    let estimate: Estimate

    var bytes: [UInt8] {
        let currency = estimate.prices.currency
        return CSVText.bytes(
            estimate.models,
            [
                .text("model") { $0.model }, .whole("photos") { $0.photos },
                .whole("questions") { $0.questions }, .whole("requests") { $0.requests.count },
                .whole("photos_flat_tokens") { $0.flatTokens },
                .exact("photos_flat_cost") { $0.flatCost.map(machineMoney) },
                .whole("photos_size_tokens") { $0.sizeTokens },
                .exact("photos_size_cost") { $0.sizeCost.map(machineMoney) },
                .whole("text_tokens") { $0.textTokens.expected },
                .exact("text_cost") { $0.textCost.map(machineMoney) },
                .whole("output_tokens") { $0.outputTokens.expected },
                .exact("output_cost") { $0.outputCost.map(machineMoney) },
                .exact("low") { ($0.cost?.low).map(machineMoney) },
                .exact("expected") { ($0.cost?.expected).map(machineMoney) },
                .exact("high") { ($0.cost?.high).map(machineMoney) },
                .text("currency") { _ in currency },
                .text("notes") { $0.notes.joined(separator: "; ") },
                .whole("reused") { $0.reused },
                .exact("likely_high") { ($0.cost?.likelyHigh).map(machineMoney) },
            ]
        )
    }
}
