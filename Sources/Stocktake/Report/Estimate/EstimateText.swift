import Foundation

/// An estimate as text for a terminal.
struct EstimateText {
    let estimate: Estimate
    let isVerbose: Bool

    var text: String {
        var lines = [heading, ""]
        if estimate.models.isEmpty {
            lines.append("  Labels are read on this machine: no requests, $0.00.")
            lines.append("  What a model would cost: --model NAME (repeatable) or --all-models")
        } else {
            lines += table
            lines += notes
            lines += limitLines
            lines.append("")
            lines += foot
        }
        if isVerbose { lines += estimate.models.flatMap(details) }
        return lines.joined(separator: "\n") + "\n"
    }

    private var heading: String {
        var parts = [printable(estimate.pipeline, limit: 80), plural(estimate.photos, "photo")]
        let counts = estimate.models.map(\.requests.count)
        if let least = counts.min(), let most = counts.max() {
            parts.append(
                least == most
                    ? plural(least, "request") : "\(grouped(least)) to \(grouped(most)) requests"
            )
        }
        if estimate.unknownPhotos > 0 {
            parts.append("\(plural(estimate.unknownPhotos, "photo")) not readable: cost unknown")
        }
        return parts.joined(separator: " · ")
    }

    private var table: [String] {
        var table = TextTable([
            .init("model", right: false), .init("photos,", "tokens"), .init("at flat", "rate"),
            .init("photos", "by size"), .init("text"), .init("output"), .init("expected"),
            .init("range", right: false),
        ])
        for model in estimate.models {
            let range = model.cost.map {
                "\(dollars($0.low))–\(dollars($0.likelyHigh).dropFirst())"
            }
            table.add([
                printable(model.model, limit: 40), model.flatTokens.map(grouped) ?? "–",
                model.flatTokens == nil ? "–" : dollars(model.flatCost), dollars(model.sizeCost),
                dollars(model.textCost), dollars(model.outputCost), dollars(model.cost?.expected),
                range ?? "unknown",
            ])
        }
        return table.lines
    }

    /// The questions already answered, and why the rest is asked; empty without a ledger.
    private func known(_ model: ModelEstimate) -> [String] {
        var parts: [String] = []
        if model.reused > 0 { parts.append("\(grouped(model.reused)) answered already: $0.00") }
        if model.givenUp > 0 {
            parts.append("\(grouped(model.givenUp)) failed too often: 'stocktake retry' asks again")
        }
        let reasons = model.reasons.sorted {
            ($1.value, $0.key.rawValue) < ($0.value, $1.key.rawValue)
        }
        // If everything is new, the reasons add no information.
        if model.reused > 0 || reasons.contains(where: { $0.key != .newPhoto }) {
            let words = reasons.map { "\(grouped($0.value)) \($0.key.words($0.value))" }
            if !words.isEmpty { parts.append("to ask: \(words.joined(separator: ", "))") }
        }
        return parts.isEmpty ? [] : [parts.joined(separator: "; ")]
    }

    private var notes: [String] {
        estimate.models.flatMap { model in
            (known(model) + model.notes
                + model.unsendable.prefix(3).map { "photo \(printable($0.path)): \($0.words)" }
                + (model.unsendable.count > 3
                    ? ["and \(model.unsendable.count - 3) more that fit no request"]
                    : []))
                .map { "  \(printable(model.model, limit: 40)): \($0)" }
        }
    }

    private var limitLines: [String] {
        guard let limit = estimate.limit else { return [] }
        return estimate.models.compactMap { model in
            guard let expected = model.cost?.expected, expected > limit else { return nil }
            return "  \(printable(model.model, limit: 40)): \(limitWords(model, expected, limit))"
        }
    }

    /// How far an estimate is above the limit, and how many photos would fit.
    func limitWords(_ model: ModelEstimate, _ expected: Decimal, _ limit: Decimal) -> String {
        let fitting = photosWithin(limit, model)
        return "expected \(dollars(expected)) is \(dollars(expected - limit)) above the limit of "
            + "\(dollars(limit)); about \(grouped(fitting)) of \(plural(model.photos, "photo")) "
            + "would fit"
    }

    /// Photos whose share of the expected cost is within the limit.
    private func photosWithin(_ limit: Decimal, _ model: ModelEstimate) -> Int {
        guard let expected = model.cost?.expected, expected > 0 else { return model.photos }
        let open = model.requests.filter { $0.vote == 1 }.reduce(0) { $0 + $1.photos.count }
        let share = (limit * Decimal(open) / expected as NSDecimalNumber).intValue
        return model.photos - open + min(open, max(0, share))
    }

    private var foot: [String] {
        let dated = "of \(estimate.prices.asOf)"
        let flat = estimate.prices.imageTokens.map {
            ["  flat rate: the price table's \(grouped($0)) tokens a photo; expected: by size"]
        }
        return estimate.remarks.map { "  \($0)" } + (flat ?? []) + most + [
            "  nothing was sent; prices: \(printable(estimate.prices.source, limit: 80)) \(dated), "
                + estimate.prices.currency,
            "  every assumption: --verbose",
        ]
    }

    /// What the models cost with every follow-up, in lines of up to 80 columns.
    private var most: [String] {
        let costs = estimate.models.compactMap { model in
            (model.cost?.high).map { "\(printable(model.model, limit: 40)) \(dollars($0))" }
        }
        guard !costs.isEmpty else { return [] }
        var lines = ["  at most, if answers are cut off and asked again with more room:"]
        for cost in costs {
            let last = lines[lines.count - 1]
            if lines.count > 1, last.count + cost.count + 2 <= 80 {
                lines[lines.count - 1] = "\(last), \(cost)"
            } else {
                lines.append("    \(cost)")
            }
        }
        return costs.count > 1 ? lines : ["\(lines[0]) \(dollars(estimate.models[0].cost?.high))"]
    }

    // MARK: Verbose

    private func details(_ model: ModelEstimate) -> [String] {
        var lines = ["", "\(printable(model.model, limit: 40)), figure by figure"]
        if let price = model.price {
            lines.append(
                "  price of 1,000,000 tokens: input \(million(price.input)), output \(million(price.output))"
                    + (price.cachedInput.map { ", cached input \(million($0))" } ?? "")
            )
        }
        lines.append(
            "  photos by size: \(grouped(model.sizeTokens)) tokens = \(exact(model.sizeCost))"
                + sizes(model)
        )
        if let flat = model.flatTokens {
            lines.append(
                "  photos at the table's flat rate: \(grouped(flat)) tokens = \(exact(model.flatCost))"
            )
        }
        lines.append("  text: \(spread(model.textTokens)) = \(exact(model.textCost))")
        lines.append("  output: \(spread(model.outputTokens)) = \(exact(model.outputCost))")
        lines.append(
            "  expected = photos by size + text + output = \(exact(model.cost?.expected))"
        )
        lines += model.assumptions.map { "  \($0)" }
        lines += spreading(model)
        return lines
    }

    /// The size of the photos as sent, if all have the same size.
    private func sizes(_ model: ModelEstimate) -> String {
        let sizes = Set(model.requests.flatMap(\.photos).map { "\($0.width) × \($0.height)" })
        let tokens = Set(model.requests.flatMap(\.photos).map(\.tokens))
        guard let size = sizes.first, sizes.count == 1, let each = tokens.first, tokens.count == 1
        else { return " (\(sizes.count) sizes as sent)" }
        return " (\(grouped(each)) each, sent at \(size))"
    }

    private func spreading(_ model: ModelEstimate) -> [String] {
        let rows = estimate.spreadings[model.model] ?? []
        guard !rows.isEmpty else { return [] }
        let costs = rows.map {
            "  at \($0.photosPerRequest) photos a request: \(plural($0.requests, "request")), "
                + "\(dollars($0.expected))"
        }
        return costs + [
            "  (counts get worse with more photos in one request, because the input is longer; "
                + "a request has one location's photos at most)"
        ]
    }

    private func spread(_ tokens: TokenSpread) -> String {
        "\(grouped(tokens.expected)) tokens (\(grouped(tokens.low)) to \(grouped(tokens.high)))"
    }

    private func million(_ perToken: Decimal) -> String {
        "$" + moneyText(perToken * 1_000_000)
    }

    private func exact(_ amount: Decimal?) -> String {
        amount.map { "$" + machineMoney($0) } ?? "unknown"
    }
}
