import Foundation
import HTTPTransfer
import Platform
import Testing

@Suite(.timeLimit(.minutes(10))) struct UploadTests {
    private let folder: TestFolder
    private let transfer = HTTPTransfer()

    init() throws {
        ignoreSIGPIPE()
        folder = try TestFolder()
    }

    @Test(
        arguments: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 49_151, 49_152, 49_153, 98_305, 3_000_000],
        [false, true]
    )
    func `a file arrives as base64 between its neighbours`(size: Int, isHashed: Bool) async throws {
        let server = obligingServer()
        let photo = noise(size)
        let file = try folder.file("photo", photo, isHashed: isHashed)
        let body = RequestBody([
            .bytes(Array(#"{"image":""#.utf8)), .base64(file), .bytes(Array(#""}"#.utf8)),
        ])
        let expected = Array(#"{"image":""#.utf8) + base64(photo) + Array(#""}"#.utf8)
        #expect(body.byteCount == expected.count)
        let response = try await transfer.send(
            TransferRequest(.post, server.url, body: body, limits: limits())
        )
        let request = try #require(server.requests.first)
        #expect(request.body == expected)
        #expect(request.header("content-length") == String(expected.count))
        #expect(request.header("transfer-encoding") == nil)
        #expect(response.bytesSent == expected.count)
        #expect(response.status == 200 && response.body == Array("ok".utf8))
    }

    @Test func `many pieces of every kind arrive in order`() async throws {
        let server = obligingServer()
        let large = noise(20_000_000, seed: 7)
        var pieces: [RequestBody.Piece] = [.base64(try folder.file("large", large))]
        var expected = base64(large)
        for index in 0..<60 {
            let bytes = noise(index * 311, seed: UInt64(index))
            pieces += [.bytes(bytes), .bytes([]), .base64(try folder.file("\(index)", bytes))]
            expected += bytes + base64(bytes)
        }
        pieces.append(.base64(try folder.file("empty", [], isHashed: true)))
        let request = TransferRequest(.put, server.url, body: RequestBody(pieces), limits: limits())
        let response = try await transfer.send(request)
        #expect(response.bytesSent == expected.count)
        #expect(server.requests.first?.body == expected)
    }

    @Test func `the head contains the caller's headers and no Expect`() async throws {
        let server = obligingServer()
        let headers: [TransferRequest.Header] = [
            .init("X-One", "a"), .init("X-Empty", ""), .init("X-One", "b"),
            .init("Authorization", secret: SecretText("Bearer abc")),
        ]
        let body = RequestBody(noise(2_000_000))
        _ = try await transfer.send(
            TransferRequest(
                .post,
                server.url + "v1?x=y",
                headers: headers,
                body: body,
                limits: limits()
            )
        )
        let request = try #require(server.requests.first)
        let lines = request.head.components(separatedBy: "\r\n")
        #expect(lines[0] == "POST /v1?x=y HTTP/1.1")
        let wanted = ["X-One: a", "X-Empty:", "X-One: b", "Authorization: Bearer abc"]
        #expect(lines.filter(wanted.contains) == wanted)
        #expect(request.header("expect") == nil)
        #expect(request.header("user-agent") == "stocktake")
        #expect(request.header("content-type") == nil)
        #expect(request.header("accept-encoding")?.hasPrefix("gzip, deflate") == true)
    }

    @Test(arguments: TransferRequest.Method.allCases)
    func `an empty body has no length or a length of 0`(
        method: TransferRequest.Method
    ) async throws {
        let server = obligingServer()
        let response = try await transfer.send(
            TransferRequest(method, server.url, limits: limits())
        )
        let request = try #require(server.requests.first)
        #expect(request.head.hasPrefix("\(method.rawValue) / HTTP/1.1\r\n"))
        let needsLength = method == .post || method == .put
        #expect(request.header("content-length") == (needsLength ? "0" : nil))
        #expect(response.bytesSent == 0)
    }

    @Test func `a connection is reused`() async throws {
        let server = obligingServer()
        let request = TransferRequest(
            .post,
            server.url,
            body: RequestBody(noise(1000)),
            limits: limits()
        )
        let first = try await transfer.send(request)
        let second = try await transfer.send(request)
        #expect(server.connections == 1)
        #expect(!first.isConnectionReused && second.isConnectionReused)
        #expect(first.remoteAddress == "127.0.0.1:\(server.port)")
        #expect(first.httpVersion == "1.1")
        #expect(first.timings.connect > .zero && first.timings.connect <= first.timings.firstByte)
        #expect(first.timings.firstByte <= first.timings.total)
    }

    @Test func `a hundred requests share eight connections`() async throws {
        let server = obligingServer()
        let photos = try (0..<100).map { index in
            try folder.file("\(index)", noise(5000 + index, seed: UInt64(index)))
        }
        let url = server.url
        let sizes = try await withThrowingTaskGroup(of: (Int, Int).self) { group in
            for (index, photo) in photos.enumerated() {
                group.addTask { [transfer] in
                    let body = RequestBody([.base64(photo)])
                    let request = TransferRequest(.post, url, body: body, limits: limits())
                    return (index, try await transfer.send(request).bytesSent)
                }
            }
            return try await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
        #expect(sizes.count == 100)
        #expect((0..<100).allSatisfy { sizes[$0] == (5000 + $0 + 2) / 3 * 4 })
        #expect(server.connections <= 8)
        #expect(Set(server.requests.map { sha256(of: $0.body) }).count == 100)
    }

    @Test func `a file that is not as planned is not sent whole`() async throws {
        let bytes = noise(300_000)
        let file = try folder.file("photo", bytes)
        let other = sha256(of: Array(bytes.dropLast()) + [bytes[0] ^ 1])
        let cases: [(BodyFile, String)] = [
            (
                BodyFile(path: file.path, byteCount: 299_999),
                "300000 bytes instead of the planned 299999"
            ),
            (
                BodyFile(path: file.path, byteCount: 300_001),
                "300000 bytes instead of the planned 300001"
            ),
            (
                BodyFile(path: file.path, byteCount: 300_000, sha256: other),
                "not the planned SHA-256"
            ),
            (BodyFile(path: file.path + "x", byteCount: 3), "no such file or folder"),
            (BodyFile(path: folder.path, byteCount: 3), "a folder, not a file"),
            (BodyFile(path: "/dev/zero", byteCount: 3), "a device, not a file; not opened"),
            (BodyFile(path: file.path + "\u{0}", byteCount: 3), "the name contains a NUL"),
        ]
        for (promised, words) in cases {
            let server = obligingServer()
            let request = TransferRequest(
                .post,
                server.url,
                body: RequestBody([.bytes([1]), .base64(promised)]),
                limits: limits()
            )
            let error = await failure(of: request, transfer)
            #expect(error?.code == .bodyFileChanged(path: promised.path))
            #expect(
                error?.message == "http://127.0.0.1:\(server.port): \(promised.path): \(words); "
                    + "do not change photos during a run; start again"
            )
            #expect(error?.mayHaveArrived == false)
            #expect(server.requests.isEmpty, "the request was whole")
        }
    }

    @Test(arguments: ["shorter", "longer", "rewritten"])
    func `a file that changes while it is sent ends the request`(change: String) async throws {
        let bytes = noise(24_000_000)
        let file = try folder.file("photo", bytes)
        let path = file.path
        let server = ScriptedServer { connection in
            guard connection.readHead() != nil, connection.read(100_000) != nil else { return }
            // No buffer holds all of it: megabytes are still to be read.
            guard let photo = FileHandle(forWritingAtPath: path) else { return }
            if change == "rewritten" {
                photo.seek(toFileOffset: 23_000_000)
                photo.write(Data([1, 2, 3]))
            } else {
                photo.truncateFile(atOffset: change == "shorter" ? 1_000_000 : 24_000_001)
            }
            photo.closeFile()
            connection.waitForEnd()
        }
        let body = RequestBody([.base64(file), .bytes([1])])
        let request = TransferRequest(.post, server.url, body: body, limits: limits())
        let error = await failure(of: request, transfer)
        #expect(error?.code == .bodyFileChanged(path: path))
        #expect(error?.mayHaveArrived == false)
    }
}
