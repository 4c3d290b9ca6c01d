import Platform
import Rehearsal
import Synchronization

/// Serves connections; shared by their threads.
final class ConnectionHandler: Sendable {
    /// How long a connection may be silent, while reading or writing.
    static let idleLimit = Duration.seconds(60)

    let journal = RequestJournal()
    private let settings: LoopbackServer.Settings
    private let atHead: LoopbackServer.HeadAnswer?
    private let answer: LoopbackServer.Answer
    private let connections = Mutex(OpenConnections())

    private struct OpenConnections {
        var isClosed = false
        var next = 0
        var byNumber: [Int: LoopbackConnection] = [:]
    }

    init(
        settings: LoopbackServer.Settings,
        atHead: LoopbackServer.HeadAnswer?,
        answer: @escaping LoopbackServer.Answer
    ) {
        self.settings = settings
        self.atHead = atHead
        self.answer = answer
    }

    var isClosed: Bool { connections.withLock { $0.isClosed } }

    /// Ends every connection and accepts no more.
    func closeAll() {
        connections.withLock { connections in
            connections.isClosed = true
            for connection in connections.byNumber.values { connection.interrupt() }
        }
    }

    /// Answers one request after the other until the connection ends.
    func serve(_ connection: LoopbackConnection) {
        let number: Int? = connections.withLock { connections in
            guard !connections.isClosed else { return nil }
            defer { connections.next += 1 }
            connections.byNumber[connections.next] = connection
            return connections.next
        }
        guard let number else { return connection.close() }
        var reader = RequestReader(connection)
        while serveOne(&reader, connection, number: number) {}
        _ = connections.withLock { $0.byNumber.removeValue(forKey: number) }
        connection.close()
    }

    /// - Returns: whether the connection takes another request.
    private func serveOne(
        _ reader: inout RequestReader,
        _ connection: LoopbackConnection,
        number: Int
    ) -> Bool {
        do {
            let head = try reader.readHead(requiredKey: settings.requiredKey)
            guard let head else { return false }
            let wire = head.method == "POST" ? WireFormat(path: head.path) : nil
            let entry = journal.begin(head, isQuestion: wire != nil, connection: number)
            defer { journal.end() }
            if let index = entry.question, let early = atHead?(head, index) {
                if perform(early, on: connection) { closeGently(connection) }
                return false
            }
            if head.header("expect")?.lowercased() == "100-continue" {
                try connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            let isKept = perform(try readAndAnswer(head, wire, entry, &reader), on: connection)
            return isKept && head.header("connection")?.lowercased() != "close"
        } catch RequestReadError.malformed {
            let error = APIError("The server could not read the request.")
            if perform(.error(status: 400, error), on: connection) {
                closeGently(connection)
            }
            return false
        } catch {
            return false
        }
    }

    private func readAndAnswer(
        _ head: RequestHead,
        _ wire: WireFormat?,
        _ entry: JournalEntry,
        _ reader: inout RequestReader
    ) throws(RequestReadError) -> ServerAnswer {
        var extractor = PhotoExtractor { ReceivedPhoto.Reading(sha256: sha256(of: $0)) }
        var hash = RunningSHA256()
        try reader.readBody(head.framing) { bytes, range in
            hash.add(bytes, in: range)
            extractor.add(bytes.span.extracting(range))
        }
        let body = extractor.finish()
        let request: ReceivedRequest?
        do {
            request = try wire.flatMap { body.isWhole ? try ReceivedRequest($0, body) : nil }
        } catch {
            request = nil
        }
        let attempt = journal.record(body, hash: hash.finish(), isJSON: request != nil, of: entry)
        if let refusal = refusal(ofKeyIn: head) { return refusal }
        guard let index = entry.question else {
            return .error(status: 404, APIError("Invalid URL (\(head.method) \(head.path))"))
        }
        guard let request else {
            let message = "We could not parse the JSON body of your request."
            return .error(status: 400, APIError(message))
        }
        if let refusal = RequestCheck.refusal(of: request) {
            return .error(status: refusal.status, refusal.error)
        }
        return answer(request, attempt, index)
    }

    private func refusal(ofKeyIn head: RequestHead) -> ServerAnswer? {
        guard !head.isKeyRight else { return nil }
        let error =
            head.hasKey
            ? APIError("Incorrect API key provided.", code: "invalid_api_key")
            : APIError("You didn't provide an API key in an Authorization header.")
        return .error(status: 401, error)
    }

    /// Performs the answer's steps.
    ///
    /// - Returns: whether the connection is still usable.
    private func perform(_ answer: ServerAnswer, on connection: LoopbackConnection) -> Bool {
        do {
            for step in answer.steps where !(try perform(step, on: connection)) { return false }
            return true
        } catch {
            return false
        }
    }

    private func perform(
        _ step: ServerAnswer.Step,
        on connection: LoopbackConnection
    ) throws(SocketError) -> Bool {
        switch step {
        case .send(let bytes): try connection.write(bytes)
        case .sendAgain(let bytes, let times):
            for _ in 0..<times { try connection.write(bytes) }
        case .drip(let bytes, let pause):
            for byte in bytes {
                try connection.write([byte])
                if connection.waitForEnd(atMost: pause) { return false }
            }
        case .wait(let time): return !connection.waitForEnd(atMost: time)
        case .close:
            connection.endSending()
            return false
        case .reset:
            connection.reset()
            return false
        }
        return true
    }

    /// Closes a connection whose request was not read, so that the client still gets the answer:
    /// closing at once would make the system discard it along with what was not read.
    private func closeGently(_ connection: LoopbackConnection) {
        connection.endSending()
        let end = ContinuousClock.now + .seconds(2)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        do {
            while ContinuousClock.now < end, try connection.read(into: &buffer) > 0 {}
        } catch {
            // The client has closed: nothing more to wait for.
        }
    }
}
