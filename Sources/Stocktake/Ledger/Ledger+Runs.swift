import Foundation
import GRDB

extension Ledger {
    /// Stores that a run begins.
    ///
    /// - Throws: `LedgerError`, `.refused` for an id that is taken.
    func beginRun(_ run: NewRun) async throws(LedgerError) {
        try await write { database in
            let sql = """
                INSERT INTO runs (id, pipeline, started_at, version, is_rehearsal, continues,
                    estimate_low, estimate_expected, estimate_high)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                run.id, run.pipeline, StoredValue.text(run.startedAt), run.version,
                run.isRehearsal, run.continues,
                try StoredValue.text(run.estimate?.low),
                try StoredValue.text(run.estimate?.expected),
                try StoredValue.text(run.estimate?.high),
            ])
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

    /// Remembers the photos a run was given; those known by the same path stay as they are.
    func recordPhotos(_ photos: [LedgerPhoto], run: String) async throws(LedgerError) {
        try await write { database in
            let sql = """
                INSERT INTO photos (sha256, path, first_run) VALUES (?, ?, ?)
                ON CONFLICT (sha256, path) DO NOTHING
                """
            let statement = try database.cachedStatement(sql: sql)
            for photo in photos {
                try statement.execute(arguments: [photo.sha256, photo.path, run])
            }
        }
    }
}
