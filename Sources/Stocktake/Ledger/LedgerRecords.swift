import Foundation

// What callers hand to a ledger. None of these has a place for a key or for request headers.

/// A run that begins.
struct NewRun: Sendable, Hashable {
    /// `2026-11-23T020000Z-4f1c`: also the name of its folder.
    let id: String
    let pipeline: String
    let startedAt: Date
    /// The version of Stocktake.
    let version: String
    let isRehearsal: Bool
    /// `labels` or `model`; `search` for a run that only chooses among descriptions.
    var method = "model"
    /// The run it goes on from.
    var continues: String?
    /// Nil where a price is unknown, or before it is known.
    var estimate: CostEstimate?
}

/// What a run was expected to cost, in USD.
struct CostEstimate: Sendable, Hashable {
    let low: Decimal
    let expected: Decimal
    let high: Decimal
}

/// How a run ended.
struct RunEnding: Sendable, Hashable {
    /// The raw values are those of run.json.
    enum Status: String, Sendable, CaseIterable {
        case complete, incomplete, stopped, submitted, failed
    }

    let endedAt: Date
    let status: Status
    let exitStatus: Int32
    /// What it cost in USD; nil where that is unknown.
    let cost: Decimal?
    /// Counts of photos, lines and requests as JSON, for `history`.
    let summary: String?
}

/// What is asked, apart from the bytes sent.
struct NewQuestion: Sendable, Hashable {
    /// Why it is asked.
    enum Kind: String, Sendable, CaseIterable {
        case ask
        /// Asks for a correction of a reply that failed Check.
        case repair
        /// A question too large for its model, in parts.
        case split
    }

    /// A photo as the question names it.
    struct Photo: Sendable, Hashable, Codable {
        /// Local to the request: `p1`.
        let id: String
        /// Of the file, 64 hex digits.
        let sha256: String
    }

    /// Its SHA-256, 64 lower-case hex digits: what it is found by in later runs.
    let key: String
    let kind: Kind
    /// The key of the question it follows up; must have been asked before.
    var parent: String?
    let location: String
    /// From 1.
    let vote: Int
    /// In the order they are sent.
    let photos: [Photo]
    /// As the pipeline names it.
    let model: String
    /// `responses` or `chat`.
    let api: String
    /// What else its key was made of, each under its name and as short as it stays unique: to
    /// report later what has changed.
    var settings: [String: String] = [:]
}

/// A request that is about to be sent.
struct NewAttempt: Sendable, Hashable {
    let question: NewQuestion
    /// The run that sends it, begun before.
    let run: String
    /// What we call the request in its own header, so that a lost reply can be traced.
    let clientRequestID: String
    let startedAt: Date
    /// The row of the price table it will be charged by, as JSON; nil where there is none.
    var price: String?
    /// The most it can cost, in USD; nil where there is no price.
    var ceiling: Decimal?
    var reason: AskReason?
}

/// Names an attempt in its ledger.
struct AttemptID: Sendable, Hashable, Comparable {
    let number: Int64

    /// In the order they were begun.
    static func < (left: AttemptID, right: AttemptID) -> Bool {
        left.number < right.number
    }
}

/// Why an attempt gave no reply.
struct AttemptTrouble: Sendable, Hashable {
    /// For programs: `rate_limit`, `timeout`.
    let code: String
    /// For people; stored as it comes, so the caller keeps keys and model text out of it.
    let words: String
}

/// A reply as it came off the wire, not looked at yet.
struct RawReply: Sendable, Hashable {
    /// Every byte of the body.
    let body: [UInt8]
    /// By lower-case name; only what `ReplyHeaders.kept` names is ever stored.
    let headers: [String: String]
}

/// Whether the service charges for an attempt.
enum Billing: String, Sendable, CaseIterable {
    case yes, no, maybe
}

/// What became of an attempt.
struct AttemptOutcome: Sendable, Hashable {
    enum Result: Sendable, Hashable {
        case answered(RawReply)
        /// The service said no, or was never reached.
        case failed(AttemptTrouble)
        /// It may have been carried out and charged without our seeing the reply.
        case unknown(AttemptTrouble)
    }

    let result: Result
    let endedAt: Date
    let billed: Billing
    var httpStatus: Int?
    /// What the service calls the request.
    var requestID: String?
    /// The model that really answered: `gpt-5.2-2025-12-11`.
    var modelSnapshot: String?
    var serviceTier: String?
    var usage = TokenUsage()
    /// By the reported usage, in USD; nil where that is unknown.
    var cost: Decimal?
    /// From the first byte sent to the last received.
    var elapsed: Duration?
    /// Of the request's body.
    var bytesSent: Int?
}

/// What Check made of a reply.
enum ReplyVerdict: Sendable, Hashable {
    /// On disk, but not looked at yet: what a crash leaves.
    case pending
    case passed
    /// With the errors as JSON.
    case failed(errors: String)
}

/// What one look saw in one photo, checked.
struct LedgerObservation: Sendable, Hashable {
    /// The version of the reader that looked, or the key of the question that was answered.
    let look: String
    /// SHA-256 of the photo's file, 64 hex digits.
    let photo: String
    /// As JSON.
    let body: [UInt8]
}

/// What a run found: its lines and what became of its photos.
struct RunResults: Sendable {
    /// In list order.
    let photos: [PhotoRecord]
    /// In walk order.
    let lines: [StockLine]
}

/// A person's decision on a line of a run.
struct Decision: Sendable, Hashable {
    /// The run whose report the person read.
    let run: String
    let location: String
    let sku: String
    /// Empty for the whole line.
    let zone: String
    /// Nil where the person could not determine it.
    let counted: Int?
    let note: String
    let person: String
    let decidedAt: Date
    /// Of the file the decision came in, 64 hex digits.
    let fileSHA256: String
}
