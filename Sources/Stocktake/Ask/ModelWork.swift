import Foundation
import HTTPTransfer
import Platform

/// What asking a model left behind, checked but not merged.
struct ModelOutcome: Sendable {
    /// In the order of the plan.
    let answered: [AnsweredQuestion]
    let lost: [QuestionResult.LostPhoto]
    let findings: [Finding]
    let asking: RunAsking
    /// Nil where everything was asked.
    let stop: ServiceStop?
    /// Whether there is anything to report: an answer, or nothing to ask.
    let hasAnswers: Bool
}

/// Asks a model about the photos of a run, several questions at once.
///
/// What is asked is what `estimate` priced: the same questions, cut into the same requests. Answers
/// stand in the order of the plan, however they came.
struct ModelWork: Sendable {
    let plan: Plan
    let surroundings: RunSurroundings
    let run: OpenRun
    private let desk: QuestionDesk

    init(
        _ plan: Plan,
        _ surroundings: RunSurroundings,
        _ service: ServiceAccess,
        _ run: OpenRun
    ) {
        self.plan = plan
        self.surroundings = surroundings
        self.run = run
        desk = QuestionDesk(plan, service.settings, service.address)
    }

    /// Asks about the photos, each at its location.
    ///
    /// - Throws: `LedgerError`, or `RunRefusal` where a cost limit can't be kept.
    func ask(
        _ photos: [(photo: Photo, location: String?)],
        onProgress: (RunProgress) -> Void
    ) async throws -> ModelOutcome {
        let limit = [plan.costLimit, surroundings.asking.maxCost].compactMap(\.self).min()
        guard limit == nil || desk.estimator.price != nil else { throw unpriced }
        let planned = try PlannedQuestions(
            photos.map {
                .init(asked: AskedPhoto($0.photo), photo: $0.photo, location: $0.location)
            },
            desk,
            ledger: surroundings.asking.isFresh ? nil : run.ledger,
            isRetry: surroundings.asking.isRetry
        )
        let estimate = planned.estimate
        let questions = planned.questions.compactMap(\.self)
        let outgoing = try outgoing()
        try await run.ledger.setEstimate(CostEstimate(estimate), run: run.id)
        surroundings.asking.log?(
            RunEvent(
                .plan,
                [
                    ("photos", .whole(photos.count)),
                    ("questions", .whole(questions.count)),
                    ("known", .whole(planned.requests.settled.count)),
                    (
                        "estimated",
                        (estimate.cost?.expected).map { .text(machineMoney($0)) } ?? .none
                    ),
                ]
            ),
            run.id
        )
        let service = service(limit: limit)
        let work = QuestionWork(
            desk: desk,
            service: service,
            ledger: run.ledger,
            photos: outgoing,
            isFresh: surroundings.asking.isFresh,
            isRetry: surroundings.asking.isRetry
        )
        var failed = 0
        let once = Once(questions, desk.key)
        let results = try await inWindow(once.questions, width: desk.settings.inFlight) {
            let result = try await work.answer($0)
            if result.isUseless { service.noteUseless() }
            return result
        } onDone: { done, result in
            if result.answered.contains(where: { $0.answer == nil }) { failed += 1 }
            onProgress(
                RunProgress(
                    asked: done,
                    of: once.questions.count,
                    failed: failed,
                    spent: service.spent,
                    limit: limit
                )
            )
        }
        return try outcome(once.spread(results), planned, photos.map(\.photo), service)
    }

    private func outgoing() throws -> OutgoingPhotos {
        do {
            return try OutgoingPhotos(
                jpegQuality: plan.jpegQuality,
                temporaryFolder: surroundings.asking.temporaryFolder
            )
        } catch {
            throw RunRefusal(noRoom: printable("\(error)"))
        }
    }

    private var unpriced: RunRefusal {
        RunRefusal(
            message:
                "no price for \(printable(desk.settings.name, limit: 60)), so a cost limit can't "
                + "be kept; add it to the price table, or remove the limit",
            exitStatus: .invalidData
        )
    }

    // MARK: What is asked

    /// Questions without repetitions, and which of them stands for each planned one.
    private struct Once {
        let questions: [OpenQuestion]
        let all: [OpenQuestion]
        let index: [Int]

        /// The same photos at two places are one question: it is asked once.
        init(_ all: [OpenQuestion], _ key: (OpenQuestion) -> String) {
            var places: [String: Int] = [:]
            var once: [OpenQuestion] = []
            self.all = all
            index = all.map { question in
                let key = key(question)
                if let known = places[key] { return known }
                places[key] = once.count
                once.append(question)
                return once.count - 1
            }
            questions = once
        }

        /// One result per planned question, each at its own location.
        func spread(_ results: [QuestionResult]) -> [QuestionResult] {
            var used: Set<Int> = []
            return zip(all, index).map { question, index in
                used.insert(index).inserted ? results[index] : results[index].at(question)
            }
        }
    }

    private func service(limit: Decimal?) -> ModelService {
        var settings = TransferSettings()
        settings.maxConnections = desk.settings.inFlight
        let environment = surroundings.asking.environment
        settings.caFile = environment["SSL_CERT_FILE"] ?? environment["CURL_CA_BUNDLE"]
        settings.userAgent = "stocktake/\(StocktakeVersion.text)"
        let transfer = HTTPTransfer(settings)
        return ModelService(
            desk.address,
            plan: ServicePlan(
                api: desk.api,
                attempts: desk.settings.attempts,
                price: desk.estimator.price,
                run: run.id,
                limits: Pace.Limits(
                    inFlight: desk.settings.inFlight,
                    requestsPerMinute: desk.settings.requestsPerMinute,
                    tokensPerMinute: desk.settings.tokensPerMinute
                ),
                costLimit: limit,
                failureLimit: plan.failureLimit,
                structure: desk.facts.structuredOutput
            ),
            ledger: run.ledger,
            environment: ModelService.Environment(
                send: { request throws(TransferError) in try await transfer.send(request) },
                now: surroundings.now,
                interruption: surroundings.interruption,
                random: { Double.random(in: 0...1) },
                deadline: run.deadline(plan),
                log: { [log = surroundings.asking.log, id = run.id] event in log?(event, id) }
            )
        )
    }

    // MARK: What came of it

    private func outcome(
        _ results: [QuestionResult],
        _ planned: PlannedQuestions,
        _ photos: [Photo],
        _ service: ModelService
    ) throws -> ModelOutcome {
        let answered = results.flatMap(\.answered)
        let lost = unsendable(planned, photos) + results.flatMap(\.lost)
        let costs = planned.requests.all.map(desk.estimator.expectedCost)
        var expected: [String: Decimal] = [:]
        for case (let question?, let cost?) in zip(planned.questions, costs) {
            expected[desk.key(question)] = cost
        }
        let asking = RunAsking(
            model: desk.settings.name,
            api: desk.api.rawValue,
            isRehearsal: desk.address.isRehearsal,
            attempts: try run.ledger.costs(run: run.id).map { try attempt($0) },
            reused: results.reduce(0) { $0 + $1.reused },
            estimated: planned.estimate.cost.map {
                .init(low: $0.low, expected: $0.expected, high: $0.high)
            },
            expected: expected,
            uncounted: uncounted(answered),
            prices: "\(plan.prices.source), \(plan.prices.asOf)"
        )
        return ModelOutcome(
            answered: answered,
            lost: unique(lost, without: answered),
            findings: changes(service) + unique(results.flatMap(\.findings)),
            asking: asking,
            stop: service.raisedStop ?? results.lazy.compactMap(\.stop).first,
            hasAnswers: results.isEmpty || !lost.isEmpty
                || results.contains { $0.hasReply || $0.reused > 0 }
        )
    }

    /// Photos that no request can hold.
    private func unsendable(
        _ planned: PlannedQuestions,
        _ photos: [Photo]
    ) -> [QuestionResult.LostPhoto] {
        let byPath = photos.reduce(into: [:]) { $0[$1.path] = $1 }
        return planned.unsendable.compactMap { refused in
            byPath[refused.path].map { photo in
                QuestionResult.LostPhoto(
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

    private func uncounted(_ answered: [AnsweredQuestion]) -> [RunAsking.UncountedGoods] {
        var seen: Set<RunAsking.UncountedGoods> = []
        return answered.flatMap { question in
            (question.answer?.notCounted ?? []).map {
                RunAsking.UncountedGoods(location: question.location, what: $0.what, why: $0.why)
            }
        }
        .filter { seen.insert($0).inserted }
    }

    /// Several votes may lose the same photo; one that any vote has an answer about isn't lost.
    private func unique(
        _ lost: [QuestionResult.LostPhoto],
        without answered: [AnsweredQuestion]
    ) -> [QuestionResult.LostPhoto] {
        var seen = Set(answered.filter { $0.answer != nil }.flatMap(\.photos))
        return lost.filter { seen.insert($0.photo).inserted }
    }

    /// What was asked otherwise than the pipeline says.
    private func changes(_ service: ModelService) -> [Finding] {
        var changes = service.changes
        if let wanted = desk.settings.effort, !desk.facts.efforts.isEmpty,
            !desk.facts.efforts.contains(wanted), let effort = desk.effort
        {
            changes.append(
                "effort \(wanted.rawValue) is not one of this model's; \(effort.rawValue) asked for"
            )
        }
        return changes.map { Finding(.warning, .requestChanged, $0, key: "model") }
            + service.unpriced.sorted().map {
                Finding(.warning, .costUnknown, "\($0): cost unknown", key: "prices")
            }
    }

    private func unique(_ findings: [Finding]) -> [Finding] {
        var seen: Set<Finding> = []
        return findings.filter { seen.insert($0).inserted }
    }
}

extension CostEstimate {
    /// Nil where a price is unknown.
    fileprivate init?(_ estimate: ModelEstimate) {
        guard let cost = estimate.cost else { return nil }
        self.init(low: cost.low, expected: cost.expected, high: cost.high)
    }
}

extension AskedPhoto {
    /// A photo whose file is there.
    init(_ photo: Photo) {
        self.init(
            path: photo.path,
            width: photo.width,
            height: photo.height,
            byteCount: photo.byteCount
        )
    }
}

extension RunProgress {
    fileprivate init(asked: Int, of total: Int, failed: Int, spent: Decimal, limit: Decimal?) {
        self.init(done: 0, total: 0, rejected: 0, labels: 0)
        asking = Asking(done: asked, total: total, failed: failed, spent: spent, limit: limit)
    }
}
