import Dispatch
import Foundation
package import Rehearsal
import Synchronization

/// A server on 127.0.0.1 in place of the OpenAI API, on raw sockets so that it can misbehave.
///
/// 1. Made, it listens on a free port; each connection gets its own thread.
/// 2. Each request to the model is read in constant memory, checked as the service would check it,
///    and answered by the closure; anything else is refused.
/// 3. `stop()` closes all connections and waits for their threads.
///
/// It keeps neither keys nor photos.
package final class LoopbackServer: Sendable {
    /// What the server requires of its clients.
    package struct Settings: Sendable {
        /// The key that clients must send; nil for none.
        package var requiredKey: String?
        /// Connections at a time; more wait to be accepted.
        package var maxConnections = 256

        /// No key, 256 connections.
        package init() {}
    }

    /// Answers a request to the model.
    ///
    /// - Parameters:
    ///   - attempt: 1 for the first request with this body, 2 for the second…
    ///   - index: from 0, among all such requests in the order their heads came.
    package typealias Answer =
        @Sendable (_ request: ReceivedRequest, _ attempt: Int, _ index: Int) -> ServerAnswer

    /// Answers a request to the model by its head alone; nil lets the body be read.
    ///
    /// - Parameter index: from 0, among all such requests.
    package typealias HeadAnswer = @Sendable (_ head: RequestHead, _ index: Int) -> ServerAnswer?

    private let listener: LoopbackListener
    private let handler: ConnectionHandler
    private let threads = DispatchGroup()
    private let isStopped = Mutex(false)

    /// The port on 127.0.0.1.
    package var port: Int { listener.port }
    /// The base URL for clients: `http://127.0.0.1:40123/v1`.
    package var baseURL: String { "http://127.0.0.1:\(port)/v1" }
    /// All requests so far.
    package var journal: [JournalEntry] { handler.journal.entries }
    /// The most requests that were under way at one time, from head to end of answer.
    package var mostAtOnce: Int { handler.journal.mostAtOnce }

    /// Starts a server.
    ///
    /// - Throws: `SocketError` when no port or thread can be had.
    package init(
        _ settings: Settings = Settings(),
        atHead: HeadAnswer? = nil,
        answer: @escaping Answer
    ) throws(SocketError) {
        listener = try LoopbackListener()
        handler = ConnectionHandler(settings: settings, atHead: atHead, answer: answer)
        startAccepting(maxConnections: settings.maxConnections)
    }

    deinit { stop() }

    /// Closes everything and returns when all threads have ended; not to be called from those.
    package func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        if isFirst {
            listener.stop()
            handler.closeAll()
        }
        threads.wait()
    }

    private func startAccepting(maxConnections: Int) {
        let (listener, handler, threads) = (listener, handler, threads)
        let places = DispatchSemaphore(value: 0)
        for _ in 0..<max(1, maxConnections) { places.signal() }
        threads.enter()
        Thread.detachNewThread {
            defer { threads.leave() }
            while true {
                places.wait()
                guard let connection = Self.next(of: listener, for: handler) else { return }
                threads.enter()
                Thread.detachNewThread {
                    handler.serve(connection)
                    places.signal()
                    threads.leave()
                }
            }
        }
    }

    /// The next connection; nil once the server stops.
    private static func next(
        of listener: LoopbackListener,
        for handler: ConnectionHandler
    ) -> LoopbackConnection? {
        while !handler.isClosed {
            do {
                return try listener.accept(timeout: ConnectionHandler.idleLimit)
            } catch {
                // Too many open files, for instance: some will be closed soon.
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        return nil
    }
}
