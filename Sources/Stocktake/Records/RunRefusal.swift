/// Why a run ended before anything was asked or counted.
public struct RunRefusal: Error, Sendable {
    /// What is wrong, and what to do.
    public let message: String
    /// 65 for data, 73 or 75 for the ledger, 77 for a key.
    public let exitStatus: ExitStatus
    /// What led to it, in the order it came up.
    public var findings: [Finding] = []
}
