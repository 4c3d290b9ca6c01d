import Foundation
import HTTPTransfer

/// Asks a model about the photos of a run, for questions of every form.
///
/// A form defines what is asked and what answers mean. Everything else is shared: planning
/// requests, reuse from the ledger, the reasons to ask, preparing photos, sending, votes, repair,
/// cut-off answers, splitting, and giving up. Counting is the first form (`Count/CountForm.swift`).
/// `Extract/ExtractForm.swift` is the second one: whatever a JSON Schema says, for each photo or for
/// the photos of a location together.
///
/// `estimate` prices the same questions, split into the same requests. Answers are in plan order,
/// whatever order they arrive in.
struct Ask<Answer: Sendable & Hashable>: Sendable {
    let plan: Plan
    let run: RunContext
    let asking: AskEnvironment
    /// What the run asked before; nil for its first questions.
    let earlier: RunAsking?
    private let builder: RequestBuilder<Answer>

    init(
        _ plan: Plan,
        _ form: QuestionForm<Answer>,
        _ access: ModelAccess,
        _ asking: AskEnvironment,
        _ run: RunContext,
        after earlier: RunAsking? = nil
    ) {
        self.plan = plan
        self.earlier = earlier
        self.asking = asking
        self.run = run
        builder = RequestBuilder(plan, form, access.settings, access.address)
    }

    /// Asks about the photos, each at its location.
    ///
    /// - Throws: `RunInterruption` after a signal; `RunRefusal` if a cost limit can't be enforced
    ///   or no answer arrived; `LedgerError`.
    func ask(
        _ photos: [(photo: Photo, location: String?)],
        onProgress: (RunProgress) -> Void
    ) async throws -> AskOutcome<Answer> {
        let outcome = try await outcome(photos, onProgress: onProgress)
        // The signal may have arrived with the last answers.
        if let signal = outcome.interruption ?? run.environment.interruption() {
            throw RunInterruption(signal: signal)
        }
        guard outcome.hasAnswers else { throw RunRefusal(outcome) }
        return outcome
    }

    /// What was answered, even if a signal or the service stopped it or no answer arrived.
    func outcome(
        _ photos: [(photo: Photo, location: String?)],
        onProgress: (RunProgress) -> Void
    ) async throws -> AskOutcome<Answer> {
        let limit = [plan.limits.cost, asking.maxCost].compactMap(\.self).min()
        guard limit == nil || builder.estimator.price != nil else { throw unpriced }
        let planned = try PlannedQuestions(
            photos.map {
                PhotoEntry(asked: AskedPhoto($0.photo), photo: $0.photo, location: $0.location)
            },
            builder,
            ledger: run.environment.isFresh ? nil : run.ledger,
            isRetry: asking.isRetry
        )
        let questions = planned.questions.compactMap(\.self)
        let outgoing = try outgoing()
        let estimated = estimated(planned)
        try await run.ledger.setEstimate(estimated.map(CostEstimate.init), run: run.id)
        log(planned, photos.count, questions.count)
        let service = try service(limit: limit)
        let session = QuestionSession(
            builder: builder,
            service: service,
            ledger: run.ledger,
            photos: outgoing,
            isFresh: run.environment.isFresh,
            isRetry: asking.isRetry
        )
        var failed = 0
        let unique = UniqueQuestions(questions, builder.key)
        let results = try await inWindow(unique.questions, width: builder.settings.inFlight) {
            let result = try await session.answer($0)
            if let failure = result.failure { service.noteQuestion(failure: failure) }
            if result.isAnswered { service.noteQuestion(failure: nil) }
            return result
        } onDone: { done, result in
            if result.answered.contains(where: { $0.answer == nil }) { failed += 1 }
            onProgress(
                RunProgress(
                    asked: done,
                    of: unique.questions.count,
                    failed: failed,
                    spent: service.spent,
                    limit: limit
                )
            )
        }
        return try outcome(unique.spread(results), planned, photos.map(\.photo), service)
    }

    private func log(_ planned: PlannedQuestions<Answer>, _ photos: Int, _ questions: Int) {
        let expected = planned.estimate.cost?.expected
        asking.log?(
            RunEvent(
                .plan,
                [
                    ("photos", .whole(photos)), ("questions", .whole(questions)),
                    ("known", .whole(planned.requests.settled.count)),
                    ("estimated", expected.map { .text(machineMoney($0)) } ?? .none),
                ]
            ),
            run.id
        )
    }

    private func outgoing() throws -> OutgoingPhotos {
        do {
            return try OutgoingPhotos(
                jpegQuality: plan.prepare.jpegQuality,
                temporaryFolder: asking.temporaryFolder
            )
        } catch {
            throw RunRefusal(noRoom: printable("\(error)"))
        }
    }

    private var unpriced: RunRefusal {
        RunRefusal(
            message:
                "no price for \(printable(builder.settings.name, limit: 60)), so a cost limit can't "
                + "be enforced; add it to the price table, or remove the limit",
            exitStatus: .invalidData
        )
    }

    private func service(limit: Decimal?) throws(LedgerError) -> ModelService {
        let memory =
            run.environment.isFresh ? nil : try run.ledger.memory(of: builder.service)
        return ModelService(
            builder.address,
            plan: ServicePlan(
                api: builder.api,
                attempts: builder.settings.attempts,
                timeout: builder.settings.timeout,
                price: builder.estimator.price,
                run: run.id,
                limits: Pace.Limits(
                    inFlight: builder.settings.inFlight,
                    requestsPerMinute: builder.settings.requestsPerMinute,
                    tokensPerMinute: builder.settings.tokensPerMinute
                ),
                costLimit: limit,
                earlier: try run.ledger.costsOfRuns(run.id)[run.id] ?? RunCost(),
                failureLimit: plan.limits.failures,
                lessons: ServiceLessons(
                    memory,
                    first: builder.facts.structuredOutput,
                    at: run.environment.now()
                ),
                answering: builder.address.isRehearsal
                    ? nil
                    : AnsweringModel(
                        asked: builder.settings.name,
                        prices: plan.prices,
                        models: plan.models
                    )
            ),
            ledger: run.ledger,
            environment: ModelService.Environment(
                send: asking.send ?? transfer(),
                now: run.environment.now,
                interruption: run.environment.interruption,
                random: asking.random,
                deadline: run.deadline,
                log: { [log = asking.log, id = run.id] event in log?(event, id) },
                notice: { [notice = asking.notice] words in notice?(words) },
                sleep: asking.sleep
            )
        )
    }

    private func transfer() -> AskEnvironment.Send {
        var settings = TransferSettings()
        settings.maxConnections = builder.settings.inFlight
        settings.caFile = ["SSL_CERT_FILE", "CURL_CA_BUNDLE"].lazy
            .compactMap { asking.variables[$0] }.first { !$0.isEmpty }
        settings.userAgent = "stocktake/\(StocktakeVersion.text)"
        let transfer = HTTPTransfer(settings)
        return { request throws(TransferError) in try await transfer.send(request) }
    }
}

extension Ask {
    private func outcome(
        _ results: [QuestionResult<Answer>],
        _ planned: PlannedQuestions<Answer>,
        _ photos: [Photo],
        _ service: ModelService
    ) throws -> AskOutcome<Answer> {
        let answered = results.flatMap(\.answered)
        let lost = unsendable(planned, photos) + results.flatMap(\.lost)
        return AskOutcome(
            answered: answered,
            lost: unique(lost, without: answered),
            findings: changes(service) + unique(results.flatMap(\.findings)),
            asking: RunAsking(
                model: builder.settings.name,
                api: builder.api.rawValue,
                isRehearsal: builder.address.isRehearsal,
                attempts: try run.ledger.costs(run: run.id).map { try attempt($0) },
                reused: results.reduce(earlier?.reused ?? 0) { $0 + $1.reused },
                estimated: estimated(planned),
                expected: expectedCosts(planned)
                    .merging(earlier?.expected ?? [:]) { now, _ in now },
                uncounted: earlier?.uncounted ?? [],
                prices: "\(plan.prices.source), \(plan.prices.asOf)"
            ),
            stop: service.raisedStop ?? results.lazy.compactMap(\.stop).first,
            hasAnswers: results.isEmpty || !lost.isEmpty
                || results.contains { $0.hasReply || $0.reused > 0 }
        )
    }

    /// With what was estimated for the questions before; nil if a price is unknown.
    private func estimated(_ planned: PlannedQuestions<Answer>) -> RunAsking.Estimated? {
        guard let cost = planned.estimate.cost else { return nil }
        let now = RunAsking.Estimated(low: cost.low, expected: cost.expected, high: cost.high)
        guard let earlier else { return now }
        return earlier.estimated.map { $0 + now }
    }

    private func expectedCosts(_ planned: PlannedQuestions<Answer>) -> [String: Decimal] {
        let costs = planned.requests.all.map(builder.estimator.expectedCost)
        var expected: [String: Decimal] = [:]
        for case (let question?, let cost?) in zip(planned.questions, costs) {
            expected[builder.key(question)] = cost
        }
        return expected
    }

    /// Photos that don't fit into any request.
    private func unsendable(
        _ planned: PlannedQuestions<Answer>,
        _ photos: [Photo]
    ) -> [LostPhoto] {
        let byPath = photos.reduce(into: [:]) { $0[$1.path] = $1 }
        return planned.unsendable.compactMap { refused in
            byPath[refused.path].map { photo in
                LostPhoto(
                    photo: photo,
                    problem: PhotoProblem(rejection: .refusedByService, words: refused.words)
                )
            }
        }
    }

    private func attempt(_ cost: AttemptCost) throws -> RunAsking.Attempt {
        let attempt = cost.attempt
        return RunAsking.Attempt(
            question: attempt.question,
            location: cost.location,
            vote: cost.vote,
            kind: cost.kind.rawValue,
            number: attempt.number,
            state: attempt.state.rawValue,
            billed: attempt.billed.rawValue,
            photos: try run.ledger.question(attempt.question)?.question.photos.count ?? 0,
            snapshot: attempt.modelSnapshot ?? "",
            requestID: attempt.requestID ?? "",
            usage: attempt.usage,
            cost: attempt.cost,
            trouble: attempt.trouble?.words ?? "",
            reason: attempt.reason
        )
    }

    /// Each lost photo once; a photo that any vote has an answer about isn't lost.
    private func unique(
        _ lost: [LostPhoto],
        without answered: [AnsweredQuestion<Answer>]
    ) -> [LostPhoto] {
        var seen = Set(answered.filter { $0.answer != nil }.flatMap(\.photos))
        return lost.filter { seen.insert($0.photo).inserted }
    }

    /// Warnings about requests that differ from the pipeline's settings, and about unknown costs.
    private func changes(_ service: ModelService) -> [Finding] {
        var changes = service.changes
        if let wanted = builder.settings.effort, !builder.facts.efforts.isEmpty,
            !builder.facts.efforts.contains(wanted), let effort = builder.effort
        {
            let words = "this model has no effort \(wanted.rawValue); \(effort.rawValue) was used"
            changes.append((words, true))
        }
        return changes.map {
            let words = $0.isNew ? $0.words : "\($0.words) (learned by an earlier run)"
            return Finding($0.isNew ? .warning : .note, .requestChanged, words, key: "model")
        }
            + service.remarks
            + service.unpriced.sorted().map {
                Finding(.warning, .costUnknown, "\($0): cost unknown", key: "prices")
            }
            + [service.contradiction].compactMap(\.self).map {
                Finding(.warning, .usageContradictory, $0, key: "model")
            }
    }

    private func unique(_ findings: [Finding]) -> [Finding] {
        var seen: Set<Finding> = []
        return findings.filter { seen.insert($0).inserted }
    }
}

extension CostEstimate {
    fileprivate init(_ estimated: RunAsking.Estimated) {
        self.init(low: estimated.low, expected: estimated.expected, high: estimated.high)
    }
}

extension AskedPhoto {
    /// A photo whose file exists.
    init(_ photo: Photo) {
        self.init(
            path: photo.path,
            width: photo.width,
            height: photo.height,
            byteCount: photo.byteCount
        )
    }
}
