import Foundation

/// The requests of a run to a model, and their cost.
struct RunAsking: Sendable {
    /// One request of the run.
    struct Attempt: Sendable, Hashable {
        /// The question's key, 64 hex digits.
        let question: String
        let location: String
        let vote: Int
        /// `ask`, `repair` or `split`.
        let kind: String
        /// From 1, counted over all runs that asked this question.
        let number: Int
        /// `answered`, `failed` or `unknown`.
        let state: String
        /// Whether the service charges for it: `yes`, `no` or `maybe`.
        let billed: String
        let photos: Int
        /// The model that answered, as named by the service; empty without an answer.
        let snapshot: String
        let requestID: String
        let usage: TokenUsage
        /// USD by reported usage; nil if unknown.
        let cost: Decimal?
        /// Why there was no answer; empty if there was one.
        let trouble: String
        /// Nil for requests from versions that didn't record reasons.
        var reason: AskReason?
    }

    /// Goods that a model saw and could not count, in its words: untrusted.
    struct UncountedGoods: Sendable, Hashable {
        let location: String
        let what: String
        let why: String
    }

    /// Low, expected and high cost estimated before the run, in USD.
    struct Estimated: Sendable, Hashable {
        let low: Decimal
        let expected: Decimal
        let high: Decimal

        static func + (left: Estimated, right: Estimated) -> Estimated {
            Estimated(
                low: left.low + right.low,
                expected: left.expected + right.expected,
                high: left.high + right.high
            )
        }
    }

    /// The name in the pipeline.
    let model: String
    let api: String
    /// Whether a label reader on this machine answered instead of a model.
    let isRehearsal: Bool
    /// In the order they were sent.
    let attempts: [Attempt]
    /// Questions answered by the ledger.
    let reused: Int
    /// Nil if the price is unknown.
    let estimated: Estimated?
    /// Expected USD of each planned question, by its key.
    let expected: [String: Decimal]
    var uncounted: [UncountedGoods] = []
    /// The source of the prices and their date.
    let prices: String

    /// The number of questions asked for each reason, most frequent first.
    ///
    /// A question asked several times in this run counts once, by its first request.
    var reasons: [(code: AskReason.Code, count: Int)] {
        var seen: Set<String> = []
        let first = attempts.filter { seen.insert($0.question).inserted }
        let counts = first.compactMap(\.reason?.code).reduce(into: [:]) { $0[$1, default: 0] += 1 }
        return counts.map { (code: $0.key, count: $0.value) }
            .sorted { ($1.count, $0.code.rawValue) < ($0.count, $1.code.rawValue) }
    }

    /// The cost by reported usage in USD, in a rehearsal hypothetical; nil if any part is unknown.
    var cost: Decimal? {
        var sum: Decimal = 0
        for attempt in attempts where attempt.billed != "no" {
            guard let cost = attempt.cost else { return nil }
            sum += cost
        }
        return sum
    }

    /// The amount actually paid, in USD.
    var paid: Decimal? { isRehearsal ? 0 : cost }

    /// The sentence that a rehearsal is not a count by a model; nil for other runs.
    var rehearsalSentence: String? {
        guard isRehearsal else { return nil }
        return "Rehearsal: a label reader on this machine answered, not an AI model; "
            + "\(rehearsedCost)."
    }

    /// The cost of a rehearsal, had it been a real run.
    var rehearsedCost: String {
        cost.map { "\(model) would have cost \(dollars($0))" }
            ?? "what \(model) would have cost is unknown"
    }
}
