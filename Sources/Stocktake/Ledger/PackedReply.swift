import Foundation
import GRDB

/// A reply as it lies in the ledger.
struct PackedReply: Sendable {
    private let body: PackedBytes
    private let headers: [String: String]

    init(_ reply: RawReply) {
        body = PackedBytes(reply.body)
        headers = ReplyHeaders.allowed(reply.headers)
    }

    /// Takes one from a row of `replies`.
    init(_ row: StoredRow) throws {
        body = try PackedBytes(row)
        headers = try row.json("headers")
    }

    /// Stores it, to be looked at by Check.
    func insert(for attempt: AttemptID, into database: Database) throws {
        let sql = """
            INSERT INTO replies (attempt, verdict, sha256, byte_count, compression, headers, body)
            VALUES (?, 'pending', ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            attempt.number, body.sha256, body.byteCount, body.compression.rawValue,
            try jsonLine(headers), body.stored,
        ])
    }

    /// The reply as it came.
    ///
    /// - Throws: `LedgerDamage` where a single byte is another than was stored.
    func unpacked(of attempt: StoredAttempt) throws -> StoredReply {
        StoredReply(
            attempt: attempt,
            body: try body.unpacked("a reply"),
            sha256: body.sha256,
            headers: headers
        )
    }
}

extension ReplyVerdict {
    /// The word it is stored by.
    var word: String {
        switch self {
        case .pending: "pending"
        case .passed: "passed"
        case .failed: "failed"
        }
    }

    /// As JSON; nil unless it failed.
    var errors: String? {
        guard case .failed(let errors) = self else { return nil }
        return errors
    }

    /// Nil for an unknown word.
    init?(word: String, errors: String?) {
        switch word {
        case "pending": self = .pending
        case "passed": self = .passed
        case "failed": self = .failed(errors: errors ?? "[]")
        default: return nil
        }
    }
}
