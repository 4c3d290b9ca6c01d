import Foundation
import Synchronization

extension ModelService {
    /// How requests differ from the pipeline because the service refused something, in words.
    ///
    /// `isNew` is false for what an earlier run learned.
    var changes: [(words: String, isNew: Bool)] {
        state.withLock { state in
            let kept = Set(startingLessons.changes)
            let lasting = state.lessons.changes.map { ($0, !kept.contains($0)) }
            return lasting + state.changesOfRun.map { ($0, true) }
        }
    }

    /// Puts what was learned of the service into a request; `room` is for this question alone.
    func adapt(_ request: inout ModelRequest, room: Int?) {
        let lessons = state.withLock { $0.lessons }
        request.structure = lessons.structure
        request.refusedParameters = lessons.refusedParameters
        request.refusesSystem = lessons.refusesSystem
        let limits = [request.maxOutputTokens, lessons.outputLimit, room].compactMap(\.self)
        request.maxOutputTokens = limits.min() ?? request.maxOutputTokens
    }

    /// Splits a question of more photos than the service said it takes; nothing is sent.
    func splitAtOnce(_ request: ModelRequest) -> ServiceOutcome? {
        guard let most = state.withLock({ $0.lessons.photosAtOnce }), request.photos.count > most
        else { return nil }
        let words = ServiceTrouble(kind: .tooManyPhotos, limit: most).words
        return .split(words: words, isPhotoFault: false, atMost: most)
    }

    /// What a refusal to be split for says to do.
    func split(_ words: String, _ verdict: Verdict) -> ServiceOutcome {
        switch verdict {
        case .badPhoto: return .split(words: words, isPhotoFault: true)
        case .tooManyPhotos(let trouble):
            guard let most = trouble.limit, most > 0 else { break }
            state.withLock { state in
                state.lessons.photosAtOnce = min(most, state.lessons.photosAtOnce ?? most)
                let kind = ServiceTrouble(kind: .tooManyPhotos, limit: most)
                state.lessons.note(
                    "\(kind.words): asked about so many at once; "
                        + "set model.photos_per_request: \(most)"
                )
            }
            return .split(words: words, isPhotoFault: false, atMost: most)
        default: break
        }
        return .split(words: words, isPhotoFault: false)
    }

    /// Changes all later requests, and says so once.
    func learn(from trouble: ServiceTrouble) {
        state.withLock { state in
            switch trouble.kind {
            case .parameterRefused:
                guard let name = trouble.parameter,
                    state.lessons.refusedParameters.insert(name).inserted
                else { return }
                let other =
                    ["max_tokens": "max_completion_tokens"][name]
                    ?? ["max_completion_tokens": "max_tokens"][name]
                state.lessons.note(
                    "\(trouble.words): asked "
                        + (other.map { "with \($0) instead" } ?? "without it")
                )
            case .systemRefused:
                state.lessons.refusesSystem = true
                state.lessons.note("\(trouble.words): the instructions begin the user's message")
            case .outputTooLong:
                guard let limit = trouble.limit else { return }
                state.lessons.outputLimit = min(limit, state.lessons.outputLimit ?? limit)
                state.lessons.note("\(trouble.words): asked for at most \(limit) tokens")
            case .contextTooLong:
                let words =
                    "\(trouble.kind.words): some answers were given less room; set "
                    + "model.max_output_tokens or model.photos_per_request lower"
                if !state.changesOfRun.contains(words) { state.changesOfRun.append(words) }
            default: break
            }
        }
    }

    /// Keeps in the ledger what was learned, now that a request made by it was answered.
    ///
    /// - Throws: `LedgerError`.
    func keepLessons(_ model: String) async throws(LedgerError) {
        let new = state.withLock { state -> ServiceLessons? in
            guard state.lessons != state.keptLessons else { return nil }
            state.keptLessons = state.lessons
            return state.lessons
        }
        guard let new else { return }
        try await ledger.remember(
            ServiceMemory(
                lessons: new,
                version: StocktakeVersion.text,
                learnedAt: environment.now()
            ),
            of: ServiceIdentity(baseURL: address.baseURL, api: api.rawValue, model: model)
        )
    }

    // MARK: Who answered

    /// USD; nil where the reply's usage, the model that answered or its tier have no known price.
    func cost(of reply: Reply) -> Decimal? {
        let price = answering.map { $0.identity(of: reply.snapshot).price } ?? price
        return reply.usage.flatMap { price?.cost(of: $0, tier: reply.serviceTier) }
    }

    /// Counts what a reply says of its model, and text found among its thoughts.
    func noteAnswer(_ reply: Reply) {
        let isOther = answering?.identity(of: reply.snapshot).isOther ?? false
        guard isOther || reply.isThought else { return }
        state.withLock { state in
            if isOther, state.otherModels.count < 20 || state.otherModels[reply.snapshot] != nil {
                state.otherModels[reply.snapshot, default: 0] += 1
            }
            if reply.isThought { state.thoughts += 1 }
        }
    }

    /// What the answers of this run were like, each once.
    var remarks: [Finding] {
        let (others, thoughts) = state.withLock { ($0.otherModels, $0.thoughts) }
        var remarks = others.sorted { $0.key < $1.key }.compactMap { name, count in
            answering.map { $0.finding(name, count) }
        }
        if thoughts > 0 {
            let words =
                "\(thoughts) answer\(thoughts == 1 ? " was" : "s were") where the model's thoughts "
                + "belong, with nothing in its place; check the server's reasoning parser"
            remarks.append(Finding(.note, .answerNote, words, key: "model"))
        }
        return remarks
    }

    // MARK: Nothing is there

    /// What to do about a stop; for an address where nothing is, which part of it is wrong.
    func advice(_ verdict: Verdict) -> String {
        guard case .pathMissing = verdict.trouble.kind else { return verdict.advice }
        if let base = address.withoutAPIPath { return "end model.base_url at \(base)" }
        if let base = address.withVersion {
            return "set model.base_url to \(base), if that is where the server has its API"
        }
        return api.adviceIfMissing
    }
}

extension AnsweringModel {
    /// One finding for all the answers of another model.
    fileprivate func finding(_ name: String, _ count: Int) -> Finding {
        let identity = identity(of: name)
        let answers = count == 1 ? "1 answer is" : "\(count) answers are"
        let asked = printable(asked, limit: 100)
        let price = identity.price.map { "priced as \($0.model)" } ?? "cost unknown"
        return Finding(
            identity.isCertain ? .warning : .note,
            .otherModel,
            "\(answers) by \(name), which is not the name asked for, \(asked); \(price)",
            key: "model.name"
        )
    }
}

extension Reply {
    /// Complete, and without a word: as good as no answer.
    var isBlank: Bool { ending == .complete && text.allSatisfy(\.isWhitespace) }
}

extension ServiceLessons {
    /// What a run begins with: what an earlier one learned, as far as it still counts.
    ///
    /// After 30 days, by another version of this program or with other model facts, refused forms
    /// and parameters are tried again. How many photos a service takes stays: asking about more
    /// would ask anew what is answered.
    init(_ memory: ServiceMemory?, first: StructuredOutput, at now: Date) {
        self.init(first: first)
        guard let memory else { return }
        let age = now.timeIntervalSince(memory.learnedAt)
        if (0...30 * 86_400).contains(age), memory.version == StocktakeVersion.text,
            memory.lessons.first == first
        {
            self = memory.lessons
        } else {
            photosAtOnce = memory.lessons.photosAtOnce
        }
    }
}
