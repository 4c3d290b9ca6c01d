import Foundation
import Platform

/// Makes keys, requests and ledger records from questions of one form.
struct RequestBuilder<Answer: Sendable & Hashable>: Sendable {
    let form: QuestionForm<Answer>
    let address: ModelServiceAddress
    let api: ModelAPI
    let estimator: Estimator
    let planning: RequestPlanning
    private let jpegQuality: Int
    private let texts: QuestionTexts<Answer>

    init(
        _ plan: Plan,
        _ form: QuestionForm<Answer>,
        _ settings: ModelSettings,
        _ address: ModelServiceAddress
    ) {
        self.form = form
        self.address = address
        jpegQuality = plan.prepare.jpegQuality
        texts = QuestionTexts(form)
        let facts = plan.models.facts(of: settings.name) ?? .careful(settings.name)
        estimator = Estimator(
            facts: facts,
            price: plan.prices.price(of: settings.name),
            imageTokens: plan.prices.imageTokens,
            settings: settings,
            sendSize: plan.prepare.size,
            text: form.size
        )
        planning = estimator.planning
        api = settings.api ?? .preferred(for: facts, at: address.host)
    }

    var settings: ModelSettings { planning.settings }
    var facts: ModelFacts { planning.facts }

    /// The service as the ledger remembers it.
    var service: ServiceIdentity {
        ServiceIdentity(baseURL: address.baseURL, api: api.rawValue, model: settings.name)
    }

    /// The effort to request; nil for a model without effort levels.
    var effort: ReasoningEffort? {
        facts.efforts.isEmpty ? settings.effort : estimator.effort
    }

    /// The most tokens an answer may have, reasoning included.
    func outputLimit(_ question: Question) -> Int {
        max(planning.outputLimit(photos: question.photos.count), question.room ?? 0)
    }

    /// The limit after an answer was cut off at `outputLimit`: twice that, if the model allows it.
    func largerOutputLimit(_ question: Question) -> Int {
        min(2 * outputLimit(question), facts.tokenLimits.output)
    }

    /// What earlier requests teach about a question.
    func lesson(_ history: AttemptHistory, _ question: Question) -> AttemptHistory.Outcome {
        history.outcome(
            photos: question.repair == nil ? max(1, question.photos.count) : 1,
            canGrow: largerOutputLimit(question) > outputLimit(question),
            isPart: question.room != nil
        )
    }

    /// The parts of a question: groups of `most` photos, or halves; with at least the room in which
    /// an answer was cut off, if one was.
    func parts(
        _ question: Question,
        _ key: String,
        atMost most: Int? = nil,
        room: Int?
    ) -> [Question] {
        let count = question.photos.count
        let size = most.map { max(1, min($0, count - 1)) }
        let starts = size.map { Array(stride(from: 0, to: count, by: $0)) } ?? [0, count / 2]
        return zip(starts, starts.dropFirst() + [count]).map { start, end in
            question.split(question.photos[start..<end], parent: key, room: room)
        }
    }

    // MARK: Keys

    /// SHA-256 of everything the answer depends on.
    ///
    /// Not included: delivery, pace, prices, retries, paths, the location's name, the run.
    func key(_ question: Question) -> String {
        if let repair = question.repair {
            let text = "repair \(Self.keyVersion) \(repair.parent) \(repair.reply)"
            return sha256(of: Array(text.utf8))
        }
        let photos = question.photos.map { photo in
            Self.list([jsonString(photo.photo.sha256), "\(photo.width)", "\(photo.height)"])
        }
        let members =
            parts(question) + [
                ("key", Self.keyVersion), ("model", jsonString(settings.name)),
                ("photos", Self.list(photos)), ("tile", "null"), ("vote", "\(question.vote)"),
            ]
        let json = members.sorted { $0.name < $1.name }
            .map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",")
        return sha256(of: Array("{\(json)}".utf8))
    }

    /// Incremented whenever the wording or layout of questions changes.
    ///
    /// 2: the instructions and the descriptions of faults were reworded.
    private static var keyVersion: String { "2" }

    private static func list(_ values: [String]) -> String {
        "[" + values.joined(separator: ",") + "]"
    }

    /// The parts of a key other than model, photos and vote, as JSON.
    private func parts(_ question: Question) -> [(name: String, json: String)] {
        [
            ("api", jsonString(api.rawValue)), ("base_url", jsonString(address.baseURL)),
            ("detail", jsonString(planning.detail.rawValue)),
            ("effort", effort.map { jsonString($0.rawValue) } ?? "null"),
            ("instructions", texts.instructions(at: question.location).json),
            ("max_output_tokens", "\(outputLimit(question))"),
            ("prepare", Self.list([jsonString(OutgoingPreparation.version), "\(jpegQuality)"])),
            ("schema", texts.schema(context(question)).json),
        ] + data(of: question)
    }

    /// The data that a question of text alone asks about; with photos, the closing line is fixed.
    private func data(of question: Question) -> [(name: String, json: String)] {
        question.photos.isEmpty ? [("data", jsonString(form.closing))] : []
    }

    /// A short form of the parts and photo sizes, to report later what has changed.
    func settings(_ question: Question) -> [String: String] {
        let sizes = question.photos.map { "\($0.width)x\($0.height)" }.joined(separator: " ")
        let subject = form.subject.map { [("subject", jsonString($0))] } ?? []
        return (parts(question) + [("size_of_photos", sizes)] + subject).reduce(into: [:]) {
            table,
            part in
            let isShort = part.json.utf8.count <= 40
            table[part.name] =
                isShort ? part.json : String(sha256(of: Array(part.json.utf8)).prefix(16))
        }
    }

    /// Whether a question of text alone was answered that differs at most in what it is about.
    func isAnswered(as subject: String, _ ledger: any LedgerReading) throws(LedgerError) -> Bool {
        guard let last = try ledger.textQuestions(named: subject).first?.question,
            last.model == settings.name
        else { return false }
        let question = Question(location: "", vote: 1, photos: [], kind: .ask)
        var (now, earlier) = (settings(question), last.settings)
        now["data"] = nil
        earlier["data"] = nil
        guard now == earlier else { return false }
        return try ledger.answeredReply(for: last.key) != nil
    }

    private func context(_ question: Question) -> QuestionForm<Answer>.Context {
        .init(location: question.location, photoIDs: question.photos.map(\.id))
    }

    // MARK: Requests

    /// The request, with prepared photos in the question's order.
    ///
    /// `isLarger` after a cut-off answer.
    func serviceQuestion(
        _ question: Question,
        key: String,
        _ outgoing: [OutgoingPhoto],
        because reason: AskReason,
        isLarger: Bool = false
    ) -> ServiceQuestion {
        let limit = isLarger ? largerOutputLimit(question) : outputLimit(question)
        let input = inputTokens(question)
        return ServiceQuestion(
            request: ModelRequest(
                model: settings.name,
                instructions: texts.instructions(at: question.location).text,
                photos: zip(question.photos, outgoing).map { photo, sent in
                    ModelRequest.LabelledPhoto(label: PhotoLabel.line(photo.id), photo: sent)
                },
                closing: form.closing,
                schemaName: form.schemaName,
                schema: texts.schema(context(question)).text,
                structure: facts.structuredOutput,
                effort: effort,
                detail: planning.detail,
                maxOutputTokens: limit,
                repair: question.repair?.turn,
                // Servers may enforce a schema without showing it to the model, or ignore it.
                repeatsSchema: facts.images.isAssumed
            ),
            record: record(question, key: key),
            reason: reason,
            inputTokens: input,
            ceiling: estimator.price?.ceiling(inputTokens: input, outputTokens: limit)
        )
    }

    /// The ledger's record of a question.
    private func record(_ question: Question, key: String) -> NewQuestion {
        NewQuestion(
            key: key,
            kind: question.kind,
            parent: question.parent,
            location: question.location,
            vote: question.vote,
            photos: question.photos.map {
                NewQuestion.Photo(id: $0.id, sha256: $0.photo.sha256)
            },
            model: settings.name,
            api: api.rawValue,
            settings: settings(question)
        )
    }

    /// The highest estimate: photos by the more expensive of the two rules, and text.
    private func inputTokens(_ question: Question) -> Int {
        let bySize = question.photos.reduce(0) { $0 + $1.tokens }
        let flat = (estimator.imageTokens ?? 0) * question.photos.count
        let repair = question.repair.map { $0.turn.answer.count + $0.turn.words.count } ?? 0
        return max(bySize, flat)
            + planning.assumptions.textTokens(characters: characters(question) + repair).high
    }

    private func characters(_ question: Question) -> Int {
        form.size.characters(question.location, question.photos.count)
    }

    // MARK: Replies

    /// The fewest input tokens that indicate that the model received all photos.
    ///
    /// A low estimate of the text, and for each photo a tenth of the size rule's tokens, as services
    /// may count differently; at least 16, the smallest grid of any known vision model. Without
    /// model facts the size rule is a guess, so only those 16 count.
    private func leastInputTokens(_ question: Question) -> Int {
        let isAssumed = facts.images.isAssumed
        return planning.assumptions.textTokens(characters: characters(question)).low
            + question.photos.reduce(0) { $0 + (isAssumed ? 16 : max(16, $1.tokens / 10)) }
    }

    /// Checks a reply to a question.
    ///
    /// - Parameters:
    ///   - reply: as received.
    ///   - question: the question asked.
    ///   - promise: the structure requested from the service.
    /// - Returns: the answer, its faults, or why the reply is unusable.
    /// - Throws: an error only if the form's own schema is invalid.
    func check(
        _ reply: Reply,
        to question: Question,
        promise: StructuredOutput
    ) throws -> CheckedReply<Answer> {
        if let reason = UnusableReply(reply, leastInputTokens: leastInputTokens(question)) {
            return .unusable(question.photos.isEmpty ? reason.ofText : reason)
        }
        switch try form.check(reply.text, context(question), promise) {
        case .passed(let answer, let notes): return .passed(answer, notes: notes)
        case .faulty(let faulty): return .faulty(faulty)
        }
    }
}

/// The result of checking a reply.
enum CheckedReply<Answer: Sendable & Hashable>: Sendable {
    case passed(Answer, notes: [AnswerNote])
    /// Faulty, but one repair may correct it.
    case faulty(FaultyAnswer<Answer>)
    /// Can't be repaired; the question may be split, or its output limit doubled.
    case unusable(UnusableReply)
}
