import Dispatch
import Foundation
public import Platform
import Synchronization

/// A server on 127.0.0.1 that stands in for the OpenAI API inside this process.
///
/// 1. Made, it listens on a free port; each connection gets its own thread.
/// 2. Each question is read with flat memory, checked as the service would check it, and answered
///    by the closure; everything else (`GET /v1/models`, wrong paths, bad requests) by itself.
/// 3. `stop()` ends all connections and waits for their threads.
///
/// Nothing outside this machine can reach it, and it keeps neither keys nor photos.
public final class LoopbackServer: Sendable {
    /// What the server asks of its clients, and how it looks at photos.
    public struct Settings: Sendable {
        /// The key that clients must show; nil lets everyone in.
        public var requiredKey: String?
        /// The models that exist; nil lets every name pass.
        public var models: Set<String>?
        /// Connections at a time; more wait to be accepted.
        public var maxConnections = 256
        /// How long a connection may be silent, while reading or writing.
        public var idleLimit = Duration.seconds(60)
        /// The largest photo that is decoded, in bytes.
        public var maxPhotoBytes = 64 << 20
        /// Whether questions that the service would refuse are refused before the closure is asked.
        public var checksQuestions = true
        /// Looks at a photo's bytes, on the connection's thread; keeps nothing of them.
        public var readPhoto:
            @Sendable (_ mediaType: String, _ bytes: [UInt8]) ->
                PostedPhoto.Reading = { _, bytes in PostedPhoto.Reading(sha256: sha256(of: bytes)) }

        /// No key, every model, photos only hashed.
        public init() {}
    }

    /// Answers a question.
    ///
    /// - Parameters:
    ///   - attempt: 1 for the first time this very body comes, 2 for the second…
    ///   - index: from 0, among all questions of this server in the order their heads came.
    public typealias Answer =
        @Sendable (_ question: PostedQuestion, _ attempt: Int, _ index: Int) -> ServerAnswer

    /// Answers a question when only its head has come; nil lets the body be read.
    ///
    /// - Parameter index: from 0, among all questions of this server.
    public typealias HeadAnswer = @Sendable (_ head: RequestHead, _ index: Int) -> ServerAnswer?

    private let listener: LoopbackListener
    private let desk: ServerDesk
    private let threads = DispatchGroup()
    private let isStopped = Mutex(false)

    /// The port on 127.0.0.1.
    public var port: Int { listener.port }
    /// What a client takes as its base URL: `http://127.0.0.1:40123/v1`.
    public var baseURL: String { "http://127.0.0.1:\(port)/v1" }
    /// All requests so far.
    public var journal: [JournalEntry] { desk.journal.entries }
    /// The most requests that were under way at one time, from head to end of answer.
    public var mostAtOnce: Int { desk.journal.mostAtOnce }

    /// Starts a server.
    ///
    /// - Throws: `SocketError` when no port or thread can be had.
    public init(
        _ settings: Settings = Settings(),
        atHead: HeadAnswer? = nil,
        answer: @escaping Answer
    ) throws(SocketError) {
        listener = try LoopbackListener()
        desk = ServerDesk(settings: settings, atHead: atHead, answer: answer)
        startAccepting(maxConnections: settings.maxConnections)
    }

    deinit { stop() }

    /// Ends everything and returns when all threads have ended; from any thread but the server's.
    public func stop() {
        let isFirst = isStopped.withLock { isStopped in
            defer { isStopped = true }
            return !isStopped
        }
        if isFirst {
            listener.stop()
            desk.closeDoors()
        }
        threads.wait()
    }

    private func startAccepting(maxConnections: Int) {
        let (listener, desk, threads) = (listener, desk, threads)
        let places = DispatchSemaphore(value: 0)
        for _ in 0..<max(1, maxConnections) { places.signal() }
        threads.enter()
        Thread.detachNewThread {
            defer { threads.leave() }
            while true {
                places.wait()
                guard let connection = Self.next(of: listener, for: desk) else { return }
                threads.enter()
                Thread.detachNewThread {
                    desk.serve(connection)
                    places.signal()
                    threads.leave()
                }
            }
        }
    }

    /// The next connection; nil once the server stops.
    private static func next(
        of listener: LoopbackListener,
        for desk: ServerDesk
    ) -> LoopbackConnection? {
        while !desk.isClosed {
            do {
                return try listener.accept(timeout: desk.settings.idleLimit)
            } catch {
                // Too many open files, for instance: some will be closed soon.
                Thread.sleep(forTimeInterval: 0.01)
            }
        }
        return nil
    }
}
