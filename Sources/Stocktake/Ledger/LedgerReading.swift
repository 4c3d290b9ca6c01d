import Foundation
import GRDB

/// What can be asked of a ledger, whether it is open for writing or only for reading.
protocol LedgerReading: Sendable {
    /// The ledger's path as the caller gave it.
    var path: String { get }

    /// GRDB's types stay in this folder.
    var connection: DatabaseQueue { get }
}

extension LedgerReading {
    /// Runs queries.
    func read<Value>(_ body: (Database) throws -> Value) throws(LedgerError) -> Value {
        do {
            return try connection.inDatabase(body)
        } catch {
            throw LedgerError(error, path: path)
        }
    }

    /// All rows of a query, each made into a value.
    func all<Value>(
        _ sql: String,
        _ arguments: @autoclosure () throws -> StatementArguments,
        _ make: (StoredRow) throws -> Value
    ) throws(LedgerError) -> [Value] {
        try read { database in
            let statement = try database.cachedStatement(sql: sql)
            return try Row.fetchAll(statement, arguments: try arguments())
                .map { try make(StoredRow($0)) }
        }
    }

    // MARK: Replies

    /// The latest reply to a question that passed Check: nothing more to ask or pay.
    func answeredReply(for key: String) throws(LedgerError) -> StoredReply? {
        try latestReply(for: key, .passed)
    }

    /// The latest reply to a question that is stored but was never checked: use it instead of asking.
    func pendingReply(for key: String) throws(LedgerError) -> StoredReply? {
        try latestReply(for: key, .pending)
    }

    /// The reply to one attempt, whatever Check made of it.
    func reply(to attempt: AttemptID) throws(LedgerError) -> StoredReply? {
        try read { database in
            try storedReply(
                database,
                where: "a.id = ?",
                arguments: [attempt.number]
            )
        }
    }

    /// Which of many questions have a reply that passed Check.
    func answeredKeys(among keys: [String]) throws(LedgerError) -> Set<String> {
        try keysWithReply(among: keys, .passed)
    }

    /// Which of many questions were ever asked, whatever the outcome.
    func askedKeys(among keys: [String]) throws(LedgerError) -> Set<String> {
        try self.keys(
            """
            SELECT q.key AS key FROM json_each(?) AS asked
            JOIN questions AS q ON q.key = asked.value
            """,
            among: keys
        )
    }

    /// Which of many questions have a stored reply that was never checked.
    func pendingKeys(among keys: [String]) throws(LedgerError) -> Set<String> {
        try keysWithReply(among: keys, .pending)
    }

    private func latestReply(
        for key: String,
        _ verdict: ReplyVerdict
    ) throws(LedgerError) -> StoredReply? {
        try read { database in
            try storedReply(
                database,
                where: "a.question = ? AND r.verdict = ?",
                arguments: [key, verdict.word]
            )
        }
    }

    private func keysWithReply(
        among keys: [String],
        _ verdict: ReplyVerdict
    ) throws(LedgerError) -> Set<String> {
        try self.keys(
            """
            SELECT DISTINCT a.question AS key
            FROM json_each(?) AS asked
            JOIN attempts AS a ON a.question = asked.value
            JOIN replies AS r ON r.attempt = a.id
            WHERE r.verdict = '\(verdict.word)'
            """,
            among: keys
        )
    }

    private func keys(_ sql: String, among keys: [String]) throws(LedgerError) -> Set<String> {
        try read { database in
            let rows = try Row.fetchCursor(database, sql: sql, arguments: [try jsonLine(keys)])
            var found: Set<String> = []
            while let row = try rows.next() { found.insert(try StoredRow(row).value("key")) }
            return found
        }
    }

    // MARK: Attempts

    /// All attempts to get a question answered, in all runs, in the order they were begun.
    func attempts(for key: String) throws(LedgerError) -> [StoredAttempt] {
        try read { try StoredAttempt.all($0, where: "a.question = ?", arguments: [key]) }
    }

    /// A question that was asked, nil if it never was.
    func question(_ key: String) throws(LedgerError) -> StoredQuestion? {
        try all("SELECT * FROM questions WHERE key = ?", [key], StoredQuestion.init).first
    }

    /// Earlier questions that show any of these photos, the one asked last first.
    ///
    /// Repairs and parts are left out: they follow from their question; and what a rehearsal asked.
    func questions(about photos: [String]) throws(LedgerError) -> [StoredQuestion] {
        let sql = """
            SELECT q.* FROM questions AS q JOIN runs AS r ON r.id = q.first_run
            WHERE q.kind = 'ask' AND NOT r.is_rehearsal AND q.key IN (
                SELECT p.question FROM json_each(?) AS photo
                JOIN question_photos AS p ON p.photo = photo.value
            )
            ORDER BY (SELECT max(id) FROM attempts WHERE question = q.key) DESC
            """
        return try all(sql, [try jsonLine(photos)], StoredQuestion.init)
    }

    /// Earlier questions of text alone with a name, the one asked last first; without what a
    /// rehearsal asked.
    func textQuestions(named subject: String) throws(LedgerError) -> [StoredQuestion] {
        let sql = """
            SELECT q.* FROM questions AS q JOIN runs AS r ON r.id = q.first_run
            WHERE q.kind = 'ask' AND NOT r.is_rehearsal AND q.photos = '[]'
                AND json_extract(q.settings, '$.subject') = ?
            ORDER BY (SELECT max(id) FROM attempts WHERE question = q.key) DESC
            """
        return try all(sql, [jsonString(subject)], StoredQuestion.init)
    }

    // MARK: Runs

    /// All runs, the latest first, by the order in which they began whatever the clock said.
    func runs() throws(LedgerError) -> [StoredRun] {
        try all("SELECT * FROM runs ORDER BY number DESC", [], StoredRun.init)
    }

    /// The outcome of each photo of a run, in list order; none where it has not ended.
    func photos(run: String) throws(LedgerError) -> [StoredPhoto] {
        try all("SELECT * FROM photos WHERE run = ? ORDER BY position", [run], StoredPhoto.init)
    }

    /// The lines of a run, in walk order; none where it has not ended.
    func tallies(run: String) throws(LedgerError) -> [StoredTally] {
        try all("SELECT * FROM tallies WHERE run = ? ORDER BY position", [run], StoredTally.init)
    }

    /// Every attempt of a run with its cost, in the order they were begun.
    func costs(run: String) throws(LedgerError) -> [AttemptCost] {
        let sql = """
            SELECT a.*, r.verdict, r.errors, q.location, q.vote, q.kind
            FROM attempts AS a
            JOIN questions AS q ON q.key = a.question
            LEFT JOIN replies AS r ON r.attempt = a.id
            WHERE a.run = ? ORDER BY a.id
            """
        return try all(sql, [run], AttemptCost.init)
    }

    /// What the attempts of every run that sent any cost so far, and what of it isn't known, by id; of
    /// one run only where one is named.
    func costsOfRuns(_ run: String? = nil) throws(LedgerError) -> [String: RunCost] {
        try read { database in
            let sql = """
                SELECT run, state, cost, ceiling, billed FROM attempts WHERE ?1 IS NULL OR run = ?1
                """
            let rows = try Row.fetchCursor(database, sql: sql, arguments: [run])
            var costs: [String: RunCost] = [:]
            while let row = try rows.next().map(StoredRow.init) {
                try costs[try row.value("run"), default: RunCost()].add(row)
            }
            return costs
        }
    }

    /// How many lines of each status every run has, by its id.
    func linesOfRuns() throws(LedgerError) -> [String: [LineStatus: Int]] {
        try read { database in
            let sql = "SELECT run, status, count(*) AS lines FROM tallies GROUP BY run, status"
            let rows = try Row.fetchCursor(database, sql: sql)
            var lines: [String: [LineStatus: Int]] = [:]
            while let row = try rows.next().map(StoredRow.init) {
                lines[try row.value("run"), default: [:]][try row.word("status")] =
                    try row.value("lines")
            }
            return lines
        }
    }
}

extension RunCost {
    /// Adds one attempt.
    fileprivate mutating func add(_ row: StoredRow) throws {
        attempts[try row.word("state"), default: 0] += 1
        if let cost = try row.amount("cost") {
            settled += cost
        } else if try row.word("billed", as: Billing.self) != .no {
            if let ceiling = try row.amount("ceiling") {
                reserved += ceiling
            } else {
                unpriced += 1
            }
        }
    }
}

extension StoredAttempt {
    /// The attempts for which a condition on `attempts AS a` holds, in the order they were begun.
    static func all(
        _ database: Database,
        where condition: String,
        arguments: StatementArguments = []
    ) throws -> [StoredAttempt] {
        let sql = """
            SELECT a.*, r.verdict, r.errors
            FROM attempts AS a LEFT JOIN replies AS r ON r.attempt = a.id
            WHERE \(condition) ORDER BY a.id
            """
        let statement = try database.cachedStatement(sql: sql)
        return try Row.fetchAll(statement, arguments: arguments)
            .map { try StoredAttempt(StoredRow($0)) }
    }
}

/// The latest reply for which a condition holds.
private func storedReply(
    _ database: Database,
    where condition: String,
    arguments: StatementArguments
) throws -> StoredReply? {
    // By number, which is the index's own order: no body is loaded but the one wanted.
    let sql = """
        SELECT a.*, r.*
        FROM attempts AS a JOIN replies AS r ON r.attempt = a.id
        WHERE \(condition) ORDER BY a.number DESC LIMIT 1
        """
    let statement = try database.cachedStatement(sql: sql)
    guard let row = try Row.fetchOne(statement, arguments: arguments).map(StoredRow.init) else {
        return nil
    }
    return try PackedReply(row).unpacked(of: StoredAttempt(row))
}
