import Foundation
import JSONSchema
import ServiceFaults
import Stocktake
import Testing

@testable import Rehearsal

@Suite(.timeLimit(.minutes(10))) struct LabelRehearsalTests {
    private static let repository = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private let service: LabelRehearsal
    private let client: RawClient

    init() throws {
        let pipeline = Self.repository.appending(path: "Pipelines/warehouse.yaml").path
        service = try LabelRehearsal(Planning(output: nil) { [] }.plan(pipeline).askingModel)
        client = try RawClient(port: service.port)
    }

    private func photo(_ name: String) throws -> String {
        let file = Self.repository.appending(path: "Samples/warehouse/\(name)")
        return TestQuestion.url(Array(try Data(contentsOf: file)))
    }

    @Test(arguments: WireFormat.allCases, [nil, 4_000])
    func `reads the labels of the photos`(wire: WireFormat, chunk: Int?) throws {
        let urls = try ["a01-view1.jpg", "a01-view2.jpg"].map(photo)
        for _ in 0..<2 {
            let body = TestQuestion.body(wire, urls: urls)
            let reply = try client.post(body, to: wire.path, chunk: chunk)
            #expect(reply.status == 200)
            #expect(reply.headers["content-type"] == "application/json")
            #expect(reply.headers["x-request-id"]?.hasPrefix("req_") == true)
            #expect(reply.json["model"] == "label-reader")
            let answer = try JSONValue(reading: Array(reply.outputText.utf8))
            #expect(answer["photos"]?.array?.map { $0["id"] } == ["p1", "p2"])
            let items = answer["items"]?.array ?? []
            #expect(items.contains { $0["item"] == "ICE-BAG-4" && $0["count"] == 6 })
        }
    }

    @Test func `two requests with the same photos at the same time don't disturb each other`()
        throws
    {
        let urls = try ["a01-view1.jpg", "a01-view2.jpg"].map(photo)
        let body = TestQuestion.body(.responses, urls: urls)
        let head =
            "POST \(WireFormat.responses.path) HTTP/1.1\r\nhost: localhost\r\n"
            + "content-type: application/json\r\ncontent-length: \(body.utf8.count)\r\n\r\n"
        // The photos of the first have arrived when the second is answered.
        let first = try RawClient(port: service.port, timeout: .seconds(60))
        try first.send(head + body.dropLast(2))
        let second = try client.post(body, to: WireFormat.responses.path)
        try first.send(String(body.suffix(2)))
        let answers = [try first.reply(), second].map(\.outputText)
        #expect(answers[0] == answers[1])
        #expect(answers[0].contains(#""item":"ICE-BAG-4""#))
    }

    @Test func `refuses what the service refuses, and goes on`() throws {
        let cases: [(String, Int, String?)] = [
            ("{", 400, nil), ("", 400, nil), (#"{"model":1,"model":2}"#, 400, nil),
            (#"{"input":"x"}"#, 404, "model_not_found"),
            (TestQuestion.body(), 400, "image_parse_error"),
        ]
        for (body, status, code) in cases {
            let reply = try client.post(body)
            #expect(reply.status == status)
            #expect(reply.errorCode == code)
            #expect(reply.json["error"]?["type"] == "invalid_request_error")
            #expect(reply.headers["x-request-id"]?.hasPrefix("req_") == true)
        }
        #expect(try client.get("/v1/models").status == 404)
        #expect(try client.get("/v1/responses").status == 404)
    }

    @Test func `stops with clients connected`() throws {
        #expect(try client.get("/").status == 404)
        service.stop()
        #expect(throws: (any Error).self) { try client.get("/") }
        #expect(throws: SocketError.self) { try RawClient(port: service.port) }
    }
}
