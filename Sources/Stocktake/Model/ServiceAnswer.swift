import Foundation

/// The error a service names in its answer; each may be missing, or be anything at all.
struct ServiceError: Sendable, Hashable {
    /// As `rate_limit_exceeded`; some servers give the HTTP status as a number.
    var code: String?
    /// As `invalid_request_error`.
    var type: String?
    /// The place in the request, as `reasoning.effort` or `input[0].content[2].image_url`.
    var param: String?
}

/// Why a transfer ended without a response.
///
/// `afterSending`: the whole request had been sent, so that the service may be at work on it.
enum TransferTrouble: Sendable, Hashable {
    /// No such host, or no connection.
    case unreachable
    case encryptionFailed
    case certificateRefused
    case timedOut(afterSending: Bool)
    case lost(afterSending: Bool)
    case answerTooLarge
    /// A broken compressed body.
    case answerUnreadable
    case cancelled(afterSending: Bool)

    var trouble: ServiceTrouble {
        switch self {
        case .unreachable: ServiceTrouble(kind: .unreachable)
        case .encryptionFailed: ServiceTrouble(kind: .encryptionFailed)
        case .certificateRefused: ServiceTrouble(kind: .certificateRefused)
        case .timedOut(let sent): ServiceTrouble(kind: .timedOut, mayBeBilled: sent)
        case .lost(let sent): ServiceTrouble(kind: .connectionLost, mayBeBilled: sent)
        case .answerTooLarge: ServiceTrouble(kind: .answerTooLarge, mayBeBilled: true)
        case .answerUnreadable: ServiceTrouble(kind: .answerUnreadable, mayBeBilled: true)
        case .cancelled(let sent): ServiceTrouble(kind: .cancelled, mayBeBilled: sent)
        }
    }
}

/// What came back for a request, as far as it decides what to do next.
enum ServiceAnswer: Sendable, Hashable {
    /// A response of HTTP.
    ///
    /// The error is what the body says, also with status 200 if the body's own status is `failed`;
    /// nil where it names none. Headers go by lower-case names.
    case response(status: Int, error: ServiceError?, headers: [String: String])
    case failed(TransferTrouble)

    /// What follows from it.
    ///
    /// The error's code decides before the status, as it says more: of two answers 429, the one
    /// with `rate_limit_exceeded` is tried again and the one with `insufficient_quota` stops the
    /// run. The header `x-should-retry` turns a retry into giving up, or an unexplained refusal
    /// into a retry, and nothing else: it never overrules a stop.
    ///
    /// - Parameter now: the wall clock, for hints that are dates.
    /// - Returns: nil for a success, which still has to be read and checked.
    func verdict(at now: Date) -> Verdict? {
        switch self {
        case .failed(let transfer): Verdict(transfer.trouble)
        case .response(let status, let error, let headers):
            if (200..<300).contains(status), error == nil {
                nil
            } else {
                ErrorResponse(
                    status: status,
                    error: error ?? ServiceError(),
                    isExplained: error != nil,
                    hint: retryHint(in: headers, now: now)
                )
                .verdict(shouldRetry: headers["x-should-retry"])
            }
        }
    }
}
