import Foundation
import HTTPTransfer
import Synchronization

extension ModelService {
    /// How long a request under way may go on after the first signal.
    static let grace = Duration.seconds(5)
    /// Waits from this long on are told to the person at the terminal.
    private static let longWait = Duration.seconds(10)

    /// Until `limits.duration`; nil without a limit.
    var timeLeft: Duration? {
        environment.deadline.map { .seconds($0.timeIntervalSince(environment.now())) }
    }

    // MARK: Sending

    /// The limits of a request that starts now: `model.timeout`, and what is left of the run's time.
    var transferLimits: TransferLimits {
        var limits = TransferLimits()
        limits.total = max(.milliseconds(1), min(timeout, timeLeft ?? timeout))
        limits.firstByte = limits.total
        limits.uploadStall = min(limits.uploadStall, limits.total)
        return limits
    }

    /// Sends a request; it is cancelled `grace` after a signal.
    ///
    /// This is where all that a service sends comes in: a key that it repeats is removed here, before
    /// anything reads, prints or stores it.
    func send(
        _ request: TransferRequest
    ) async throws(TransferError) -> TransferResponse {
        let result = await withTaskGroup(of: Received?.self) { group in
            group.addTask { [environment] in await Received(request, environment.send) }
            group.addTask { [environment] in
                await graceAfterSignal(environment.interruption)
                return nil
            }
            var result: Received?
            while result == nil, let next = await group.next() {
                result = next
                group.cancelAll()
            }
            return result ?? .failure(TransferError.cancelled)
        }
        guard let key = address.key?.plain else { return try result.get() }
        do throws(TransferError) {
            return try result.get().removing(key)
        } catch {
            throw error.removing(key)
        }
    }

    // MARK: Trouble that may pass

    /// How a question ends although its trouble may pass; nil to ask again.
    ///
    /// The run is to end, or the service asks for a longer wait than there is time for, or it has
    /// given no answer for too long: see `Patience`.
    func ending(_ verdict: Verdict) -> ServiceOutcome? {
        let trouble = verdict.trouble
        let now = elapsed
        let silence = state.withLock { $0.patience.end(after: trouble, at: now) }
        guard verdict.mayPass else { return nil }
        if let stop { return .notAsked(stop.following(trouble)) }
        if let wait = trouble.hint {
            let words = "\(trouble.words); it asks to wait \(wait.words)"
            if let timeLeft, wait >= timeLeft {
                let stop = ServiceStop.timeReached(
                    words: "\(words), which is past limits.duration"
                )
                return trouble.concernsAllRequests ? stopped(stop) : .notAsked(stop)
            }
            if wait > RetrySchedule.longestHint {
                return trouble.concernsAllRequests
                    ? stopped(.givenUp(words: words, advice: "run again then"))
                    : .givenUp(words: words)
            }
        }
        return silence.map {
            stopped(.givenUp(words: "\(trouble.words), for \($0.words)", advice: verdict.advice))
        }
    }

    /// Logs that a question waits, and says so where it takes long.
    func announce(_ wait: Duration, after trouble: ServiceTrouble) {
        environment.log(
            RunEvent(
                .retry,
                [
                    ("reason", .text(trouble.words)),
                    ("wait_ms", .whole(Int(wait / .milliseconds(1)))),
                ]
            )
        )
        if trouble.kind == .unreachable {
            let patience = state.withLock { $0.patience.withUnreachable }
            say("\(trouble.words); trying again for up to \(patience.words)", for: patience)
        } else if wait >= Self.longWait {
            say("\(trouble.words); trying again in \(wait.words)", for: wait)
        }
    }

    /// Says why nothing is asked for a while, once for all requests that wait.
    func say(_ words: String, for wait: Duration) {
        let now = elapsed
        let isNew = state.withLock { state in
            guard now >= state.saidUntil else { return false }
            state.saidUntil = now + wait
            return true
        }
        if isNew { environment.notice(words) }
    }

    /// Why a request that has to wait until then is not sent; nil if it is.
    func stop(insteadOfWaitingUntil time: Duration, at now: Duration) -> ServiceStop? {
        let wait = time - now
        if let timeLeft, wait >= timeLeft {
            return .timeReached(
                words: "the limits per minute allow no request before limits.duration is over"
            )
        }
        if wait >= .seconds(60) {
            say("the limits of the service allow the next request in \(wait.words)", for: wait)
        }
        return nil
    }
}

private typealias Received = Result<TransferResponse, TransferError>

extension Received {
    fileprivate init(_ request: TransferRequest, _ send: ModelService.Send) async {
        do throws(TransferError) {
            self = .success(try await send(request))
        } catch {
            self = .failure(error)
        }
    }
}

/// Ends when a signal has come and the grace is over, or when it is cancelled.
private func graceAfterSignal(_ interruption: @Sendable () -> Int32?) async {
    do {
        while interruption() == nil { try await Task.sleep(for: Pace.step) }
        try await Task.sleep(for: ModelService.grace)
    } catch {
        // Cancelled: there is an answer.
    }
}

extension Verdict {
    /// Whether the same request may succeed later.
    fileprivate var mayPass: Bool {
        if case .retry = self { true } else { trouble.kind == .cancelled }
    }

    /// What to do about it.
    var advice: String {
        trouble.kind.advice ?? "run again later"
    }
}

extension ServiceStop {
    /// The end of the run's time, with what was waited for.
    fileprivate func following(_ trouble: ServiceTrouble) -> ServiceStop {
        guard case .timeReached(let words) = self else { return self }
        return .timeReached(words: "\(words); the last failure: \(trouble.words)")
    }

    static let timeIsOver = "limits.duration is reached"
}
