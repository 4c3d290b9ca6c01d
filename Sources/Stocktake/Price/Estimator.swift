import Foundation

/// Prices a plan's questions for one model: a pure function of questions, facts and prices.
struct Estimator: Sendable {
    let facts: ModelFacts
    /// Nil if unknown, never 0.
    let price: ModelPrice?
    /// The table's flat rate per photo; nil without one.
    let imageTokens: Int?
    let settings: ModelSettings
    let sendSize: SendSize
    let text: QuestionSize
    let assumptions = EstimateAssumptions()

    /// The division of questions into requests.
    var planning: RequestPlanning {
        RequestPlanning(
            facts: facts,
            settings: settings,
            sendSize: sendSize,
            text: text,
            assumptions: assumptions
        )
    }

    /// The cost of the requests to be sent; answered ones cost nothing.
    ///
    /// - Parameters:
    ///   - asked: the requests from `planning`.
    ///   - questions: the number of questions they came from.
    ///   - unsendable: photos that fit in no request.
    /// - Returns: figures of the open requests; amounts are nil without a price.
    func estimate(
        _ asked: AskedRequests,
        of questions: Int,
        _ unsendable: [UnsendablePhoto]
    ) -> ModelEstimate {
        let requests = asked.open
        let loads = requests.map { load($0) }
        let sent = requests.reduce(0) { $0 + $1.photos.count }
        let sizeTokens = requests.reduce(0) { $0 + $1.photoTokens }
        let flatTokens = imageTokens.map { $0 * sent }
        return ModelEstimate(
            model: settings.name,
            photos: asked.all.filter { $0.vote == 1 }.reduce(0) { $0 + $1.photos.count },
            questions: questions,
            requests: requests,
            reused: asked.settled.count,
            givenUp: asked.givenUp.count,
            reasons: asked.reasons,
            flatTokens: flatTokens,
            flatCost: flatTokens.flatMap { tokens in standard.map { Decimal(tokens) * $0.input } },
            sizeTokens: sizeTokens,
            sizeCost: sum(loads) { Decimal($0.photoTokens) * $0.price.input },
            textTokens: loads.reduce(.init(0, 0, 0)) { $0 + $1.text },
            textCost: sum(loads) { Decimal($0.text.expected) * $0.price.input },
            outputTokens: loads.reduce(.init(0, 0, 0)) { $0 + $1.output },
            outputCost: sum(loads) { Decimal($0.output.expected) * $0.price.output },
            cost: cost(loads),
            price: standard,
            unsendable: unsendable,
            notes: notes,
            assumptions: assumptions.words(
                effort: effort,
                inFlight: settings.inFlight,
                answer: text.assumptions
            )
        )
    }

    /// The tokens and prices of one request.
    private struct Load {
        let vote: Int
        let photos: Int
        let photoTokens: Int
        let text: TokenSpread
        /// Tokens of the instructions, which every request repeats.
        let repeatedTokens: Int
        let output: TokenSpread
        /// The output limit.
        let limit: Int
        let price: TokenPrice
        let hasPrice: Bool
    }

    private func load(_ request: PlannedRequest) -> Load {
        let text = assumptions.textTokens(characters: request.textCharacters)
        let count = request.photos.count
        let limit = min(settings.outputLimit(photos: count), facts.tokenLimits.output)
        return Load(
            vote: request.vote,
            photos: count,
            photoTokens: request.photoTokens,
            text: text,
            repeatedTokens: assumptions.textTokens(characters: self.text.instructions)
                .expected,
            output: assumptions.outputTokens(
                photos: count,
                visible: self.text.answer(count),
                effort: effort,
                limit: limit
            ),
            limit: limit,
            price: price(forInput: request.photoTokens + text.expected) ?? .unknown,
            hasPrice: standard != nil
        )
    }

    /// The pipeline's effort if the model has it, else the model's default.
    var effort: ReasoningEffort {
        if let wanted = settings.effort, facts.efforts.contains(wanted) { return wanted }
        return facts.defaultEffort ?? facts.efforts.first ?? .none
    }

    // MARK: Prices

    private var standard: TokenPrice? {
        guard settings.delivery == .batch else { return price?.standard }
        return price?.batch ?? price?.standard
    }

    /// The price by the size of the input: a long prompt has its own.
    private func price(forInput tokens: Int) -> TokenPrice? {
        let now = price?.standard(inputTokens: tokens)
        return settings.delivery == .now ? now : price?.batch(inputTokens: tokens) ?? now
    }

    private func sum(_ loads: [Load], _ amount: (Load) -> Decimal) -> Decimal? {
        guard standard != nil else { return nil }
        return loads.reduce(0) { $0 + amount($1) }
    }

    /// The expected cost of one request without repairs; nil without a price.
    func expectedCost(_ request: PlannedRequest) -> Decimal? {
        standard == nil ? nil : expectedCost(load(request))
    }

    private func expectedCost(_ load: Load) -> Decimal {
        Decimal(load.photoTokens + load.text.expected) * load.price.input
            + Decimal(load.output.expected) * load.price.output
    }

    private func cost(_ loads: [Load]) -> ModelEstimate.Money? {
        guard standard != nil else { return nil }
        var low: Decimal = 0
        var expected: Decimal = 0
        var high: Decimal = 0
        for (index, load) in loads.enumerated() {
            low +=
                lowInput(load, isFirst: index == 0)
                + Decimal(load.output.low) * load.price.output
            expected += expectedCost(load)
            high +=
                Decimal(load.photoTokens + load.text.high) * load.price.input
                + Decimal(load.output.high) * load.price.output
        }
        return ModelEstimate.Money(
            low: low,
            expected: expected,
            likelyHigh: high + high / Decimal(assumptions.requestsPerRepair),
            high: high + followUps(loads)
        )
    }

    /// The highest cost of what may follow: repairs, and answers that are cut off.
    ///
    /// As many requests as can be under way before the service is given up, or one in ten if that
    /// is more, need every follow-up; the dearest are taken.
    private func followUps(_ loads: [Load]) -> Decimal {
        let count = max(
            assumptions.requestsBeforeGivingUp(inFlight: settings.inFlight),
            loads.count / assumptions.requestsPerRepair
        )
        return loads.map(followUp).sorted(by: >).prefix(count).reduce(0, +)
    }

    /// The most that the follow-ups of one request cost beyond its own answer.
    ///
    /// An answer that is cut off is paid up to its limit, asked for again with twice that, and then
    /// in halves with as much each; a repair is less.
    private func followUp(_ load: Load) -> Decimal {
        let larger = min(2 * load.limit, facts.tokenLimits.output)
        let doubled = larger > load.limit ? 1 : 0
        let halved = load.photos > 1 ? 1 : 0
        let output = load.limit - load.output.high + larger * (doubled + 2 * halved)
        let input =
            load.photoTokens * (doubled + halved) + load.text.high * (doubled + 2 * halved)
        let cutOff = Decimal(input) * load.price.input + Decimal(output) * load.price.output
        let answer = Decimal(load.photoTokens + load.text.high + load.output.high)
        return max(
            cutOff,
            answer * load.price.input + Decimal(load.output.high) * load.price.output
        )
    }

    /// The lowest cost of the input, with parts repeated from earlier requests at the cached price.
    private func lowInput(_ load: Load, isFirst: Bool) -> Decimal {
        let input = load.photoTokens + load.text.low
        let repeated = load.vote > 1 ? input : isFirst ? 0 : min(load.repeatedTokens, load.text.low)
        guard let cached = load.price.cachedInput, repeated >= assumptions.leastCachedTokens else {
            return Decimal(input) * load.price.input
        }
        return Decimal(repeated) * cached + Decimal(input - repeated) * load.price.input
    }

    // MARK: Notes

    private var notes: [String] {
        var notes: [String] = []
        if facts.structuredOutput != .strict { notes.append("no strict schema: checked locally") }
        if let date = facts.shutsDown { notes.append("shuts down on \(date)") }
        if facts.images.isAssumed {
            notes.append("no facts about this model: conservative defaults")
        }
        if let note = price?.note { notes.append(note) }
        if price == nil { notes.append("no price in the table: cost unknown") }
        if settings.delivery == .batch, price != nil, price?.batch == nil {
            notes.append("no batch price in the table: full price used")
        }
        if let wanted = settings.effort, !facts.efforts.contains(wanted) {
            notes.append(
                "effort \(wanted.rawValue) is not offered by this model; \(effort.rawValue) assumed"
            )
        }
        if let api = settings.api, !facts.apis.contains(api) {
            notes.append("this model is not available on the \(api.rawValue) API")
        }
        return notes
    }
}

extension TokenPrice {
    /// A placeholder for sums that are discarded because the price is unknown.
    fileprivate static let unknown = TokenPrice(
        input: 0,
        cachedInput: nil,
        cacheWrite: nil,
        output: 0
    )
}
