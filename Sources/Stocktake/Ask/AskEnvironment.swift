public import Foundation
import HTTPTransfer

/// The environment in which a model is asked: variables, folders, limits, transport.
public struct AskEnvironment: Sendable {
    typealias Send =
        @Sendable (TransferRequest) async throws(TransferError) -> TransferResponse

    /// Environment variables: address, keys, proxies.
    public var variables: [String: String] = [:]
    /// The use of a key beside a pipeline's own address that the user has allowed.
    public var allowedKey: KeyUse?
    /// A folder for photos prepared for sending.
    public var temporaryFolder = "/tmp"
    /// Whether questions that failed too often are asked again: `retry`.
    public var isRetry = false
    /// `--max-cost`, in USD; nil for only the pipeline's limit.
    public var maxCost: Decimal?
    /// Receives events while a model is asked, with the run's id.
    public var log: (@Sendable (_ event: RunEvent, _ run: String) -> Void)?
    /// The server of a rehearsal; nil to ask the service.
    public var rehearsal: ModelServiceAddress?
    /// Told at once why a run waits; the words are one printable line.
    public var notice: (@Sendable (_ words: String) -> Void)?
    /// Sends a request instead of HTTP, for tests; nil for HTTP.
    var send: Send?
    /// Waits; callers do so in small steps, so that a signal ends the wait.
    var sleep: @Sendable (Duration) async -> Void = { time in
        do {
            try await Task.sleep(for: time)
        } catch {
            // Cancelled: the caller checks the reason next.
        }
    }
    /// 0…1, for the jitter of waits.
    var random: @Sendable () -> Double = { Double.random(in: 0...1) }

    /// Defaults: no key, and the OpenAI API.
    public init() {
        // All values have defaults.
    }
}
