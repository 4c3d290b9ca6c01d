/// Why a run ended without a count.
public struct RunRefusal: Error, Sendable {
    /// The problem, and what to do about it.
    public let message: String
    /// 65 for data, 73 or 75 for the ledger, 77 for a key.
    public let exitStatus: ExitStatus
    /// Findings about the cause, in the order found.
    public var findings: [Finding] = []
}
