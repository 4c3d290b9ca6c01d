import Foundation
import HTTPTransfer
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
        let isSuccess = (200..<300).contains(response.status)
        let refusal = isSuccess ? nil : verdict(response, content(of: response)?.error)
        var outcome = AttemptOutcome(
            result: refusal.map { .failed($0.attemptTrouble) }
                ?? .answered(RawReply(body: response.body, headers: headers)),
            endedAt: environment.now(),
            billed: refusal.map { $0.trouble.mayBeBilled ? .maybe : .no } ?? .yes
        )
        outcome.httpStatus = response.status
        outcome.requestID = response.requestID
        outcome.elapsed = response.timings.total
        outcome.bytesSent = response.bytesSent
        try await ledger.finish(id, outcome)
        if let refusal {
            close(question, ticket, verdict: refusal, headers: headers)
            return .trouble(refusal)
        }
        return try await read(response, for: question, id, ticket)
    }

    private func read(
        _ response: TransferResponse,
        for question: ServiceQuestion,
        _ id: AttemptID,
        _ ticket: Pace.Ticket
    ) async throws(LedgerError) -> Exchange {
        let headers = response.headersByName
        let content = content(of: response)
        if let reply = content?.reply, !reply.isBlank {
            let cost = cost(of: reply)
            if price != nil, cost == nil, reply.usage?.inputTokens ?? 0 > 0 { noteUnpriced(reply) }
            if let counts = reply.contradiction { noteContradiction(counts) }
            noteAnswer(reply)
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
        let unreadable = ServiceTrouble(
            kind: content?.reply == nil ? .answerUnreadable : .answerEmpty,
            status: response.status,
            message: refusal(response).words.map(quoted),
            mayBeBilled: true
        )
        let failure = content?.error.flatMap { self.verdict(response, $0) }
        let verdict = failure ?? Verdict(unreadable)
        let cost = content?.usage.flatMap { price?.cost(of: $0, tier: "") }
        try await ledger.judge(
            id,
            .failed(errors: jsonString(Self.serviceFault + verdict.trouble.kind.rawValue)),
            ReplyFigures(
                modelSnapshot: "",
                serviceTier: "",
                usage: content?.usage ?? TokenUsage(),
                cost: cost
            )
        )
        close(question, ticket, verdict: verdict, headers: headers, cost: cost)
        return .trouble(verdict)
    }

    /// Prefix of a stored verdict where the service failed, not the question.
    static let serviceFault = "service:"

    /// Releases what a question reserved when the ledger could not be written.
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

    private func noteContradiction(_ counts: String) {
        state.withLock { state in
            if state.contradictions.count == 0 { state.contradictions.first = counts }
            state.contradictions.count += 1
        }
    }

    /// A tier or a model without a price in the table: the cost is unknown, so a cost limit can't be
    /// enforced.
    private func noteUnpriced(_ reply: Reply) {
        let tier = printable(reply.serviceTier, limit: 20)
        let other = answering?.identity(of: reply.snapshot)
        let words =
            other.map { $0.isOther && $0.price == nil } ?? false
            ? "another model answered, \(reply.snapshot), for which the price table has no price"
            : "the service answered in tier '\(tier)', for which the price table has no price"
        state.withLock { state in
            state.unpriced.insert(words)
            guard state.budget.limit != nil, state.stop == nil else { return }
            state.stop = .limitReached(words: "\(words), so the limit can't be enforced")
        }
    }

    /// Nil where the body isn't JSON: a gateway's page, or an answer cut off.
    private func content(of response: TransferResponse) -> ResponseContent? {
        do {
            return try api.format.content(of: response.body, requestID: response.requestID)
        } catch {
            let error = ServiceError(plainText: response.body, status: response.status)
            return error.map { ResponseContent(reply: nil, error: $0, usage: nil) }
        }
    }

    private func verdict(_ response: TransferResponse, _ error: ServiceError?) -> Verdict? {
        ErrorResponse(
            status: response.status,
            error: error,
            body: refusal(response),
            headers: response.headersByName,
            now: environment.now(),
            place: address.place(api.format.path)
        )?
        .verdict
    }

    private func refusal(_ response: TransferResponse) -> RefusalBody {
        RefusalBody(
            response.body,
            isAnswer: (200..<300).contains(response.status),
            now: environment.now()
        )
    }

    /// Records that no answer came.
    func lost(
        _ error: TransferError,
        _ question: ServiceQuestion,
        _ id: AttemptID,
        _ ticket: Pace.Ticket
    ) async throws(LedgerError) -> Exchange {
        let verdict = Verdict(error.trouble)
        let trouble = verdict.attemptTrouble
        var outcome = AttemptOutcome(
            result: error.mayHaveArrived ? .unknown(trouble) : .failed(trouble),
            endedAt: environment.now(),
            billed: error.mayHaveArrived ? .maybe : .no
        )
        outcome.httpStatus = error.status
        try await ledger.finish(id, outcome)
        let isFree = !error.mayHaveArrived
        close(question, ticket, verdict: verdict, headers: [:], cost: isFree ? 0 : nil)
        if case .bodyFileChanged(let path) = error.code { return .photoChanged(path: path) }
        return .trouble(verdict)
    }

    /// Releases what a request held: its place in the pace, and its reservation.
    private func close(
        _ question: ServiceQuestion,
        _ ticket: Pace.Ticket,
        verdict: Verdict?,
        headers: [String: String],
        cost: Decimal? = nil
    ) {
        environment.log(
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
            if verdict == nil { state.patience.answered() }
            // Each request in flight updates it: the sum counts.
            guard state.budget.overshoot > 0, state.stop == nil || state.isOverspent else { return }
            state.isOverspent = true
            state.stop = .limitReached(
                words:
                    "requests cost \(dollars(state.budget.overshoot)) more than their planned "
                    + "maximum, so no more are sent"
            )
        }
    }

    // MARK: What follows

    /// How the question ends; nil to ask again, after any wait.
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
        if let end = ending(verdict) { return end }
        switch schedule.next(after: verdict, random: environment.random()) {
        case .wait(let time):
            announce(time, after: verdict.trouble)
            return await waited(time) ? nil : ending(verdict)
        case .giveUp(let words): return .givenUp(words: words)
        case .split(let words):
            return split(words, verdict)
        case .simplerAnswer(let words):
            let accepted = verdict.trouble.accepted
            let goesOn = state.withLock {
                $0.lessons.refuse(request.structure, accepting: accepted)
            }
            return goesOn ? nil : .givenUp(words: words)
        case .without, .withoutSystem, .shorter:
            learn(from: verdict.trouble)
            return nil
        case .stopModel(let words):
            return stopped(.givenUp(words: words, advice: advice(verdict)))
        case .stopRun(.untrusted, let words):
            return stopped(.givenUp(words: words, advice: verdict.advice))
        case .stopRun(_, let words):
            return stopped(.refused(words: words, advice: verdict.advice))
        }
    }

    func stopped(_ reason: ServiceStop) -> ServiceOutcome {
        state.withLock { if $0.stop == nil { $0.stop = reason } }
        return .notAsked(reason)
    }

    /// Waits this long; false where the run stopped first.
    private func waited(_ time: Duration) async -> Bool {
        let end = elapsed + time
        while elapsed < end {
            if stop != nil { return false }
            await environment.sleep(min(end - elapsed, .milliseconds(250)))
        }
        return stop == nil
    }

    /// Counts how a part of a question ended, so that not every part is sent to a dead service.
    func notePart(_ outcome: ServiceOutcome) {
        state.withLock { state in
            switch outcome {
            case .replied: state.parts.answer()
            case .givenUp(let words):
                guard state.parts.fail() else { return }
                state.giveUp(state.parts, "parts of questions had no reply", words)
            case .split, .photoChanged, .notAsked: break
            }
        }
    }

    /// Counts how a question ended, with all its repairs and parts; nil for a usable answer, else
    /// the failure in words.
    func noteQuestion(failure words: String?) {
        state.withLock { state in
            guard let words else { return state.share.answer() }
            guard state.share.fail() else { return }
            state.giveUp(state.share, "questions had no usable answer", words)
        }
    }
}

extension ModelService.State {
    /// Stops asking a service that fails too often.
    fileprivate mutating func giveUp(_ share: FailureShare, _ what: String, _ words: String) {
        guard stop == nil else { return }
        stop = .givenUp(
            words: "\(share.failed) of \(share.ended) \(what); the last failure: \(words)",
            advice: "check the service, model.base_url and limits.failures, then run again"
        )
    }
}

extension Verdict {
    /// For the ledger.
    fileprivate var attemptTrouble: AttemptTrouble {
        AttemptTrouble(code: trouble.kind.rawValue, words: trouble.words)
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

    /// As the service names the request; empty where it doesn't.
    fileprivate var requestID: String { identifier(headersByName["x-request-id"]) ?? "" }
}

extension TransferError {
    /// What it means for a question.
    ///
    /// Once the whole request was sent, the service may be working on it, and charge for it.
    var trouble: ServiceTrouble {
        var trouble = kindOfTrouble
        trouble.cause = cause.isEmpty ? nil : printable(cause)
        return trouble
    }

    private var kindOfTrouble: ServiceTrouble {
        switch code {
        case .badURL, .badHeader, .nameNotResolved, .connectFailed, .connectTimedOut:
            ServiceTrouble(kind: .unreachable)
        case .tlsFailed:
            ServiceTrouble(
                kind: [51, 60, 77].contains(curlCode) ? .certificateRefused : .encryptionFailed
            )
        case .uploadStalled, .firstByteTimedOut, .totalTimedOut:
            ServiceTrouble(kind: .timedOut, mayBeBilled: mayHaveArrived)
        case .connectionLost, .other:
            ServiceTrouble(kind: .connectionLost, mayBeBilled: mayHaveArrived)
        case .responseTooLarge: ServiceTrouble(kind: .answerTooLarge, mayBeBilled: true)
        case .badResponse, .badEncoding: ServiceTrouble(kind: .answerUnreadable, mayBeBilled: true)
        case .bodyFileChanged, .cancelled, .closed:
            ServiceTrouble(kind: .cancelled, mayBeBilled: mayHaveArrived)
        }
    }
}
