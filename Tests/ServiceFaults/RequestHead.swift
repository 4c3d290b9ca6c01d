/// What a client sends before the body: method, path and headers, but never its key.
package struct RequestHead: Sendable, Hashable {
    /// In capitals, as sent: `POST`.
    package let method: String
    /// Without the query: `/v1/responses`.
    package let path: String
    /// Names in lower case, in the order sent; those that carry secrets are left out.
    package let headers: [Header]
    /// Whether the request has a key, as `Authorization: Bearer KEY` or `api-key: KEY`.
    package let hasKey: Bool
    /// Whether the key is the one that the server requires; true if it requires none.
    package let isKeyRight: Bool
    /// How the body's end is known.
    let framing: Framing

    /// One header line.
    package struct Header: Sendable, Hashable {
        /// In lower case.
        package let name: String
        /// Without the spaces around it.
        package let value: String
    }

    /// How the body's end is known.
    enum Framing: Sendable, Hashable {
        case none
        case length(Int)
        case chunked
    }

    private static let secretNames: Set = [
        "authorization", "api-key", "x-api-key", "cookie", "proxy-authorization",
    ]

    /// Reads a head up to its empty line; nil if it is not HTTP/1.1 or states two lengths.
    ///
    /// - Parameters:
    ///   - text: lines ended by CR LF, without the empty one.
    ///   - requiredKey: the key that the client must send; compared here and not kept.
    init?(text: String, requiredKey: String?) {
        var lines = text.split(separator: "\r\n", omittingEmptySubsequences: false)[...]
        let words = (lines.popFirst() ?? "").split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 3, words[2] == "HTTP/1.1", words[1].hasPrefix("/") else { return nil }
        method = String(words[0])
        path = String(words[1].prefix { $0 != "?" })
        var all: [Header] = []
        for line in lines {
            guard let colon = line.firstIndex(of: ":"), colon != line.startIndex else { return nil }
            let value = line[line.index(after: colon)...].drop { $0 == " " || $0 == "\t" }
            let trimmed = String(value.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
            all.append(Header(name: line[..<colon].lowercased(), value: trimmed))
        }
        let key = Self.key(in: all)
        hasKey = key != nil
        isKeyRight = requiredKey == nil || key == requiredKey
        headers = all.filter { !Self.secretNames.contains($0.name) }
        guard let framing = Self.framing(of: all) else { return nil }
        self.framing = framing
    }

    /// The value of the first header of that name, which is in lower case; nil if there is none.
    package func header(_ name: String) -> String? {
        headers.first { $0.name == name }?.value
    }

    private static func key(in headers: [Header]) -> String? {
        let bearer = headers.first { $0.name == "authorization" }?.value
        if let bearer {
            return bearer.lowercased().hasPrefix("bearer ") ? String(bearer.dropFirst(7)) : nil
        }
        return headers.first { $0.name == "api-key" }?.value
    }

    private static func framing(of headers: [Header]) -> Framing? {
        let coding = headers.filter { $0.name == "transfer-encoding" }.map { $0.value.lowercased() }
        let lengths = Set(headers.filter { $0.name == "content-length" }.map(\.value))
        if !coding.isEmpty { return coding == ["chunked"] && lengths.isEmpty ? .chunked : nil }
        guard let length = lengths.first else { return Framing.none }
        let isNumber = !length.isEmpty && length.utf8.allSatisfy { (0x30...0x39).contains($0) }
        guard lengths.count == 1, isNumber, let count = Int(length) else { return nil }
        return .length(count)
    }
}
