/// What `estimate --format csv` prints: a row per model; unknown money is an empty field.
struct EstimateCSV {
    let estimate: Estimate

    var bytes: [UInt8] {
        var csv = CSVText(header: [
            "model", "photos", "questions", "requests", "photos_flat_tokens", "photos_flat_cost",
            "photos_size_tokens", "photos_size_cost", "text_tokens", "text_cost", "output_tokens",
            "output_cost", "low", "expected", "high", "currency", "notes", "reused",
        ])
        for model in estimate.models {
            csv.add(text: model.model)
            csv.add(number: model.photos)
            csv.add(number: model.questions)
            csv.add(number: model.requests.count)
            csv.add(number: model.flatTokens)
            csv.add(exact: model.flatCost.map(machineMoney))
            csv.add(number: model.sizeTokens)
            csv.add(exact: model.sizeCost.map(machineMoney))
            csv.add(number: model.textTokens.expected)
            csv.add(exact: model.textCost.map(machineMoney))
            csv.add(number: model.outputTokens.expected)
            csv.add(exact: model.outputCost.map(machineMoney))
            csv.add(exact: model.cost.map { machineMoney($0.low) })
            csv.add(exact: model.cost.map { machineMoney($0.expected) })
            csv.add(exact: model.cost.map { machineMoney($0.high) })
            csv.add(text: estimate.prices.currency)
            csv.add(text: model.notes.joined(separator: "; "))
            csv.add(number: model.reused)
            csv.endRow()
        }
        return csv.bytes
    }
}
