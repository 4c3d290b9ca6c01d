/// Why a request could not be read to its end.
enum RequestReadError: Error, Sendable, Hashable {
    /// The client has closed or sends nothing more.
    case ended
    /// Not HTTP/1.1 as this server reads it.
    case malformed
}

/// Reads heads and bodies from one connection with one buffer of fixed size.
struct RequestReader {
    private let connection: LoopbackConnection
    private var buffer = [UInt8](repeating: 0, count: 1 << 17)
    /// What has arrived and is not yet used.
    private var unread = 0..<0
    /// The largest head accepted, in bytes.
    private static let maxHeadBytes = 1 << 16

    init(_ connection: LoopbackConnection) {
        self.connection = connection
    }

    /// The next request's head.
    ///
    /// - Returns: nil when the client closes between two requests.
    /// - Throws: `RequestReadError`.
    mutating func readHead(requiredKey: String?) throws(RequestReadError) -> RequestHead? {
        var head: [UInt8] = []
        while !head.ends(with: [13, 10, 13, 10]) {
            guard head.count < Self.maxHeadBytes else { throw .malformed }
            do throws(RequestReadError) {
                head.append(try nextByte())
            } catch  where head.isEmpty && error == .ended {
                return nil
            }
        }
        let text = String(validating: head.dropLast(4), as: UTF8.self)
        guard let text, let result = RequestHead(text: text, requiredKey: requiredKey) else {
            throw .malformed
        }
        return result
    }

    /// Reads a body of any length in parts.
    ///
    /// - Parameters:
    ///   - framing: how the body's end is known.
    ///   - use: called with the buffer and the range of it that belongs to the body.
    /// - Throws: `RequestReadError`.
    mutating func readBody(
        _ framing: RequestHead.Framing,
        use: ([UInt8], Range<Int>) -> Void
    ) throws(RequestReadError) {
        switch framing {
        case .none: break
        case .length(let count): try read(count, use: use)
        case .chunked: try readChunks(use: use)
        }
    }

    private mutating func readChunks(
        use: ([UInt8], Range<Int>) -> Void
    ) throws(RequestReadError) {
        while true {
            let size = try nextLine().prefix { $0 != ";" }
            guard size.utf8.count <= 15, let count = Int(size, radix: 16), count >= 0 else {
                throw .malformed
            }
            guard count > 0 else { break }
            try read(count, use: use)
            guard try nextLine().isEmpty else { throw .malformed }
        }
        // Trailers, up to the empty line.
        while try !nextLine().isEmpty {}
    }

    private mutating func read(
        _ count: Int,
        use: ([UInt8], Range<Int>) -> Void
    ) throws(RequestReadError) {
        var rest = count
        while rest > 0 {
            if unread.isEmpty { try fill() }
            let part = unread.prefix(rest)
            use(buffer, part)
            unread.removeFirst(part.count)
            rest -= part.count
        }
    }

    private mutating func nextLine() throws(RequestReadError) -> String {
        var line: [UInt8] = []
        while !line.ends(with: [13, 10]) {
            guard line.count < Self.maxHeadBytes else { throw .malformed }
            line.append(try nextByte())
        }
        return String(decoding: line.dropLast(2), as: UTF8.self)
    }

    private mutating func nextByte() throws(RequestReadError) -> UInt8 {
        if unread.isEmpty { try fill() }
        defer { unread.removeFirst() }
        return buffer[unread.lowerBound]
    }

    private mutating func fill() throws(RequestReadError) {
        do {
            let count = try connection.read(into: &buffer)
            guard count > 0 else { throw RequestReadError.ended }
            unread = 0..<count
        } catch {
            throw .ended
        }
    }
}

extension [UInt8] {
    fileprivate func ends(with tail: [UInt8]) -> Bool {
        suffix(tail.count).elementsEqual(tail)
    }
}
