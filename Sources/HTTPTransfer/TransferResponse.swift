/// A whole answer, whatever its status: also a redirect, which is not followed, or an error page.
public struct TransferResponse: Sendable, Hashable {
    /// The HTTP status code, 200…999.
    public let status: Int
    /// The head's fields in their order; trailers are left out.
    public let headers: ResponseHeaders
    /// The body after decompression; may be empty.
    ///
    /// Whole by its length or chunks; but libcurl doesn't notice compressed data that the server
    /// itself has cut short, so that the reader of the content has to.
    public let body: [UInt8]
    /// When it came.
    public let timings: TransferTimings
    /// The length of the request's body as far as it was sent, in bytes.
    public let bytesSent: Int
    /// The version the server spoke, `1.0` or `1.1`.
    public let httpVersion: String
    /// The numeric address and port of the server or proxy, such as `127.0.0.1:8080`.
    public let remoteAddress: String
    /// Whether an open connection served this request too.
    public let isConnectionReused: Bool
}

/// The fields of an answer's head.
public struct ResponseHeaders: Sendable, Hashable {
    /// One line of the head.
    public struct Field: Sendable, Hashable {
        /// As the server wrote it.
        public let name: String
        /// Without the blanks around it; bytes that are not UTF-8 become U+FFFD.
        public let value: String
    }

    /// In the order of the head; names may come several times.
    public let fields: [Field]

    /// The first value of a field, whatever the case of its name; nil if it did not come.
    public subscript(name: String) -> String? {
        values(of: name).first
    }

    /// All values of a field in their order, whatever the case of its name; may be empty.
    public func values(of name: String) -> [String] {
        let wanted = name.lowercased()
        return fields.filter { $0.name.lowercased() == wanted }.map(\.value)
    }
}

/// When the parts of a transfer were done, counted from its start.
public struct TransferTimings: Sendable, Hashable {
    /// The connection was ready, TLS included; next to nothing for one that was open already.
    public let connect: Duration
    /// The first byte of the answer was there.
    public let firstByte: Duration
    /// The last byte of the answer was there.
    public let total: Duration
}
