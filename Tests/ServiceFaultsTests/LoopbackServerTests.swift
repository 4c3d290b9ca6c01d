import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(10))) struct LoopbackServerTests {
    /// A server that answers everything well.
    private func goodServer(
        _ settings: LoopbackServer.Settings = LoopbackServer.Settings()
    ) throws -> LoopbackServer {
        try LoopbackServer(settings, following: FaultScript([]) { _ in TestQuestion.answer })
    }

    @Test(arguments: WireFormat.allCases)
    func `answers several questions on one connection`(wire: WireFormat) throws {
        let server = try goodServer()
        let client = try RawClient(port: server.port)
        for chunk in [nil, 1, 7, 1000] {
            let reply = try client.post(TestQuestion.body(wire), to: wire.path, chunk: chunk)
            #expect(reply.status == 200)
            #expect(reply.outputText == TestQuestion.answer)
        }
        #expect(server.journal.map(\.connection) == [0, 0, 0, 0])
        #expect(server.journal.map(\.attempt) == [1, 2, 3, 4])
        #expect(server.journal.allSatisfy { $0.isJSON })
        #expect(Set(server.journal.map(\.bodyHash)).count == 1)
        #expect(server.mostAtOnce == 1)
    }

    @Test func `the closure gets the attempt and the index of each request`() throws {
        let server = try LoopbackServer { question, attempt, index in
            let text = "\(attempt) \(index) \(question.photoIDs)"
            return ScriptedReply(to: question, text: text, variant: index).answer
        }
        let client = try RawClient(port: server.port)
        let two = TestQuestion.body(urls: [TestQuestion.url([1]), TestQuestion.url([2])])
        #expect(try client.post(two).outputText == #"1 0 ["p1", "p2"]"#)
        #expect(try client.get("/v1/models").status == 404)
        #expect(try client.post(TestQuestion.body()).outputText == #"1 1 ["p1"]"#)
        #expect(try client.post(two).outputText == #"2 2 ["p1", "p2"]"#)
        #expect(server.journal.map(\.question) == [0, nil, 1, 2])
        #expect(server.journal[0].photoHashes == [sha256(of: [1]), sha256(of: [2])])
    }

    @Test func `keeps no key`() throws {
        var settings = LoopbackServer.Settings()
        settings.requiredKey = "sk-secret"
        let server = try goodServer(settings)
        let client = try RawClient(port: server.port)
        let missing = try client.post(TestQuestion.body())
        #expect(missing.status == 401)
        #expect(missing.json["error"]?["type"] == "invalid_request_error")
        let wrong = try client.post(TestQuestion.body(), key: "sk-wrong")
        #expect(wrong.status == 401)
        #expect(wrong.errorCode == "invalid_api_key")
        #expect(!wrong.text.contains("sk-wrong"))
        #expect(try client.post(TestQuestion.body(), key: "sk-secret").status == 200)
        #expect(server.journal.map(\.head.hasKey) == [false, true, true])
        #expect(server.journal.map(\.head.isKeyRight) == [false, false, true])
        #expect(!"\(server.journal)".contains("sk-"))
        #expect(try client.get("/v1/models").status == 401)
    }

    @Test func `no other path exists`() throws {
        let client = try RawClient(of: goodServer())
        #expect(try client.get("/v2/models").status == 404)
        #expect(try client.get("/v1/responses").status == 404)
    }

    @Test(
        arguments: [
            ("{", 400, nil), ("", 400, nil), ("[1,]", 400, nil),
            (#"{"input":"x"}"#, 404, "model_not_found"),
            (#"{"model":"gpt-5.4-mini"}"#, 400, "missing_required_parameter"),
        ] as [(String, Int, String?)]
    )
    func `refuses what the service refuses`(body: String, status: Int, code: String?) throws {
        let server = try goodServer()
        let reply = try RawClient(port: server.port).post(body)
        #expect(reply.status == status)
        #expect(reply.errorCode == code)
        #expect(reply.headers["x-request-id"]?.hasPrefix("req_") == true)
        #expect(server.journal.last?.isJSON == (code != nil))
    }

    @Test(arguments: [
        "GET / HTTP/1.0\r\n\r\n", "nonsense\r\n\r\n", "POST /v1/responses HTTP/1.1\r\nx\r\n\r\n",
        "POST /v1/responses HTTP/1.1\r\ncontent-length: -1\r\n\r\n",
        "POST /v1/responses HTTP/1.1\r\ncontent-length: 1\r\ncontent-length: 2\r\n\r\n",
        "POST /v1/responses HTTP/1.1\r\ncontent-length: 1\r\ntransfer-encoding: chunked\r\n\r\n",
        "POST /v1/responses HTTP/1.1\r\ntransfer-encoding: chunked\r\n\r\nxyz\r\n",
    ])
    func `answers what is not HTTP with 400 and closes`(_ text: String) throws {
        let server = try goodServer()
        let client = try RawClient(port: server.port)
        try client.send(text)
        #expect(try client.reply().status == 400)
        #expect(throws: (any Error).self) { try client.reply() }
    }

    @Test func `says continue to a client that waits for it`() throws {
        let server = try goodServer()
        let client = try RawClient(port: server.port)
        let body = TestQuestion.body()
        try client.send(
            "POST /v1/responses HTTP/1.1\r\nexpect: 100-continue\r\n"
                + "content-length: \(body.utf8.count)\r\n\r\n"
        )
        #expect(try client.reply().status == 100)
        try client.send(body)
        #expect(try client.reply().status == 200)
    }

    @Test func `serves many clients at once`() throws {
        let count = 40
        let all = DispatchGroup()
        let gate = DispatchGroup()
        for _ in 0..<count { gate.enter() }
        let server = try LoopbackServer { question, _, _ in
            // All arrive before the first is answered.
            gate.leave()
            gate.wait()
            return ScriptedReply(to: question, text: "{}").answer
        }
        let port = server.port
        for _ in 0..<count {
            all.enter()
            Thread.detachNewThread {
                defer { all.leave() }
                do {
                    let reply = try RawClient(port: port).post(TestQuestion.body())
                    #expect(reply.status == 200)
                } catch {
                    Issue.record(error)
                }
            }
        }
        all.wait()
        #expect(server.mostAtOnce == count)
        #expect(server.journal.count == count)
        #expect(Set(server.journal.map(\.connection)).count == count)
    }

    @Test func `clients over the limit wait to be accepted`() throws {
        var settings = LoopbackServer.Settings()
        settings.maxConnections = 1
        let server = try goodServer(settings)
        let first = try RawClient(port: server.port)
        let second = try RawClient(port: server.port)
        #expect(try first.post(TestQuestion.body()).status == 200)
        first.connection.close()
        #expect(try second.post(TestQuestion.body()).status == 200)
        #expect(server.mostAtOnce == 1)
    }

    @Test func `stopping ends idle, silent and half-sent requests at once`() throws {
        let server = try LoopbackServer(following: FaultScript([.silence, .silence]) { _ in "{}" })
        let idle = try RawClient(port: server.port)
        #expect(try idle.get("/v1/models").status == 404)
        let half = try RawClient(port: server.port)
        try half.send("POST /v1/responses HTTP/1.1\r\ncontent-length: 100\r\n\r\n{")
        let silent = try RawClient(port: server.port)
        let body = TestQuestion.body()
        try silent.send(
            "POST /v1/responses HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        Thread.sleep(forTimeInterval: 0.05)
        server.stop()
        #expect(throws: (any Error).self) { try silent.reply() }
        #expect(throws: (any Error).self) { try RawClient(port: server.port).get("/v1/models") }
        server.stop()
    }

    @Test func `a freed server stops`() throws {
        var port = 0
        do { port = try goodServer().port }
        #expect(throws: (any Error).self) { try RawClient(port: port).get("/v1/models") }
    }
}
