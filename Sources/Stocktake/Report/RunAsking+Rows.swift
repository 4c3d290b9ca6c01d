import Foundation

/// A request with the expected cost of its question.
struct CostRow: Sendable, Hashable {
    /// The first 16 digits of the question's key, as in evidence.csv.
    let question: String
    let attempt: RunAsking.Attempt
    /// The question's expected cost, for its first request in this run; nil for follow-ups.
    ///
    /// An estimate doesn't list follow-ups individually.
    let estimated: Decimal?
}

extension RunAsking {
    /// In the order they were sent.
    var costRows: [CostRow] {
        var seen: Set<String> = []
        return attempts.map { attempt in
            let isFirst = seen.insert(attempt.question).inserted
            return CostRow(
                question: String(attempt.question.prefix(16)),
                attempt: attempt,
                estimated: isFirst ? expected[attempt.question] : nil
            )
        }
    }

    /// The expected cost of the questions asked, without reused answers.
    var estimatedOfAsked: Decimal? {
        estimated == nil ? nil : costRows.reduce(0) { $0 + ($1.estimated ?? 0) }
    }

    /// Requests without an answer.
    var failed: Int { attempts.count { $0.state != "answered" } }

    /// Requests that asked for a correction.
    var repaired: Int { attempts.count { $0.kind == "repair" } }

    /// The sum of one figure over all attempts that have it.
    func tokens(_ figure: (TokenUsage) -> Int?) -> Int {
        attempts.reduce(0) { $0 + (figure($1.usage) ?? 0) }
    }

    /// `gpt-5.2-2025-12-11`, or several; the requested name if none answered.
    var snapshots: String {
        let names = Set(attempts.map(\.snapshot)).subtracting([""])
        return names.isEmpty ? model : names.sorted().joined(separator: ", ")
    }
}
