import Foundation
import HTTPTransfer
import Synchronization

/// Asks one model, each question until it is answered or given up; many tasks may share it.
///
/// 1. Nothing is sent before budget and pace allow it and the attempt is in the ledger.
/// 2. A reply is in the ledger before it is read.
/// 3. What one request learned about the service (parameters it refuses, the form of answer it
///    supports, that the account has no credit) applies to all later ones.
final class ModelService: Sendable {
    /// What the service depends on: transfer, clock, signals, chance and log.
    struct Environment: Sendable {
        let send: @Sendable (TransferRequest) async throws(TransferError) -> TransferResponse
        let now: @Sendable () -> Date
        let interruption: @Sendable () -> Int32?
        let random: @Sendable () -> Double
        /// No request starts after it.
        let deadline: Date?
        let log: @Sendable (RunEvent) -> Void
    }

    struct State {
        var pace: Pace
        var budget: Budget
        /// Steps down where the service refuses it.
        var structure: StructuredOutput
        var refusedParameters: Set<String> = []
        var stop: ServiceStop?
        /// Whether it stopped because requests cost more than their planned maximum.
        var isOverspent = false
        /// How requests were changed to suit the service, for findings; each once.
        var changes: [String] = []
        /// Why costs are unknown, for findings.
        var unpriced: Set<String> = []
        var answered = 0
        var givenUp = 0
    }

    /// The service is given up after this many failed questions without a single reply.
    static let failuresWithoutReply = 3
    /// The failure rate is ignored before this many questions have ended.
    static let leastForRate = 10

    let address: ModelServiceAddress
    let api: ModelAPI
    let attempts: Int
    let price: ModelPrice?
    let failureLimit: Int?
    let ledger: Ledger
    let run: String
    let environment: Environment
    let state: Mutex<State>
    private let start: Date

    init(
        _ address: ModelServiceAddress,
        plan: ServicePlan,
        ledger: Ledger,
        environment: Environment
    ) {
        self.address = address
        api = plan.api
        attempts = plan.attempts
        price = plan.price
        run = plan.run
        failureLimit = plan.failureLimit
        self.ledger = ledger
        self.environment = environment
        start = environment.now()
        state = Mutex(
            State(
                pace: Pace(plan.limits),
                budget: Budget(limit: plan.costLimit),
                structure: plan.structure
            )
        )
    }

    /// Why no more questions are asked; nil while the run goes on.
    var stop: ServiceStop? {
        if let stop = state.withLock({ $0.stop }) { return stop }
        if let signal = environment.interruption() { return .interrupted(signal: signal) }
        if let deadline = environment.deadline, environment.now() >= deadline {
            return .timeReached(words: "limits.duration is reached")
        }
        return nil
    }

    /// Why it stopped by itself, not for a deadline or a signal.
    var raisedStop: ServiceStop? { state.withLock { $0.stop } }

    /// How requests were changed because the service refused something, in words.
    var changes: [String] { state.withLock { $0.changes } }

    /// Why costs are unknown, in words.
    var unpriced: Set<String> { state.withLock { $0.unpriced } }

    /// USD spent so far by reported usage.
    var spent: Decimal { state.withLock { $0.budget.spent } }

    /// Asks until there is a reply or the question is given up.
    ///
    /// - Throws: `LedgerError`: nothing may be sent without a ledger.
    func ask(_ question: ServiceQuestion) async throws(LedgerError) -> ServiceOutcome {
        var schedule = RetrySchedule(attempts: attempts)
        let tokens = question.inputTokens + question.request.maxOutputTokens
        let ticket = state.withLock { $0.pace.ticket(tokens: tokens) }
        var outcome: ServiceOutcome?
        while outcome == nil {
            if let stop = await admission(ticket, ceiling: question.ceiling) {
                state.withLock { $0.pace.leave(ticket) }
                return .notAsked(stop)
            }
            var question = question
            state.withLock { state in
                question.request.structure = state.structure
                question.request.refusedParameters = state.refusedParameters
            }
            let exchange: Exchange
            do throws(LedgerError) {
                exchange = try await attempt(question, ticket)
            } catch {
                // Release what this one reserved, as others wait for it; nothing more is sent.
                fail(question, ticket)
                throw error
            }
            outcome = await consequence(exchange, of: question.request, &schedule)
        }
        guard let outcome else { return .givenUp(words: "no answer") }
        note(outcome)
        return outcome
    }

    // MARK: Permission

    /// Waits until budget and pace allow a request, which must then be sent; nil when they do.
    private func admission(_ ticket: Pace.Ticket, ceiling: Decimal?) async -> ServiceStop? {
        var hasMoney = false
        while true {
            if let stop {
                if hasMoney { state.withLock { $0.budget.settle(ceiling, cost: 0) } }
                return stop
            }
            if !hasMoney {
                switch state.withLock({ $0.budget.reserve(ceiling) }) {
                case .granted: hasMoney = true
                case .refused:
                    let words = "limits.cost_usd allows no further requests"
                    return .limitReached(words: words)
                case .waitForOthers:
                    await pause(Pace.step)
                    continue
                }
            }
            let now = elapsed
            switch state.withLock({ $0.pace.admit(ticket, at: now) }) {
            case .go: return nil
            case .wait(let time): await pause(min(max(time - now, .zero), .milliseconds(250)))
            }
        }
    }

    /// Time since the start of this service, as the pace counts it.
    var elapsed: Duration {
        .seconds(environment.now().timeIntervalSince(start))
    }

    /// A short sleep; callers wait in small steps, so that a signal ends the wait.
    func pause(_ time: Duration) async {
        do {
            try await Task.sleep(for: time)
        } catch {
            // Cancelled: the caller checks the reason next.
        }
    }

    // MARK: One attempt

    /// What one request brought.
    enum Exchange {
        case replied(StoredReplyText)
        case trouble(Verdict)
        case photoChanged(path: String)
    }

    private func attempt(
        _ question: ServiceQuestion,
        _ ticket: Pace.Ticket
    ) async throws(LedgerError) -> Exchange {
        let format = api.format
        let name = UUID().uuidString.lowercased()
        let id = try await ledger.begin(
            NewAttempt(
                question: question.record,
                run: run,
                clientRequestID: name,
                startedAt: environment.now(),
                price: price?.standard(inputTokens: question.inputTokens).json,
                ceiling: question.ceiling,
                reason: question.reason
            )
        )
        let request = TransferRequest(
            .post,
            address.endpoint + format.path,
            headers: format.headers(for: address) + [.init("X-Client-Request-Id", name)],
            body: format.body(question.request, for: address.host)
        )
        let response: TransferResponse
        do {
            response = try await environment.send(request)
        } catch {
            return try await lost(error, question, id, ticket)
        }
        return try await received(response, for: question, id, ticket)
    }
}
