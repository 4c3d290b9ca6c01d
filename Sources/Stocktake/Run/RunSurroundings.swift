public import Foundation

/// What a run takes from outside: clock, signals, cores.
///
/// Tests give their own.
public struct RunSurroundings: Sendable {
    let now: @Sendable () -> Date
    /// The number of a signal that asked the run to stop; nil while none did.
    let interruption: @Sendable () -> Int32?
    let workers: Int

    /// Surroundings with `workers` photos worked on at once, 1 or more.
    public init(
        now: @escaping @Sendable () -> Date,
        interruption: @escaping @Sendable () -> Int32?,
        workers: Int
    ) {
        self.now = now
        self.interruption = interruption
        self.workers = workers
    }
}

/// A signal ended the run; nothing was reported.
public struct RunInterruption: Error, Sendable {
    /// The signal's number.
    public let signal: Int32
}

/// How far a run has come.
public struct RunProgress: Sendable {
    /// Photos looked at so far.
    public let done: Int
    /// All photos to look at.
    public let total: Int
    /// Photos that could not be used, so far.
    public let rejected: Int
    /// Labels read, so far, on all photos.
    public let labels: Int
}
