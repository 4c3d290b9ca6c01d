/// The body of a request: literal bytes and files as base64, in order.
///
/// Its length is known before anything is read, so `Content-Length` can be sent; files are read and
/// encoded while sending, one at a time, in blocks.
public struct RequestBody: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// A part of the body.
    public enum Piece: Sendable, Hashable {
        case bytes([UInt8])
        /// The file's content as standard base64 with padding and without line breaks (RFC 4648).
        case base64(BodyFile)

        /// The encoded length of the piece, in bytes.
        var byteCount: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .base64(let file): (file.byteCount + 2) / 3 * 4
            }
        }
    }

    /// No body.
    public static let empty = RequestBody([Piece]())

    /// In sending order; may be empty.
    public let pieces: [Piece]
    /// The length of the whole body: the `Content-Length`.
    public let byteCount: Int

    /// A body of several pieces.
    public init(_ pieces: [Piece]) {
        self.pieces = pieces
        byteCount = pieces.reduce(0) { $0 + $1.byteCount }
    }

    /// A body of bytes in memory.
    public init(_ bytes: [UInt8]) {
        self.init([.bytes(bytes)])
    }

    /// Only the size: a body may hold photos and prompts.
    public var description: String { "body of \(byteCount) bytes" }
    /// Only the size.
    public var customMirror: Mirror {
        Mirror(self, children: ["byteCount": byteCount, "pieces": pieces.count])
    }
}

/// A file to send as part of a body, as it was when the body was planned.
public struct BodyFile: Sendable, Hashable {
    /// Its path; links are followed.
    public let path: String
    /// Its size in bytes.
    public let byteCount: Int
    /// Its SHA-256 as 64 lower-case hex digits; nil to check size and time only.
    ///
    /// With it, the last bytes of a file are sent only after the whole file has been verified, so a
    /// server never gets a complete request with the wrong photo. Hashing runs at about 1.5 GB/s.
    public let sha256: String?

    /// A file that is checked when opened and again before its last bytes are sent.
    ///
    /// - Parameters:
    ///   - path: opened only when it is about to be sent.
    ///   - byteCount: 0 or more.
    ///   - sha256: 64 lower-case hex digits or nil.
    public init(path: String, byteCount: Int, sha256: String? = nil) {
        precondition(byteCount >= 0, "a file can't have \(byteCount) bytes")
        self.path = path
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}
