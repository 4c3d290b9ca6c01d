/// A photo to ask about, with its file if it exists.
struct PhotoEntry: Sendable {
    let asked: AskedPhoto
    let photo: Photo?
    let location: String?
}

/// The questions a plan asks one model, split into requests, and those settled by earlier runs.
///
/// Both `estimate` and `run` get their questions here, so that a run asks what was estimated.
struct PlannedQuestions<Answer: Sendable & Hashable>: Sendable {
    /// One per request, in the same order; nil if a photo's file doesn't exist yet.
    let questions: [Question?]
    let requests: AskedRequests
    let unsendable: [UnsendablePhoto]
    let estimate: ModelEstimate

    /// With more open questions than this, reasons are not looked up.
    private static var mostReasons: Int { 1000 }

    /// - Parameters:
    ///   - entries: in list order.
    ///   - builder: the model's request builder.
    ///   - ledger: the answers of earlier runs; nil to ask everything.
    ///   - isRetry: whether questions that failed too often are asked again.
    /// - Throws: `LedgerError` if the ledger can't be read.
    init(
        _ entries: [PhotoEntry],
        _ builder: RequestBuilder<Answer>,
        ledger: (any LedgerReading)?,
        isRetry: Bool
    ) throws(LedgerError) {
        guard let ledger else {
            self = PlannedQuestions(entries, builder)
            return
        }
        let most = try ledger.memory(of: builder.service)?.lessons.photosAtOnce
        let fresh = PlannedQuestions(entries, builder, atMost: most)
        questions = fresh.questions
        unsendable = fresh.unsendable
        var requests = fresh.requests
        let settled = SettledQuestions(builder: builder, ledger: ledger, isRetry: isRetry)
        try Self.settle(&requests, questions, settled)
        self.requests = requests
        estimate = builder.estimator.estimate(requests, of: fresh.estimate.questions, unsendable)
    }

    /// All questions, without looking at earlier runs.
    init(_ entries: [PhotoEntry], _ builder: RequestBuilder<Answer>, atMost most: Int? = nil) {
        let isText = builder.form.subject != nil
        let planned =
            isText
            ? [PhotoGroup(location: "", photos: [], vote: 1)]
            : QuestionPlanning(
                photosPerRequest: builder.settings.photosPerRequest,
                votes: builder.settings.votes
            ).groups(entries.map { ($0.asked, $0.location) })
        let (all, unsendable) = builder.planning.requests(planned, atMost: most)
        questions = Self.questions(all, entries)
        var requests = AskedRequests(all)
        requests.repeated = Self.repeated(questions, builder)
        self.requests = requests
        self.unsendable = unsendable
        estimate = builder.estimator.estimate(requests, of: planned.count, unsendable)
    }

    private static func questions(
        _ requests: [PlannedRequest],
        _ entries: [PhotoEntry]
    ) -> [Question?] {
        // The same path may be listed at two locations.
        func place(_ path: String, _ location: String?) -> [String] { [path, location ?? ""] }
        let photos = entries.compactMap { entry in entry.photo.map { ($0, entry.location) } }
        let byPlace = photos.reduce(into: [:]) { $0[place($1.0.path, $1.1)] = $1.0 }
        let byPath = photos.reduce(into: [:]) { $0[$1.0.path] = $1.0 }
        return requests.map { request in
            let sized = request.photos.enumerated().compactMap { index, planned in
                (byPlace[place(planned.path, request.location)] ?? byPath[planned.path]).map {
                    SizedPhoto(
                        photo: $0,
                        width: planned.width,
                        height: planned.height,
                        tokens: planned.tokens,
                        id: PhotoLabel.id(index)
                    )
                }
            }
            guard sized.count == request.photos.count else { return nil }
            return Question(
                location: request.location,
                vote: request.vote,
                photos: sized,
                kind: .ask
            )
        }
    }

    // MARK: Settled questions

    /// Requests that repeat an earlier one: the same photos and texts at another location.
    private static func repeated(
        _ questions: [Question?],
        _ builder: RequestBuilder<Answer>
    ) -> Set<Int> {
        // Keys are expensive to compute: only those with equal photos are compared.
        var places: [[String]: [Int]] = [:]
        for case (let index, let question?) in questions.enumerated() {
            let photos = question.photos.map(\.photo.sha256) + ["\(question.vote)"]
            places[photos, default: []].append(index)
        }
        var repeated: Set<Int> = []
        for indices in places.values where indices.count > 1 {
            var keys: Set<String> = []
            for index in indices.sorted() {
                guard let key = questions[index].map(builder.key), !keys.insert(key).inserted else {
                    continue
                }
                repeated.insert(index)
            }
        }
        return repeated
    }

    private static func settle(
        _ requests: inout AskedRequests,
        _ questions: [Question?],
        _ settled: SettledQuestions<Answer>
    ) throws(LedgerError) {
        let (builder, ledger) = (settled.builder, settled.ledger)
        let keys = questions.map { $0.map(builder.key) }
        let all = keys.compactMap(\.self)
        let answered = try ledger.answeredKeys(among: all).union(ledger.pendingKeys(among: all))
        let asked = try ledger.askedKeys(among: all)
        let reasons = AskReasons(builder: builder, ledger: ledger, isFresh: false)
        var open = 0
        for case (let index, let question?) in questions.enumerated() {
            guard let key = keys[index], !requests.repeated.contains(index) else { continue }
            if answered.contains(key) {
                requests.settled.insert(index)
                continue
            }
            if asked.contains(key), let isAnswered = try settled.state(question, key) {
                if isAnswered {
                    requests.settled.insert(index)
                } else {
                    requests.givenUp.insert(index)
                }
                continue
            }
            open += 1
            guard open <= mostReasons else { continue }
            requests.reasons[try reasons.reason(question, key).code, default: 0] += 1
        }
        if open > mostReasons { requests.reasons = [:] }
    }
}

/// Finds the questions that a run would not ask, because their answer or failure is known.
private struct SettledQuestions<Answer: Sendable & Hashable> {
    let builder: RequestBuilder<Answer>
    let ledger: any LedgerReading
    let isRetry: Bool

    /// The state of a question without an answer of its own.
    ///
    /// - Returns: true if its parts are answered, false if it failed too often; nil if it is asked.
    func state(_ question: Question, _ key: String) throws(LedgerError) -> Bool? {
        guard !isRetry else { return nil }
        let attempts = try ledger.attempts(for: key)
        let earlier = AttemptHistory(attempts: attempts, limit: builder.settings.attempts)
        let isCutOff = earlier.cutOffs > 0
        switch builder.lesson(earlier, question) {
        case .askAgain, .askLarger: return nil
        case .badPhoto, .failedTooOften: return false
        case .tooLarge:
            let room = isCutOff ? builder.outputLimit(question) : nil
            return try state(of: builder.parts(question, key, room: room))
        case .cutOff:
            let room = builder.largerOutputLimit(question)
            return try state(of: builder.parts(question, key, room: room))
        }
    }

    private func state(of parts: [Question]) throws(LedgerError) -> Bool? {
        var isAnswered = true
        for part in parts {
            guard let state = try known(part) else { return nil }
            isAnswered = isAnswered && state
        }
        return isAnswered
    }

    private func known(_ question: Question) throws(LedgerError) -> Bool? {
        let key = builder.key(question)
        if try ledger.answeredReply(for: key) != nil { return true }
        if try ledger.pendingReply(for: key) != nil { return true }
        return try state(question, key)
    }
}
