/// Tracks the progress of a transfer and computes its next deadline.
///
/// A pure value: times are passed in, so it is tested without a clock.
struct DeadlineWatch {
    typealias Instant = ContinuousClock.Instant

    /// What the transfer is waiting for, and since when.
    private enum Stage {
        /// libcurl enforces the limit of this stage itself.
        case connecting
        case sending(since: Instant)
        case awaitingAnswer(since: Instant)
        case receiving
    }

    private let limits: TransferLimits
    private let start: Instant
    private let bodyBytes: Int
    private var stage = Stage.connecting
    /// Bytes of the body sent in this attempt.
    private(set) var sentBytes = 0
    /// How many connections the request was started on: more than 1 after a stale connection.
    private(set) var attempts = 0
    /// Whether the whole request may have reached the server in any attempt.
    private(set) var mayHaveArrived = false

    init(_ limits: TransferLimits, bodyBytes: Int, start: Instant) {
        self.limits = limits
        self.bodyBytes = bodyBytes
        self.start = start
    }

    /// Records that a connection is ready and the request is about to be sent on it.
    mutating func beginSending(at now: Instant) {
        attempts += 1
        sentBytes = 0
        stage = .sending(since: now)
        if bodyBytes == 0 { finishSending(at: now) }
    }

    /// Records how many bytes of the body have been sent, counted from its start.
    mutating func recordSent(_ count: Int, at now: Instant) {
        guard attempts > 0, count > sentBytes else { return }
        sentBytes = count
        guard case .sending = stage else {
            mayHaveArrived = mayHaveArrived || count >= bodyBytes
            return
        }
        stage = .sending(since: now)
        if count >= bodyBytes { finishSending(at: now) }
    }

    /// Records that the answer has begun.
    mutating func recordAnswer() {
        stage = .receiving
    }

    private mutating func finishSending(at now: Instant) {
        mayHaveArrived = true
        stage = .awaitingAnswer(since: now)
    }

    /// The next deadline, and the fault if it passes.
    var next: (instant: Instant, fault: TransferFault) {
        let total = (start + limits.total, fault(.totalTimedOut, "took longer than", limits.total))
        let ofStage =
            switch stage {
            case .connecting, .receiving: total
            case .sending(let since):
                (
                    since + limits.uploadStall,
                    fault(.uploadStalled, "accepted no data for", limits.uploadStall)
                )
            case .awaitingAnswer(let since):
                (
                    since + limits.firstByte,
                    fault(.firstByteTimedOut, "did not start to answer within", limits.firstByte)
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
