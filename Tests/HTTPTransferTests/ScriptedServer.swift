import Foundation
import ServiceFaults
import Synchronization

/// A server on 127.0.0.1 that sends exactly the bytes of a test's script, valid or not.
///
/// Each connection gets a thread and runs the script; the connection is closed when it returns.
final class ScriptedServer: Sendable {
    /// A request as received.
    struct Received: Sendable {
        var head = ""
        var body: [UInt8] = []

        /// The value of a header in lower case; nil if absent.
        func header(_ name: String) -> String? {
            let lines = head.split(separator: "\r\n").filter {
                $0.lowercased().hasPrefix(name.lowercased() + ":")
            }
            return lines.first.map {
                $0.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
            }
        }
    }

    let port: Int
    private let listener: LoopbackListener
    private let state = Mutex((connections: 0, requests: [Received]()))

    init(_ script: @escaping @Sendable (Connection) -> Void) {
        do throws(SocketError) {
            listener = try LoopbackListener()
        } catch {
            preconditionFailure(error.description)
        }
        port = listener.port
        Thread.detachNewThread { [self] in
            while let socket = try? listener.accept(timeout: .seconds(600)) {
                state.withLock { $0.connections += 1 }
                let connection = Connection(socket, server: self)
                Thread.detachNewThread {
                    script(connection)
                    connection.end()
                }
            }
        }
    }

    var url: String { "http://127.0.0.1:\(port)/" }
    /// The number of connections accepted.
    var connections: Int { state.withLock { $0.connections } }
    /// All requests read, in the order of completion.
    var requests: [Received] { state.withLock { $0.requests } }

    fileprivate func note(_ request: Received) {
        state.withLock { $0.requests.append(request) }
    }

    /// Accepts no more connections; otherwise the server runs as long as the process.
    func stop() {
        listener.stop()
    }
}

/// One connection of a `ScriptedServer`, used by its own thread alone.
final class Connection: @unchecked Sendable {
    private let socket: LoopbackConnection
    private let server: ScriptedServer
    private var pending: [UInt8] = []
    private var buffer = [UInt8](repeating: 0, count: 262_144)

    init(_ socket: LoopbackConnection, server: ScriptedServer) {
        self.socket = socket
        self.server = server
    }

    /// Reads a head and its whole body; nil if the connection ends first.
    func readRequest() -> ScriptedServer.Received? {
        guard var request = readHead(),
            let body = read(Int(request.header("content-length") ?? "0") ?? 0)
        else { return nil }
        request.body = body
        server.note(request)
        return request
    }

    func readHead() -> ScriptedServer.Received? {
        let end = Data("\r\n\r\n".utf8)
        while true {
            if let range = Data(pending).firstRange(of: end) {
                let head = String(decoding: pending[..<range.lowerBound], as: UTF8.self)
                pending.removeFirst(range.upperBound)
                return ScriptedServer.Received(head: head)
            }
            guard receive() else { return nil }
        }
    }

    func read(_ count: Int) -> [UInt8]? {
        while pending.count < count {
            guard receive() else { return nil }
        }
        defer { pending.removeFirst(count) }
        return Array(pending.prefix(count))
    }

    /// - Returns: whether anything was received before the end.
    private func receive() -> Bool {
        do throws(SocketError) {
            let count = try socket.read(into: &buffer)
            pending += buffer[..<count]
            return count > 0
        } catch {
            return false
        }
    }

    /// - Returns: whether all could be sent.
    @discardableResult
    func send(_ bytes: [UInt8]) -> Bool {
        do throws(SocketError) {
            try socket.write(bytes)
            return true
        } catch {
            return false
        }
    }

    @discardableResult
    func send(_ text: String) -> Bool {
        send(Array(text.utf8))
    }

    /// Sends a whole answer with its length.
    func answer(_ status: Int = 200, _ headers: String = "", body: [UInt8] = Array("ok".utf8)) {
        send("HTTP/1.1 \(status) Words\r\nContent-Length: \(body.count)\r\n\(headers)\r\n")
        send(body)
    }

    func wait(_ time: Duration) {
        Thread.sleep(forTimeInterval: time / .seconds(1))
    }

    /// Waits until the other side has closed, without reading what it sends.
    func waitForEndUnread() {
        _ = socket.waitForEnd(atMost: .seconds(600))
    }

    /// Waits until the other side has closed.
    func waitForEnd() {
        while receive() { pending = [] }
    }

    /// Resets the connection.
    func reset() {
        socket.reset()
    }

    func end() {
        socket.close()
    }
}
