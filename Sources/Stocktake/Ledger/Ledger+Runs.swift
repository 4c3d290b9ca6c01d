import Foundation
import GRDB

extension Ledger {
    /// Stores that a run begins.
    ///
    /// - Throws: `LedgerError`, `.refused` for an id that is taken.
    func beginRun(_ run: NewRun) async throws(LedgerError) {
        try await write { database in
            let sql = """
                INSERT INTO runs (id, number, pipeline, started_at, version, is_rehearsal, method,
                    continues, estimate_low, estimate_expected, estimate_high)
                VALUES (?, (SELECT coalesce(max(number), 0) + 1 FROM runs),
                    ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                run.id, run.pipeline, StoredValue.text(run.startedAt), run.version,
                run.isRehearsal, run.method, run.continues,
                try StoredValue.text(run.estimate?.low),
                try StoredValue.text(run.estimate?.expected),
                try StoredValue.text(run.estimate?.high),
            ])
        }
    }

    /// Stores what a run is expected to cost, which is known only when its photos are.
    ///
    /// - Throws: `LedgerError`, `.refused` for a run that never began.
    func setEstimate(_ estimate: CostEstimate?, run: String) async throws(LedgerError) {
        let path = path
        try await write { database in
            let sql = """
                UPDATE runs SET estimate_low = ?, estimate_expected = ?, estimate_high = ?
                WHERE id = ?
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                try StoredValue.text(estimate?.low), try StoredValue.text(estimate?.expected),
                try StoredValue.text(estimate?.high), run,
            ])
            guard database.changesCount == 1 else {
                throw LedgerError(refusing: "the estimate of a run that never began", path: path)
            }
        }
    }

    /// Stores what a run found, all or nothing, in place of what was stored of it before.
    ///
    /// - Throws: `LedgerError`, also for a run that never began.
    func recordResults(_ results: RunResults, run: String) async throws(LedgerError) {
        try await write { database in
            try replace(results.photos, of: run, database)
            try replace(results.lines, of: run, database)
        }
    }

    /// Stores how a run ended; a later ending replaces an earlier one.
    ///
    /// - Throws: `LedgerError`, `.refused` for a run that never began.
    func endRun(_ id: String, _ ending: RunEnding) async throws(LedgerError) {
        let path = path
        try await write { database in
            let sql = """
                UPDATE runs SET ended_at = ?, status = ?, exit_status = ?, cost = ?, summary = ?
                WHERE id = ?
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                StoredValue.text(ending.endedAt), ending.status.rawValue, ending.exitStatus,
                try StoredValue.text(ending.cost), ending.summary, id,
            ])
            guard database.changesCount == 1 else {
                throw LedgerError(refusing: "the end of a run that never began", path: path)
            }
        }
    }
}

private func replace(_ photos: [PhotoRecord], of run: String, _ database: Database) throws {
    try database.execute(sql: "DELETE FROM photos WHERE run = ?", arguments: [run])
    let sql = """
        INSERT INTO photos (run, position, path, sha256, location, reason)
        VALUES (?, ?, ?, ?, ?, ?)
        """
    let statement = try database.cachedStatement(sql: sql)
    for (index, photo) in photos.enumerated() {
        try statement.execute(arguments: [
            run, index + 1, photo.path, photo.photo?.sha256, photo.location, photo.reason,
        ])
    }
}

private func replace(_ lines: [StockLine], of run: String, _ database: Database) throws {
    try database.execute(sql: "DELETE FROM tallies WHERE run = ?", arguments: [run])
    let sql = """
        INSERT INTO tallies (run, position, location, sku, counted, low, high, status, reasons,
            method, model, votes, expected, book)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
    let statement = try database.cachedStatement(sql: sql)
    for (index, line) in lines.enumerated() {
        let tally = line.tally
        try statement.execute(arguments: [
            run, index + 1, tally.location, tally.sku, tally.counted, tally.low, tally.high,
            line.status.rawValue, line.reasons.map(\.rawValue).joined(separator: ";"),
            tally.method, tally.model, tally.votes,
            // The older column takes whole numbers only.
            line.expected.flatMap { Int(quantityText($0)) }, try StoredValue.text(line.expected),
        ])
    }
}
