import Foundation
package import JSONSchema

/// A client that sends any bytes and reads one answer at a time.
package final class RawClient {
    /// An answer as received.
    package struct Reply {
        /// Of the status line.
        package let status: Int
        /// Names in lower case.
        package let headers: [String: String]
        /// As sent.
        package let body: [UInt8]
        /// Whether the body was as long as the head said.
        package let isWhole: Bool

        /// The body as text.
        package var text: String { String(decoding: body, as: UTF8.self) }
        /// The body as strict JSON; null if it is not JSON.
        package var json: JSONValue { (try? JSONValue(reading: body)) ?? .null }
        /// The code of the service's error; nil if there is none.
        package var errorCode: String? { json["error"]?["code"]?.string }

        /// What the model said, in either wire format.
        package var outputText: String {
            if let text = json["choices"]?[0]?["message"]?["content"]?.string { return text }
            let messages = (json["output"]?.array ?? []).filter { $0["type"] == "message" }
            return messages.flatMap { $0["content"]?.array ?? [] }
                .compactMap { $0["text"]?.string }.joined()
        }
    }

    /// The connection to the server.
    package let connection: LoopbackConnection
    /// Kept as long as the client.
    private let server: LoopbackServer?
    private var unread: [UInt8] = []

    /// Connects to a port of 127.0.0.1.
    package init(port: Int, timeout: Duration = .seconds(10)) throws {
        server = nil
        connection = try LoopbackConnection(toPort: port, timeout: timeout)
    }

    /// Connects to a server and keeps it running.
    package init(of server: LoopbackServer) throws {
        self.server = server
        connection = try LoopbackConnection(toPort: server.port, timeout: .seconds(10))
    }

    /// Sends text.
    package func send(_ text: String) throws {
        try connection.write(Array(text.utf8))
    }

    /// Posts a body, in one piece or in chunks of that many bytes, and reads the answer.
    package func post(
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

    /// Requests a path and reads the answer.
    package func get(_ path: String) throws -> Reply {
        try send("GET \(path) HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
        return try reply()
    }

    /// Reads one answer, of its body no more than `maxBytes`.
    package func reply(maxBytes: Int = .max) throws -> Reply {
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

    /// The connection ended before or within a head.
    package struct Ended: Error {}

    private func fill() throws -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 18)
        let count = try connection.read(into: &buffer)
        unread += buffer[..<count]
        return count > 0
    }
}
