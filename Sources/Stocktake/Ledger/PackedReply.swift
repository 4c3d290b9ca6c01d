import Foundation
import GRDB
import Platform

/// A reply's body as it lies in the ledger, with what proves it.
struct PackedReply: Sendable {
    /// How the body is stored.
    private enum Compression: String, Sendable {
        case none, zlib
    }

    private let bytes: [UInt8]
    private let compression: Compression
    /// Of the body as it came.
    private let byteCount: Int
    private let sha256: String
    private let headers: [String: String]

    /// The largest body given back, in bytes: far above what any reply is allowed to be.
    private static let maxBytes = 1 << 28
    /// Below this size there is little to gain from compressing, in bytes.
    private static let worthwhileBytes = 512

    /// Packs a reply for storing; large bodies shrink to a third or less.
    init(_ reply: RawReply) {
        let body = reply.body
        let small = body.count < Self.worthwhileBytes ? body : compressed(body)
        compression = small.count < body.count ? .zlib : .none
        bytes = compression == .zlib ? small : body
        byteCount = body.count
        sha256 = Platform.sha256(of: body)
        headers = ReplyHeaders.allowed(reply.headers)
    }

    /// Takes one from a row of `replies`.
    init(_ row: StoredRow) throws {
        compression = try row.word("compression")
        bytes = Array(try row.value("body", as: Data.self))
        byteCount = try row.value("byte_count")
        sha256 = try row.value("sha256")
        headers = try row.json("headers")
    }

    /// Stores it, to be looked at by Check.
    func insert(for attempt: AttemptID, into database: Database) throws {
        let sql = """
            INSERT INTO replies (attempt, verdict, sha256, byte_count, compression, headers, body)
            VALUES (?, 'pending', ?, ?, ?, ?, ?)
            """
        try database.cachedStatement(sql: sql).execute(arguments: [
            attempt.number, sha256, byteCount, compression.rawValue,
            try StoredValue.json(headers), Data(bytes),
        ])
    }

    /// The reply as it came.
    ///
    /// - Throws: `LedgerDamage` where a single byte is another than was stored.
    func unpacked(of attempt: StoredAttempt) throws -> StoredReply {
        let body: [UInt8]
        switch compression {
        case .none: body = bytes
        case .zlib:
            do {
                body = try decompressed(bytes, byteCount: byteCount, maxBytes: Self.maxBytes)
            } catch {
                throw LedgerDamage(what: "a reply: \(error)")
            }
        }
        guard Platform.sha256(of: body) == sha256 else {
            throw LedgerDamage(what: "a reply that differs from its SHA-256")
        }
        return StoredReply(attempt: attempt, body: body, sha256: sha256, headers: headers)
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

    /// Nil for a word that is none of ours.
    init?(word: String, errors: String?) {
        switch word {
        case "pending": self = .pending
        case "passed": self = .passed
        case "failed": self = .failed(errors: errors ?? "[]")
        default: return nil
        }
    }
}
