import Foundation
import Platform

/// A photo of this run in the size in which it is planned to be sent.
struct SizedPhoto: Sendable, Hashable {
    let photo: Photo
    /// Upright, in pixels.
    let width: Int
    let height: Int
    /// Input tokens by the model's size rule.
    let tokens: Int
    /// What names it in the request and the answer: `p1`.
    let id: String
}

/// A question of this run: photos of one location, one vote, in one request.
struct OpenQuestion: Sendable {
    /// A second turn about an answer with faults.
    struct Repair: Sendable {
        /// The key of the question that was answered, and the SHA-256 of that reply's body.
        let parent: String
        let reply: String
        let turn: ModelRequest.Repair
    }

    /// Empty where it is unknown.
    let location: String
    let vote: Int
    /// At least one, in list order.
    let photos: [SizedPhoto]
    let kind: NewQuestion.Kind
    /// The key of the question it follows up.
    var parent: String?
    var repair: Repair?

    /// The same question without some of its photos, as if it had been planned so.
    func asking(_ photos: [SizedPhoto]) -> OpenQuestion {
        var question = split(photos[...], parent: "", kind: .ask)
        question.parent = nil
        return question
    }

    /// A part of the question, under ids of its own; `parent` has been asked before.
    func split(
        _ photos: ArraySlice<SizedPhoto>,
        parent: String,
        kind: NewQuestion.Kind = .split
    ) -> OpenQuestion {
        OpenQuestion(
            location: location,
            vote: vote,
            photos: photos.enumerated().map { index, photo in
                SizedPhoto(
                    photo: photo.photo,
                    width: photo.width,
                    height: photo.height,
                    tokens: photo.tokens,
                    id: QuestionText.id(ofPhoto: index)
                )
            },
            kind: kind,
            parent: parent
        )
    }

    /// The question that asks for the correction of some photos, under the ids they have.
    func repairing(_ indices: [Int], _ repair: Repair) -> OpenQuestion {
        OpenQuestion(
            location: location,
            vote: vote,
            photos: indices.map { photos[$0] },
            kind: .repair,
            parent: repair.parent,
            repair: repair
        )
    }
}

/// Turns questions into what is sent, stored and checked: all that follows from plan and model.
struct QuestionDesk: Sendable {
    let plan: Plan
    private let texts: AskedTexts
    let planning: RequestPlanning
    let estimator: Estimator
    let address: ModelServiceAddress
    let api: ModelAPI

    init(_ plan: Plan, _ settings: ModelSettings, _ address: ModelServiceAddress) {
        self.plan = plan
        self.address = address
        let text = QuestionText(plan)
        texts = AskedTexts(text)
        let facts = plan.modelTable.facts(of: settings.name) ?? .careful(settings.name)
        estimator = Estimator(
            facts: facts,
            price: plan.prices.price(of: settings.name),
            imageTokens: plan.prices.imageTokens,
            settings: settings,
            sendSize: plan.sendSize,
            text: text.size
        )
        planning = estimator.planning
        api = settings.api ?? .preferred(for: facts, at: address.host)
    }

    var settings: ModelSettings { planning.settings }
    var facts: ModelFacts { planning.facts }

    /// The effort to name in a request; nil for a model that takes none.
    var effort: ReasoningEffort? {
        facts.efforts.isEmpty ? settings.effort : estimator.effort
    }

    /// Whether the photos of one location are one look, so that none can be asked about alone.
    var asksTogether: Bool { plan.views == .overlapping }

    /// What an answer may hold at most, thinking included, in tokens.
    func outputLimit(_ question: OpenQuestion) -> Int {
        planning.outputLimit(photos: question.photos.count)
    }

    private func answered(_ question: OpenQuestion) -> AskedTexts.Answered {
        texts.answered(at: question.location, photoIDs: question.photos.map(\.id))
    }

    /// SHA-256 of everything the answer depends on.
    ///
    /// Not in it: delivery, pace, prices, retries, paths, the location's name, the run.
    func key(_ question: OpenQuestion) -> String {
        if let repair = question.repair {
            return sha256(of: Array("repair 1 \(repair.parent) \(repair.reply)".utf8))
        }
        let photos = question.photos.map { photo in
            Self.list([jsonString(photo.photo.sha256), "\(photo.width)", "\(photo.height)"])
        }
        let members =
            parts(question) + [
                ("key", "1"), ("model", jsonString(settings.name)), ("photos", Self.list(photos)),
                ("tile", "null"), ("vote", "\(question.vote)"),
            ]
        let json = members.sorted { $0.name < $1.name }
            .map { "\"\($0.name)\":\($0.json)" }.joined(separator: ",")
        return sha256(of: Array("{\(json)}".utf8))
    }

    private static func list(_ values: [String]) -> String {
        "[" + values.joined(separator: ",") + "]"
    }

    /// What a key is made of beside model, photos and vote, as JSON.
    private func parts(_ question: OpenQuestion) -> [(name: String, json: String)] {
        [
            ("api", jsonString(api.rawValue)), ("base_url", jsonString(address.baseURL)),
            ("detail", jsonString(planning.detail.rawValue)),
            ("effort", effort.map { jsonString($0.rawValue) } ?? "null"),
            ("instructions", texts.asked(at: question.location).instructionsJSON),
            ("max_output_tokens", "\(outputLimit(question))"),
            (
                "prepare",
                Self.list([jsonString(OutgoingPreparation.version), "\(plan.jpegQuality)"])
            ),
            ("schema", answered(question).textJSON),
        ]
    }

    /// The same, short, to tell later what has changed; the size of the photos too.
    func settings(_ question: OpenQuestion) -> [String: String] {
        let sizes = question.photos.map { "\($0.width)x\($0.height)" }.joined(separator: " ")
        return (parts(question) + [("size_of_photos", sizes)]).reduce(into: [:]) { table, part in
            let isShort = part.json.utf8.count <= 40
            table[part.name] =
                isShort ? part.json : String(sha256(of: Array(part.json.utf8)).prefix(16))
        }
    }

    /// What the ledger keeps of a question.
    func record(_ question: OpenQuestion, key: String) -> NewQuestion {
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

    /// The request, with the photos as they are prepared: in the question's order.
    ///
    /// `outputFactor` is 2 after an answer that was cut off.
    func serviceQuestion(
        _ question: OpenQuestion,
        key: String,
        _ outgoing: [OutgoingPhoto],
        because reason: AskReason,
        outputFactor: Int = 1
    ) -> ServiceQuestion {
        let limit = min(outputLimit(question) * outputFactor, facts.tokenLimits.output)
        let input = inputTokens(question)
        return ServiceQuestion(
            request: ModelRequest(
                model: settings.name,
                instructions: texts.asked(at: question.location).instructions,
                photos: zip(question.photos, outgoing).map { photo, sent in
                    ModelRequest.LabelledPhoto(
                        label: QuestionText.label(ofPhotoNamed: photo.id),
                        photo: sent
                    )
                },
                closing: QuestionText.closing,
                schema: answered(question).text,
                structure: facts.structuredOutput,
                effort: effort,
                detail: planning.detail,
                maxOutputTokens: limit,
                repair: question.repair?.turn
            ),
            record: record(question, key: key),
            reason: reason,
            inputTokens: input,
            ceiling: estimator.price?.ceiling(inputTokens: input, outputTokens: limit)
        )
    }

    /// The higher estimate: photos by the dearer of the two rules, and text.
    private func inputTokens(_ question: OpenQuestion) -> Int {
        let bySize = question.photos.reduce(0) { $0 + $1.tokens }
        let flat = (estimator.imageTokens ?? 0) * question.photos.count
        let repair = question.repair.map { $0.turn.answer.count + $0.turn.words.count } ?? 0
        let size = estimator.text
        let characters = size.fixed(question.location) + size.ofPhotos(question.photos.count)
        return max(bySize, flat)
            + planning.assumptions.textTokens(characters: characters + repair).high
    }

    /// The fewest input tokens with which the model can have seen all photos.
    ///
    /// The text at its shortest, and of each photo a tenth of what the size rule says: services may
    /// count otherwise, but a photo that was dropped counts nothing. Without facts, sixteen for each
    /// photo: the smallest grid any vision model is known to look at.
    func leastInputTokens(_ question: OpenQuestion) -> Int {
        let size = estimator.text
        let characters = size.fixed(question.location) + size.ofPhotos(question.photos.count)
        let least = planning.assumptions.textTokens(characters: characters).low
        guard facts.images.isAssumed else {
            return least + question.photos.reduce(0) { $0 + max(16, $1.tokens / 10) }
        }
        return 16 * question.photos.count
    }

    /// Judges answers to a question.
    ///
    /// - Parameters:
    ///   - question: what was asked.
    ///   - structure: the form of answer the service was asked for.
    /// - Returns: a check for this question's photos, items and zones.
    /// - Throws: an error only if our own schema is none.
    func check(
        _ question: OpenQuestion,
        structure: StructuredOutput
    ) throws -> AnswerCheck {
        let answered = answered(question)
        let promise: AnswerCheck.Promise =
            switch structure {
            case .strict: .schema
            case .jsonObject: .json
            case .none: .nothing
            }
        return try AnswerCheck(
            schema: answered.text,
            vocabulary: AnswerVocabulary(
                photoIDs: answered.schema.photoIDs,
                items: answered.schema.items,
                zones: answered.schema.zones,
                problems: ReplySchema.problems
            ),
            promise: promise,
            leastInputTokens: leastInputTokens(question)
        )
    }
}
