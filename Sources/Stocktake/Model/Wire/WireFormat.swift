import HTTPTransfer
import JSONSchema

/// How one API of a service wants its requests written, and how its responses are read.
///
/// A new format is one file with a conforming type, a case of `ModelAPI`, and a line in
/// `ModelAPI.format`.
protocol WireFormat: Sendable {
    /// What follows the base address.
    var path: String { get }

    /// The headers of every request, the key's among them.
    func headers(for address: ModelServiceAddress) -> [TransferRequest.Header]

    /// The JSON of a request; its photos are read and encoded only while they are sent.
    ///
    /// Fixed texts come first, as services cache what many requests begin with.
    func body(_ request: ModelRequest, for host: ServiceHost) -> RequestBody

    /// The reply in a body that names no error; nil where the body is something else.
    func reply(_ body: JSONValue, requestID: String) -> Reply?

    /// Tokens used, even by a request that failed; nil where the body doesn't say.
    func usage(_ body: JSONValue) -> TokenUsage?

    /// The error a body names; nil for a reply.
    func error(_ body: JSONValue) -> ServiceError?
}

extension ModelAPI {
    /// The registry of wire formats.
    var format: any WireFormat {
        switch self {
        case .responses: ResponsesFormat()
        case .chat: ChatFormat()
        }
    }

    /// What to do where nothing is at its path.
    var adviceIfMissing: String {
        switch self {
        case .responses:
            "set model.api: chat if the server has no Responses API, else check model.base_url"
        case .chat: "check model.base_url"
        }
    }

    /// The API to use where the pipeline names none.
    ///
    /// At OpenAI it is the first one that the model facts list. Other servers speak Chat
    /// Completions, and only some of them Responses.
    static func preferred(for facts: ModelFacts, at host: ServiceHost) -> ModelAPI {
        switch host.behaviour {
        case .openAI: facts.apis.first ?? .responses
        case .compatible: .chat
        }
    }
}

/// What the body of a response holds: a reply, or the error the service names, or neither.
struct ResponseContent: Sendable {
    let reply: Reply?
    let error: ServiceError?
    let usage: TokenUsage?
}

extension WireFormat {
    /// Reads a body with the tolerance that compatible servers need.
    ///
    /// Usage, its details, ids and error objects may be missing or odd; unknown fields are ignored.
    /// A mark at the start, a stream of events and JSON within a JSON string are undone. Invalid
    /// JSON is never tolerated: two members of one name could mean two counts.
    ///
    /// - Parameters:
    ///   - bytes: the body, whatever the status.
    ///   - requestID: from the headers; empty where they had none.
    /// - Returns: a reply only where the body is an object that names no error.
    /// - Throws: `JSONError` where the body isn't JSON.
    func content(
        of bytes: [UInt8],
        requestID: String
    ) throws(JSONError) -> ResponseContent {
        guard let body = try body(bytes) else {
            return ResponseContent(reply: nil, error: nil, usage: nil)
        }
        let error = error(body)
        let isReply = error == nil && body.object != nil
        return ResponseContent(
            reply: isReply ? reply(body, requestID: requestID) : nil,
            error: error,
            usage: usage(body)
        )
    }

    private func body(_ bytes: [UInt8]) throws(JSONError) -> JSONValue? {
        let bytes = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
        if let stream = EventStream(bytes) { return try stream.body() }
        let body = try JSONValue(reading: bytes)
        guard let inner = body.string, inner.hasPrefix("{") else { return body }
        return try JSONValue(reading: Array(inner.utf8))
    }

    /// The headers of OpenAI's service and of servers that imitate it.
    func headers(for address: ModelServiceAddress) -> [TransferRequest.Header] {
        var headers = [
            TransferRequest.Header("Content-Type", "application/json"),
            TransferRequest.Header("Accept", "application/json"),
        ]
        if let key = address.key {
            switch address.host.keyHeader {
            case .authorization: headers.append(.init("Authorization", secret: key.bearer))
            case .apiKey: headers.append(.init("api-key", secret: key.plain))
            }
        }
        guard address.host.behaviour == .openAI else { return headers }
        if let organization = address.organization {
            headers.append(.init("OpenAI-Organization", organization))
        }
        if let project = address.project { headers.append(.init("OpenAI-Project", project)) }
        return headers
    }
}

extension Reply {
    /// A reply with the model and the service tier that its body names.
    ///
    /// Local servers name a file's path as the model: untrusted, so made printable and cut.
    init(
        text: String,
        ending: Ending,
        usage: TokenUsage?,
        body: JSONValue,
        requestID: String,
        isThought: Bool = false
    ) {
        self.init(
            text: text,
            ending: ending,
            usage: usage,
            snapshot: printable(body["model"]?.string ?? "", limit: 100),
            requestID: requestID,
            serviceTier: identifier(body["service_tier"]?.string) ?? "",
            isThought: isThought
        )
    }
}

extension JSONValue {
    /// A plausible number of tokens; nil for anything else.
    var tokenCount: Int? {
        guard let count = number?.exactInt, (0...1_000_000_000_000).contains(count) else {
            return nil
        }
        return count
    }
}
