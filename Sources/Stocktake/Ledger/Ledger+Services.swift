import Foundation
import GRDB

/// A service as its lessons are kept: the same address, wire protocol and model.
struct ServiceIdentity: Sendable, Hashable {
    let baseURL: String
    let api: String
    let model: String
}

/// What an earlier run learned of a service.
struct ServiceMemory: Sendable, Hashable {
    let lessons: ServiceLessons
    /// Of the program that learned it.
    let version: String
    let learnedAt: Date
}

extension Ledger {
    /// Keeps what a service accepts, in place of what was known of it.
    ///
    /// - Throws: `LedgerError`.
    func remember(
        _ memory: ServiceMemory,
        of service: ServiceIdentity
    ) async throws(LedgerError) {
        try await write { database in
            let sql = """
                INSERT OR REPLACE INTO services
                    (base_url, api, model, version, learned_at, lessons)
                VALUES (?, ?, ?, ?, ?, ?)
                """
            try database.cachedStatement(sql: sql).execute(arguments: [
                service.baseURL, service.api, service.model, memory.version,
                StoredValue.text(memory.learnedAt), try jsonLine(memory.lessons),
            ])
        }
    }
}

extension LedgerReading {
    /// What was learned of a service; nil for one that took everything as it was asked.
    ///
    /// - Throws: `LedgerError`.
    func memory(of service: ServiceIdentity) throws(LedgerError) -> ServiceMemory? {
        try read { database in
            // A ledger of version 2 that is only read has no such table.
            let known = "SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'services'"
            guard try Row.fetchOne(database, sql: known) != nil else { return nil }
            let sql = "SELECT * FROM services WHERE base_url = ? AND api = ? AND model = ?"
            let names: StatementArguments = [service.baseURL, service.api, service.model]
            let row = try Row.fetchOne(database, sql: sql, arguments: names).map(StoredRow.init)
            return try row.map { row in
                ServiceMemory(
                    lessons: try row.json("lessons"),
                    version: try row.value("version"),
                    learnedAt: try row.time("learned_at")
                )
            }
        }
    }
}
