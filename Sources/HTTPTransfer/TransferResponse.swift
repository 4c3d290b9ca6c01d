/// A complete answer of any status, including redirects, which are not followed, and errors.
public struct TransferResponse: Sendable, Hashable {
    /// The HTTP status code, 200…999.
    public let status: Int
    /// The header fields in order, without trailers.
    public let headers: ResponseHeaders
    /// The body after decompression; may be empty.
    ///
    /// Complete by its length or chunks; but libcurl doesn't notice compressed data that the server
    /// itself truncated, so the reader of the content must.
    public let body: [UInt8]
    /// When its parts arrived.
    public let timings: TransferTimings
    /// How much of the request's body was sent, in bytes.
    public let bytesSent: Int
    /// The version the server spoke, `1.0` or `1.1`.
    public let httpVersion: String
    /// The numeric address and port of the server or proxy, such as `127.0.0.1:8080`.
    public let remoteAddress: String
    /// Whether the request used a connection that was already open.
    public let isConnectionReused: Bool
}

/// The header fields of an answer.
public struct ResponseHeaders: Sendable, Hashable {
    /// One header line.
    public struct Field: Sendable, Hashable {
        /// As the server wrote it.
        public let name: String
        /// Without surrounding blanks; bytes that are not UTF-8 become U+FFFD.
        public let value: String
    }

    /// In the order received; names may repeat.
    public let fields: [Field]

    /// The first value of a field, ignoring the case of its name; nil if absent.
    public subscript(name: String) -> String? {
        values(of: name).first
    }

    /// All values of a field in order, ignoring the case of its name; may be empty.
    public func values(of name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}

/// When the parts of a transfer were done, from its start.
public struct TransferTimings: Sendable, Hashable {
    /// The connection was ready, TLS included; near zero for one already open.
    public let connect: Duration
    /// The first byte of the answer was received.
    public let firstByte: Duration
    /// The last byte of the answer was received.
    public let total: Duration
}
