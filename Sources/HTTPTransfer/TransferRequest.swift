/// One HTTP request with its limits.
public struct TransferRequest: Sendable, Hashable {
    /// The HTTP method.
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
    }

    /// A header line.
    public struct Header: Sendable, Hashable {
        /// A field name, such as `Content-Type`.
        public let name: String
        /// The text after the colon.
        public let value: HeaderValue

        /// A header whose value may be printed.
        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = .text(value)
        }

        /// A header whose value is never printed, such as `Authorization`.
        public init(_ name: String, secret value: SecretText) {
            self.name = name
            self.value = .secret(value)
        }
    }

    /// The value of a header, plain or secret.
    public enum HeaderValue: Sendable, Hashable {
        case text(String)
        case secret(SecretText)
    }

    /// The HTTP method.
    public var method: Method
    /// An http or https URL without user name or password.
    public var url: String
    /// In sending order; names may repeat.
    ///
    /// Not `Content-Length`, `Transfer-Encoding`, `Expect`, `Accept-Encoding`, `Host` or
    /// `Connection`, which the transfer sets itself.
    public var headers: [Header]
    /// The body; `.empty` for none.
    public var body: RequestBody
    /// Deadlines and the largest answer accepted.
    public var limits: TransferLimits

    /// A request; checked when it is sent.
    public init(
        _ method: Method,
        _ url: String,
        headers: [Header] = [],
        body: RequestBody = .empty,
        limits: TransferLimits = TransferLimits()
    ) {
        self.method = method
        self.url = url
        self.headers = headers
        self.body = body
        self.limits = limits
    }
}

/// How long a transfer may take and how large its answer may be.
///
/// Times count from when the transfer leaves the queue for a connection; time in the queue does not
/// count.
public struct TransferLimits: Sendable, Hashable {
    /// For the name look-up, the connection and the TLS handshake together.
    public var connect: Duration = .seconds(10)
    /// For an upload that makes no progress.
    public var uploadStall: Duration = .seconds(60)
    /// From the last byte sent to the first line of the answer.
    ///
    /// Reasoning models are silent for minutes. Interim answers (100, 102, 103) do not count.
    public var firstByte: Duration = .seconds(600)
    /// For the whole transfer.
    public var total: Duration = .seconds(900)
    /// The largest body accepted, in bytes after decompression.
    public var maxResponseBytes = 64 << 20

    /// The limits for a request that asks a model about photos.
    public init() {
        // All values have defaults.
    }
}
