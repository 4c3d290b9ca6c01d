import JSONSchema
package import Rehearsal

/// What the server does with a connection in answer to a request, step by step.
package struct ServerAnswer: Sendable {
    /// One step.
    package enum Step: Sendable, Hashable {
        /// Sends bytes at once.
        case send([UInt8])
        /// Sends the same bytes several times, without holding them all in memory.
        case sendAgain([UInt8], times: Int)
        /// Sends one byte, waits, sends the next.
        case drip([UInt8], pause: Duration)
        /// Does nothing for that long, or until the client closes.
        case wait(Duration)
        /// Closes the connection normally.
        case close
        /// Closes the connection so that the client sees "connection reset".
        case reset
    }

    /// In order; after the last one the connection takes the next request.
    package var steps: [Step]

    /// An answer in steps.
    package init(_ steps: [Step]) {
        self.steps = steps
    }

    /// A whole HTTP answer with its length.
    ///
    /// - Parameters:
    ///   - status: the number alone.
    ///   - headers: beside `content-length` and, if not among them, `content-type` of JSON.
    ///   - body: text, empty or not.
    /// - Returns: one step that sends it all.
    package static func reply(
        status: Int,
        headers: [(name: String, value: String)] = [],
        body: String
    ) -> ServerAnswer {
        let bytes = Array(body.utf8)
        let head = head(status: status, headers: headers, byteCount: bytes.count)
        return ServerAnswer([.send(head + bytes)])
    }

    /// An error in OpenAI's form.
    package static func error(
        status: Int,
        _ error: APIError,
        headers: [(name: String, value: String)] = []
    ) -> ServerAnswer {
        reply(
            status: status,
            headers: [("x-request-id", freshID("req_"))] + headers,
            body: error.json.compactText
        )
    }

    /// Status line and headers, up to and with the empty line.
    static func head(
        status: Int,
        headers: [(name: String, value: String)],
        byteCount: Int
    ) -> [UInt8] {
        var text = "HTTP/1.1 \(status) \(reason(status))\r\n"
        if !headers.contains(where: { $0.name.lowercased() == "content-type" }) {
            text += "content-type: application/json\r\n"
        }
        for (name, value) in headers { text += "\(name): \(value)\r\n" }
        text += "content-length: \(byteCount)\r\n\r\n"
        return Array(text.utf8)
    }

    private static func reason(_ status: Int) -> String {
        switch status {
        case 200: "OK"
        case 400: "Bad Request"
        case 401: "Unauthorized"
        case 404: "Not Found"
        case 413: "Content Too Large"
        case 429: "Too Many Requests"
        case 500: "Internal Server Error"
        case 503: "Service Unavailable"
        default: "Status"
        }
    }
}
