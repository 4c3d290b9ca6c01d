import GRDB

extension Ledger {
    /// Adds a person's decisions; all are kept, and the last one on a line counts.
    ///
    /// A decision that repeats the line's last one is left out, so that the same file read
    /// twice changes nothing.
    ///
    /// - Returns: those that were new, in their order.
    /// - Throws: `LedgerError`; nothing is stored then, also where one names a run that never began.
    @discardableResult
    func record(_ decisions: [Decision]) async throws(LedgerError) -> [Decision] {
        try await write { database in
            let sql = """
                INSERT INTO decisions (run, location, sku, zone, counted, note, person, decided_at,
                    file_sha256)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            var new: [Decision] = []
            for decision in decisions {
                let last = try lastDecision(onLineOf: decision, database)
                guard last.map({ !$0.isSameDecision(as: decision) }) ?? true else { continue }
                try database.cachedStatement(sql: sql).execute(arguments: [
                    decision.run, decision.location, decision.sku, decision.zone,
                    decision.counted, decision.note, decision.person,
                    StoredValue.text(decision.decidedAt), decision.fileSHA256,
                ])
                new.append(decision)
            }
            return new
        }
    }
}

extension LedgerReading {
    /// What people decided about a run, in order; the last decision on a line counts.
    func decisions(run: String) throws(LedgerError) -> [Decision] {
        try all("SELECT * FROM decisions WHERE run = ? ORDER BY id", [run], Decision.init)
    }
}

private func lastDecision(
    onLineOf decision: Decision,
    _ database: Database
) throws -> Decision? {
    let sql = """
        SELECT * FROM decisions WHERE run = ? AND location = ? AND sku = ? AND zone = ?
        ORDER BY id DESC LIMIT 1
        """
    let line = [decision.run, decision.location, decision.sku, decision.zone]
    return try Row.fetchOne(database, sql: sql, arguments: StatementArguments(line))
        .map { try Decision(StoredRow($0)) }
}

extension Decision {
    init(_ row: StoredRow) throws {
        self.init(
            run: try row.value("run"),
            location: try row.value("location"),
            sku: try row.value("sku"),
            zone: try row.value("zone"),
            counted: try row.optional("counted"),
            note: try row.value("note"),
            person: try row.value("person"),
            decidedAt: try row.time("decided_at"),
            fileSHA256: try row.value("file_sha256")
        )
    }

    fileprivate func isSameDecision(as other: Decision) -> Bool {
        counted == other.counted && note == other.note && person == other.person
    }
}
