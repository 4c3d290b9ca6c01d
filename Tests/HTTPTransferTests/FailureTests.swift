import HTTPTransfer
import Platform
import Testing

@Suite(.timeLimit(.minutes(10))) struct FailureTests {
    private let transfer = HTTPTransfer()

    init() {
        ignoreSIGPIPE()
    }

    private func expect(
        _ code: TransferError.Code,
        mayHaveArrived: Bool,
        body: Int = 1000,
        limits: TransferLimits = limits(),
        sourceLocation: SourceLocation = #_sourceLocation,
        from server: ScriptedServer
    ) async -> TransferError? {
        let body = RequestBody(noise(body))
        let request = TransferRequest(.post, server.url, body: body, limits: limits)
        let error = await failure(of: request, transfer, sourceLocation: sourceLocation)
        let words = Comment(rawValue: error?.description ?? "no error")
        #expect(error?.code == code, words, sourceLocation: sourceLocation)
        #expect(error?.mayHaveArrived == mayHaveArrived, words, sourceLocation: sourceLocation)
        return error
    }

    // MARK: Deadlines

    @Test func `a silent server fails after the first-byte limit`() async {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            // Interim answers do not count.
            connection.send("HTTP/1.1 102 Processing\r\n\r\n")
            connection.waitForEnd()
        }
        let quick = limits { $0.firstByte = .milliseconds(150) }
        let error = await expect(
            .firstByteTimedOut,
            mayHaveArrived: true,
            limits: quick,
            from: server
        )
        #expect(
            error?.message == "http://127.0.0.1:\(server.port): "
                + "the server did not start to answer within 0.15 seconds"
        )
        #expect(error?.status == nil)
    }

    @Test func `an answer that began in time may take its time`() async throws {
        try await atSomePace { time in
            let server = ScriptedServer { connection in
                _ = connection.readRequest()
                connection.send("HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n")
                for _ in 0..<3 {
                    connection.wait(time / 2)
                    connection.send("x")
                }
            }
            let quick = limits { $0.firstByte = time }
            let request = TransferRequest(.get, server.url, limits: quick)
            return try await isAnswered(request, orEndsWith: .firstByteTimedOut)
        }
    }

    /// Whether a request is answered with 200; false after the deadline of that code.
    private func isAnswered(
        _ request: TransferRequest,
        orEndsWith code: TransferError.Code
    ) async throws -> Bool {
        do throws(TransferError) {
            return try await transfer.send(request).status == 200
        } catch {
            guard error.code == code else { throw error }
            return false
        }
    }

    @Test func `a slow drip is ended by the total deadline`() async throws {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\n")
            while connection.send("x") { connection.wait(.milliseconds(20)) }
        }
        try await atSomePace { time in
            let quick = limits { $0.total = time }
            let request = TransferRequest(.get, server.url, limits: quick)
            let error = await failure(of: request, transfer)
            #expect(error?.code == .totalTimedOut, "\(error?.description ?? "")")
            return error?.status == 200 && error?.mayHaveArrived == true
        }
    }

    @Test func `an upload that makes no progress stalls`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            connection.waitForEndUnread()
        }
        let quick = limits { $0.uploadStall = .milliseconds(150) }
        let error = await expect(
            .uploadStalled,
            mayHaveArrived: false,
            body: 30_000_000,
            limits: quick,
            from: server
        )
        #expect(error?.message.hasSuffix("accepted no data for 0.15 seconds") == true)
    }

    @Test func `a slow upload is no stall`() async throws {
        let body = RequestBody(noise(20_000_000))
        try await atSomePace { time in
            let server = ScriptedServer { connection in
                guard connection.readHead() != nil else { return }
                for _ in 0..<20 {
                    connection.wait(time / 10)
                    guard connection.read(1_000_000) != nil else { return }
                }
                connection.answer()
            }
            let quick = limits { $0.uploadStall = time }
            let request = TransferRequest(.post, server.url, body: body, limits: quick)
            return try await isAnswered(request, orEndsWith: .uploadStalled)
        }
    }

    @Test func `an unanswered handshake is ended by the connect limit`() async {
        let server = ScriptedServer { connection in connection.waitForEnd() }
        let url = "https://127.0.0.1:\(server.port)/"
        let quick = limits { $0.connect = .milliseconds(150) }
        let error = await failure(of: TransferRequest(.get, url, limits: quick), transfer)
        #expect(error?.code == .connectTimedOut, "\(error?.description ?? "")")
        #expect(error?.mayHaveArrived == false && error?.curlCode == 28)
    }

    // MARK: Lost connections

    @Test func `a reset before the request's head is read loses the request`() async {
        let server = ScriptedServer { connection in
            // The client has begun to send.
            _ = connection.read(1)
            connection.reset()
        }
        _ = await expect(.connectionLost, mayHaveArrived: false, body: 30_000_000, from: server)
    }

    @Test func `a reset during the body loses a request that can't have arrived`() async {
        let server = ScriptedServer { connection in
            _ = connection.readHead()
            _ = connection.read(1_000_000)
            connection.reset()
        }
        let error = await expect(
            .connectionLost,
            mayHaveArrived: false,
            body: 30_000_000,
            from: server
        )
        #expect(error?.message.contains("lost while the request was being sent") == true)
    }

    @Test(arguments: [true, false])
    func `an end after the body loses a request that may be billed`(isReset: Bool) async {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            if isReset { connection.reset() }
        }
        let error = await expect(.connectionLost, mayHaveArrived: true, from: server)
        #expect(error?.message.contains("lost after the whole request was sent") == true)
        #expect(server.requests.count == 1)
    }

    @Test(arguments: ["length", "chunks", "head"])
    func `half an answer is an error`(kind: String) async {
        let server = ScriptedServer { connection in
            _ = connection.readRequest()
            connection.send("HTTP/1.1 200 OK\r\n")
            if kind == "head" { return }
            let length = "Content-Length: 100\r\n\r\nhalf of it"
            let chunks = "Transfer-Encoding: chunked\r\n\r\nA\r\nhalf of it\r\n"
            connection.send(kind == "length" ? length : chunks)
        }
        let error = await expect(.connectionLost, mayHaveArrived: true, from: server)
        #expect(error?.description.contains("half") == false, "the body is in the message")
    }

    @Test func `a request sent completely on a stale connection is not sent again`() async {
        let server = ScriptedServer { connection in
            if connection.readRequest() != nil { connection.answer() }
            _ = connection.readRequest()
        }
        let request = TransferRequest(
            .post,
            server.url,
            body: RequestBody(noise(700_000)),
            limits: limits()
        )
        let first = await Task { try await transfer.send(request).status }.result
        #expect((try? first.get()) == 200)
        let error = await failure(of: request, transfer)
        #expect(error?.code == .connectionLost && error?.mayHaveArrived == true)
        #expect(server.requests.count == 2)
    }

    @Test func `a request sent partly on a stale connection is sent again`()
        async throws
    {
        let large = noise(30_000_000)
        try await atSomePace { time in
            let server = ScriptedServer { connection in
                guard let request = connection.readRequest() else { return }
                connection.answer()
                guard request.body.count < 10 else { return }
                _ = connection.readHead()
                _ = connection.read(100_000)
                // Time for the sender to wait for room, so that it learns of the reset by reading.
                connection.wait(time / 3)
                connection.reset()
            }
            let small = TransferRequest(
                .post,
                server.url,
                body: RequestBody([1]),
                limits: limits()
            )
            _ = try await transfer.send(small)
            let request = TransferRequest(
                .post,
                server.url,
                body: RequestBody(large),
                limits: limits()
            )
            let isAnswered = try await isAnswered(request, orEndsWith: .connectionLost)
            if isAnswered { #expect(server.requests.last?.body == large) }
            return isAnswered
        }
    }

    // MARK: Connecting

    @Test func `a port without a listener refuses`() async {
        let server = obligingServer()
        server.stop()
        _ = await failure(of: TransferRequest(.get, server.url), transfer)
        let error = await failure(of: TransferRequest(.get, "http://127.0.0.1:1/"), transfer)
        #expect(error?.code == .connectFailed && error?.curlCode == 7)
        #expect(error?.mayHaveArrived == false)
        let start = "http://127.0.0.1:1: connection refused; check that the server is running; "
        #expect(error?.message.hasPrefix(start) == true, "\(error?.message ?? "")")
        #expect(error?.message.hasSuffix(" (curl 7)") == true)
        #expect(error?.cause == "http://127.0.0.1:1: connection refused")
    }

    @Test func `a name that can't exist is not found`() async {
        let quick = limits { $0.connect = .seconds(2) }
        let request = TransferRequest(.get, "http://none.invalid/", limits: quick)
        var settings = TransferSettings()
        settings.proxy = .none
        let error = await failure(of: request, HTTPTransfer(settings))
        // Without a network, a resolver may time out instead of refusing.
        let codes: [TransferError.Code] = [.nameNotResolved, .connectTimedOut]
        #expect(error.map { codes.contains($0.code) } == true)
        let causes = ["name not found", "no connection within 2.0 seconds"]
        #expect(causes.map { "http://none.invalid: \($0)" }.contains(error?.cause ?? ""))
        #expect(error?.mayHaveArrived == false)
    }

    @Test(arguments: [
        "", "api.example.com", "ftp://example.com/", "file:///etc/passwd", "http://", "https:",
        "http://exa mple/", "http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://a\u{0}b/",
        "http://a\r\nHost: b/", "http://me:hunter2@127.0.0.1/", "http://hunter2@127.0.0.1/?hunter2",
        "gopher://hunter2@x/#hunter2",
    ])
    func `refuses an invalid URL without showing its secrets`(url: String) async {
        let error = await failure(of: TransferRequest(.get, url), transfer)
        #expect(error?.code == .badURL)
        #expect(error?.message.hasPrefix("not a usable URL, '") == true)
        #expect(error?.message.contains("hunter2") == false)
        #expect(error?.message.contains { $0.isNewline || $0 == "\u{0}" } == false)
    }
}
