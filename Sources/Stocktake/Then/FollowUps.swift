import JSONSchema

/// The answers to the follow-up questions of a run.
struct FollowUps: Sendable {
    /// In the pipeline's order, one per question.
    var answers: [FollowUp] = []
    /// Everything that the run asked; nil if nothing was.
    var asking: RunAsking?
    var findings: [Finding] = []
    /// Why not every question was asked; nil if all were.
    var stop: ServiceStop?
}

/// The tables of a run that its follow-up questions may see.
struct MergedTables: Sendable {
    let lines: [StockLine]
    let rows: RowTable?
    let order: DraftOrder?

    /// What a question sees of them.
    func seen(by question: FollowUpQuestion) -> [QuotedTable] {
        question.tables.compactMap { table in
            switch table {
            case .counts: QuotedTable(counts: lines, columns: question.columns)
            case .rows: rows.map { QuotedTable(rows: $0, columns: question.columns) }
            case .order: order.map { QuotedTable(order: $0, columns: question.columns) }
            }
        }
    }
}

extension ModelAccess {
    /// Asks the follow-up questions of a plan, one after the other.
    ///
    /// `earlier` is what the run asked before, `stop` why it has stopped asking, if it has. There is
    /// an answer, or why there is none, for every question; nothing of it goes back into the tables.
    ///
    /// Throws `RunInterruption` after a signal, `RunRefusal` if a cost limit can't be enforced, and
    /// `LedgerError`.
    func followUps(
        _ questions: [FollowUpQuestion],
        about tables: MergedTables,
        after earlier: RunAsking?,
        stoppedBy stop: ServiceStop?,
        _ run: RunContext,
        onProgress: (RunProgress) -> Void
    ) async throws -> FollowUps {
        var result = FollowUps(asking: earlier, stop: stop)
        for question in questions {
            let seen = tables.seen(by: question)
            if let words = result.stop?.words ?? unfit(question, seen) {
                result.add(.failed("not asked: \(words)"), question, seen)
                continue
            }
            let outcome = try await ask(
                try .followUp(question, about: seen),
                after: result.asking,
                run,
                onProgress: onProgress
            )
            result.asking = outcome.asking
            result.findings += outcome.findings
            result.stop = outcome.stop
            let answered = outcome.answered.first
            result.add(
                FollowUp.Content(answered?.answer, outcome, question.form),
                question,
                seen,
                model: answered?.answer == nil ? "" : answered?.snapshot ?? "",
                key: answered?.key ?? ""
            )
        }
        return result
    }

    /// Why a question can't be sent; nil if it can.
    private func unfit(_ question: FollowUpQuestion, _ seen: [QuotedTable]) -> String? {
        let size = FollowUpText(question, seen).size
        let tokens = EstimateAssumptions().textTokens(characters: size.characters("", 0)).low
        let room = facts.tokenLimits.input(leavingRoomFor: settings.outputLimit(photos: 0))
        guard tokens > room else { return nil }
        return "its tables are about \(tokens) tokens, and \(printable(settings.name, limit: 60)) "
            + "takes \(room); name fewer columns or tables"
    }
}

extension FollowUps {
    fileprivate mutating func add(
        _ content: FollowUp.Content,
        _ question: FollowUpQuestion,
        _ seen: [QuotedTable],
        model: String = "",
        key: String = ""
    ) {
        answers.append(
            FollowUp(
                name: question.name,
                instructions: question.instructions,
                content: content,
                saw: seen.map { .init(name: $0.table.rawValue, rows: $0.rows.count) },
                model: model,
                question: key
            )
        )
        guard case .failed(let words) = content, key.isEmpty else { return }
        findings.append(
            Finding(
                .warning,
                .replyFailed,
                "no usable answer to '\(question.name)': \(words)",
                key: "then.\(question.name)"
            )
        )
    }
}

extension FollowUp.Content {
    /// An answer, or the reason why there is none.
    fileprivate init(
        _ answer: FollowUpAnswer?,
        _ outcome: AskOutcome<FollowUpAnswer>,
        _ form: Extraction?
    ) {
        switch answer {
        case .text(let text): self = .text(text)
        case .json(let value): self = .json(value, rows: form?.table(of: value))
        case nil:
            let found = outcome.findings.last { $0.code == .replyFailed }?.message
            self = .failed(
                outcome.stop.map { "not asked: \($0.words)" } ?? found ?? "no usable answer"
            )
        }
    }
}

extension Extraction {
    /// The rows of an answer without photos; nil if no list is named.
    fileprivate func table(of value: JSONValue) -> RowTable? {
        guard rows != nil else { return nil }
        let (columns, cells) = RowShape(schema, rows: rows).rows(ofOne: value)
        return RowTable(
            columns: columns,
            rows: cells.enumerated().map { index, cells in
                RowTable.Row(
                    location: "",
                    photos: [],
                    paths: [],
                    number: index + 1,
                    status: .ok,
                    reasons: [],
                    cells: cells,
                    votes: 1,
                    agreement: nil,
                    firstVote: []
                )
            }
        )
    }
}
