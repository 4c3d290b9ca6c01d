import Foundation
import HTTPTransfer
import JSONSchema
import Synchronization

/// Puts questions to one model, each until it is answered or given up; many tasks may share it.
///
/// 1. Nothing is sent before budget and pace allow it, and the attempt is in the ledger.
/// 2. A reply is in the ledger before anybody looks at it.
/// 3. What one request learned of the service (parameters it refuses, the form of answer it takes,
///    that it has no credit) holds for all later ones.
final class ModelService: Sendable {
    /// What a service is worked with; tests give their own.
    struct Surroundings: Sendable {
        let send: @Sendable (TransferRequest) async throws(TransferError) -> TransferResponse
        let now: @Sendable () -> Date
        let interruption: @Sendable () -> Int32?
        let random: @Sendable () -> Double
        /// No request is begun after it.
        let deadline: Date?
        let log: @Sendable (RunEvent) -> Void
    }

    struct State {
        var pace: Pace
        var budget: Budget
        /// Steps down from the structure first asked for.
        var structure: StructuredOutput
        var refusedParameters: Set<String> = []
        var stop: ServiceStop?
        /// Whether it stopped as requests cost more than they could have.
        var isOverspent = false
        /// What was changed for the service's sake, for findings; each once.
        var changes: [String] = []
        /// Why costs stay unknown, for findings.
        var unpriced: Set<String> = []
        var answered = 0
        var givenUp = 0
    }

    /// After so many questions given up and not one reply, the service is given up.
    static let patience = 3
    /// A share of failures means nothing before so many questions have ended.
    static let leastForShare = 10

    let address: ModelServiceAddress
    let api: ModelAPI
    let attempts: Int
    let price: ModelPrice?
    let failureLimit: Int?
    let ledger: Ledger
    let run: String
    let surroundings: Surroundings
    let state: Mutex<State>
    private let start: Date

    init(
        _ address: ModelServiceAddress,
        plan: ServicePlan,
        ledger: Ledger,
        surroundings: Surroundings
    ) {
        self.address = address
        api = plan.api
        attempts = plan.attempts
        price = plan.price
        run = plan.run
        failureLimit = plan.failureLimit
        self.ledger = ledger
        self.surroundings = surroundings
        start = surroundings.now()
        state = Mutex(
            State(
                pace: Pace(plan.limits),
                budget: Budget(limit: plan.costLimit),
                structure: plan.structure
            )
        )
    }

    /// Why nothing more is asked; nil while all goes on.
    var stop: ServiceStop? {
        if let stop = state.withLock({ $0.stop }) { return stop }
        if let signal = surroundings.interruption() { return .interrupted(signal: signal) }
        if let deadline = surroundings.deadline, surroundings.now() >= deadline {
            return .limitReached(words: "limits.duration is reached")
        }
        return nil
    }

    /// Why it stopped by itself: not the clock, and no signal.
    var raisedStop: ServiceStop? { state.withLock { $0.stop } }

    /// What was changed in requests because the service refused it, in words.
    var changes: [String] { state.withLock { $0.changes } }

    /// Why costs stay unknown, in words.
    var unpriced: Set<String> { state.withLock { $0.unpriced } }

    /// USD spent so far by reported usage.
    var spent: Decimal { state.withLock { $0.budget.spent } }

    /// Asks until there is a reply or no hope of one.
    ///
    /// - Throws: `LedgerError`: without a ledger nothing may be sent.
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
                // Nobody may wait for what this one held, and nothing more may be sent.
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

    /// Waits until budget and pace let a request go; nil when they do, and then it must be sent.
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
                    let words = "limits.cost_usd allows no further request"
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

    /// Since the service's own start: the pace's time.
    var elapsed: Duration {
        .seconds(surroundings.now().timeIntervalSince(start))
    }

    /// A short sleep: whoever waits looks up often, so that a signal ends it.
    func pause(_ time: Duration) async {
        do {
            try await Task.sleep(for: time)
        } catch {
            // Cancelled: the caller looks at the reason next.
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
        let writer = RequestWriter(api: api, isOpenAI: address.isOpenAI)
        let name = UUID().uuidString.lowercased()
        let id = try await ledger.begin(
            NewAttempt(
                question: question.record,
                run: run,
                clientRequestID: name,
                startedAt: surroundings.now(),
                price: price?.standard(inputTokens: question.inputTokens).json,
                ceiling: question.ceiling,
                reason: question.reason
            )
        )
        let request = TransferRequest(
            .post,
            address.endpoint + writer.path,
            headers: address.headers + [.init("X-Client-Request-Id", name)],
            body: writer.body(question.request)
        )
        let response: TransferResponse
        do {
            response = try await surroundings.send(request)
        } catch {
            return try await lost(error, question, id, ticket)
        }
        return try await received(response, for: question, id, ticket)
    }
}
