import Platform

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A free TCP port of 127.0.0.1 that accepts connections.
///
/// 1. Made, it already queues connections.
/// 2. One thread calls `accept` again and again.
/// 3. `stop()`, from any thread, makes the waiting and every later `accept` return nil.
package final class LoopbackListener: Sendable {
    /// The port the system has chosen.
    package let port: Int
    private let descriptor: Int32
    /// A pipe whose written byte wakes `accept`, as shutdown does not everywhere.
    private let wake: (reader: Int32, writer: Int32)

    /// Binds a free port.
    ///
    /// - Parameter backlog: connections that may wait to be accepted.
    /// - Throws: `SocketError` when the system has no port or descriptor left.
    ///
    /// Source: bind(2) with port 0, listen(2), getsockname(2).
    package init(backlog: Int = 512) throws(SocketError) {
        let descriptor = try openSocket()
        do throws(SocketError) {
            port = try Self.listen(descriptor, backlog: backlog)
            wake = try Self.openPipe()
        } catch {
            closeSystemDescriptor(descriptor)
            throw error
        }
        self.descriptor = descriptor
    }

    deinit {
        closeSystemDescriptor(descriptor)
        closeSystemDescriptor(wake.reader)
        closeSystemDescriptor(wake.writer)
    }

    /// The next connection.
    ///
    /// - Parameter timeout: of each read and write on it.
    /// - Returns: nil once `stop()` was called.
    /// - Throws: `SocketError`, for instance when the process has too many files open.
    ///
    /// Source: poll(2), accept(2).
    package func accept(timeout: Duration) throws(SocketError) -> LoopbackConnection? {
        while true {
            var requests = [
                pollfd(fd: wake.reader, events: Int16(POLLIN), revents: 0),
                pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
            ]
            let ready = retryingInterrupts { unsafe poll(&requests, 2, -1) }
            guard ready >= 0 else { throw SocketError(errno: errno, doing: "wait for a client") }
            guard requests[0].revents == 0 else { return nil }
            let client = retryingInterrupts { acceptClient(descriptor) }
            if client >= 0 {
                _ = fcntl(client, F_SETFD, FD_CLOEXEC)
                return LoopbackConnection(descriptor: client, timeout: timeout)
            }
            // The client may have gone again while it waited in the queue, or `stop()` has come.
            guard [ECONNABORTED, EPROTO, EAGAIN, EINVAL].contains(errno) else {
                throw SocketError(errno: errno, doing: "accept a client")
            }
        }
    }

    /// Makes `accept` return nil from now on; on Linux the port also refuses clients at once, and
    /// elsewhere when the listener is freed.
    package func stop() {
        // The byte first: `accept` must find it when the shutdown wakes it.
        _ = retryingInterrupts { unsafe write(wake.writer, [1], 1) }
        shutdown(descriptor, Int32(SHUT_RDWR))
    }

    private static func listen(_ descriptor: Int32, backlog: Int) throws(SocketError) -> Int {
        let bound = unsafe withLoopbackAddress(port: 0) { address, size in
            unsafe bind(descriptor, address, size)
        }
        guard bound == 0 else { throw SocketError(errno: errno, doing: "bind a port") }
        let result = startListening(descriptor, Int32(clamping: backlog))
        guard result == 0 else { throw SocketError(errno: errno, doing: "listen") }
        var address = sockaddr_in()
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let named = unsafe withUnsafeMutablePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { generic in
                unsafe getsockname(descriptor, generic, &size)
            }
        }
        guard named == 0 else { throw SocketError(errno: errno, doing: "learn the port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }

    private static func openPipe() throws(SocketError) -> (reader: Int32, writer: Int32) {
        var ends: [Int32] = [0, 0]
        let result = unsafe pipe(&ends)
        guard result == 0 else { throw SocketError(errno: errno, doing: "open a pipe") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

// The C functions under names that methods don't hide.
private func acceptClient(_ descriptor: Int32) -> Int32 {
    accept(descriptor, nil, nil)
}

private func startListening(_ descriptor: Int32, _ backlog: Int32) -> Int32 {
    listen(descriptor, backlog)
}
