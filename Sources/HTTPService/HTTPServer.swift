internal import CMicroHTTPD
import Synchronization

/// A small HTTP/1.1 server on 127.0.0.1; no other machine can reach it.
///
/// 1. Made, it accepts connections; each has its own thread.
/// 2. Each request's head goes to the handler, then its body in parts to the exchange that the
///    handler returned, which answers at the end. Invalid and oversized requests are refused
///    without the handler.
/// 3. `stop()` closes all connections and waits for their threads.
///
/// Source: libmicrohttpd.
public final class HTTPServer: Sendable {
    /// The server's limits.
    public struct Settings: Sendable, Hashable {
        /// The port to listen on; 0 for any that is free.
        public var port: UInt16 = 0
        /// Connections at a time, 1 or more; further clients are disconnected.
        public var maxConnections = 256
        /// How long a connection may be silent, in whole seconds, 1 or more.
        public var idleLimit = Duration.seconds(60)
        /// Memory of a connection; a request head that doesn't fit is refused with 431.
        public var connectionBytes = 128 << 10
        /// The longest body that is received, refused with 413 where its length is stated.
        public var maxBodyBytes = 1 << 20

        /// Any port, 256 connections, 60 s, 128 KiB a connection, bodies up to 1 MiB.
        public init() {}
    }

    /// Decides how a request is read and answered, on its connection's thread.
    public typealias Handler = @Sendable (_ request: HTTPRequest) -> HTTPExchange

    /// The port on 127.0.0.1.
    public let port: Int
    /// libmicrohttpd holds a pointer to it until the daemon has stopped.
    private let dispatcher: RequestDispatcher
    private let daemon: Mutex<Daemon?>

    /// The running server.
    // Its one use after starting, MHD_stop_daemon, is allowed from any thread and guarded by a lock.
    @safe private struct Daemon: @unchecked Sendable {
        let pointer: OpaquePointer
    }

    /// Starts a server.
    ///
    /// - Throws: `HTTPServerError` when no port or thread can be had.
    ///
    /// Source: MHD_start_daemon.
    public init(
        _ settings: Settings = Settings(),
        handler: @escaping Handler
    ) throws(HTTPServerError) {
        dispatcher = RequestDispatcher(maxBodyBytes: settings.maxBodyBytes, handler: handler)
        var limits = stk_mhd_limits(
            connections: UInt32(clamping: max(1, settings.maxConnections)),
            idle_seconds: UInt32(clamping: max(1, settings.idleLimit.components.seconds)),
            connection_bytes: max(0, settings.connectionBytes)
        )
        var trouble: Int32 = 0
        let context = unsafe Unmanaged.passUnretained(dispatcher).toOpaque()
        let started = unsafe stk_mhd_start(
            settings.port,
            &limits,
            receiveRequest,
            endRequest,
            context,
            &trouble
        )
        guard let started = unsafe started else {
            throw HTTPServerError(port: Int(settings.port), errno: trouble)
        }
        port = unsafe Int(stk_mhd_port(started))
        daemon = Mutex(unsafe Daemon(pointer: started))
    }

    deinit { stop() }

    /// Closes all connections and returns when their threads have ended.
    ///
    /// A handler that is running is waited for, but its response is no longer sent. Stopping again
    /// changes nothing. Never to be called from a handler, which it would wait for.
    ///
    /// Source: MHD_stop_daemon.
    public func stop() {
        daemon.withLock { daemon in
            if let running = daemon.take() { unsafe MHD_stop_daemon(running.pointer) }
        }
    }
}
