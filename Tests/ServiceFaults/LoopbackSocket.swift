import Platform
import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Why a socket on this machine could not be opened, read or written.
package struct SocketError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    package enum Code: Sendable, Hashable {
        /// Nothing came, or nothing could be sent, within the connection's timeout.
        case timedOut
        /// The other side, or `interrupt()`, has ended the connection.
        case disconnected
        /// Any other system error, by its `errno`.
        case other(Int32)
    }

    /// The kind of trouble.
    package let code: Code
    /// What is wrong, lower case: `can't send: broken pipe (error 32)`.
    package let description: String

    /// The error of a C call that has just failed.
    init(errno number: Int32, doing what: String) {
        switch number {
        case EAGAIN, EWOULDBLOCK: code = .timedOut
        case EPIPE, ECONNRESET, ENOTCONN, ECONNABORTED, EBADF: code = .disconnected
        default: code = .other(number)
        }
        description = "can't \(what): \(errnoText(number)) (error \(number))"
    }
}

/// One TCP connection between two programs of this machine.
///
/// One thread reads, writes and closes; only `interrupt()` is meant for others.
package final class LoopbackConnection: Sendable {
    private let descriptor: Int32
    /// Guards closing against `interrupt()`: a closed descriptor's number is soon another file's.
    private let isOpen = Mutex(true)

    /// Connects to a port of 127.0.0.1.
    ///
    /// - Parameters:
    ///   - port: of a listener.
    ///   - timeout: of each later read and write.
    /// - Throws: `SocketError` if there is no listener.
    ///
    /// Source: connect(2).
    package convenience init(
        toPort port: Int,
        timeout: Duration = .seconds(10)
    ) throws(SocketError) {
        let descriptor = try openSocket()
        let result = unsafe withLoopbackAddress(port: port) { address, size in
            retryingInterrupts { unsafe connect(descriptor, address, size) }
        }
        guard result == 0 else {
            let trouble = errno
            Self.closeDescriptor(descriptor)
            throw SocketError(errno: trouble, doing: "connect to port \(port)")
        }
        self.init(descriptor: descriptor, timeout: timeout)
    }

    init(descriptor: Int32, timeout: Duration) {
        self.descriptor = descriptor
        let (seconds, attoseconds) = timeout.components
        var limit = timeval()
        limit.tv_sec = .init(seconds)
        limit.tv_usec = .init(attoseconds / 1_000_000_000_000)
        setOption(descriptor, SOL_SOCKET, SO_RCVTIMEO, limit)
        setOption(descriptor, SOL_SOCKET, SO_SNDTIMEO, limit)
        setOption(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, Int32(1))
        #if canImport(Darwin)
        setOption(descriptor, SOL_SOCKET, SO_NOSIGPIPE, Int32(1))
        #endif
    }

    deinit { close() }

    /// Reads what has arrived, waiting for the first byte.
    ///
    /// - Parameter buffer: filled from its start, at most as far as it is long; not empty.
    /// - Returns: how many bytes were read; 0 when the other side will send no more.
    /// - Throws: `SocketError`, `.timedOut` when nothing arrives in time.
    ///
    /// Source: recv(2).
    package func read(into buffer: inout [UInt8]) throws(SocketError) -> Int {
        let count = retryingInterrupts {
            unsafe buffer.withUnsafeMutableBytes { bytes in
                unsafe recv(descriptor, bytes.baseAddress, bytes.count, 0)
            }
        }
        guard count >= 0 else { throw SocketError(errno: errno, doing: "receive") }
        return count
    }

    /// Sends all bytes; a closed reader is an error, never a signal.
    ///
    /// Source: send(2) with `MSG_NOSIGNAL`.
    package func write(_ bytes: [UInt8]) throws(SocketError) {
        #if canImport(Darwin)
        let flags: Int32 = 0
        #else
        let flags = Int32(MSG_NOSIGNAL)
        #endif
        var done = 0
        while done < bytes.count {
            let count = retryingInterrupts {
                unsafe bytes.withUnsafeBytes { all in
                    let rest = unsafe UnsafeRawBufferPointer(rebasing: all[done...])
                    return unsafe send(descriptor, rest.baseAddress, rest.count, flags)
                }
            }
            guard count >= 0 else { throw SocketError(errno: errno, doing: "send") }
            done += count
        }
    }

    /// Waits without reading or writing.
    ///
    /// - Returns: whether the connection is over, by the other side or by `interrupt()`.
    ///
    /// Source: poll(2).
    package func waitForEnd(atMost limit: Duration) -> Bool {
        #if canImport(Darwin)
        let events: Int16 = 0
        #else
        let events = Int16(0x2000)  // POLLRDHUP: the other side has closed its sending half.
        #endif
        let end = ContinuousClock.now + limit
        while true {
            let rest = ContinuousClock.now.duration(to: end)
            let milliseconds = max(0, min(rest / .milliseconds(1), 60_000)).rounded(.up)
            var request = pollfd(fd: descriptor, events: events, revents: 0)
            let ready = retryingInterrupts { unsafe poll(&request, 1, Int32(milliseconds)) }
            if ready != 0 { return true }
            if rest <= .zero { return false }
        }
    }

    /// Ends sending, which the other side sees as the end; reading goes on.
    ///
    /// Source: shutdown(2).
    package func endSending() {
        isOpen.withLock { if $0 { shutdown(descriptor, Int32(SHUT_WR)) } }
    }

    /// Ends both directions, so that a thread waiting in a read or write returns at once.
    ///
    /// From any thread, at any time, also after closing.
    ///
    /// Source: shutdown(2).
    package func interrupt() {
        isOpen.withLock { if $0 { shutdown(descriptor, Int32(SHUT_RDWR)) } }
    }

    /// Closes the connection; closing it again changes nothing.
    package func close() {
        isOpen.withLock { isOpen in
            if isOpen { Self.closeDescriptor(descriptor) }
            isOpen = false
        }
    }

    /// Closes so that the other side sees "connection reset"; sent bytes may be lost.
    ///
    /// Source: `SO_LINGER` with 0 seconds of socket(7).
    package func reset() {
        isOpen.withLock { isOpen in
            guard isOpen else { return }
            setOption(descriptor, SOL_SOCKET, SO_LINGER, linger(l_onoff: 1, l_linger: 0))
            Self.closeDescriptor(descriptor)
            isOpen = false
        }
    }

    /// Not `close()`, which inside this class would mean the method.
    private static func closeDescriptor(_ descriptor: Int32) {
        closeSystemDescriptor(descriptor)
    }
}

/// Closes a descriptor; a socket's error on closing doesn't matter.
func closeSystemDescriptor(_ descriptor: Int32) {
    _ = close(descriptor)
}

/// A new TCP socket that children of this process don't inherit.
///
/// Source: socket(2).
func openSocket() throws(SocketError) -> Int32 {
    #if canImport(Darwin)
    let descriptor = socket(AF_INET, SOCK_STREAM, 0)
    if descriptor >= 0 { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
    #else
    let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
    let descriptor = socket(AF_INET, kind, 0)
    #endif
    guard descriptor >= 0 else { throw SocketError(errno: errno, doing: "open a socket") }
    return descriptor
}

/// Sets a socket option whose value can't be refused.
///
/// Source: setsockopt(2).
func setOption<Value: BitwiseCopyable>(
    _ descriptor: Int32,
    _ level: Int32,
    _ name: Int32,
    _ value: Value
) {
    var value = value
    let size = socklen_t(MemoryLayout<Value>.size)
    _ = unsafe setsockopt(descriptor, level, name, &value, size)
}

/// Calls with the address of a port of 127.0.0.1.
func withLoopbackAddress(
    port: Int,
    _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32
) -> Int32 {
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(UInt16(clamping: port)).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let size = socklen_t(MemoryLayout<sockaddr_in>.size)
    return unsafe withUnsafePointer(to: &address) { pointer in
        unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
            unsafe call(generic, size)
        }
    }
}
