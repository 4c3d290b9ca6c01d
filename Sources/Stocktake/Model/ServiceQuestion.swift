import Foundation

/// A request to a model with what the ledger, the pace and the budget must know of it.
struct ServiceQuestion: Sendable {
    var request: ModelRequest
    let record: NewQuestion
    let reason: AskReason
    /// Input as estimated, the higher figure.
    let inputTokens: Int
    /// The most it can cost in USD at its output limit; nil where no price is known.
    let ceiling: Decimal?
}

/// What became of a question put to a service, after all retries.
enum ServiceOutcome: Sendable {
    /// A reply, stored but not judged.
    case replied(StoredReplyText)
    /// Fewer photos at once may work; `isPhotoFault` where one of them is said to be bad.
    case split(words: String, isPhotoFault: Bool)
    /// A photo's file is not what it was.
    case photoChanged(path: String)
    /// No answer in this run.
    case givenUp(words: String)
    /// It was never sent, or not again.
    case notAsked(ServiceStop)
}

/// A reply and where it is kept.
struct StoredReplyText: Sendable {
    let reply: Reply
    let attempt: AttemptID
    /// Of the raw body.
    let sha256: String
    /// What the service was asked to keep to; `none` where that isn't known any more.
    let structure: StructuredOutput
}

/// Why nothing more is asked.
enum ServiceStop: Sendable, Hashable {
    case interrupted(signal: Int32)
    /// `limits.duration` or `limits.cost_usd`.
    case limitReached(words: String)
    /// Key, credit or permission: exit status 77.
    case refused(words: String, advice: String)
    /// The service can't be worked with: exit status 69.
    case givenUp(words: String, advice: String)
}

/// How a run works with its service.
struct ServicePlan: Sendable {
    let api: ModelAPI
    /// Requests in all for one question, 1 or more.
    let attempts: Int
    /// Nil where the table has no row for the model.
    let price: ModelPrice?
    /// The run's id.
    let run: String
    let limits: Pace.Limits
    /// USD; nil for no limit.
    let costLimit: Decimal?
    /// Percent of questions that may be given up; nil for no limit.
    let failureLimit: Int?
    /// The form of answer to ask for first.
    let structure: StructuredOutput
}
