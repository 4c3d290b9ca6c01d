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
    typealias Send = @Sendable (TransferRequest) async throws(TransferError) -> TransferResponse

    /// What the service depends on: transfer, clock, signals, chance and log.
    struct Environment: Sendable {
        let send: Send
        let now: @Sendable () -> Date
        let interruption: @Sendable () -> Int32?
        let random: @Sendable () -> Double
        /// No request starts after it, and those under way are ended.
        let deadline: Date?
        let log: @Sendable (RunEvent) -> Void
        /// Says at once why the run waits.
        let notice: @Sendable (_ words: String) -> Void
        let sleep: @Sendable (Duration) async -> Void
    }

    struct State {
        var pace: Pace
        var budget: Budget
        /// Grow with each refusal that names its cause.
        var lessons: ServiceLessons
        /// What the ledger holds of them.
        var keptLessons: ServiceLessons
        /// How single requests were changed, in words, each once.
        var changesOfRun: [String] = []
        /// How many answers came from each model that was not asked for.
        var otherModels: [String: Int] = [:]
        /// Answers whose text was where thoughts belong.
        var thoughts = 0
        var stop: ServiceStop?
        /// Whether it stopped because requests cost more than their planned maximum.
        var isOverspent = false
        /// Why costs are unknown, for findings.
        var unpriced: Set<String> = []
        /// Replies whose token counts contradict each other, and the counts of the first.
        var contradictions: (count: Int, first: String) = (0, "")
        /// Of whole questions.
        var share: FailureShare
        /// Of parts of questions that were split.
        var parts = FailureShare(limit: nil)
        var patience = Patience()
        /// Nothing more is said of waiting before this time.
        var saidUntil = Duration.zero
    }

    let address: ModelServiceAddress
    let api: ModelAPI
    let attempts: Int
    let timeout: Duration
    let price: ModelPrice?
    let answering: AnsweringModel?
    let ledger: Ledger
    let run: String
    let environment: Environment
    let state: Mutex<State>
    /// What an earlier run learned.
    let startingLessons: ServiceLessons
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
        timeout = plan.timeout
        price = plan.price
        answering = plan.answering
        run = plan.run
        self.ledger = ledger
        self.environment = environment
        start = environment.now()
        startingLessons = plan.lessons
        state = Mutex(
            State(
                pace: Pace(plan.limits),
                budget: Budget(
                    limit: plan.costLimit,
                    spent: plan.earlier.settled,
                    reserved: plan.earlier.reserved
                ),
                lessons: plan.lessons,
                keptLessons: plan.lessons,
                share: FailureShare(limit: plan.failureLimit)
            )
        )
    }

    /// Why no more questions are asked; nil while the run goes on.
    var stop: ServiceStop? {
        if let stop = state.withLock({ $0.stop }) { return stop }
        if let signal = environment.interruption() { return .interrupted(signal: signal) }
        if let deadline = environment.deadline, environment.now() >= deadline {
            return .timeReached(words: ServiceStop.timeIsOver)
        }
        return nil
    }

    /// Why it stopped by itself, not for a deadline or a signal.
    var raisedStop: ServiceStop? { state.withLock { $0.stop } }

    /// Why costs are unknown, in words.
    var unpriced: Set<String> { state.withLock { $0.unpriced } }

    /// That token counts contradict each other, in words; nil where they don't.
    var contradiction: String? {
        let (count, first) = state.withLock { $0.contradictions }
        guard count > 0 else { return nil }
        let replies = count == 1 ? "one reply" : "\(count) replies"
        return "the token counts of \(replies) contradict each other (\(first)); "
            + "the dearer reading is counted"
    }

    /// USD spent so far by reported usage.
    var spent: Decimal { state.withLock { $0.budget.spent } }

    /// Asks until there is a reply or the question is given up.
    ///
    /// - Throws: `LedgerError`: nothing may be sent without a ledger.
    func ask(_ question: ServiceQuestion) async throws(LedgerError) -> ServiceOutcome {
        if let outcome = splitAtOnce(question.request) { return outcome }
        var schedule = RetrySchedule(attempts: attempts, photos: question.request.photos.count)
        let tokens = question.inputTokens + question.request.maxOutputTokens
        let ticket = state.withLock { $0.pace.ticket(tokens: tokens) }
        var outcome: ServiceOutcome?
        while outcome == nil {
            if let stop = await admission(ticket, ceiling: question.ceiling) {
                state.withLock { $0.pace.leave(ticket) }
                return .notAsked(stop)
            }
            var question = question
            adapt(&question.request, room: schedule.outputRoom)
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
        if case .replied = outcome { try await keepLessons(question.request.model) }
        guard let outcome else { return .givenUp(words: "no answer") }
        if question.record.kind == .split { notePart(outcome) }
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
                    await environment.sleep(Pace.step)
                    continue
                }
            }
            let now = elapsed
            switch state.withLock({ $0.pace.admit(ticket, at: now) }) {
            case .go: return nil
            case .wait(let time):
                if let stop = stop(insteadOfWaitingUntil: time, at: now) {
                    state.withLock { $0.budget.settle(ceiling, cost: 0) }
                    return stop
                }
                await environment.sleep(min(max(time - now, .zero), .milliseconds(250)))
            }
        }
    }

    /// Time since the start of this service, as the pace counts it.
    var elapsed: Duration {
        .seconds(environment.now().timeIntervalSince(start))
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
            body: format.body(question.request, for: address.host),
            limits: transferLimits
        )
        let response: TransferResponse
        do {
            response = try await send(request)
        } catch {
            return try await lost(error, question, id, ticket)
        }
        return try await received(response, for: question, id, ticket)
    }
}
