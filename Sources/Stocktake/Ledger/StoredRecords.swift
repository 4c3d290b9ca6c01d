import Foundation

// What a ledger gives back.

/// A run of the past, or the one under way.
struct StoredRun: Sendable, Hashable {
    let begin: NewRun
    /// Nil for a run that is under way or died.
    let ending: RunEnding?
}

/// A question asked in some run.
struct StoredQuestion: Sendable, Hashable {
    let question: NewQuestion
    /// The run that asked it first.
    let firstRun: String
}

/// A line of a run of the past.
struct StoredTally: Sendable, Hashable {
    let location: String
    let sku: String
    let counted: Int?
    let low: Int?
    let high: Int?
    let status: LineStatus
    let reasons: [LineReason]
    let method: String
    let model: String
    let votes: Int
    /// Runs of before version 4 kept whole numbers only.
    let expected: Decimal?
}

/// A photo of a run of the past.
struct StoredPhoto: Sendable, Hashable {
    /// As listed.
    let path: String
    /// Nil where the file could not be read.
    let sha256: String?
    let location: String?
    /// As in photos.csv; empty for a used one.
    let reason: String
}

/// One request and what became of it.
struct StoredAttempt: Sendable, Hashable {
    enum State: String, Sendable, CaseIterable {
        /// On its way, or left there by a run that died.
        case sent
        case answered, failed, unknown
    }

    let id: AttemptID
    /// The question's key.
    let question: String
    let run: String
    /// From 1, over all runs that asked this question.
    let number: Int
    let state: State
    let billed: Billing
    let clientRequestID: String
    let startedAt: Date
    /// As JSON.
    let price: String?
    let ceiling: Decimal?
    /// Nil for attempts of before reasons were kept.
    let reason: AskReason?
    let endedAt: Date?
    let httpStatus: Int?
    let requestID: String?
    let modelSnapshot: String?
    let serviceTier: String?
    let usage: TokenUsage
    let cost: Decimal?
    let trouble: AttemptTrouble?
    let elapsed: Duration?
    let bytesSent: Int?
    /// Nil unless it was answered.
    let verdict: ReplyVerdict?
}

/// A reply with the attempt it belongs to.
struct StoredReply: Sendable, Hashable {
    let attempt: StoredAttempt
    /// Every byte as it came, checked against its SHA-256.
    let body: [UInt8]
    /// Of the body, 64 hex digits.
    let sha256: String
    /// By lower-case name.
    let headers: [String: String]
}

/// One line of costs.csv.
struct AttemptCost: Sendable, Hashable {
    let attempt: StoredAttempt
    let location: String
    let vote: Int
    let kind: NewQuestion.Kind
}

/// What the attempts of a run cost, in USD.
struct RunCost: Sendable, Hashable {
    /// Settled by reported usage.
    var settled: Decimal = 0
    /// Ceilings of attempts that are, or may be, charged for but have no cost yet.
    var reserved: Decimal = 0
    /// Attempts that are, or may be, charged for and have neither cost nor ceiling.
    var unpriced = 0
    /// How many attempts came to which state.
    var attempts: [StoredAttempt.State: Int] = [:]

    /// The cost; nil while any part of it is unknown.
    var exact: Decimal? { reserved == 0 && unpriced == 0 ? settled : nil }
}
