import Platform

/// Determines why questions have to be asked, from the questions recorded in the ledger.
struct AskReasons<Answer: Sendable & Hashable>: Sendable {
    let builder: RequestBuilder<Answer>
    let ledger: any LedgerReading
    /// Whether answers of earlier runs are ignored.
    let isFresh: Bool

    /// Why a question without a usable answer is asked.
    ///
    /// The first that applies: it follows up an answer; it was asked before without a usable
    /// result; one of its photos is new; the same photos were asked about differently.
    ///
    /// - Throws: `LedgerError` if the ledger can't be read.
    func reason(_ question: Question, _ key: String) throws(LedgerError) -> AskReason {
        switch question.kind {
        case .repair: return AskReason(code: .repair, words: "to correct an answer with faults")
        case .split: return AskReason(code: .split, words: "part of a question that was split")
        case .ask: break
        }
        if let last = try ledger.attempts(for: key).last { return again(last) }
        if let subject = builder.form.subject {
            guard let last = try ledger.textQuestions(named: subject).first else {
                return AskReason(code: .newQuestion, words: "a new question")
            }
            return changed(question, since: last.question)
        }
        let photos = question.photos.map(\.photo.sha256)
        let earlier = try ledger.questions(about: photos)
        let seen = Set(earlier.flatMap { $0.question.photos.map(\.sha256) })
        let new = Set(photos).subtracting(seen).count
        guard new == 0 else {
            let words = photos.count == 1 ? "a new photo" : "\(new) of \(photos.count) photos new"
            return AskReason(code: .newPhoto, words: words)
        }
        let same = earlier.filter { $0.question.photos.map(\.sha256) == photos }
        guard let nearest = same.first(where: { $0.question.vote == question.vote }) ?? same.first
        else {
            let words = "asked before with other photos"
            return AskReason(code: .otherPhotos, words: words)
        }
        return changed(question, since: nearest.question)
    }

    private func again(_ last: StoredAttempt) -> AskReason {
        let trouble = last.trouble.flatMap { ServiceTrouble.Kind(rawValue: $0.code) }
        switch last.state {
        case .sent:
            return AskReason(code: .unfinished, words: "in progress when its run died")
        case .unknown:
            let words = trouble.map { "lost last time: \($0.words)" }
            return AskReason(code: .unfinished, words: words ?? "in progress when its run died")
        case .failed:
            let words = trouble.map { "failed last time: \($0.words)" }
            return AskReason(code: .failed, words: words ?? "failed last time")
        case .answered:
            if isFresh, last.verdict == .passed {
                return AskReason(code: .fresh, words: "asked again because of --fresh")
            }
            return AskReason(code: .failed, words: "its last answer was unusable")
        }
    }

    private func changed(_ question: Question, since earlier: NewQuestion) -> AskReason {
        let now = builder.settings(question)
        guard !earlier.settings.isEmpty else {
            return AskReason(code: .changed, words: "changed: asked by an earlier version")
        }
        let names = Set(now.keys).union(earlier.settings.keys)
        var changes = names.filter { now[$0] != earlier.settings[$0] }.sorted()
            .map { $0 == "data" ? "what it is asked about" : $0.replacing("_", with: " ") }
        if earlier.model != builder.settings.name {
            changes.insert("model (\(printable(earlier.model, limit: 60)) before)", at: 0)
        }
        guard changes.isEmpty else {
            return AskReason(code: .changed, words: "changed: " + changes.joined(separator: ", "))
        }
        return AskReason(code: .newVote, words: "an additional vote")
    }
}
