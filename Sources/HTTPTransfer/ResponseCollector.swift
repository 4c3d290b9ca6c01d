/// Collects the head and body of an answer within their limits.
struct ResponseCollector {
    // Far above what servers send, far below what would do harm.
    private static let maxFields = 256
    private static let maxHeadBytes = 128 * 1024

    private let maxBodyBytes: Int
    /// The status of the latest head, including interim ones (1xx).
    private var latestStatus = 0
    private var fields: [ResponseHeaders.Field] = []
    /// Of all heads together, to stop endless interim ones too.
    private var headBytes = 0
    private var lines = 0
    /// Whether the blank line after the final head has been received.
    private(set) var isHeadComplete = false
    private(set) var body: [UInt8] = []

    init(maxBodyBytes: Int) {
        self.maxBodyBytes = maxBodyBytes
    }

    /// The final status; nil until its line is received.
    var status: Int? { latestStatus >= 200 ? latestStatus : nil }
    var headers: ResponseHeaders { ResponseHeaders(fields: fields) }

    /// Adds a line of the head; lines of the trailers are dropped.
    mutating func receiveLine(_ line: some Collection<UInt8>) throws(TransferFault) {
        headBytes += line.count
        lines += 1
        guard headBytes <= Self.maxHeadBytes, lines <= Self.maxFields else {
            let message = "the head of the answer is over \(Self.maxFields) lines or "
            throw tooLarge(message + "\(Self.maxHeadBytes) bytes")
        }
        guard !isHeadComplete else { return }
        let text = String(decoding: line, as: UTF8.self)
        if text.hasPrefix("HTTP/") {
            let code = text.split(separator: " ").dropFirst().first ?? ""
            latestStatus = Int(code.prefix { !$0.isWhitespace }) ?? 0
            fields = []
        } else if let colon = text.firstIndex(of: ":") {
            let name = String(text[..<colon])
            let value = withoutBlanks(text[text.index(after: colon)...])
            fields.append(ResponseHeaders.Field(name: name, value: value))
        } else if status != nil, text.allSatisfy(\.isNewline) {
            isHeadComplete = true
        }
    }

    /// Adds decompressed bytes of the body.
    mutating func receiveBody(_ bytes: some Collection<UInt8>) throws(TransferFault) {
        guard body.count + bytes.count <= maxBodyBytes else { throw bodyTooLarge }
        body += bytes
    }

    /// Refuses a body whose compressed size is over the limit: empty blocks can go on endlessly.
    func requireReceivable(_ count: Int) throws(TransferFault) {
        guard count - 65_536 <= maxBodyBytes else { throw bodyTooLarge }
    }

    private var bodyTooLarge: TransferFault {
        tooLarge("the answer is over the limit of \(maxBodyBytes) bytes")
    }

    private func tooLarge(_ message: String) -> TransferFault {
        TransferFault(code: .responseTooLarge, message: message)
    }
}

private func withoutBlanks(_ text: Substring) -> String {
    let begun = text.drop(while: \.isWhitespace)
    guard let end = begun.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(begun[...end])
}
