import Foundation
import Platform

/// Bytes as they lie in the ledger, with what proves them.
struct PackedBytes: Sendable {
    /// How they are stored.
    enum Compression: String, Sendable {
        case none, zlib
    }

    let stored: Data
    let compression: Compression
    /// Of the bytes as they came.
    let byteCount: Int
    let sha256: String

    /// The largest bytes given back: far above what any reply is allowed to be.
    private static let maxBytes = 1 << 28
    /// Below this size there is little to gain from compressing, in bytes.
    private static let worthwhileBytes = 512

    /// Packs bytes for storing; large JSON shrinks to a third or less.
    init(_ bytes: [UInt8]) {
        let small = bytes.count < Self.worthwhileBytes ? bytes : compressed(bytes)
        compression = small.count < bytes.count ? .zlib : .none
        stored = Data(compression == .zlib ? small : bytes)
        byteCount = bytes.count
        sha256 = Platform.sha256(of: bytes)
    }

    /// Takes them from a row with the columns `body`, `compression`, `byte_count` and `sha256`.
    init(_ row: StoredRow) throws {
        compression = try row.word("compression")
        stored = try row.value("body")
        byteCount = try row.value("byte_count")
        sha256 = try row.value("sha256")
    }

    /// The bytes as they came.
    ///
    /// - Parameter what: names them in an error: `a reply`.
    /// - Returns: every byte, checked against the SHA-256.
    /// - Throws: `LedgerDamage` where a single byte is another than was stored.
    func unpacked(_ what: String) throws -> [UInt8] {
        let bytes: [UInt8]
        switch compression {
        case .none: bytes = Array(stored)
        case .zlib:
            do {
                bytes = try decompressed(
                    Array(stored),
                    byteCount: byteCount,
                    maxBytes: Self.maxBytes
                )
            } catch {
                throw LedgerDamage(what: "\(what): \(error)")
            }
        }
        guard Platform.sha256(of: bytes) == sha256 else {
            throw LedgerDamage(what: "\(what) that differs from its SHA-256")
        }
        return bytes
    }
}
