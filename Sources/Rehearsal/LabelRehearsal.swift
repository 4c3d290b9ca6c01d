import Foundation
public import HTTPService
public import Stocktake

/// A service on this machine that answers a run's questions by reading labels: no key, no cost.
///
/// Everything else is as with a model: photos are sent as base64 over HTTP, the reply matches the
/// request's schema, and usage is billed by the model's size rule.
public final class LabelRehearsal: Sendable {
    private let server: HTTPServer

    /// Starts the service on a free port of 127.0.0.1.
    ///
    /// - Parameter plan: gives the catalogue and the model whose size rule bills.
    /// - Throws: `HTTPServerError` when no port can be had.
    public init(_ plan: Plan) throws(HTTPServerError) {
        let year = Calendar(identifier: .gregorian).component(.year, from: Date())
        let handler = RehearsalHandler(eyes: LabelEyes(plan, year: year))
        var settings = HTTPServer.Settings()
        // Twice the most requests that a run may send at once.
        settings.maxConnections = 512
        // Bodies are not held in memory, so that this only stops an endless one.
        settings.maxBodyBytes = 16 << 30
        server = try HTTPServer(settings, handler: handler.exchange)
    }

    /// Where a run sends its requests.
    public var address: ModelServiceAddress {
        .rehearsal(port: port)
    }

    var port: Int { server.port }

    /// Closes all connections; unanswered requests stay so.
    public func stop() {
        server.stop()
    }
}
