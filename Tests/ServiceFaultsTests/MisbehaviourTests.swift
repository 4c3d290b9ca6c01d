import Foundation
import JSONSchema
import Rehearsal
import Testing

@testable import ServiceFaults

@Suite(.timeLimit(.minutes(10))) struct MisbehaviourTests {
    /// A server that misbehaves once and then answers well, and a client of it.
    private func meet(
        _ kind: Misbehaviour,
        _ settings: Misbehaviour.Settings = Misbehaviour.Settings()
    ) throws -> (server: LoopbackServer, client: RawClient) {
        let script = FaultScript([kind], settings: settings) { _ in TestQuestion.answer }
        let server = try LoopbackServer(following: script)
        return (server, try RawClient(of: server))
    }

    private static let wholeAnswers = Misbehaviour.allCases.filter { kind in
        let broken: [Misbehaviour] = [
            .resetBeforeBody, .resetAfterBody, .halfAnswer, .silence, .slowDrip, .headerFlood,
            .gzipBomb, .hugeAnswer,
        ]
        return !broken.contains(kind)
    }

    @Test(arguments: wholeAnswers, WireFormat.allCases)
    func `every misbehaviour has the status in its name, and the next request is answered`(
        kind: Misbehaviour,
        wire: WireFormat
    ) throws {
        let (server, client) = try meet(kind)
        let body = TestQuestion.body(wire)
        let reply = try client.post(body, to: wire.path)
        #expect(reply.status == Int(kind.rawValue.prefix(3)) ?? 200)
        #expect(reply.isWhole)
        let next = kind.isAtHead ? try RawClient(port: server.port) : client
        #expect(try next.post(body, to: wire.path).outputText == TestQuestion.answer)
        #expect(server.journal.count == 2)
    }

    @Test func `every name is used once`() {
        #expect(Set(Misbehaviour.allCases.map(\.description)).count == Misbehaviour.allCases.count)
        #expect(Misbehaviour.allCases.count >= 60)
    }

    @Test func `rate limits say when to come back, each in its way`() throws {
        var settings = Misbehaviour.Settings()
        settings.retryAfter = .seconds(7)
        settings.retryAfterMilliseconds = 1_500
        func headers(_ kind: Misbehaviour) throws -> [String: String] {
            try meet(kind, settings).client.post(TestQuestion.body()).headers
        }
        #expect(try headers(.rateLimitSeconds)["retry-after"] == "7")
        #expect(try headers(.overloadedRetryAfter)["retry-after"] == "7")
        #expect(try headers(.overloaded)["retry-after"] == nil)
        #expect(try headers(.rateLimitMilliseconds)["retry-after-ms"] == "1500")
        #expect(try headers(.rateLimitShouldRetry)["x-should-retry"] == "true")
        #expect(try headers(.rateLimitShouldNotRetry)["x-should-retry"] == "false")
        #expect(try headers(.rateLimitBare).keys.filter { $0.contains("retry") } == [])
        let date = try #require(try headers(.rateLimitDate)["retry-after"])
        let format = /[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT/
        #expect(date.wholeMatch(of: format) != nil)
    }

    @Test(
        arguments: [
            (.insufficientQuota, "insufficient_quota"), (.slowDown, "slow_down"),
            (.creditBalanceExhausted, "credit_balance_exhausted"),
            (.unauthorized, "invalid_api_key"),
            (.modelNotFound, "model_not_found"), (.invalidSchema, "invalid_json_schema"),
            (.formatRefused, "unsupported_parameter"),
            (.invalidImageFormat, "invalid_image_format"),
            (.overloaded, "server_is_overloaded"),
        ] as [(Misbehaviour, String)]
    )
    func `errors carry their code`(kind: Misbehaviour, code: String) throws {
        let reply = try meet(kind).client.post(TestQuestion.body())
        #expect(reply.errorCode == code)
        #expect(reply.json["error"]?["message"]?.string?.isEmpty == false)
        if kind == .formatRefused { #expect(reply.json["error"]?["param"] == "text.format") }
    }

    @Test func `resets, halves and silences`() throws {
        var settings = Misbehaviour.Settings()
        settings.silence = .milliseconds(20)
        let body = TestQuestion.body()
        for kind in [Misbehaviour.resetBeforeBody, .resetAfterBody] {
            let (server, client) = try meet(kind)
            let error = #expect(throws: SocketError.self) { try client.post(body) }
            #expect(error?.code == .disconnected)
            #expect((server.journal.first?.body == nil) == (kind == .resetBeforeBody))
        }
        let half = try meet(.halfAnswer).client.post(body)
        #expect(half.status == 200 && !half.isWhole && half.body.count > 100)
        let silent = try meet(.silence, settings).client
        #expect(throws: RawClient.Ended.self) { try silent.post(body) }
    }

    @Test func `an early refusal reaches a client that is still sending`() throws {
        let (server, client) = try meet(.tooLargeHTML)
        try client.send("POST /v1/responses HTTP/1.1\r\ncontent-length: 500000000\r\n\r\n")
        try client.connection.write([UInt8](repeating: 0x20, count: 1_000_000))
        let reply = try client.reply()
        #expect(reply.status == 413)
        #expect(reply.text.hasPrefix("<!DOCTYPE html>"))
        client.connection.close()
        #expect(server.journal.first?.body == nil)
    }

    @Test func `a drip takes its time`() throws {
        var settings = Misbehaviour.Settings()
        settings.dripPause = .microseconds(100)
        let (_, client) = try meet(.slowDrip, settings)
        #expect(try client.post(TestQuestion.body()).outputText == TestQuestion.answer)
        // Longer than the test may take: stopping must not wait for it.
        settings.dripPause = .seconds(86_400)
        let endless = try meet(.slowDrip, settings)
        let impatient = try RawClient(port: endless.server.port, timeout: .milliseconds(50))
        #expect(throws: SocketError.self) { try impatient.post(TestQuestion.body()) }
        impatient.connection.close()
        endless.server.stop()
    }

    @Test func `endless headers and bodies are sent without being held in memory`() throws {
        let body = TestQuestion.body()
        let flooded = try meet(.headerFlood).client
        try flooded.send(
            "POST /v1/responses HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        var count = 0
        while count < 5_400_000 { count += try flooded.connection.read(into: &buffer) }

        let huge = try meet(.hugeAnswer)
        try huge.client.send(
            "POST /v1/responses HTTP/1.1\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        let part = try huge.client.reply(maxBytes: 1_000_000)
        #expect(Int(part.headers["content-length"] ?? "") ?? 0 > 200_000_000)
        #expect(part.text.hasPrefix("{\"id\":\"resp_"))
        huge.client.connection.close()
    }

    @Test func `a redirect names the port in its settings`() throws {
        var settings = Misbehaviour.Settings()
        settings.redirectPort = 4_242
        let reply = try meet(.redirect, settings).client.post(TestQuestion.body())
        #expect(reply.headers["location"] == "http://127.0.0.1:4242/v1/responses")
    }

    @Test func `gzip is right, broken or a bomb`() throws {
        let right = try meet(.gzip).client.post(TestQuestion.body())
        #expect(right.headers["content-encoding"] == "gzip")
        #expect(try unpacked(right.body).text.contains(#""output_text""#))
        #expect(try unpacked(right.body).status == 0)
        let broken = try meet(.gzipBroken).client.post(TestQuestion.body())
        #expect(try unpacked(broken.body).status != 0)

        // The same bomb, but small: 1 space and 258 * (8 * 2 + 16) more.
        let small = GzipBytes.bomb(times: 2, checksum: 0)
        let bytes = small.start + small.again + small.again + small.end
        #expect(try unpacked(bytes).text == String(repeating: " ", count: 8_257))
        #expect(small.unpackedByteCount == 8_257)
        #expect(GzipBytes.bomb.unpackedByteCount > 1 << 30)
        let whole = try meet(.gzipBomb).client.post(TestQuestion.body())
        #expect(whole.isWhole && whole.body.count == GzipBytes.bomb.byteCount)
        #expect(whole.body.count < 7_000_000)
    }

    /// What gzip makes of some bytes, and its exit status.
    private func unpacked(_ bytes: [UInt8]) throws -> (text: String, status: Int32) {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = ["gzip", "-dc"]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        try input.fileHandleForWriting.write(contentsOf: Data(bytes))
        try input.fileHandleForWriting.close()
        let text = String(
            decoding: output.fileHandleForReading.readDataToEndOfFile(),
            as: UTF8.self
        )
        process.waitUntilExit()
        return (text, process.terminationStatus)
    }
}
