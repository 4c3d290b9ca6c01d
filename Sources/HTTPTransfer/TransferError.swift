/// Why a request got no answer.
///
/// Messages name the server by scheme, host and port only: never the rest of the URL, a header's
/// value, or a byte of a body.
public struct TransferError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    public enum Code: Sendable, Hashable {
        /// No http or https URL, or one with a user name in it.
        case badURL
        /// A header's name or value can't be sent, or the transfer sets that header itself.
        case badHeader
        case nameNotResolved
        /// Refused, unreachable, or lost before a request could be sent.
        case connectFailed
        case connectTimedOut
        /// The handshake failed or the certificate is not to be trusted.
        case tlsFailed
        /// The server took no more bytes for `TransferLimits.uploadStall`.
        case uploadStalled
        /// The server had the whole request and was silent for `TransferLimits.firstByte`.
        case firstByteTimedOut
        case totalTimedOut
        /// The connection ended before the whole answer was there.
        case connectionLost
        /// The body is over the limit, or the head is unreasonably long.
        case responseTooLarge
        /// What came is not HTTP.
        case badResponse
        /// The body can't be decompressed.
        case badEncoding
        /// A file of the body is gone, can't be read, or is not what was planned.
        case bodyFileChanged(path: String)
        /// The task was cancelled.
        case cancelled
        /// `HTTPTransfer.close()` came first.
        case closed
        /// Anything else, by the number in `curlCode`.
        case other
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong, lower case, one line, with libcurl's number and words where it had some.
    public let message: String
    /// libcurl's number of the error; nil where it was found without libcurl.
    ///
    /// Source: libcurl-errors(3).
    public let curlCode: Int?
    /// Whether the server may have got the whole request, and so may have answered and billed it.
    ///
    /// False only if a part of the body surely stayed here.
    public let mayHaveArrived: Bool
    /// The status of an answer that had begun; nil if none had.
    public let status: Int?

    /// What is wrong.
    public var description: String { message }

    init(
        _ code: Code,
        _ message: String,
        curlCode: Int? = nil,
        mayHaveArrived: Bool = false,
        status: Int? = nil
    ) {
        self.code = code
        self.message = message
        self.curlCode = curlCode
        self.mayHaveArrived = mayHaveArrived
        self.status = status
    }
}

/// Why a callback or a deadline ended a transfer, before it is known how far the request got.
struct TransferFault: Error {
    let code: TransferError.Code
    let message: String
}
