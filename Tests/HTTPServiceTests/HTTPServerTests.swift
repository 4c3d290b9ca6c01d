import Foundation
import ServiceFaults
import Synchronization
import Testing

@testable import HTTPService

@Suite(.timeLimit(.minutes(10))) struct HTTPServerTests {
    /// What handlers have seen.
    private final class Seen: Sendable {
        private let state = Mutex((requests: [HTTPRequest](), parts: [Int]()))
        var requests: [HTTPRequest] { state.withLock { $0.requests } }
        /// The sizes of all parts of all bodies.
        var parts: [Int] { state.withLock { $0.parts } }
        func add(_ request: HTTPRequest) { state.withLock { $0.requests.append(request) } }
        func add(part size: Int) { state.withLock { $0.parts.append(size) } }
    }

    private let seen = Seen()

    /// A server that returns each body.
    private func server(
        _ change: (inout HTTPServer.Settings) -> Void = { _ in }
    ) throws -> HTTPServer {
        var settings = HTTPServer.Settings()
        change(&settings)
        return try HTTPServer(settings) { [seen] request in
            seen.add(request)
            var body: [UInt8] = []
            return HTTPExchange(
                receive: { part in
                    seen.add(part: part.count)
                    for index in part.indices { body.append(part[index]) }
                },
                respond: {
                    HTTPResponse(status: 200, headers: [HTTPHeader("x-a", "b")], body: body)
                }
            )
        }
    }

    @Test func `serves several requests on one connection`() throws {
        let server = try server()
        let client = try RawClient(port: server.port)
        let text = String(repeating: "abcdefg", count: 3_000)
        for chunk in [nil, 1_000, 20_999, 100_000] {
            let reply = try client.post(text, to: "/a%20b?c=d", chunk: chunk)
            #expect(reply.status == 200)
            #expect(reply.text == text)
            #expect(reply.headers["x-a"] == "b")
        }
        let empty = try client.get("/")
        #expect(empty.status == 200 && empty.body.isEmpty)
        #expect(seen.requests.map(\.method) == ["POST", "POST", "POST", "POST", "GET"])
        #expect(seen.requests.map(\.path) == ["/a b", "/a b", "/a b", "/a b", "/"])
        #expect(seen.requests[0].header("Content-Type") == "application/json")
        #expect(seen.requests[0].header("x-none") == nil)
        #expect("\(seen.requests[0])" == "POST /a b")
    }

    @Test func `a large body arrives in parts no larger than the connection's memory`() throws {
        let server = try server { $0.maxBodyBytes = 1 << 30 }
        let text = String(repeating: "x", count: 8 << 20)
        let reply = try RawClient(port: server.port).post(text)
        #expect(reply.body.count == text.utf8.count)
        #expect(seen.parts.count > 64)
        #expect(seen.parts.allSatisfy { $0 <= 128 << 10 })
    }

    /// A request that is refused without the handler.
    struct Refused: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let status: Int

        init(_ name: String, _ status: Int, _ text: String) {
            testDescription = name
            self.text = text
            self.status = status
        }
    }

    private static let post = "POST / HTTP/1.1\r\nhost: x\r\n"

    @Test(arguments: [
        Refused("no host", 400, "GET / HTTP/1.1\r\n\r\n"),
        Refused("a line without a colon", 400, "GET / HTTP/1.1\r\nhost: x\r\nx\r\n\r\n"),
        Refused("a negative length", 400, "\(post)content-length: -1\r\n\r\n"),
        Refused("two lengths", 400, "\(post)content-length: 1\r\ncontent-length: 2\r\n\r\n"),
        Refused(
            "a length and chunks",
            400,
            "\(post)content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n"
        ),
        Refused("an unknown encoding", 400, "\(post)transfer-encoding: gzip\r\n\r\n"),
        Refused("another version", 505, "GET / HTTP/2.0\r\nhost: x\r\n\r\n"),
        Refused(
            "a head over the limit",
            431,
            "GET / HTTP/1.1\r\nhost: x\r\ny: \(String(repeating: "z", count: 200_000))\r\n\r\n"
        ),
        Refused(
            "a path over the limit",
            414,
            "GET /\(String(repeating: "z", count: 200_000)) HTTP/1.1\r\nhost: x\r\n\r\n"
        ),
        Refused("a body over the limit", 413, "\(post)content-length: 1048577\r\n\r\n"),
        Refused("an endless length", 413, "\(post)content-length: 9223372036854775807\r\n\r\n"),
    ])
    func `refuses invalid and oversized requests and closes`(_ refused: Refused) throws {
        let server = try server()
        let client = try RawClient(port: server.port)
        try client.send(refused.text)
        #expect(try client.reply().status == refused.status)
        #expect(throws: (any Error).self) { try client.reply() }
        #expect(seen.requests.isEmpty)
        #expect(try RawClient(port: server.port).get("/").status == 200)
    }

    @Test(arguments: [
        "nonsense\r\n\r\n", post + "transfer-encoding: chunked\r\n\r\nxyz\r\n",
        post + "transfer-encoding: chunked\r\n\r\n100001\r\n"
            + String(repeating: "x", count: 0x100001) + "\r\n0\r\n\r\n",
    ])
    func `closes without a response of its handler`(_ text: String) throws {
        let server = try server()
        let client = try RawClient(port: server.port)
        do {
            try client.send(text)
            #expect(try client.reply().status == 400)
        } catch {
            // Closed at once.
        }
        #expect(throws: (any Error).self) { try client.get("/") }
        #expect(try RawClient(port: server.port).get("/").status == 200)
    }

    @Test(arguments: ["GET / HT", post + "content-length: 9\r\n\r\n1", ""])
    func `a slow client times out`(_ text: String) throws {
        let server = try server { $0.idleLimit = .seconds(1) }
        let client = try RawClient(port: server.port)
        try client.send(text)
        #expect(throws: (any Error).self) { try client.reply() }
    }

    @Test func `clients over the limit are disconnected, and those within it served`() throws {
        let server = try server { $0.maxConnections = 4 }
        let clients = try (0..<4).map { _ in try RawClient(port: server.port) }
        for client in clients { #expect(try client.get("/").status == 200) }
        for _ in 0..<20 {
            #expect(throws: (any Error).self) { try RawClient(port: server.port).get("/") }
        }
        for client in clients {
            #expect(try client.get("/").status == 200)
            client.connection.close()
        }
        // The server needs a moment to see that they have closed.
        let end = ContinuousClock.now + .seconds(300)
        var isServed = false
        while !isServed, ContinuousClock.now < end {
            isServed = (try? RawClient(port: server.port).get("/").status) == 200
        }
        #expect(isServed)
    }

    @Test func `serves many clients at once`() throws {
        let count = 100
        let (all, arrived) = (DispatchGroup(), DispatchGroup())
        for _ in 0..<count { arrived.enter() }
        let server = try HTTPServer { _ in
            HTTPExchange(respond: {
                // All arrive before the first is answered.
                arrived.leave()
                arrived.wait()
                return HTTPResponse(status: 204)
            })
        }
        let port = server.port
        for _ in 0..<count {
            all.enter()
            Thread.detachNewThread {
                defer { all.leave() }
                do {
                    #expect(try RawClient(port: port).get("/").status == 204)
                } catch {
                    Issue.record(error)
                }
            }
        }
        all.wait()
    }

    @Test func `stopping waits for a running handler and closes every connection`() throws {
        let (began, finished) = (DispatchSemaphore(value: 0), DispatchSemaphore(value: 0))
        let server = try HTTPServer { _ in
            HTTPExchange(respond: {
                began.signal()
                Thread.sleep(forTimeInterval: 0.2)
                finished.signal()
                return HTTPResponse(status: 200)
            })
        }
        let idle = try RawClient(port: server.port)
        let half = try RawClient(port: server.port)
        try half.send("\(Self.post)content-length: 100\r\n\r\n{")
        let busy = try RawClient(port: server.port)
        try busy.send("GET / HTTP/1.1\r\nhost: x\r\n\r\n")
        began.wait()
        server.stop()
        #expect(finished.wait(timeout: .now()) == .success)
        for client in [idle, half] {
            #expect(throws: (any Error).self) { try client.reply() }
        }
        #expect(throws: SocketError.self) { try RawClient(port: server.port) }
        server.stop()
    }

    @Test func `a freed server stops`() throws {
        var port = 0
        do { port = try server().port }
        #expect(throws: SocketError.self) { try RawClient(port: port) }
    }

    @Test func `a port in use is an error`() throws {
        let first = try server()
        let error = #expect(throws: HTTPServerError.self) {
            try server { $0.port = UInt16(first.port) }
        }
        #expect(error?.code == .portUnavailable)
        #expect(
            error?.description.hasPrefix(
                "can't start an HTTP server on port \(first.port) of 127.0.0.1: address"
            ) == true
        )
    }

    @Test func `a response with an invalid header closes the connection`() throws {
        let server = try HTTPServer { _ in
            HTTPExchange(respond: {
                HTTPResponse(status: 200, headers: [HTTPHeader("x", "a\r\nset-cookie: b")])
            })
        }
        let client = try RawClient(port: server.port)
        #expect(throws: (any Error).self) { try client.get("/") }
    }
}
