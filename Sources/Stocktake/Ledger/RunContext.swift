import Foundation

/// What all work of one run shares.
struct RunContext: Sendable {
    /// The run's id.
    let id: String
    let startedAt: Date
    /// When no new work starts; nil without `limits.duration`.
    let deadline: Date?
    let ledger: Ledger
    let environment: RunEnvironment
}
