import Foundation

/// The requests of a plan, and those that need not be sent.
struct AskedRequests: Sendable {
    /// In the plan's order.
    let all: [PlannedRequest]
    /// Indices of requests answered by earlier runs.
    var settled: Set<Int> = []
    /// Indices of requests that failed too often and are only sent again by `retry`.
    var givenUp: Set<Int> = []
    /// Indices of requests equal to another one: the same photos, listed at two locations.
    var repeated: Set<Int> = []
    /// Number of the others by reason for sending; empty without a ledger or with too many requests
    /// to look up.
    var reasons: [AskReason.Code: Int] = [:]

    /// Requests of which none has been answered.
    init(_ all: [PlannedRequest]) {
        self.all = all
    }

    var open: [PlannedRequest] {
        all.enumerated()
            .filter { !settled.union(givenUp).union(repeated).contains($0.offset) }
            .map(\.element)
    }
}

/// The estimated cost of one model, before anything is sent; money is exact, nil means unknown.
struct ModelEstimate: Sendable, Hashable {
    /// An amount in USD.
    struct Money: Sendable, Hashable {
        let low: Decimal
        let expected: Decimal
        /// With long answers, and few of them repaired.
        let likelyHigh: Decimal
        /// With every follow-up: what a run that is not given up costs at most.
        let high: Decimal

        static func + (left: Money, right: Money) -> Money {
            Money(
                low: left.low + right.low,
                expected: left.expected + right.expected,
                likelyHigh: left.likelyHigh + right.likelyHigh,
                high: left.high + right.high
            )
        }
    }

    let model: String
    /// Photos asked about, without repetitions for votes.
    let photos: Int
    let questions: Int
    /// Requests to be sent.
    let requests: [PlannedRequest]
    /// Requests already answered, at no cost.
    let reused: Int
    /// Requests that failed too often to be sent again.
    let givenUp: Int
    /// Number of requests by reason for sending, if earlier ones are known.
    let reasons: [AskReason.Code: Int]
    /// Photos at the table's flat rate, votes included; nil without a flat rate.
    let flatTokens: Int?
    let flatCost: Decimal?
    /// Photos by the model's size rule, votes included.
    let sizeTokens: Int
    let sizeCost: Decimal?
    let textTokens: TokenSpread
    let textCost: Decimal?
    let outputTokens: TokenSpread
    let outputCost: Decimal?
    /// Photos by size, text and output together; nil without a price.
    let cost: Money?
    /// The prices used, USD per token.
    let price: TokenPrice?
    let unsendable: [UnsendablePhoto]
    /// Notes for the reader of the figures.
    let notes: [String]
    let assumptions: [String]
}

extension ModelEstimate {
    /// The estimate where there is nothing to ask.
    static func nothing(_ model: String) -> ModelEstimate {
        let none = TokenSpread(0, 0, 0)
        return ModelEstimate(
            model: model,
            photos: 0,
            questions: 0,
            requests: [],
            reused: 0,
            givenUp: 0,
            reasons: [:],
            flatTokens: 0,
            flatCost: 0,
            sizeTokens: 0,
            sizeCost: 0,
            textTokens: none,
            textCost: 0,
            outputTokens: none,
            outputCost: 0,
            cost: Money(low: 0, expected: 0, likelyHigh: 0, high: 0),
            price: nil,
            unsendable: [],
            notes: [],
            assumptions: []
        )
    }

    /// Both together, of the same model.
    func adding(_ other: ModelEstimate) -> ModelEstimate {
        ModelEstimate(
            model: model,
            photos: photos + other.photos,
            questions: questions + other.questions,
            requests: requests + other.requests,
            reused: reused + other.reused,
            givenUp: givenUp + other.givenUp,
            reasons: reasons.merging(other.reasons, uniquingKeysWith: +),
            flatTokens: flatTokens.sum(other.flatTokens),
            flatCost: flatCost.sum(other.flatCost),
            sizeTokens: sizeTokens + other.sizeTokens,
            sizeCost: sizeCost.sum(other.sizeCost),
            textTokens: textTokens + other.textTokens,
            textCost: textCost.sum(other.textCost),
            outputTokens: outputTokens + other.outputTokens,
            outputCost: outputCost.sum(other.outputCost),
            cost: cost.flatMap { own in other.cost.map { own + $0 } },
            price: price,
            unsendable: unsendable + other.unsendable,
            notes: notes + other.notes.filter { !notes.contains($0) },
            assumptions: assumptions + other.assumptions.filter { !assumptions.contains($0) }
        )
    }
}

extension Optional where Wrapped: AdditiveArithmetic {
    /// Nil if either is unknown.
    fileprivate func sum(_ other: Wrapped?) -> Wrapped? {
        flatMap { own in other.map { own + $0 } }
    }
}

/// Estimates of one pipeline for some models.
struct Estimate: Sendable {
    /// How the cost changes with the photos in one request.
    struct Spreading: Sendable, Hashable {
        let photosPerRequest: Int
        let requests: Int
        let expected: Decimal?
    }

    let pipeline: String
    let title: String
    let prices: PriceTable
    /// Listed photos that can be priced.
    let photos: Int
    /// Listed photos that can't be read, so their cost is unknown.
    let unknownPhotos: Int
    let models: [ModelEstimate]
    /// At 1, 10 and 100 photos per request, by model.
    let spreadings: [String: [Spreading]]
    let limit: Decimal?
    /// Assumptions about the whole pipeline, always shown.
    let remarks: [String]
    let findings: [Finding]
}
