import Foundation
import GRDB

extension Ledger {
    /// Stores a request that is about to be sent; send it only when this has returned.
    func begin(_ attempt: NewAttempt) async throws(LedgerError) -> AttemptID {
        try await write { try insert(attempt, $0) }
    }

    /// Stores what became of an attempt; use a reply only when this has returned.
    ///
    /// An attempt once marked unknown may still get its reply.
    ///
    /// - Throws: `LedgerError`, `.refused` for an attempt that has failed or been answered before.
    func finish(_ id: AttemptID, _ outcome: AttemptOutcome) async throws(LedgerError) {
        let path = path
        // Compressing is work for the caller's thread, not for the one that all wait for.
        let reply: PackedReply? =
            if case .answered(let raw) = outcome.result { PackedReply(raw) } else { nil }
        try await write { database in
            try settle(id, outcome, database)
            guard database.changesCount == 1 else {
                let words = "the outcome of an attempt that never began or already has one"
                throw LedgerError(refusing: words, path: path)
            }
            try reply?.insert(for: id, into: database)
        }
    }

    /// Stores what Check made of a reply, and what was seen in the photos; a later verdict replaces
    /// an earlier one.
    ///
    /// - Throws: `LedgerError`, `.refused` where there is no reply.
    func judge(
        _ id: AttemptID,
        _ verdict: ReplyVerdict,
        _ observations: [LedgerObservation] = []
    ) async throws(LedgerError) {
        let path = path
        let packed = observations.map { ($0, PackedBytes($0.body)) }
        try await write { database in
            try store(verdict, of: id, database, path: path)
            try store(packed, by: id, database)
        }
    }

    /// Marks what runs that died have left on its way: unknown, and maybe charged for.
    ///
    /// - Parameters:
    ///   - run: the run under way, whose own attempts stay open.
    ///   - time: when this was found out.
    /// - Returns: the attempts concerned as they are now, in the order they were begun.
    /// - Throws: `LedgerError`; all stay open then.
    @discardableResult
    func closeOpenAttempts(
        runsOtherThan run: String,
        at time: Date
    ) async throws(LedgerError) -> [StoredAttempt] {
        try await write { database in
            let condition = "a.state = 'sent' AND a.run <> ?"
            let open = try StoredAttempt.all(database, where: condition, arguments: [run])
            let sql = """
                UPDATE attempts SET state = 'unknown', ended_at = ?, error_code = 'run_died',
                    error_words = 'its run ended before a reply was stored'
                WHERE id = ?
                """
            let statement = try database.cachedStatement(sql: sql)
            return try open.flatMap { attempt in
                try statement.execute(arguments: [StoredValue.text(time), attempt.id.number])
                return try StoredAttempt.all(
                    database,
                    where: "a.id = ?",
                    arguments: [attempt.id.number]
                )
            }
        }
    }
}

/// The verdict on a reply that is there.
func store(
    _ verdict: ReplyVerdict,
    of id: AttemptID,
    _ database: Database,
    path: String
) throws {
    let sql = "UPDATE replies SET verdict = ?, errors = ? WHERE attempt = ?"
    try database.cachedStatement(sql: sql).execute(
        arguments: [verdict.word, verdict.errors, id.number]
    )
    guard database.changesCount == 1 else {
        throw LedgerError(refusing: "a verdict on a reply that does not exist", path: path)
    }
}

/// What a reply reports about its photos, under the run that asked for it.
func store(
    _ observations: [(LedgerObservation, PackedBytes)],
    by id: AttemptID,
    _ database: Database
) throws {
    guard !observations.isEmpty else { return }
    let sql = "SELECT run FROM attempts WHERE id = ?"
    guard let run = try String.fetchOne(database, sql: sql, arguments: [id.number]) else {
        throw LedgerDamage(what: "a reply without an attempt")
    }
    try store(observations, run: run, database)
}

/// A new attempt and, if it is the first one, its question.
private func insert(_ attempt: NewAttempt, _ database: Database) throws -> AttemptID {
    let question = attempt.question
    let questionSQL = """
        INSERT INTO questions
            (key, kind, parent, location, vote, photos, model, api, settings, first_run)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (key) DO NOTHING
        """
    try database.cachedStatement(sql: questionSQL).execute(arguments: [
        question.key, question.kind.rawValue, question.parent, question.location, question.vote,
        try jsonLine(question.photos), question.model, question.api,
        try jsonLine(question.settings), attempt.run,
    ])
    if database.changesCount == 1 {
        let sql = "INSERT OR IGNORE INTO question_photos (photo, question) VALUES (?, ?)"
        let statement = try database.cachedStatement(sql: sql)
        for photo in question.photos {
            try statement.execute(arguments: [photo.sha256, question.key])
        }
    }
    let sql = """
        INSERT INTO attempts (question, run, number, state, billed, client_request_id, started_at,
            price, ceiling, reason_code, reason)
        VALUES (?1, ?2, (SELECT coalesce(max(number), 0) + 1 FROM attempts WHERE question = ?1),
            'sent', 'maybe', ?3, ?4, ?5, ?6, ?7, ?8)
        """
    try database.cachedStatement(sql: sql).execute(arguments: [
        question.key, attempt.run, attempt.clientRequestID, StoredValue.text(attempt.startedAt),
        attempt.price, try StoredValue.text(attempt.ceiling), attempt.reason?.code.rawValue,
        attempt.reason?.words,
    ])
    return AttemptID(number: database.lastInsertedRowID)
}

private func settle(_ id: AttemptID, _ outcome: AttemptOutcome, _ database: Database) throws {
    let sql = """
        UPDATE attempts SET state = ?, billed = ?, ended_at = ?, http_status = ?, request_id = ?,
            model_snapshot = ?, service_tier = ?, input_tokens = ?, cached_input_tokens = ?,
            cache_write_tokens = ?, output_tokens = ?, reasoning_tokens = ?, cost = ?,
            error_code = ?, error_words = ?, elapsed_ms = ?, bytes_sent = ?
        WHERE id = ? AND state IN ('sent', 'unknown')
        """
    let trouble = outcome.result.trouble
    let usage = outcome.usage
    try database.cachedStatement(sql: sql).execute(arguments: [
        outcome.result.state.rawValue, outcome.billed.rawValue, StoredValue.text(outcome.endedAt),
        outcome.httpStatus, outcome.requestID, outcome.modelSnapshot, outcome.serviceTier,
        usage.inputTokens, usage.cachedInputTokens, usage.cacheWriteTokens, usage.outputTokens,
        usage.reasoningTokens, try StoredValue.text(outcome.cost), trouble?.code, trouble?.words,
        outcome.elapsed.map(StoredValue.milliseconds), outcome.bytesSent, id.number,
    ])
}

extension AttemptOutcome.Result {
    fileprivate var state: StoredAttempt.State {
        switch self {
        case .answered: .answered
        case .failed: .failed
        case .unknown: .unknown
        }
    }

    fileprivate var trouble: AttemptTrouble? {
        switch self {
        case .answered: nil
        case .failed(let trouble), .unknown(let trouble): trouble
        }
    }
}
