import HTTPService
import JSONSchema
import Platform
import Stocktake

/// Reads, checks and answers the requests of a rehearsal as the service would.
struct RehearsalHandler: Sendable {
    let eyes: LabelEyes

    /// How a request is read and answered; its photos are decoded as they arrive.
    func exchange(for request: HTTPRequest) -> HTTPExchange {
        guard request.method == "POST", let wire = WireFormat(path: request.path) else {
            let error = APIError("Invalid URL (\(request))")
            return HTTPExchange(respond: { response(status: 404, error) })
        }
        var extractor = PhotoExtractor { bytes in
            ReceivedPhoto.Reading(sha256: sha256(of: bytes), isPicture: eyes.look(at: bytes))
        }
        return HTTPExchange(
            receive: { extractor.add($0) },
            respond: { response(to: extractor.finish(), wire) }
        )
    }

    private func response(to body: ReceivedBody, _ wire: WireFormat) -> HTTPResponse {
        let request: ReceivedRequest
        do {
            guard body.isWhole else { return unreadable }
            request = try ReceivedRequest(wire, body)
        } catch {
            return unreadable
        }
        if let refusal = RequestCheck.refusal(of: request) {
            return response(status: refusal.status, refusal.error)
        }
        return response(status: 200, ModelReply.headers(), reply(to: request).json)
    }

    private func reply(to request: ReceivedRequest) -> ModelReply {
        let photos = request.photos.map { (id: $0.id, sha256: $0.received.reading.sha256) }
        let hashes = photos.map(\.sha256)
        let text = eyes.answer(photos)
        let tokens = eyes.tokens(
            hashes,
            detail: request.photos.first?.detail,
            textLength: request.textLength,
            answerLength: text.count
        )
        eyes.forget(hashes)
        return ModelReply(
            wire: request.wire,
            model: "label-reader",
            text: text,
            usage: ModelReply.Usage(input: tokens.input, output: tokens.output)
        )
    }

    private var unreadable: HTTPResponse {
        response(status: 400, APIError("We could not parse the JSON body of your request."))
    }

    private func response(status: Int, _ error: APIError) -> HTTPResponse {
        response(status: status, [("x-request-id", freshID("req_"))], error.json)
    }

    private func response(
        status: Int,
        _ headers: [(name: String, value: String)],
        _ json: JSONValue
    ) -> HTTPResponse {
        HTTPResponse(
            status: status,
            headers: [HTTPHeader("content-type", "application/json")]
                + headers.map { HTTPHeader($0.name, $0.value) },
            body: Array(json.compactText.utf8)
        )
    }
}
