import Foundation

/// The requests of a plan, and which of them need no sending.
struct AskedRequests: Sendable {
    /// In the order of the plan.
    let all: [PlannedRequest]
    /// Indices of those that earlier runs have settled.
    var settled: Set<Int> = []
    /// Indices of those that failed so often that no run asks them again, but for a retry.
    var givenUp: Set<Int> = []
    /// Indices of those that another one stands for: the same photos, listed at two places.
    var repeated: Set<Int> = []
    /// Why the others are sent, counted; empty without a ledger, or where they are too many to look
    /// each one up.
    var reasons: [AskReason.Code: Int] = [:]

    /// Requests of which none is answered.
    init(_ all: [PlannedRequest]) {
        self.all = all
    }

    var open: [PlannedRequest] {
        all.enumerated()
            .filter { !settled.union(givenUp).union(repeated).contains($0.offset) }
            .map(\.element)
    }
}

/// What asking one model would cost, before anything is sent; money is exact, nil is unknown.
struct ModelEstimate: Sendable, Hashable {
    /// Low, expected and high of an amount in USD.
    struct Money: Sendable, Hashable {
        let low: Decimal
        let expected: Decimal
        let high: Decimal
    }

    let model: String
    /// Photos asked about, each once; votes not counted.
    let photos: Int
    let questions: Int
    /// Those still to be sent.
    let requests: [PlannedRequest]
    /// Requests that are answered already, and cost nothing.
    let reused: Int
    /// Requests that failed too often to be sent again.
    let givenUp: Int
    /// Why the others are to be sent, where anything is known of earlier ones.
    let reasons: [AskReason.Code: Int]
    /// Photos at the table's flat rate, votes included; nil where the table has none.
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
    /// What a reader must know beside the figures.
    let notes: [String]
    let assumptions: [String]
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
    /// Photos listed that can be priced.
    let photos: Int
    /// Photos listed that can't be read, so that nothing is known of their cost.
    let unknownPhotos: Int
    let models: [ModelEstimate]
    /// At 1, 10 and 100 photos a request, by model.
    let spreadings: [String: [Spreading]]
    let limit: Decimal?
    /// What was assumed of the pipeline as a whole, always shown.
    let remarks: [String]
    let findings: [Finding]
}
