import Foundation

/// `search --ask`: a model chooses the photos whose descriptions fit what is searched for.
///
/// 1. The descriptions are read from the ledger and cut into questions (`DescriptionChoice`).
/// 2. All are priced; those that the ledger has answers to cost nothing.
/// 3. A run of its own asks one after the other, within the cost limit. A question without a usable
///    answer ends it; what was answered is kept, and not asked again the next time.
public struct AskedSearch: Sendable {
    let plan: Plan
    let environment: RunEnvironment
    let asking: AskEnvironment

    /// What the ledger has in place of how a run counts.
    static let method = "search"

    /// The plan of a search: the pipeline's model is asked, even if it counts by labels.
    ///
    /// - Throws: `RunRefusal` if it names none.
    public static func plan(_ plan: Plan) throws(RunRefusal) -> Plan {
        guard plan.model != nil else {
            throw RunRefusal(
                message: "the pipeline names no model to ask; add 'model: gpt-5.2' to it",
                exitStatus: .invalidData
            )
        }
        return plan.askingModel
    }

    /// A search with a plan of a search.
    public init(_ plan: Plan, in environment: RunEnvironment, asking: AskEnvironment) {
        self.plan = plan
        self.environment = environment
        self.asking = asking
    }

    /// The photos that the model chose, the best first.
    ///
    /// - Parameters:
    ///   - words: as a person types them; every text is valid, and without a word nothing is asked.
    ///   - limit: the most photos to return, 1 or more.
    ///   - onPrice: called with the price in words before anything is sent.
    /// - Returns: nil if there is no ledger, or no description in it.
    /// - Throws: `RunRefusal` if a question has no answer; `RunInterruption` after a signal;
    ///   `ReportError`.
    public func photos(
        fitting words: String,
        limit: Int,
        onPrice: (String) -> Void
    ) async throws -> FoundPhotos? {
        let photos = try described()
        guard !photos.isEmpty else { return nil }
        let query = SearchQuery(words)
        guard !query.terms.isEmpty, let access = try ModelAccess(plan, asking, environment) else {
            return FoundPhotos(plan, query, photos, chosen: [], limit: limit, asked: nil)
        }
        let choices = DescriptionChoice.choices(words, among: photos.map(\.text))
        onPrice(try price(of: choices, photos.count, access))
        let run = try await OpenRun.begin(
            plan,
            environment,
            isRehearsal: false,
            method: Self.method
        )
        let (chosen, asked) = try await run.perform {
            try await answers(to: choices, access, run.context)
        }
        try await run.end(
            RunEnding(
                endedAt: environment.now(),
                status: .complete,
                exitStatus: ExitStatus.success.rawValue,
                cost: asked.paid,
                summary: nil
            )
        )
        return FoundPhotos(plan, query, photos, chosen: chosen, limit: limit, asked: asked)
    }

    private func described() throws(RunRefusal) -> [PhotoDescription] {
        do throws(LedgerError) {
            return try LedgerReader(at: plan.ledger)?.descriptions(of: plan.name) ?? []
        } catch {
            throw RunRefusal(error)
        }
    }

    /// `gpt-5.2 is asked 2 questions about 300 descriptions: $0.01 expected, $0.03 at most`.
    private func price(
        of choices: [DescriptionChoice],
        _ count: Int,
        _ access: ModelAccess
    ) throws(RunRefusal) -> String {
        var sum: ModelEstimate?
        do throws(LedgerError) {
            let ledger = try environment.isFresh ? nil : LedgerReader(at: plan.ledger)
            for choice in choices {
                let builder = RequestBuilder(
                    plan,
                    .search(choice),
                    access.settings,
                    access.address
                )
                let planned = try PlannedQuestions([], builder, ledger: ledger, isRetry: false)
                sum = sum?.adding(planned.estimate) ?? planned.estimate
            }
        } catch {
            throw RunRefusal(error)
        }
        let cost = sum?.cost.map { "\(dollars($0.expected)) expected, \(dollars($0.high)) at most" }
        let reused = sum.map { $0.reused > 0 ? ", \($0.reused) answered before" : "" } ?? ""
        return "\(printable(access.settings.name, limit: 60)) is asked "
            + "\(plural(choices.count, "question")) about \(plural(count, "description"))\(reused): "
            + (cost ?? "cost unknown, as it has no price")
    }

    /// The indices of the descriptions chosen, over all questions.
    private func answers(
        to choices: [DescriptionChoice],
        _ access: ModelAccess,
        _ run: RunContext
    ) async throws -> ([Int], FoundPhotos.Asked) {
        var chosen: [Int] = []
        var first = 0
        var earlier: RunAsking?
        var model = ""
        for choice in choices {
            let outcome = try await access.ask(
                .search(choice),
                after: earlier,
                run,
                onProgress: { _ in }
            )
            earlier = outcome.asking
            guard let answered = outcome.answered.first, let answer = answered.answer else {
                throw RunRefusal(outcome)
            }
            model = answered.snapshot
            chosen += answer.indices.map { first + $0 }
            first += choice.descriptions.count
        }
        let requests = earlier?.attempts.count ?? 0
        return (
            chosen,
            FoundPhotos.Asked(
                model: model.isEmpty ? access.settings.name : model,
                requests: requests,
                paid: earlier?.paid
            )
        )
    }
}

extension PhotoDescription {
    /// What a model is shown.
    fileprivate var text: String { SearchableText.joined(description) }
}

extension FoundPhotos {
    fileprivate init(
        _ plan: Plan,
        _ query: SearchQuery,
        _ photos: [PhotoDescription],
        chosen: [Int],
        limit: Int,
        asked: Asked?
    ) {
        let places = PipelinePlaces(plan)
        self.init(
            pipeline: plan.name,
            query: query,
            described: photos.count,
            matched: chosen.isEmpty ? .none : .all,
            count: chosen.count,
            photos: chosen.prefix(limit).enumerated().map { rank, index in
                FoundPhoto(
                    photos[index],
                    marked: photos[index].description,
                    rank: rank + 1,
                    path: joinedPath(places.folder, photos[index].path),
                    score: nil
                )
            },
            asked: asked
        )
    }
}
