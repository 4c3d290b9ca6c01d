import HTTPTransfer
import Platform
import Testing

@Suite(.timeLimit(.minutes(10))) struct AnswerTests {
    private let transfer = HTTPTransfer()

    init() {
        ignoreSIGPIPE()
    }

    /// Serves fixed bytes to each request and then closes.
    private func server(_ bytes: [UInt8]) -> ScriptedServer {
        ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send(bytes)
        }
    }

    private func answer(
        _ bytes: [UInt8],
        _ limits: TransferLimits = limits()
    ) async throws(TransferError) -> TransferResponse {
        let body = RequestBody(Array("question".utf8))
        return try await transfer.send(
            TransferRequest(.post, server(bytes).url, body: body, limits: limits)
        )
    }

    private func refusal(
        _ bytes: [UInt8],
        _ limits: TransferLimits = limits()
    ) async -> TransferError? {
        let body = RequestBody(Array("question".utf8))
        let request = TransferRequest(.post, server(bytes).url, body: body, limits: limits)
        return await failure(of: request, transfer)
    }

    @Test(arguments: [200, 204, 301, 307, 400, 401, 413, 429, 500, 503])
    func `every status is an answer and no redirect is followed`(status: Int) async throws {
        let server = ScriptedServer { connection in
            while connection.readRequest() != nil {
                let body = status == 204 ? [] : Array("why".utf8)
                connection.answer(status, "Location: /elsewhere\r\nretry-after: 3\r\n", body: body)
            }
        }
        let body = RequestBody([1, 2, 3])
        let response = try await transfer.send(
            TransferRequest(.post, server.url, body: body, limits: limits())
        )
        #expect(response.status == status)
        #expect(response.body == (status == 204 ? [] : Array("why".utf8)))
        #expect(response.headers["Retry-After"] == "3")
        #expect(server.requests.count == 1)
    }

    @Test func `headers are found regardless of case`() async throws {
        let head =
            "HTTP/1.1 200 OK\r\nX-Request-ID:  abc \r\nset-cookie: a=1; b\r\n"
            + "Set-Cookie: c=2\r\nEmpty:\r\nLatin: \u{1}\r\nContent-Length: 0\r\n\r\n"
        let headers = try await answer(Array(head.utf8)).headers
        #expect(headers["x-request-id"] == "abc")
        #expect(headers.values(of: "SET-COOKIE") == ["a=1; b", "c=2"])
        #expect(headers["empty"] == "")
        #expect(headers["none"] == nil && headers.values(of: "none") == [])
        #expect(headers.fields.count == 6)
        #expect(headers.fields[0].name == "X-Request-ID")
    }

    @Test func `accepts chunks, HTTP 1.0 and interim answers`() async throws {
        let chunked =
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: T\r\n\r\n"
            + "4\r\nabcd\r\n3;x=y\r\nefg\r\n0\r\nT: trailer\r\n\r\n"
        let first = try await answer(Array(chunked.utf8))
        #expect(first.body == Array("abcdefg".utf8))
        #expect(first.headers["T"] == nil)
        let old = try await answer(Array("HTTP/1.0 200 OK\r\n\r\nto the end".utf8))
        #expect(old.body == Array("to the end".utf8))
        #expect(old.httpVersion == "1.0")
        let interim = "HTTP/1.1 100 Continue\r\nX: 1\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n"
        let late = try await answer(
            Array((interim + "HTTP/1.1 201 Made\r\nContent-Length: 1\r\n\r\n!").utf8)
        )
        #expect(late.status == 201 && late.headers["X"] == nil && late.body == [0x21])
    }

    @Test func `decompresses gzip and deflate`() async throws {
        let plain = Array("hello, hello, hello, stocktake".utf8)
        let packed: [(String, [UInt8])] = [("gzip", gzip), ("deflate", deflate)]
        for (name, bytes) in packed {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Encoding: \(name)\r\n"
                + "Content-Length: \(bytes.count)\r\n\r\n"
            #expect(try await answer(Array(head.utf8) + bytes).body == plain)
        }
    }

    @Test func `reports corrupt compression`() async throws {
        var broken = gzip
        for index in 12..<20 { broken[index] = 0xFF }
        var wrongSum = gzip
        wrongSum[gzip.count - 8] ^= 1
        for bytes in [broken, wrongSum, Array("plain text".utf8)] {
            let head =
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n"
                + "Content-Length: \(bytes.count)\r\n\r\n"
            let error = await refusal(Array(head.utf8) + bytes)
            #expect(error?.code == .badEncoding, "\(error?.description ?? "")")
            #expect(error?.mayHaveArrived == true && error?.status == 200)
        }
    }

    @Test func `stops at the limit of bytes, whatever the stated length`() async throws {
        let limited = limits { $0.maxResponseBytes = 1000 }
        for length in ["", "Content-Length: 1001\r\n", "Content-Length: 99999999999\r\n"] {
            let head = "HTTP/1.1 200 OK\r\n\(length)\r\n"
            let error = await refusal(Array(head.utf8) + noise(1001), limited)
            #expect(error?.code == .responseTooLarge)
            #expect(error?.message.hasSuffix("the answer is over the limit of 1000 bytes") == true)
            #expect(error?.status == 200)
        }
        let exact = Array("HTTP/1.1 200 OK\r\n\r\n".utf8) + noise(1000)
        #expect(try await answer(exact, limited).body == noise(1000))
    }

    /// In a process of its own, whose memory no other test uses.
    @Test func `a compressed gigabyte stops at the limit, with little memory`() async {
        await #expect(processExitsWith: .success) {
            ignoreSIGPIPE()
            let server = ScriptedServer { connection in
                guard connection.readRequest() != nil else { return }
                connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
                connection.send(bombStart)
                // 2064 zeros in 13 bytes; a gigabyte in all.
                let stretch = (0..<1000).flatMap { _ in bombPeriod }
                for _ in 0..<500 where !connection.send(stretch) { return }
            }
            let before = peakMemoryBytes()
            let small = limits { $0.maxResponseBytes = 8_000_000 }
            let error = await failure(of: TransferRequest(.get, server.url, limits: small))
            #expect(error?.code == .responseTooLarge)
            #expect(peakMemoryBytes() - before < 200_000_000)
        }
    }

    @Test func `endless empty compressed data is stopped`() async throws {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            connection.send("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\n\r\n")
            connection.send([31, 139, 8, 0, 0, 0, 0, 0, 2, 3])
            let empty = (0..<20_000).flatMap { _ in [0, 0, 0, 0xFF, 0xFF] as [UInt8] }
            while connection.send(empty) {}
        }
        let small = limits { $0.maxResponseBytes = 1000 }
        let error = await failure(of: TransferRequest(.get, server.url, limits: small), transfer)
        #expect(error?.code == .responseTooLarge)
    }

    @Test(arguments: ["many lines", "one long line", "one endless line", "interim answers"])
    func `an endless head is refused`(kind: String) async throws {
        let server = ScriptedServer { connection in
            guard connection.readRequest() != nil else { return }
            let interim = "HTTP/1.1 102 Processing\r\n\r\n"
            connection.send(kind == "interim answers" ? interim : "HTTP/1.1 200 OK\r\n")
            let long = String(repeating: "a", count: 200_000)
            switch kind {
            case "many lines": while connection.send("X: y\r\n") {}
            case "one long line": while connection.send("X: \(long.prefix(90_000))\r\n") {}
            case "one endless line": while connection.send(long) {}
            default: while connection.send(interim) {}
            }
        }
        let request = TransferRequest(.get, server.url, limits: limits())
        let error = await failure(of: request, transfer)
        #expect(error?.code == .responseTooLarge, "\(error?.description ?? "")")
    }

    @Test(arguments: ["SSH-2.0-OpenSSH_9.2\r\n", "<html>no head</html>", "HTTP/9.9 200 OK\r\n\r\n"])
    func `an answer that is not HTTP is reported as such`(text: String) async throws {
        let error = await refusal(Array(text.utf8))
        #expect(error?.code == .badResponse, "\(error?.description ?? "")")
        #expect(error?.description.contains("OpenSSH") == false)
    }

    @Test func `an early refusal is delivered although the body was not sent`() async throws {
        let server = ScriptedServer { connection in
            guard connection.readHead() != nil, connection.read(100_000) != nil else { return }
            connection.answer(413, "Connection: close\r\n", body: Array("too large".utf8))
            connection.waitForEndUnread()
        }
        let body = RequestBody(noise(30_000_000))
        let request = TransferRequest(.post, server.url, body: body, limits: limits())
        let response = try await transfer.send(request)
        #expect(response.status == 413 && response.body == Array("too large".utf8))
        #expect(response.bytesSent < 30_000_000)
    }
}

/// `hello, hello, hello, stocktake`, by Python's gzip and zlib.
private let gzip: [UInt8] = [
    31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 203, 72, 205, 201, 201, 215, 81, 200, 64, 161, 138, 75, 242,
    147, 179, 75, 18, 179, 83, 1, 21, 143, 94, 124, 30, 0, 0, 0,
]
private let deflate: [UInt8] = [
    120, 156, 203, 72, 205, 201, 201, 215, 81, 200, 64, 161, 138, 75, 242, 147, 179, 75, 18, 179,
    83, 1, 165, 190, 10, 234,
]

/// The start of a gzip stream of zeros: its head and 104 bits of one block.
private let bombStart: [UInt8] = [31, 139, 8, 0, 0, 0, 0, 0, 2, 3] + bombBits[..<13]
/// The 104 bits that follow again and again, each time for 2064 zeros.
private let bombPeriod = Array(bombBits[13...])
private let bombBits: [UInt8] = {
    // A last block with the fixed codes: the literal 0, then "258 bytes from one byte back".
    let again = "1100010100000"
    let bits = Array(("110" + "00110000" + String(repeating: again, count: 16)).utf8.prefix(208))
    return (0..<26).map { byte in
        (0..<8).reduce(0) { $0 | (bits[byte * 8 + $1] - UInt8(ascii: "0")) << UInt8($1) }
    }
}()
