import JSONSchema
import Platform
import Synchronization

/// Serves connections; shared by their threads.
final class ServerDesk: Sendable {
    let settings: LoopbackServer.Settings
    let journal = RequestJournal()
    private let atHead: LoopbackServer.HeadAnswer?
    private let answer: LoopbackServer.Answer
    private let check: RequestCheck
    private let doors = Mutex(Doors())

    /// The open connections by number.
    private struct Doors {
        var isClosed = false
        var next = 0
        var open: [Int: LoopbackConnection] = [:]
    }

    init(
        settings: LoopbackServer.Settings,
        atHead: LoopbackServer.HeadAnswer?,
        answer: @escaping LoopbackServer.Answer
    ) {
        self.settings = settings
        self.atHead = atHead
        self.answer = answer
        check = RequestCheck(needsKey: settings.requiredKey != nil, models: settings.models)
    }

    var isClosed: Bool { doors.withLock { $0.isClosed } }

    /// Ends every connection and lets no other in.
    func closeDoors() {
        doors.withLock { doors in
            doors.isClosed = true
            for connection in doors.open.values { connection.interrupt() }
        }
    }

    /// Answers one request after the other until the connection ends.
    func serve(_ connection: LoopbackConnection) {
        let number: Int? = doors.withLock { doors in
            guard !doors.isClosed else { return nil }
            defer { doors.next += 1 }
            doors.open[doors.next] = connection
            return doors.next
        }
        guard let number else { return connection.close() }
        var input = HTTPInput(connection)
        while serveOne(&input, connection, number: number) {}
        _ = doors.withLock { $0.open.removeValue(forKey: number) }
        connection.close()
    }

    /// - Returns: whether the connection takes another request.
    private func serveOne(
        _ input: inout HTTPInput,
        _ connection: LoopbackConnection,
        number: Int
    ) -> Bool {
        do {
            let head = try input.readHead(requiredKey: settings.requiredKey)
            guard let head else { return false }
            let isQuestion =
                head.method == "POST" && WireFormat.allCases.contains { $0.path == head.path }
            let entry = journal.begin(head, isQuestion: isQuestion, connection: number)
            defer { journal.end() }
            if let index = entry.question, let early = atHead?(head, index) {
                if perform(early, on: connection) { closeGently(connection) }
                return false
            }
            if head.header("expect")?.lowercased() == "100-continue" {
                try connection.write(Array("HTTP/1.1 100 Continue\r\n\r\n".utf8))
            }
            let body = try readBody(head, &input)
            let isKept = perform(answer(to: head, body, entry), on: connection)
            return isKept && head.header("connection")?.lowercased() != "close"
        } catch HTTPInputError.malformed {
            let error = APIError("The server could not read the request.")
            if perform(.error(status: 400, error), on: connection) {
                closeGently(connection)
            }
            return false
        } catch {
            return false
        }
    }

    private func readBody(
        _ head: RequestHead,
        _ input: inout HTTPInput
    ) throws(HTTPInputError) -> PostedBody {
        let limits = PhotoSieve.Limits(photoBytes: settings.maxPhotoBytes)
        var sieve = PhotoSieve(limits: limits, readPhoto: settings.readPhoto)
        var hash = RunningSHA256()
        try input.readBody(head.framing) { bytes, range in
            hash.add(bytes, in: range)
            sieve.add(bytes, in: range)
        }
        return sieve.finish(sha256: hash.finish())
    }

    private func answer(
        to head: RequestHead,
        _ body: PostedBody,
        _ entry: JournalEntry
    ) -> ServerAnswer {
        guard let index = entry.question else {
            _ = journal.note(body, isJSON: false, of: entry)
            return check.fault(ofKeyIn: head) ?? answer(toOther: head)
        }
        let question: PostedQuestion?
        do {
            question = body.isWhole ? try PostedQuestion(head: head, body: body) : nil
        } catch {
            question = nil
        }
        let attempt = journal.note(body, isJSON: question != nil, of: entry)
        if let fault = check.fault(ofKeyIn: head) { return fault }
        guard let question else {
            let message = "We could not parse the JSON body of your request."
            return .error(status: 400, APIError(message))
        }
        if settings.checksQuestions, let fault = check.fault(of: question) { return fault }
        return answer(question, attempt, index)
    }

    /// `GET /v1/models`, and what doesn't exist.
    private func answer(toOther head: RequestHead) -> ServerAnswer {
        guard head.path == "/v1/models" else {
            return .error(status: 404, APIError("Invalid URL (\(head.method) \(head.path))"))
        }
        guard head.method == "GET" else {
            return .error(status: 405, APIError("Not allowed to \(head.method) on /v1/models."))
        }
        let models = (settings.models ?? ["rehearsal"]).sorted().map { name -> JSONValue in
            ["id": .string(name), "object": "model", "created": 0, "owned_by": "rehearsal"]
        }
        let list: JSONValue = ["object": "list", "data": .array(models)]
        let headers = ReplyEnvelope.headers()
        return .reply(status: 200, headers: headers, body: list.compactText)
    }

    /// Does what the answer says.
    ///
    /// - Returns: whether the connection is still of use.
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

    /// Ends a connection whose request was not read, so that the client still gets the answer:
    /// closing at once would make the system throw it away along with what was not read.
    private func closeGently(_ connection: LoopbackConnection) {
        connection.endSending()
        let end = ContinuousClock.now + .seconds(2)
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        do {
            while ContinuousClock.now < end, try connection.read(into: &buffer) > 0 {}
        } catch {
            // The client has gone: nothing more to wait for.
        }
    }
}
