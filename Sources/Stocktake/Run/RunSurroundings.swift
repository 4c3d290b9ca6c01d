public import Foundation

/// What a run takes from outside: clock, signals, cores.
///
/// Tests give their own.
public struct RunSurroundings: Sendable {
    let now: @Sendable () -> Date
    /// The number of a signal that asked the run to stop; nil while none did.
    let interruption: @Sendable () -> Int32?
    let workers: Int
    /// How long to wait for another run to end.
    let lockWait: Duration
    /// Where hashes of photos are remembered; nil to read every photo.
    let cacheFolder: String?
    let asking: AskingSurroundings

    /// Surroundings with `workers` photos worked on at once, 1 or more; `now` never goes back.
    public init(
        now: @escaping @Sendable () -> Date,
        interruption: @escaping @Sendable () -> Int32?,
        workers: Int,
        lockWait: Duration = .zero,
        cacheFolder: String? = nil,
        asking: AskingSurroundings = AskingSurroundings()
    ) {
        self.now = now
        self.interruption = interruption
        self.workers = workers
        self.lockWait = lockWait
        self.cacheFolder = cacheFolder
        self.asking = asking
    }
}

/// What asking a model takes from outside.
public struct AskingSurroundings: Sendable {
    /// The variables of the process: address, keys, proxies.
    public var environment: [String: String] = [:]
    /// A folder for photos on their way.
    public var temporaryFolder = "/tmp"
    /// Whether answers of earlier runs are passed over: `--fresh`.
    public var isFresh = false
    /// Whether questions are asked again that failed too often: `retry`.
    public var isRetry = false
    /// `--max-cost`, in USD; nil for no limit but the pipeline's.
    public var maxCost: Decimal?
    /// Takes what happens while a model is asked, with the run's id.
    public var log: (@Sendable (_ event: RunEvent, _ run: String) -> Void)?
    /// The server of a rehearsal; nil to ask the service.
    public var rehearsal: ModelServiceAddress?

    /// Nothing but defaults: no key, and the OpenAI API.
    public init() {
        // All values have defaults.
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
    /// Nil while photos are looked at here.
    public var asking: Asking?

    /// How far the asking has come.
    public struct Asking: Sendable {
        /// Questions answered or given up.
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
}
