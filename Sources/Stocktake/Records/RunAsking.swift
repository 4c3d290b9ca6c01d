import Foundation

/// What a run asked a model, and what it cost.
struct RunAsking: Sendable {
    /// One request, or an answer that an earlier run had paid for.
    struct Attempt: Sendable, Hashable {
        /// The question's key, 64 hex digits.
        let question: String
        let location: String
        let vote: Int
        /// `ask`, `repair` or `split`.
        let kind: String
        /// From 1, over all runs that asked this question.
        let number: Int
        /// `answered`, `failed` or `unknown`.
        let state: String
        /// Whether the service charges for it: `yes`, `no` or `maybe`.
        let billed: String
        let photos: Int
        /// The model that answered, as the service names it; empty without an answer.
        let snapshot: String
        let requestID: String
        let usage: TokenUsage
        /// USD by reported usage; nil where that is unknown.
        let cost: Decimal?
        /// Why there was no answer; empty where there was one.
        let trouble: String
        /// Nil for requests of before reasons were kept.
        var reason: AskReason?
    }

    /// Goods that a model saw and could not count, in its own words: untrusted.
    struct UncountedGoods: Sendable, Hashable {
        let location: String
        let what: String
        let why: String
    }

    /// Low, expected and high before the run, in USD.
    struct Estimated: Sendable, Hashable {
        let low: Decimal
        let expected: Decimal
        let high: Decimal
    }

    /// As the pipeline names it.
    let model: String
    let api: String
    /// Whether a label reader on this machine answered instead of a model.
    let isRehearsal: Bool
    /// In the order they were sent.
    let attempts: [Attempt]
    /// Questions answered by the ledger.
    let reused: Int
    /// Nil where the price is unknown.
    let estimated: Estimated?
    /// USD expected of each question that was planned, by its key.
    let expected: [String: Decimal]
    var uncounted: [UncountedGoods] = []
    /// Where the prices come from, and the day they held.
    let prices: String

    /// How many questions were asked for each reason, the most frequent first.
    ///
    /// A question that was asked several times in this run counts by its first request.
    var reasons: [(code: AskReason.Code, count: Int)] {
        var seen: Set<String> = []
        let first = attempts.filter { seen.insert($0.question).inserted }
        let counts = first.compactMap(\.reason?.code).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return counts.map { (code: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.code.rawValue) < ($0.count, $1.code.rawValue) }
    }

    /// By reported usage, in USD: what was paid, or in a rehearsal would have been; nil where any
    /// part of it is unknown.
    var cost: Decimal? {
        var sum: Decimal = 0
        for attempt in attempts where attempt.billed != "no" {
            guard let cost = attempt.cost else { return nil }
            sum += cost
        }
        return sum
    }

    /// What was really paid, in USD.
    var paid: Decimal? { isRehearsal ? 0 : cost }

    /// States that a rehearsal is not a count by a model; nil otherwise.
    var rehearsalSentence: String? {
        guard isRehearsal else { return nil }
        return
            "Rehearsal: a label reader on this machine answered, not an AI model; \(model) would "
            + "have cost \(dollars(cost))."
    }
}
