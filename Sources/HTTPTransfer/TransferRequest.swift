/// One HTTP request, with what it may cost in time and memory.
public struct TransferRequest: Sendable, Hashable {
    /// What the server is asked to do.
    public enum Method: String, Sendable, CaseIterable {
        case get = "GET"
        case post = "POST"
        case put = "PUT"
        case delete = "DELETE"
    }

    /// A line of the head.
    public struct Header: Sendable, Hashable {
        /// A field name, such as `Content-Type`.
        public let name: String
        /// What stands after the colon.
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

    /// The value of a header, open or secret.
    public enum HeaderValue: Sendable, Hashable {
        case text(String)
        case secret(SecretText)
    }

    /// What the server is asked to do.
    public var method: Method
    /// An http or https URL without user name or password.
    public var url: String
    /// In the order in which they are sent; names may come several times.
    ///
    /// Not `Content-Length`, `Transfer-Encoding`, `Expect`, `Accept-Encoding` or `Connection`,
    /// which the transfer sets by itself.
    public var headers: [Header]
    /// What follows the head; `.empty` sends none.
    public var body: RequestBody
    /// Deadlines and the largest answer taken.
    public var limits: TransferLimits

    /// A request; nothing is checked before it is sent.
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

/// How long a transfer may take and how much it may bring.
///
/// All times count from when the transfer leaves the queue for a free connection: waiting for
/// others is not held against it.
public struct TransferLimits: Sendable, Hashable {
    /// For the host's address, the connection and the TLS handshake together.
    public var connect: Duration = .seconds(10)
    /// For an upload during which not one more byte can be sent.
    public var uploadStall: Duration = .seconds(60)
    /// From the last byte handed to the network to the first line of the answer.
    ///
    /// Reasoning models are silent for minutes. An interim answer (100, 102, 103) does not count.
    public var firstByte: Duration = .seconds(600)
    /// For all of it, whatever trickles in.
    public var total: Duration = .seconds(900)
    /// The largest body taken, in bytes after decompression.
    public var maxResponseBytes = 64 << 20

    /// The limits for a request that asks a model about photos.
    public init() {
        // All values have defaults.
    }
}
