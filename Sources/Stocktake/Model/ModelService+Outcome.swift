import Foundation
import HTTPTransfer
import JSONSchema
import Platform
import Synchronization

extension ModelService {
    // MARK: What came back

    /// Stores an answer, then reads it.
    func received(
        _ response: TransferResponse,
        for question: ServiceQuestion,
        _ id: AttemptID,
        _ ticket: Pace.Ticket
    ) async throws(LedgerError) -> Exchange {
        let headers = response.headersByName
        let requestID = identifier(headers["x-request-id"]) ?? ""
        let isSuccess = (200..<300).contains(response.status)
        let body = isSuccess ? nil : errorBody(of: response, requestID)
        let refusal = isSuccess ? nil : verdict(response.status, body?.error, headers)
        var outcome = AttemptOutcome(
            result: refusal.map { .failed($0.attemptTrouble) }
                ?? .answered(RawReply(body: response.body, headers: headers)),
            endedAt: surroundings.now(),
            billed: refusal.map { $0.trouble.mayBeBilled ? .maybe : .no } ?? .yes
        )
        outcome.httpStatus = response.status
        outcome.requestID = requestID
        outcome.elapsed = response.timings.total
        outcome.bytesSent = response.bytesSent
        try await ledger.finish(id, outcome)
        if let refusal {
            close(question, ticket, verdict: refusal, headers: headers)
            return .trouble(refusal)
        }
        return try await read(response, for: question, id, ticket, headers)
    }

    private func read(
        _ response: TransferResponse,
        for question: ServiceQuestion,
        _ id: AttemptID,
        _ ticket: Pace.Ticket,
        _ headers: [String: String]
    ) async throws(LedgerError) -> Exchange {
        let requestID = identifier(headers["x-request-id"]) ?? ""
        var failure: Verdict?
        var usage: TokenUsage?
        do throws(JSONError) {
            let body = try ServiceBody(reading: response.body, api: api, requestID: requestID)
            if let reply = body.reply {
                let tier = reply.serviceTier
                let cost = reply.usage.flatMap { price?.cost(of: $0, tier: tier) }
                if price != nil, cost == nil, reply.usage?.inputTokens ?? 0 > 0 {
                    noteUnpriced(tier)
                }
                close(question, ticket, verdict: nil, headers: headers, cost: cost)
                return .replied(
                    StoredReplyText(
                        reply: reply,
                        attempt: id,
                        sha256: sha256(of: response.body),
                        structure: question.request.structure
                    )
                )
            }
            usage = body.usage
            failure = body.error.flatMap { self.verdict(response.status, $0, headers) }
        } catch {
            // No JSON: a page of a gateway, or an answer cut off.
        }
        let unreadable = ServiceTrouble(
            kind: .answerUnreadable,
            status: response.status,
            mayBeBilled: true
        )
        let verdict = failure ?? Verdict(unreadable)
        let cost = usage.flatMap { price?.cost(of: $0, tier: "") }
        try await ledger.judge(
            id,
            .failed(errors: jsonString(Self.serviceFault + verdict.trouble.kind.rawValue)),
            ReplyFigures(
                modelSnapshot: "",
                serviceTier: "",
                usage: usage ?? TokenUsage(),
                cost: cost
            )
        )
        close(question, ticket, verdict: verdict, headers: headers, cost: cost)
        return .trouble(verdict)
    }

    /// Begins the verdict on an answer that was none: no fault of the question.
    static let serviceFault = "service:"

    /// Gives back what a question held that could not be written down.
    func fail(_ question: ServiceQuestion, _ ticket: Pace.Ticket) {
        let now = elapsed
        state.withLock { state in
            state.pace.done(ticket, at: now, verdict: nil)
            state.budget.settle(question.ceiling, cost: nil)
            state.stop = .givenUp(
                words: "the ledger can't be written",
                advice: "make room or check its folder, then run again"
            )
        }
    }

    /// A tier that the price table has no price for: what it costs isn't known, and a limit that is
    /// set can't be kept.
    private func noteUnpriced(_ tier: String) {
        let words =
            "the service answered in its tier '\(printable(tier, limit: 20))', for which the price "
            + "table has no price"
        state.withLock { state in
            state.unpriced.insert(words)
            guard state.budget.limit != nil, state.stop == nil else { return }
            state.stop = .limitReached(words: "\(words), so that the limit can't be kept")
        }
    }

    /// The body of a refusal, as far as it is JSON.
    private func errorBody(of response: TransferResponse, _ requestID: String) -> ServiceBody? {
        do {
            return try ServiceBody(reading: response.body, api: api, requestID: requestID)
        } catch {
            return nil
        }
    }

    private func verdict(
        _ status: Int,
        _ error: ServiceError?,
        _ headers: [String: String]
    ) -> Verdict? {
        ServiceAnswer.response(status: status, error: error, headers: headers)
            .verdict(at: surroundings.now())
    }

    /// Stores that no answer came.
    func lost(
        _ error: TransferError,
        _ question: ServiceQuestion,
        _ id: AttemptID,
        _ ticket: Pace.Ticket
    ) async throws(LedgerError) -> Exchange {
        let verdict = Verdict(error.trouble.trouble)
        let trouble = verdict.attemptTrouble
        var outcome = AttemptOutcome(
            result: error.mayHaveArrived ? .unknown(trouble) : .failed(trouble),
            endedAt: surroundings.now(),
            billed: error.mayHaveArrived ? .maybe : .no
        )
        outcome.httpStatus = error.status
        try await ledger.finish(id, outcome)
        let isFree = !error.mayHaveArrived
        close(question, ticket, verdict: verdict, headers: [:], cost: isFree ? 0 : nil)
        if case .bodyFileChanged(let path) = error.code { return .photoChanged(path: path) }
        return .trouble(verdict)
    }

    /// Gives back what a request held: its place in the pace, and its reservation.
    private func close(
        _ question: ServiceQuestion,
        _ ticket: Pace.Ticket,
        verdict: Verdict?,
        headers: [String: String],
        cost: Decimal? = nil
    ) {
        surroundings.log(
            RunEvent(
                .request,
                [
                    ("question", .text(String(question.record.key.prefix(16)))),
                    ("location", .text(question.record.location)),
                    ("photos", .whole(question.record.photos.count)),
                    ("reason", .text(question.reason.code.rawValue)),
                    ("why", .text(question.reason.words)),
                    ("outcome", .text(verdict?.trouble.words ?? "answered")),
                    ("cost", cost.map { .text(machineMoney($0)) } ?? .none),
                ]
            )
        )
        let now = elapsed
        let isFree = verdict.map { !$0.trouble.mayBeBilled } ?? false
        state.withLock { state in
            state.pace.done(
                ticket,
                at: now,
                verdict: verdict,
                headers: RateLimitHeaders(headers)
            )
            state.budget.settle(question.ceiling, cost: cost ?? (isFree ? 0 : nil))
            // Told anew by each that was under way: the sum is what counts.
            guard state.budget.overshoot > 0, state.stop == nil || state.isOverspent else { return }
            state.isOverspent = true
            state.stop = .limitReached(
                words:
                    "requests cost \(dollars(state.budget.overshoot)) more than the most that was "
                    + "planned for them, so nothing more is sent"
            )
        }
    }

    // MARK: What follows

    /// Nil to ask again, after the wait is over.
    func consequence(
        _ exchange: Exchange,
        of request: ModelRequest,
        _ schedule: inout RetrySchedule
    ) async -> ServiceOutcome? {
        let verdict: Verdict
        switch exchange {
        case .replied(let reply): return .replied(reply)
        case .photoChanged(let path): return .photoChanged(path: path)
        case .trouble(let trouble): verdict = trouble
        }
        switch schedule.next(after: verdict, random: surroundings.random()) {
        case .wait(let time):
            surroundings.log(
                RunEvent(
                    .retry,
                    [
                        ("reason", .text(verdict.trouble.words)),
                        ("wait_ms", .whole(Int(time / .milliseconds(1)))),
                    ]
                )
            )
            return await rested(time) ? nil : stop.map { .notAsked($0) }
        case .giveUp(let words): return .givenUp(words: words)
        case .split(let words):
            if case .badPhoto = verdict { return .split(words: words, isPhotoFault: true) }
            return .split(words: words, isPhotoFault: false)
        case .simplerAnswer(let words):
            return state.withLock { $0.stepDown(from: request.structure) }
                ? nil : .givenUp(words: words)
        case .without(let parameter, let words):
            state.withLock { state in
                guard state.refusedParameters.insert(parameter).inserted else { return }
                state.changes.append("\(words): asked without it")
            }
            return nil
        case .stopModel(let words):
            return stopped(.givenUp(words: words, advice: verdict.advice))
        case .stopRun(.untrusted, let words):
            return stopped(.givenUp(words: words, advice: verdict.advice))
        case .stopRun(_, let words):
            return stopped(.refused(words: words, advice: verdict.advice))
        }
    }

    private func stopped(_ reason: ServiceStop) -> ServiceOutcome {
        state.withLock { if $0.stop == nil { $0.stop = reason } }
        return .notAsked(reason)
    }

    /// Waits so long; false where something ended the waiting.
    private func rested(_ time: Duration) async -> Bool {
        let end = elapsed + time
        while elapsed < end {
            if stop != nil { return false }
            await pause(min(end - elapsed, .milliseconds(250)))
        }
        return stop == nil
    }

    /// A service that never answers, or fails too often, is not asked a hundred times.
    func note(_ outcome: ServiceOutcome) {
        state.withLock { state in
            switch outcome {
            case .replied: state.answered += 1
            case .givenUp(let words):
                giveUp(&state, words)
            case .split, .photoChanged, .notAsked: break
            }
        }
    }

    /// The same for a question whose replies, its repair's too, came and were of no use.
    func noteUseless() {
        state.withLock { state in
            state.answered = max(0, state.answered - 1)
            giveUp(&state, "its answers had faults")
        }
    }

    private func giveUp(_ state: inout State, _ words: String) {
        state.givenUp += 1
        guard state.stop == nil, hasLostPatience(state) else { return }
        state.stop = .givenUp(
            words: "\(state.givenUp) of \(state.givenUp + state.answered) questions had no usable "
                + "answer, the last: \(words)",
            advice: "check the service, model.base_url and limits.failures, then run again"
        )
    }

    private func hasLostPatience(_ state: borrowing State) -> Bool {
        let ended = state.answered + state.givenUp
        if state.answered == 0 { return state.givenUp >= Self.patience }
        guard let failureLimit, ended >= Self.leastForShare else { return false }
        return state.givenUp * 100 > failureLimit * ended
    }
}

extension ModelService.State {
    /// Asks for less from now on; false where nothing less is left.
    ///
    /// - Parameter structure: of the request that was refused; another one may have stepped down
    ///   meanwhile.
    /// - Returns: whether asking again makes sense.
    mutating func stepDown(from structure: StructuredOutput) -> Bool {
        guard self.structure == structure else { return true }
        switch structure {
        case .strict:
            self.structure = .jsonObject
            changes.append("the service refused the schema: asked for JSON, which is checked here")
        case .jsonObject:
            self.structure = .none
            changes.append(
                "the service refused JSON too: asked for text, in which JSON is looked for"
            )
        case .none: return false
        }
        return true
    }
}

extension Verdict {
    /// For the ledger: our own words, and identifiers.
    fileprivate var attemptTrouble: AttemptTrouble {
        AttemptTrouble(code: trouble.kind.rawValue, words: trouble.words)
    }

    fileprivate var advice: String {
        trouble.kind.advice ?? "run again later"
    }
}

extension TransferResponse {
    /// The first value of each field, by lower-case name.
    fileprivate var headersByName: [String: String] {
        headers.fields.reduce(into: [:]) { table, field in
            let name = field.name.lowercased()
            if table[name] == nil { table[name] = field.value }
        }
    }
}

extension TransferError {
    /// As the retry rules name it.
    fileprivate var trouble: TransferTrouble {
        switch code {
        case .badURL, .badHeader, .nameNotResolved, .connectFailed, .connectTimedOut: .unreachable
        case .tlsFailed: [51, 60, 77].contains(curlCode) ? .certificateRefused : .encryptionFailed
        case .uploadStalled, .firstByteTimedOut, .totalTimedOut:
            .timedOut(afterSending: mayHaveArrived)
        case .connectionLost, .other: .lost(afterSending: mayHaveArrived)
        case .responseTooLarge: .answerTooLarge
        case .badResponse, .badEncoding: .answerUnreadable
        case .bodyFileChanged, .cancelled, .closed: .cancelled(afterSending: mayHaveArrived)
        }
    }
}
