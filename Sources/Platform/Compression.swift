import CZlib

/// Why bytes could not be decompressed.
public struct CompressionError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error, for callers that act on it.
    public enum Code: Sendable, Hashable {
        /// The stated size is negative, over the caller's limit, or impossible for the bytes.
        case invalidSize
        /// Not a zlib stream, truncated, corrupt, or of another size than stated.
        case damaged
    }

    /// The kind of error.
    public let code: Code
    /// What is wrong, in lower case, without any of the bytes.
    public let description: String
}

/// Bytes as a zlib stream (RFC 1950), which ends with a checksum of the plain bytes.
///
/// Model replies are JSON and shrink to a third or less. The same bytes give the same stream with
/// the same zlib version.
///
/// Source: `compress2` of zlib, level 6.
public func compressed(_ bytes: [UInt8]) -> [UInt8] {
    let room = Int(compressBound(UInt(bytes.count)))
    return unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        var size = UInt(room)
        let code = unsafe compress2(buffer.baseAddress, &size, bytes, UInt(bytes.count), 6)
        precondition(code == Z_OK, "zlib can't compress into a buffer of compressBound's size")
        filled = Int(size)
    }
}

/// The plain bytes of a zlib stream whose plain size is known.
///
/// Uses no more memory than the stated size, and refuses an impossible size before allocating.
///
/// - Parameters:
///   - bytes: exactly one stream.
///   - byteCount: the plain size, as recorded beside the stream.
///   - maxBytes: the largest `byteCount` taken.
/// - Returns: `byteCount` bytes.
/// - Throws: `CompressionError`.
///
/// Source: `uncompress2` of zlib; the largest factor, 1032, is in zlib's technical notes.
public func decompressed(
    _ bytes: [UInt8],
    byteCount: Int,
    maxBytes: Int
) throws(CompressionError) -> [UInt8] {
    guard byteCount >= 0, byteCount <= maxBytes, byteCount / 1032 <= bytes.count else {
        let what = "\(bytes.count) bytes can't hold the stated \(byteCount), limit \(maxBytes)"
        throw CompressionError(code: .invalidSize, description: what)
    }
    var code = Z_OK
    var used = UInt(bytes.count)
    // At least one byte, as zlib refuses an empty buffer.
    let room = max(byteCount, 1)
    let plain = unsafe [UInt8](unsafeUninitializedCapacity: room) { buffer, filled in
        var size = UInt(room)
        code = unsafe uncompress2(buffer.baseAddress, &size, bytes, &used)
        filled = code == Z_OK ? Int(size) : 0
    }
    guard code == Z_OK, plain.count == byteCount, used == UInt(bytes.count) else {
        let what = "not the compressed form of \(byteCount) bytes (zlib \(code))"
        throw CompressionError(code: .damaged, description: what)
    }
    return plain
}
