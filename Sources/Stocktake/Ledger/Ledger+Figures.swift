import Foundation
import GRDB

/// What a reply says of itself, read after it was stored.
struct ReplyFigures: Sendable, Hashable {
    let modelSnapshot: String
    let serviceTier: String
    let usage: AttemptUsage
    /// By the reported usage, in USD; nil where that is unknown.
    let cost: Decimal?
}

extension Ledger {
    /// Stores what a reply says of itself, and what Check made of it; the reply itself stays.
    ///
    /// - Throws: `LedgerError`, `.refused` where there is no reply.
    func judge(
        _ id: AttemptID,
        _ verdict: ReplyVerdict,
        _ figures: ReplyFigures
    ) async throws(LedgerError) {
        try await judge(id, verdict)
        try await write { database in
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
