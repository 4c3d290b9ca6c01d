/// Which deadline a transfer meets next, from what has happened to it so far.
///
/// A pure value: the times come in, so that it is tested without a clock.
struct DeadlineWatch {
    typealias Instant = ContinuousClock.Instant

    /// What the transfer is waiting for, and since when.
    private enum Stage {
        /// libcurl itself watches over this stage.
        case connecting
        case sending(since: Instant)
        case awaitingAnswer(since: Instant)
        case receiving
    }

    private let limits: TransferLimits
    private let start: Instant
    private let bodyBytes: Int
    private var stage = Stage.connecting
    /// Bytes of the body that this attempt has put on the network.
    private(set) var sentBytes = 0
    /// How many connections were ready to take the request: more than 1 after a stale connection.
    private(set) var attempts = 0
    /// Whether an attempt may have brought the whole request to the server.
    private(set) var mayHaveArrived = false

    init(_ limits: TransferLimits, bodyBytes: Int, start: Instant) {
        self.limits = limits
        self.bodyBytes = bodyBytes
        self.start = start
    }

    /// A connection is ready and the request is about to go out on it.
    mutating func beginsToSend(at now: Instant) {
        attempts += 1
        sentBytes = 0
        stage = .sending(since: now)
        if bodyBytes == 0 { reachesEnd(at: now) }
    }

    /// Some of the body, counted from its start, is on the network.
    mutating func hasSent(_ count: Int, at now: Instant) {
        guard attempts > 0, count > sentBytes else { return }
        sentBytes = count
        guard case .sending = stage else {
            mayHaveArrived = mayHaveArrived || count >= bodyBytes
            return
        }
        stage = .sending(since: now)
        if count >= bodyBytes { reachesEnd(at: now) }
    }

    /// The answer has begun.
    mutating func isAnswered() {
        stage = .receiving
    }

    private mutating func reachesEnd(at now: Instant) {
        mayHaveArrived = true
        stage = .awaitingAnswer(since: now)
    }

    /// The next deadline and what it means to meet it.
    var next: (instant: Instant, fault: TransferFault) {
        let total = (start + limits.total, fault(.totalTimedOut, "took over", limits.total))
        let ofStage =
            switch stage {
            case .connecting, .receiving: total
            case .sending(let since):
                (
                    since + limits.uploadStall,
                    fault(.uploadStalled, "took no more of the request for", limits.uploadStall)
                )
            case .awaitingAnswer(let since):
                (
                    since + limits.firstByte,
                    fault(.firstByteTimedOut, "did not begin to answer for", limits.firstByte)
                )
            }
        return ofStage.0 < total.0 ? ofStage : total
    }

    private func fault(
        _ code: TransferError.Code,
        _ what: String,
        _ limit: Duration
    ) -> TransferFault {
        TransferFault(code: code, message: "the server \(what) \(limit)")
    }
}
