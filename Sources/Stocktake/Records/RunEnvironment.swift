public import Foundation

/// The environment of a run: clock, signals, cores and cache; tests replace it.
public struct RunEnvironment: Sendable {
    let now: @Sendable () -> Date
    /// The number of a signal that asked the run to stop; nil if there was none.
    let interruption: @Sendable () -> Int32?
    let workers: Int
    /// How long to wait for another run to finish.
    let lockWait: Duration
    /// The folder with the cache of photo hashes; nil to read every photo.
    let cacheFolder: String?
    /// Whether results of earlier runs are ignored: `--fresh`.
    let isFresh: Bool

    /// An environment that processes `workers` photos at once, 1 or more; `now` never goes back.
    public init(
        now: @escaping @Sendable () -> Date,
        interruption: @escaping @Sendable () -> Int32?,
        workers: Int,
        lockWait: Duration = .zero,
        cacheFolder: String? = nil,
        isFresh: Bool = false
    ) {
        self.now = now
        self.interruption = interruption
        self.workers = workers
        self.lockWait = lockWait
        self.cacheFolder = cacheFolder
        self.isFresh = isFresh
    }
}

/// A signal ended the run; nothing was reported.
public struct RunInterruption: Error, Sendable {
    /// The signal's number.
    public let signal: Int32
}

/// The progress of a run.
public struct RunProgress: Sendable {
    /// Photos inspected so far.
    public let done: Int
    /// All photos to inspect.
    public let total: Int
    /// Photos that could not be used, so far.
    public let rejected: Int
    /// Labels read so far in all photos.
    public let labels: Int
    /// Nil while photos are inspected.
    public var asking: Asking?

    /// The progress of asking a model.
    public struct Asking: Sendable {
        /// Questions answered or given up so far.
        public let done: Int
        /// All questions.
        public let total: Int
        /// Questions without a usable answer.
        public let failed: Int
        /// USD by reported usage.
        public let spent: Decimal
        /// USD; nil for no limit.
        public let limit: Decimal?
    }

    init(done: Int, total: Int, rejected: Int, labels: Int) {
        self.done = done
        self.total = total
        self.rejected = rejected
        self.labels = labels
    }

    /// The progress while a model is asked.
    init(asked: Int, of total: Int, failed: Int, spent: Decimal, limit: Decimal?) {
        self.init(done: 0, total: 0, rejected: 0, labels: 0)
        asking = Asking(done: asked, total: total, failed: failed, spent: spent, limit: limit)
    }
}
