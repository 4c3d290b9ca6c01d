import JSONSchema

/// What the server does with its end of the connection, step by step.
public struct ServerAnswer: Sendable {
    /// One step.
    public enum Step: Sendable, Hashable {
        /// Sends bytes at once.
        case send([UInt8])
        /// Sends the same bytes again and again, without holding them all.
        case sendAgain([UInt8], times: Int)
        /// Sends one byte, waits, sends the next.
        case drip([UInt8], pause: Duration)
        /// Does nothing for a while, or until the client goes.
        case wait(Duration)
        /// Ends the connection in order.
        case close
        /// Ends the connection so that the client sees "connection reset".
        case reset
    }

    /// Done in order; after the last one the connection takes the next request.
    public var steps: [Step]

    /// An answer of any steps.
    public init(_ steps: [Step]) {
        self.steps = steps
    }

    /// A whole HTTP answer with its length.
    ///
    /// - Parameters:
    ///   - status: the number alone; its words are added.
    ///   - headers: beside `content-length` and, if not among them, `content-type` of JSON.
    ///   - body: text, empty or not.
    /// - Returns: one step that sends it all.
    public static func reply(
        status: Int,
        headers: [(name: String, value: String)] = [],
        body: String
    ) -> ServerAnswer {
        let bytes = Array(body.utf8)
        let head = head(status: status, headers: headers, byteCount: bytes.count)
        return ServerAnswer([.send(head + bytes)])
    }

    /// An error as OpenAI words it.
    ///
    /// Source: `{"error":{"message","type","param","code"}}` of the API reference.
    public static func error(
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

/// The `error` object of a failed request.
public struct APIError: Sendable, Hashable {
    /// What a person reads.
    public var message: String
    /// The broad kind.
    public var type: String
    /// The field at fault; nil becomes null.
    public var param: String?
    /// The exact kind; nil becomes null.
    public var code: String?

    /// An error of a kind.
    public init(
        _ message: String,
        type: String = "invalid_request_error",
        param: String? = nil,
        code: String? = nil
    ) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// The whole body.
    var json: JSONValue {
        [
            "error": [
                "message": .string(message), "type": .string(type),
                "param": param.map { .string($0) } ?? nil,
                "code": code.map { .string($0) } ?? nil,
            ]
        ]
    }
}

/// A new id as the service makes them: a prefix and 32 hex digits.
func freshID(_ prefix: String) -> String {
    let halves = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)]
    let digits = halves.map { half in
        let text = String(half, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
    return prefix + digits.joined()
}
