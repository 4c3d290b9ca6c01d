public import Foundation
import HTTPTransfer

/// What asking a model takes from outside.
public struct AskEnvironment: Sendable {
    typealias Send =
        @Sendable (TransferRequest) async throws(TransferError) -> TransferResponse

    /// The variables of the process: address, keys, proxies.
    public var variables: [String: String] = [:]
    /// A folder for photos on their way.
    public var temporaryFolder = "/tmp"
    /// Whether questions are asked again that failed too often: `retry`.
    public var isRetry = false
    /// `--max-cost`, in USD; nil for no limit but the pipeline's.
    public var maxCost: Decimal?
    /// Takes what happens while a model is asked, with the run's id.
    public var log: (@Sendable (_ event: RunEvent, _ run: String) -> Void)?
    /// The server of a rehearsal; nil to ask the service.
    public var rehearsal: ModelServiceAddress?
    /// Sends a request in the place of HTTP: a test's script; nil for HTTP.
    var send: Send?

    /// Nothing but defaults: no key, and the OpenAI API.
    public init() {
        // All values have defaults.
    }
}
