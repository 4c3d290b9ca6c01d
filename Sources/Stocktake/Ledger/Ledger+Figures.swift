import Foundation
import GRDB

/// A reply's own figures, read after it was stored.
struct ReplyFigures: Sendable, Hashable {
    let modelSnapshot: String
    let serviceTier: String
    let usage: TokenUsage
    /// By the reported usage, in USD; nil where that is unknown.
    let cost: Decimal?
}

extension Ledger {
    /// Stores a reply's own figures and, where Check is done with it, the verdict and what was seen in
    /// the photos: all or nothing.
    ///
    /// Without a verdict the reply stays pending: a run that dies before its repair is answered finds
    /// it again.
    ///
    /// - Throws: `LedgerError`, `.refused` where there is no reply.
    func judge(
        _ id: AttemptID,
        _ verdict: ReplyVerdict?,
        _ figures: ReplyFigures,
        _ observations: [LedgerObservation] = []
    ) async throws(LedgerError) {
        let path = path
        let packed = observations.map { ($0, PackedBytes($0.body)) }
        try await write { database in
            try store(packed, by: id, database)
            if let verdict { try store(verdict, of: id, database, path: path) }
            let sql = """
                UPDATE attempts SET model_snapshot = ?, service_tier = ?, input_tokens = ?,
                    cached_input_tokens = ?, cache_write_tokens = ?, output_tokens = ?,
                    reasoning_tokens = ?, cost = ?
                WHERE id = ?
                """
            let usage = figures.usage
            try database.cachedStatement(sql: sql).execute(arguments: [
                figures.modelSnapshot, figures.serviceTier, usage.inputTokens,
                usage.cachedInputTokens, usage.cacheWriteTokens, usage.outputTokens,
                usage.reasoningTokens, try StoredValue.text(figures.cost), id.number,
            ])
        }
    }
}
