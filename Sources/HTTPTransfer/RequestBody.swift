/// The body of a request: literal bytes and files as base64, in order.
///
/// Its length is known before anything is read, so that it goes out with `Content-Length`; files
/// are read and encoded on the way, one at a time, in blocks.
public struct RequestBody: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
    /// A part of the body.
    public enum Piece: Sendable, Hashable {
        case bytes([UInt8])
        /// The file's content as standard base64 with padding and without line breaks (RFC 4648).
        case base64(BodyFile)

        /// What the piece adds to the body, in bytes.
        var byteCount: Int {
            switch self {
            case .bytes(let bytes): bytes.count
            case .base64(let file): (file.byteCount + 2) / 3 * 4
            }
        }
    }

    /// No body at all.
    public static let empty = RequestBody([Piece]())

    /// In the order in which they are sent; may be empty.
    public let pieces: [Piece]
    /// The length of the whole body: what `Content-Length` says.
    public let byteCount: Int

    /// A body of several pieces.
    public init(_ pieces: [Piece]) {
        self.pieces = pieces
        byteCount = pieces.reduce(0) { $0 + $1.byteCount }
    }

    /// A body that is at hand.
    public init(_ bytes: [UInt8]) {
        self.init([.bytes(bytes)])
    }

    /// The size only: a body may hold photos and prompts.
    public var description: String { "body of \(byteCount) bytes" }
    /// Shows the size only.
    public var customMirror: Mirror {
        Mirror(self, children: ["byteCount": byteCount, "pieces": pieces.count])
    }
}

/// A file that a body promises to send, as it was when the body was planned.
public struct BodyFile: Sendable, Hashable {
    /// Where it is; links are followed.
    public let path: String
    /// Its size in bytes.
    public let byteCount: Int
    /// Its SHA-256 as 64 lower-case hex digits; nil to check size and time only.
    ///
    /// With it, the last bytes of a file leave only after the whole of it has proved to be what was
    /// planned, so that a server never gets a whole request with another photo in it. The price is
    /// the hashing, about 1.5 GB/s.
    public let sha256: String?

    /// A promise that is checked when the file is opened and again before its last bytes leave.
    ///
    /// - Parameters:
    ///   - path: opened only when its turn comes.
    ///   - byteCount: 0 or more.
    ///   - sha256: 64 lower-case hex digits or nil.
    public init(path: String, byteCount: Int, sha256: String? = nil) {
        precondition(byteCount >= 0, "a file can't have \(byteCount) bytes")
        self.path = path
        self.byteCount = byteCount
        self.sha256 = sha256
    }
}
