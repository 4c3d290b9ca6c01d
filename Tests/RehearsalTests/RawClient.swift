import Foundation
import JSONSchema
import Platform
import Rehearsal
import Testing

/// A client that sends bytes as they are and reads one answer at a time.
final class RawClient {
    /// An answer as it came.
    struct Reply {
        let status: Int
        let headers: [String: String]
        let body: [UInt8]
        /// Whether the body was as long as the head said.
        let isWhole: Bool

        var text: String { String(decoding: body, as: UTF8.self) }
        /// The body as strict JSON; null if it is none.
        var json: JSONValue { (try? JSONValue(reading: body)) ?? .null }
        var errorCode: String? { json["error"]?["code"]?.string }

        /// What the model said, in either wire format.
        var outputText: String {
            if let text = json["choices"]?[0]?["message"]?["content"]?.string { return text }
            let messages = (json["output"]?.array ?? []).filter { $0["type"] == "message" }
            return messages.flatMap { $0["content"]?.array ?? [] }
                .compactMap { $0["text"]?.string }.joined()
        }
    }

    let connection: LoopbackConnection
    /// Kept as long as the client, for servers that nobody else holds.
    private let server: LoopbackServer?
    private var unread: [UInt8] = []

    init(port: Int, timeout: Duration = .seconds(10)) throws {
        server = nil
        connection = try LoopbackConnection(toPort: port, timeout: timeout)
    }

    init(of server: LoopbackServer) throws {
        self.server = server
        connection = try LoopbackConnection(toPort: server.port, timeout: .seconds(10))
    }

    func send(_ text: String) throws {
        try connection.write(Array(text.utf8))
    }

    /// Posts a body, in one piece or in chunks of that many bytes, and reads the answer.
    func post(
        _ body: String,
        to path: String = "/v1/responses",
        key: String? = nil,
        chunk: Int? = nil
    ) throws -> Reply {
        var head = "POST \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
        if let key { head += "Authorization: Bearer \(key)\r\n" }
        let bytes = Array(body.utf8)
        guard let chunk else {
            try send(head + "content-length: \(bytes.count)\r\n\r\n")
            try connection.write(bytes)
            return try reply()
        }
        try send(head + "transfer-encoding: chunked\r\n\r\n")
        for start in stride(from: 0, to: bytes.count, by: chunk) {
            let piece = bytes[start..<min(start + chunk, bytes.count)]
            try send(String(piece.count, radix: 16) + ";x=y\r\n")
            try connection.write(piece + [13, 10])
        }
        try send("0\r\ntrailer: none\r\n\r\n")
        return try reply()
    }

    func get(_ path: String) throws -> Reply {
        try send("GET \(path) HTTP/1.1\r\nhost: x\r\n\r\n")
        return try reply()
    }

    /// Reads one answer, of its body no more than `maxBytes`.
    func reply(maxBytes: Int = .max) throws -> Reply {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual([13, 10, 13, 10]) {
            head.append(try nextByte())
        }
        let lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n")
        let status = Int(lines[0].split(separator: " ")[1]) ?? 0
        var headers: [String: String] = [:]
        for line in lines.dropFirst() {
            let parts = line.split(separator: ":", maxSplits: 1)
            headers[parts[0].lowercased()] = parts[1].trimmingCharacters(in: .whitespaces)
        }
        let length = Int(headers["content-length"] ?? "0") ?? 0
        while unread.count < min(length, maxBytes), try fill() {}
        let body = Array(unread.prefix(length))
        unread.removeFirst(body.count)
        return Reply(status: status, headers: headers, body: body, isWhole: body.count == length)
    }

    private func nextByte() throws -> UInt8 {
        if unread.isEmpty, try !fill() { throw Ended() }
        return unread.removeFirst()
    }

    /// The connection ended within a head.
    struct Ended: Error {}

    private func fill() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        let count = try connection.read(into: &buffer)
        unread += buffer[..<count]
        return count > 0
    }
}

/// Questions as a client of ours would post them.
enum TestQuestion {
    static let schema = #"""
        {"type":"object","properties":{"photos":{"type":"array","items":{"type":"object","properties":{"id":{"type":"string","enum":["p1","p2","p3"]},"readable":{"type":"boolean"},"problems":{"type":"array","items":{"type":"string"}}},"required":["id","readable","problems"],"additionalProperties":false}},"items":{"type":"array","items":{"type":"object","properties":{"item":{"type":"string","enum":["bag of ice","unknown"]},"points":{"type":"array","items":{"type":"object","properties":{"photo":{"type":"string"},"x":{"type":"integer"},"y":{"type":"integer"},"zone":{"type":"string","enum":["on the cart","on the floor","carried"]}},"required":["photo","x","y","zone"],"additionalProperties":false}},"count":{"type":"integer"},"basis":{"type":"string","enum":["counted","estimated"]}},"required":["item","points","count","basis"],"additionalProperties":false}},"empty_places":{"type":"array","items":{"type":"object","properties":{"photo":{"type":"string"},"where":{"type":"string"}},"required":["photo","where"],"additionalProperties":false}},"not_counted":{"type":"array","items":{"type":"object","properties":{"what":{"type":"string"},"why":{"type":"string"}},"required":["what","why"],"additionalProperties":false}}},"required":["photos","items","empty_places","not_counted"],"additionalProperties":false}
        """#

    /// A data URL of some bytes.
    static func url(_ bytes: [UInt8], type: String = "image/jpeg") -> String {
        "data:\(type);base64," + Data(bytes).base64EncodedString()
    }

    /// A body for one wire format, with one URL per photo and the schema as JSON text.
    static func body(
        _ wire: WireFormat = .responses,
        urls: [String] = [url([1, 2, 3])],
        schema: String = schema,
        model: String = "gpt-5.4-mini",
        extra: String = ""
    ) -> String {
        let form = #""name":"count","strict":true,"schema":\#(schema)"#
        let text = wire == .responses ? "input_text" : "text"
        var parts: [String] = []
        for (index, url) in urls.enumerated() {
            parts.append(#"{"type":"\#(text)","text":"Photo p\#(index + 1):"}"#)
            parts.append(
                wire == .responses
                    ? #"{"type":"input_image","detail":"high","image_url":"\#(url)"}"#
                    : #"{"type":"image_url","image_url":{"detail":"high","url":"\#(url)"}}"#
            )
        }
        parts.append(#"{"type":"\#(text)","text":"Return one entry per photo."}"#)
        let content = parts.joined(separator: ",")
        switch wire {
        case .responses:
            return #"{"model":"\#(model)","instructions":"Count.","store":false,"#
                + #""max_output_tokens":4000,"reasoning":{"effort":"low"},"#
                + #""text":{"format":{"type":"json_schema",\#(form)}}\#(extra),"#
                + #""input":[{"role":"user","content":[\#(content)]}]}"#
        case .chat:
            return #"{"model":"\#(model)","max_completion_tokens":4000,"#
                + #""reasoning_effort":"low","response_format":{"type":"json_schema","#
                + #""json_schema":{\#(form)}}\#(extra),"messages":["#
                + #"{"role":"system","content":"Count."},"#
                + #"{"role":"user","content":[\#(content)]}]}"#
        }
    }

    /// A good answer with two pieces of one item.
    static let answer =
        #"{"photos":[{"id":"p1","readable":true,"problems":[]}],"items":[{"item":"bag of ice","#
        + #""points":[{"photo":"p1","x":10,"y":20,"zone":"carried"},"#
        + #"{"photo":"p1","x":510,"y":620,"zone":"carried"}],"count":2,"basis":"counted"}],"#
        + #""empty_places":[],"not_counted":[]}"#
}
