import Foundation
import GRDB
import HTTPTransfer
import Platform
import Testing

@testable import Stocktake

// The one place where these tests name the types that ask a model. A change of those types is a
// change of this file alone.

/// A folder with photos, a pipeline that counts by a model, a ledger, and a service that answers as
/// a script says.
///
/// Photo `3.jpg` shows three pieces of ice and one bread, and so on: what a right answer to any
/// question adds up to is known.
final class AskScene {
    let folder: PhotoFolder
    private let file: String
    private var runs = 0.0
    /// The run's key; one so short is no secret.
    var key = "sk-test"
    /// Called when a run has begun, before it asks anything.
    var before: (AskControls) throws -> Void = { _ in }

    /// Writes so many photos at location `A-01`, or those whose numbers `places` gives for each
    /// location, and the pipeline.
    init(
        photos: Int = 3,
        places: [String: [Int]]? = nil,
        views: String = "separate",
        name: String = "gpt-5.2",
        model: String = "attempts: 2",
        items: String = "[ice, bread]",
        more: String = ""
    ) throws {
        folder = try PhotoFolder()
        for (place, numbers) in places ?? ["A-01": Array(1...photos)] {
            for number in numbers { try folder.writePhoto(number, at: place) }
        }
        file = "test.yaml"
        try pipeline(views: views, name: name, model: model, items: items, more: more)
    }

    /// Writes the pipeline anew, with `model` as flow YAML in the section of that name and `more` as
    /// lines at its end.
    func pipeline(
        views: String = "separate",
        name: String = "gpt-5.2",
        model: String = "attempts: 2",
        items: String = "[ice, bread]",
        inFlight: Int = 1,
        location: String = "folder",
        longestSide: String = "original",
        more: String = ""
    ) throws {
        try folder.write(
            """
            name: test
            photos: {files: photos/*/*, location: \(location), views: \(views)}
            prepare: {longest_side: \(longestSide)}
            count: {by: model, items: \(items)}
            model: {name: \(name), in_flight: \(inFlight), \(model)}
            report: out
            \(more)

            """,
            to: file
        )
    }

    var temporaryFolder: String { folder.path("tmp") }

    private func plan() throws -> Plan {
        try Planning(output: nil) { [] }.plan(folder.path(file))
    }

    private func environment(
        _ controls: AskControls,
        isFresh: Bool = false,
        isRetry: Bool = false,
        maxCost: Decimal? = nil,
        script: AskScript? = nil
    ) throws -> (run: RunEnvironment, asking: AskEnvironment) {
        try folder.makeFolder("tmp")
        var asking = AskEnvironment()
        asking.variables = ["OPENAI_API_KEY": key]
        asking.temporaryFolder = temporaryFolder
        asking.isRetry = isRetry
        asking.maxCost = maxCost
        asking.sleep = { time in
            controls.advance(bySeconds: time.seconds)
            // For the request that is waited for.
            await Task.yield()
        }
        asking.random = { 1 }
        asking.notice = { controls.say($0) }
        if let script {
            asking.send = { request throws(TransferError) in try controls.send(request, script) }
        }
        let run = RunEnvironment(
            now: { controls.now() },
            interruption: { controls.signal },
            workers: 1,
            isFresh: isFresh
        )
        return (run, asking)
    }

    /// One run's asking, from the pipeline to what is left to merge; without a script the service
    /// answers everything right.
    func ask(
        isFresh: Bool = false,
        isRetry: Bool = false,
        maxCost: Decimal? = nil,
        script: @escaping AskScript = { .answer($0.right()) }
    ) async throws -> AskedRun {
        let plan = try plan()
        return try await ask(
            .count(plan),
            plan,
            isFresh: isFresh,
            isRetry: isRetry,
            maxCost: maxCost,
            script: script
        ) { outcome, attempts, controls, progress in
            AskedRun(outcome, attempts, controls, progress)
        }
    }

    /// The same with another form; `result` is made of the outcome, the attempts, what was sent and
    /// said, and the last progress.
    func ask<Answer, Result>(
        _ form: QuestionForm<Answer>,
        _ plan: Plan? = nil,
        isFresh: Bool = false,
        isRetry: Bool = false,
        maxCost: Decimal? = nil,
        script: @escaping AskScript,
        result: (
            AskOutcome<Answer>, [AttemptCost], AskControls, RunProgress.Asking?
        ) -> Result
    ) async throws -> Result {
        runs += 1
        let controls = AskControls(start: runs * 10_000_000)
        let environment = try environment(
            controls,
            isFresh: isFresh,
            isRetry: isRetry,
            maxCost: maxCost,
            script: script
        )
        let plan = try plan ?? self.plan()
        let access = try #require(try ModelAccess(plan, environment.asking, environment.run))
        let photos = try located(plan)
        let run = try await OpenRun.begin(plan, environment.run, isRehearsal: false)
        do {
            try before(controls)
            let ask = Ask(plan, form, access, environment.asking, run.context)
            var last: RunProgress?
            let outcome = try await ask.outcome(photos) { last = $0 }
            let attempts = try run.context.ledger.costs(run: run.id)
            try await run.abandon(.complete, .success, at: controls.now())
            return result(outcome, attempts, controls, last?.asking)
        } catch {
            sentInVain = controls.sent
            try await run.abandon(.failed, .unexpected, at: controls.now())
            throw error
        }
    }

    /// Why a run ends before it has asked everything; nil if it doesn't.
    func refusal(
        maxCost: Decimal? = nil,
        script: @escaping AskScript = { .answer($0.right()) }
    ) async throws -> RunRefusal? {
        do {
            _ = try await ask(maxCost: maxCost, script: script)
            return nil
        } catch let refusal as RunRefusal {
            return refusal
        }
    }

    /// The label reader that answers in a rehearsal.
    func eyes() throws -> LabelEyes {
        LabelEyes(try plan(), year: 2026)
    }

    /// What a run sent that ended with an error.
    private(set) var sentInVain: [SentRequest] = []

    private func located(_ plan: Plan) throws -> [(photo: Photo, location: String?)] {
        try plan.photos.listed.map { listed in
            (try PhotoReading().read(listed).get(), listed.location)
        }
    }

    /// What the next run would send, as `estimate` says.
    func planned(isRetry: Bool = false) throws -> PlannedAsking {
        let plan = try plan()
        let controls = AskControls(start: 0)
        let environment = try environment(controls)
        let access = try #require(try ModelAccess(plan, environment.asking, environment.run))
        let builder = RequestBuilder(plan, .count(plan), access.settings, access.address)
        let ledger =
            try FileManager.default.fileExists(atPath: plan.ledger)
            ? Ledger(at: plan.ledger) : nil
        defer { closeOrRecord(ledger) }
        let planned = try PlannedQuestions(
            located(plan).map {
                PhotoEntry(asked: AskedPhoto($0.photo), photo: $0.photo, location: $0.location)
            },
            builder,
            ledger: ledger,
            isRetry: isRetry
        )
        return PlannedAsking(
            open: planned.estimate.requests.count,
            settled: planned.estimate.reused,
            givenUp: planned.estimate.givenUp,
            repeated: planned.requests.repeated.count,
            reasons: planned.estimate.reasons.reduce(into: [:]) { $0[$1.key.rawValue] = $1.value }
        )
    }

    private func closeOrRecord(_ ledger: Ledger?) {
        do {
            try ledger?.close()
        } catch {
            Issue.record("the ledger can't be closed: \(error)")
        }
    }

    /// The stored bytes of the reply to an attempt, counted from 1.
    func storedReply(_ number: Int64) throws -> String? {
        let ledger = try Ledger(at: try plan().ledger)
        defer { closeOrRecord(ledger) }
        return try ledger.reply(to: AttemptID(number: number)).map {
            String(decoding: $0.body, as: UTF8.self)
        }
    }

    /// Changes the ledger as another program would.
    func tamper(_ sql: String) throws {
        let queue = try DatabaseQueue(path: try plan().ledger)
        try queue.writeWithoutTransaction { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// As if the last run had died before it looked at any reply.
    func forgetVerdicts() throws {
        try tamper("UPDATE replies SET verdict = 'pending', errors = NULL")
    }
}

extension PhotoFolder {
    /// A tiny photo of its own.
    func writePhoto(_ number: Int, at place: String = "A-01") throws {
        try write(
            try Self.jpeg(shade: UInt8(5 * number)),
            to: "photos/\(place)/\(number).jpg"
        )
    }
}

/// What the next run would do.
struct PlannedAsking: Equatable {
    var open = 0
    var settled = 0
    var givenUp = 0
    var repeated = 0
    var reasons: [String: Int] = [:]
}

/// What one run asked, and what came of it, in short words.
struct AskedRun {
    /// In the order sent.
    let sent: [SentRequest]
    /// What was said while it waited.
    let notices: [String]
    /// By its clock, which stands still while nothing waits.
    let seconds: Int
    /// `1 2: bread 2, ice 3`, or `1 2: -` without an answer; the location before it where it isn't
    /// `A-01`, and the vote where it isn't the first.
    let answers: [String]
    /// `2 refused_by_service: words`.
    let lost: [String]
    /// `code: words`.
    let findings: [String]
    /// The kind of stop and its words; nil where everything was asked.
    let stop: String?
    /// The code of the finding about it.
    let stopCode: String?
    /// `2 not_reached: words` of each photo without any answer, by name.
    let unanswered: [String]
    let reused: Int
    /// Kind, state, verdict and reason of each request, by the ledger: `ask answered passed new_photo`.
    let attempts: [String]
    /// Why they failed, in the ledger's words; empty for answers.
    let troubles: [String]
    /// Why requests were sent, in words.
    let reasons: [String]
    /// What they cost in USD, nil where that isn't known.
    let costs: [Decimal?]
    /// The most each can cost, in USD.
    let ceilings: [Decimal?]
    let hasAnswers: Bool
    /// Of the last progress: questions done and without an answer, and USD.
    let done: Int
    let failed: Int
    let spent: Decimal

    /// What was asked in each request: `1 2 3`, `repair 2`.
    var questions: [String] { sent.map(\.shown) }

    init(
        _ outcome: AskOutcome<CountAnswer>,
        _ attempts: [AttemptCost],
        _ controls: AskControls,
        _ progress: RunProgress.Asking?
    ) {
        sent = controls.sent
        notices = controls.notices
        seconds = Int(controls.seconds.rounded())
        answers = outcome.answered.map(Self.shown)
        lost = outcome.lost.map(Self.shown)
        unanswered = outcome.unanswered.map(Self.shown).sorted()
        stopCode = outcome.stop?.finding.code.rawValue
        findings = outcome.findings.map { "\($0.code.rawValue): \($0.message)" }
        stop = outcome.stop.map(Self.shown)
        reused = outcome.asking.reused
        self.attempts = attempts.map { attempt in
            let verdict =
                switch attempt.attempt.verdict {
                case .passed: " passed"
                case .failed: " failed"
                case .pending: " pending"
                case nil: ""
                }
            let reason = attempt.attempt.reason?.code.rawValue ?? "-"
            return "\(attempt.kind.rawValue) \(attempt.attempt.state.rawValue)\(verdict) \(reason)"
        }
        troubles = attempts.map { $0.attempt.trouble?.words ?? "" }
        reasons = attempts.map { $0.attempt.reason?.words ?? "" }
        costs = attempts.map(\.attempt.cost)
        ceilings = attempts.map(\.attempt.ceiling)
        hasAnswers = outcome.hasAnswers
        done = progress?.done ?? 0
        failed = progress?.failed ?? 0
        spent = progress?.spent ?? 0
    }

    private static func name(_ photo: Photo) -> String {
        URL(filePath: photo.path).deletingPathExtension().lastPathComponent
    }

    private static func shown(_ lost: LostPhoto) -> String {
        "\(name(lost.photo)) \(lost.problem.rejection.rawValue): \(lost.problem.words)"
    }

    private static func shown(_ question: CountQuestion) -> String {
        let place = question.location == "A-01" ? "" : "\(question.location) "
        let vote = question.vote == 1 ? "" : "vote \(question.vote) "
        let items = question.answer.map { answer in
            answer.items.map { "\($0.sku) \($0.points.count)" }.sorted().joined(separator: ", ")
        }
        let photos = question.photos.map(name).joined(separator: " ")
        return "\(place)\(vote)\(photos): \(items ?? "-")"
    }

    private static func shown(_ stop: ServiceStop) -> String {
        switch stop {
        case .interrupted(let signal): "interrupted: signal \(signal)"
        case .limitReached(let words), .timeReached(let words): "limit: \(words)"
        case .refused(let words, let advice): "refused: \(words); \(advice)"
        case .givenUp(let words, let advice): "given up: \(words); \(advice)"
        }
    }
}

// MARK: - What earlier attempts teach

/// An attempt of an earlier run, as far as the next one learns from it.
enum PastAttempt {
    case passed
    /// Check found faults in its answer.
    case faulty
    case cutOff
    case unreadable
    /// It failed, with the code of a trouble.
    case failed(String)
    case lost

    private var trouble: AttemptTrouble? {
        switch self {
        case .failed(let code): AttemptTrouble(code: code, words: "the service said no")
        case .lost: AttemptTrouble(code: "run_died", words: "its run ended")
        case .passed, .faulty, .cutOff, .unreadable: nil
        }
    }

    private var verdict: ReplyVerdict? {
        switch self {
        case .passed: .passed
        case .faulty: .failed(errors: #"["/items: must be a list"]"#)
        case .cutOff: .failed(errors: jsonString(UnusableReply.cutOff.words))
        case .unreadable:
            .failed(errors: jsonString(ModelService.serviceFault + "answerUnreadable"))
        case .failed, .lost: nil
        }
    }

    private var state: StoredAttempt.State {
        switch self {
        case .passed, .faulty, .cutOff, .unreadable: .answered
        case .failed: .failed
        case .lost: .unknown
        }
    }

    private func stored(_ number: Int) -> StoredAttempt {
        StoredAttempt(
            id: AttemptID(number: Int64(number)),
            question: "",
            run: "run-1",
            number: number,
            state: state,
            billed: .maybe,
            clientRequestID: "",
            startedAt: Date(timeIntervalSince1970: 0),
            price: nil,
            ceiling: nil,
            reason: nil,
            endedAt: nil,
            httpStatus: nil,
            requestID: nil,
            modelSnapshot: nil,
            serviceTier: nil,
            usage: TokenUsage(),
            cost: nil,
            trouble: trouble,
            elapsed: nil,
            bytesSent: nil,
            verdict: verdict
        )
    }

    /// What follows from such attempts for a question about so many photos: its name, and words.
    static func lesson(of attempts: [PastAttempt], limit: Int, photos: Int) -> String {
        let stored = attempts.enumerated().map { $0.element.stored($0.offset + 1) }
        switch AttemptHistory(attempts: stored, limit: limit).outcome(photos: photos) {
        case .askAgain: return "ask"
        case .askLarger: return "ask larger"
        case .cutOff: return "halve: cut off"
        case .tooLarge(let words): return "halve: \(words)"
        case .badPhoto(let words): return "bad photo: \(words)"
        case .failedTooOften(let words, let last):
            return "failed too often, last \(last.number): \(words)"
        }
    }
}
