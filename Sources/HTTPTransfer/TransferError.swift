/// Why a request got no answer.
///
/// Messages name the server by scheme, host and port only: never the rest of the URL, a header's
/// value or any of a body.
public struct TransferError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error, for callers that act on it.
    public enum Code: Sendable, Hashable {
        /// Not an http or https URL, or one with a user name.
        case badURL
        /// A header's name or value can't be sent, or the transfer sets that header itself.
        case badHeader
        case nameNotResolved
        /// Refused, unreachable, or lost before a request could be sent.
        case connectFailed
        case connectTimedOut
        /// The handshake failed or the certificate is not trusted.
        case tlsFailed
        /// The server accepted no bytes for `TransferLimits.uploadStall`.
        case uploadStalled
        /// The server got the whole request but sent nothing for `TransferLimits.firstByte`.
        case firstByteTimedOut
        case totalTimedOut
        /// The connection ended before the whole answer was received.
        case connectionLost
        /// The body is over the limit or the head is too long.
        case responseTooLarge
        /// The answer is not HTTP.
        case badResponse
        /// The body can't be decompressed.
        case badEncoding
        /// A file of the body is missing, can't be read, or is not as planned.
        case bodyFileChanged(path: String)
        /// The task was cancelled.
        case cancelled
        /// `HTTPTransfer.close()` was called first.
        case closed
        /// Any other error; see `curlCode`.
        case other
    }

    /// The kind of error.
    public let code: Code
    /// What is wrong, lower case, one line, with libcurl's text and number where it has them.
    public let message: String
    /// The same in short, with the server but without advice and numbers, such as
    /// `http://127.0.0.1:8080: connection refused`.
    public let cause: String
    /// libcurl's error number; nil for errors found without libcurl.
    ///
    /// Source: libcurl-errors(3).
    public let curlCode: Int?
    /// Whether the server may have received the whole request, and so may have billed it.
    ///
    /// False only if some of the body was certainly not sent.
    public let mayHaveArrived: Bool
    /// The status of an answer that had begun, else nil.
    public let status: Int?

    /// What is wrong.
    public var description: String { message }

    init(
        _ code: Code,
        _ message: String,
        cause: String? = nil,
        curlCode: Int? = nil,
        mayHaveArrived: Bool = false,
        status: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.cause = cause ?? message
        self.curlCode = curlCode
        self.mayHaveArrived = mayHaveArrived
        self.status = status
    }
}

/// Why a callback or a deadline ended a transfer; becomes a `TransferError`.
struct TransferFault: Error {
    let code: TransferError.Code
    let message: String
}
