import Foundation

/// A request to a model, with what ledger, pace and budget need to know about it.
struct ServiceQuestion: Sendable {
    var request: ModelRequest
    let record: NewQuestion
    let reason: AskReason
    /// The upper estimate of the input.
    let inputTokens: Int
    /// The most it can cost at its output limit, in USD; nil where no price is known.
    let ceiling: Decimal?
}

/// How a question to a service ended, after all retries.
enum ServiceOutcome: Sendable {
    /// A reply, stored but not checked.
    case replied(StoredReplyText)
    /// Fewer photos at once may work: so many, or half of them; `isPhotoFault` where the service
    /// blames one of them.
    case split(words: String, isPhotoFault: Bool, atMost: Int? = nil)
    /// A photo's file has changed.
    case photoChanged(path: String)
    /// No answer in this run.
    case givenUp(words: String)
    /// It was never sent, or not again.
    case notAsked(ServiceStop)
}

/// A reply and where it is stored.
struct StoredReplyText: Sendable {
    let reply: Reply
    let attempt: AttemptID
    /// Of the raw body.
    let sha256: String
    /// What the service was asked to enforce; `none` where that is no longer known.
    let structure: StructuredOutput
}

/// Why no more questions are asked.
enum ServiceStop: Sendable, Hashable {
    case interrupted(signal: Int32)
    /// `limits.cost_usd`.
    case limitReached(words: String)
    /// `limits.duration`.
    case timeReached(words: String)
    /// Key, credit or permission: exit status 77.
    case refused(words: String, advice: String)
    /// The service is unusable: exit status 69.
    case givenUp(words: String, advice: String)
}

/// How a run uses its service.
struct ServicePlan: Sendable {
    let api: ModelAPI
    /// Requests for one question that may cost something or say something of it; 1 or more.
    let attempts: Int
    /// For one request.
    let timeout: Duration
    /// Nil where the price table has no row for the model.
    let price: ModelPrice?
    /// The run's id.
    let run: String
    let limits: Pace.Limits
    /// USD; nil for no limit.
    let costLimit: Decimal?
    /// What earlier questions of the run have cost.
    var earlier = RunCost()
    /// Percentage of questions that may be given up; nil for no limit.
    let failureLimit: Int?
    /// What the model's facts say, or an earlier run learned.
    let lessons: ServiceLessons
    /// Tells which model answered; nil in a rehearsal.
    let answering: AnsweringModel?
}
