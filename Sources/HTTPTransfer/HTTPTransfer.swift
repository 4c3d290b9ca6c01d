import Foundation

/// Sends HTTP requests, many at once, over connections that are kept open.
///
/// 1. It starts one thread, the only one that calls libcurl; see `TransferLoop`.
/// 2. `send` checks a request, hands it to that thread and suspends without blocking a thread.
/// 3. `close`, or releasing the last reference, ends running transfers and the thread.
///
/// HTTP/1.1 only, as uploads are slower over the small windows of HTTP/2. Certificates are always
/// checked, redirects never followed. Compressed answers are accepted. The program must ignore
/// SIGPIPE (`ignoreSIGPIPE` of `Platform`).
public final class HTTPTransfer: Sendable {
    private let loop: TransferLoop

    /// Starts the thread; does not connect yet.
    public init(_ settings: TransferSettings = TransferSettings()) {
        let loop = TransferLoop()
        self.loop = loop
        Thread.detachNewThread { loop.run(settings) }
    }

    deinit {
        loop.close()
    }

    /// Sends a request and waits for the whole answer.
    ///
    /// The body is sent again only if a connection that was kept open turns out to be dead and the
    /// server can't have received all of it. All other retries are up to the caller, who knows what
    /// they cost; see `TransferError.mayHaveArrived`.
    ///
    /// - Returns: the answer, whatever its status.
    /// - Throws: `TransferError` of any code; `.cancelled` soon after the task is cancelled.
    ///
    /// Source: libcurl-multi(3).
    public func send(_ request: TransferRequest) async throws(TransferError) -> TransferResponse {
        let address = try ServerAddress(of: request.url)
        let lines = try request.headerLines()
        guard !Task.isCancelled else { throw TransferError.cancelled }
        let id = loop.newID()
        let result = await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                loop.submit(
                    TransferJob(
                        id: id,
                        request: request,
                        address: address,
                        headerLines: lines,
                        continuation: continuation
                    )
                )
                // The handler may have run before the job was submitted.
                if Task.isCancelled { loop.cancel(id) }
            }
        } onCancel: {
            loop.cancel(id)
        }
        return try result.get()
    }

    /// Ends all waiting and running transfers with `.closed` and refuses new ones.
    ///
    /// Returns at once; the transfers end a moment later. Calling it again has no effect.
    public func close() {
        loop.close()
    }
}

/// A request for the loop, with the continuation of its caller.
struct TransferJob: Sendable {
    let id: UInt64
    let request: TransferRequest
    let address: ServerAddress
    let headerLines: [String]
    /// Resumed exactly once, by the loop.
    let continuation: CheckedContinuation<Result<TransferResponse, TransferError>, Never>

    func end(_ result: Result<TransferResponse, TransferError>) {
        continuation.resume(returning: result)
    }
}

extension TransferError {
    /// The error of a task that was cancelled first.
    public static let cancelled = TransferError(.cancelled, "cancelled before it was sent")
    static let closed = TransferError(.closed, "not sent, the program is ending")
}
