import HTTPService
import JSONSchema
import Stocktake

/// Reads, checks and answers the requests of a rehearsal as the service would.
///
/// Goods of a catalogue are counted by their labels. Nothing else can be answered by labels, so that
/// every other answer is invented from its schema.
struct RehearsalHandler: Sendable {
    let eyes: LabelEyes

    /// How a request is read and answered; its photos are decoded as they arrive.
    func exchange(for request: HTTPRequest) -> HTTPExchange {
        guard request.method == "POST", let wire = WireFormat(path: request.path) else {
            let error = APIError("Invalid URL (\(request))")
            return HTTPExchange(respond: { response(status: 404, error) })
        }
        // Of this request alone: others may carry the same photos at the same time.
        var seen: [String: LabelEyes.SeenPhoto] = [:]
        var extractor = PhotoExtractor { bytes in
            let photo = eyes.look(at: bytes)
            if let photo { seen[photo.sha256] = photo }
            return ReceivedPhoto.Reading(sha256: photo?.sha256 ?? "", isPicture: photo != nil)
        }
        return HTTPExchange(
            receive: { extractor.add($0) },
            respond: { response(to: extractor.finish(), wire, seen) }
        )
    }

    private func response(
        to body: ReceivedBody,
        _ wire: WireFormat,
        _ seen: [String: LabelEyes.SeenPhoto]
    ) -> HTTPResponse {
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
        return response(status: 200, ModelReply.headers(), reply(to: request, seen).json)
    }

    private func reply(
        to request: ReceivedRequest,
        _ seen: [String: LabelEyes.SeenPhoto]
    ) -> ModelReply {
        let photos = request.photos.map { (id: $0.id, seen: seen[$0.received.reading.sha256]) }
        let text =
            eyes.canAnswer(request.schema, photos.map(\.seen))
            ? eyes.answer(photos) : InventedAnswer(answering: request).json.compactText
        let tokens = eyes.tokens(
            photos.compactMap(\.seen),
            detail: request.photos.first?.detail,
            textLength: request.textLength,
            answerLength: text.count
        )
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
