import Foundation
import JSONSchema
import Rehearsal

/// Makes the answers of `Misbehaviour` from a correct one, one kind of fault per function.
struct ReplyFault {
    let good: ScriptedReply
    let text: String
    let settings: Misbehaviour.Settings

    private static let page =
        "<!DOCTYPE html><html><head><title>Sorry</title></head><body>nginx</body></html>"

    // MARK: Rates and money

    func rateAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        let limit = APIError(
            "Rate limit reached for requests.",
            type: "requests",
            code: "rate_limit_exceeded"
        )
        let seconds = Int(settings.retryAfter.components.seconds)
        switch kind {
        case .rateLimitSeconds:
            return .error(status: 429, limit, headers: [("retry-after", "\(seconds)")])
        case .rateLimitDate:
            let date = Self.httpDate(Date(timeIntervalSinceNow: Double(seconds)))
            return .error(status: 429, limit, headers: [("retry-after", date)])
        case .rateLimitMilliseconds:
            let time = "\(settings.retryAfterMilliseconds)"
            return .error(status: 429, limit, headers: [("retry-after-ms", time)])
        case .rateLimitShouldRetry, .rateLimitShouldNotRetry:
            let word = kind == .rateLimitShouldRetry ? "true" : "false"
            return .error(status: 429, limit, headers: [("x-should-retry", word)])
        case .rateLimitBare: return .error(status: 429, limit)
        case .insufficientQuota:
            return money("insufficient_quota", "You exceeded your current quota.")
        case .creditBalanceExhausted:
            return money("credit_balance_exhausted", "Your credit balance is exhausted.")
        case .slowDown:
            let error = APIError("Slow down.", type: "rate_limit_error", code: "slow_down")
            return .error(status: 429, error)
        default: return nil
        }
    }

    private func money(_ code: String, _ message: String) -> ServerAnswer {
        .error(status: 429, APIError(message, type: "insufficient_quota", code: code))
    }

    /// Source: IMF-fixdate of RFC 9110 section 5.6.7.
    private static func httpDate(_ date: Date) -> String {
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss 'GMT'"
        return formatter.string(from: date)
    }

    // MARK: Statuses

    func statusAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        let formatName = good.wire == .responses ? "text.format" : "response_format"
        let schema = "Invalid schema for response_format 'x': In context=(), 'required' is missing."
        switch kind {
        case .unauthorized:
            let error = APIError("Incorrect API key provided.", code: "invalid_api_key")
            return .error(status: 401, error)
        case .forbidden:
            let code = "unsupported_country_region_territory"
            let message = "Country, region, or territory not supported"
            return .error(status: 403, APIError(message, type: "request_forbidden", code: code))
        case .modelNotFound:
            let message = "The model `\(good.model)` does not exist or you have no access to it."
            let error = APIError(message, param: "model", code: "model_not_found")
            return .error(status: 404, error)
        case .invalidSchema: return bad(schema, formatName + ".schema", "invalid_json_schema")
        case .formatRefused:
            let message = "Unsupported parameter: '\(formatName)' is not supported by this model."
            return bad(message, formatName, "unsupported_parameter")
        case .invalidImageFormat:
            let message =
                "You uploaded an unsupported image. Please make sure your image is of "
                + "one the following formats: ['png', 'jpeg', 'gif', 'webp']."
            return bad(message, nil, "invalid_image_format")
        case .badRequest: return bad("Unknown parameter: 'colour'.", "colour", "unknown_parameter")
        case .conflict: return .error(status: 409, APIError("Conflict.", code: "conflict"))
        case .unprocessable: return .error(status: 422, APIError("Unprocessable."))
        default: return serverStatusAnswer(kind)
        }
    }

    private func bad(_ message: String, _ param: String?, _ code: String) -> ServerAnswer {
        .error(status: 400, APIError(message, param: param, code: code))
    }

    private func serverStatusAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        let overload = APIError(
            "The server is currently overloaded.",
            type: "service_unavailable_error",
            code: "server_is_overloaded"
        )
        let html = [(name: "content-type", value: "text/html")]
        switch kind {
        case .requestTimeout:
            return .error(status: 408, APIError("Request timed out.", type: "timeout"))
        case .tooLargeHTML: return .reply(status: 413, headers: html, body: Self.page)
        case .serverError:
            let message = "The server had an error while processing your request."
            return .error(status: 500, APIError(message, type: "server_error"))
        case .badGatewayHTML: return .reply(status: 502, headers: html, body: Self.page)
        case .overloadedRetryAfter:
            let seconds = "\(settings.retryAfter.components.seconds)"
            return .error(status: 503, overload, headers: [("retry-after", seconds)])
        case .overloaded: return .error(status: 503, overload)
        case .gatewayTimeout: return .reply(status: 504, headers: html, body: "")
        case .siteOverloaded:
            return .error(status: 529, APIError("Overloaded", type: "overloaded_error"))
        case .redirect:
            let target = "http://127.0.0.1:\(settings.redirectPort)\(good.wire.path)"
            return .reply(status: 307, headers: [("location", target)], body: "")
        default: return nil
        }
    }

    // MARK: Connections

    func connectionAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        let body = Array(good.bodyText.utf8)
        let headers = ModelReply.headers()
        let head = ServerAnswer.head(status: 200, headers: headers, byteCount: body.count)
        switch kind {
        case .resetBeforeBody, .resetAfterBody: return ServerAnswer([.reset])
        case .halfAnswer:
            return ServerAnswer([.send(head + body.prefix(body.count / 2)), .close])
        case .silence: return ServerAnswer([.wait(settings.silence), .close])
        case .slowDrip:
            return ServerAnswer([.drip(head + body, pause: settings.dripPause)])
        case .headerFlood:
            // 20,000 headers of 272 bytes, 5.4 MB.
            let line = "x-flood: " + String(repeating: "f", count: 261) + "\r\n"
            let rest = "content-length: \(body.count)\r\n\r\n"
            return ServerAnswer([
                .send(Array("HTTP/1.1 200 OK\r\n".utf8)),
                .sendAgain(Array(String(repeating: line, count: 200).utf8), times: 100),
                .send(Array(rest.utf8) + body),
            ])
        default: return nil
        }
    }

    // MARK: Bodies

    func bodyAnswer(_ kind: Misbehaviour) -> ServerAnswer? {
        let body = Array(good.bodyText.utf8)
        switch kind {
        case .html:
            let headers = [(name: "content-type", value: "text/html")]
            return .reply(status: 200, headers: headers, body: Self.page)
        case .empty: return .reply(status: 200, body: "")
        case .gzip: return gzipped([.send(GzipBytes.stored(body))])
        case .gzipBroken:
            var bytes = GzipBytes.stored(body)
            // The length of the stored block no longer agrees with its complement.
            bytes[11] ^= 0xFF
            return gzipped([.send(bytes)])
        case .gzipBomb:
            let bomb = GzipBytes.bomb
            // 100 periods at a time, so that it does not take half a million writes.
            let block = Array(repeatElement(bomb.again, count: 100).joined())
            return gzipped([
                .send(bomb.start), .sendAgain(block, times: bomb.times / 100), .send(bomb.end),
            ])
        case .hugeAnswer: return hugeAnswer
        default: return nil
        }
    }

    private func gzipped(_ steps: [ServerAnswer.Step]) -> ServerAnswer {
        let count = steps.reduce(0) { sum, step in
            switch step {
            case .send(let bytes): sum + bytes.count
            case .sendAgain(let bytes, let times): sum + bytes.count * times
            case .drip, .wait, .close, .reset: sum
            }
        }
        let headers = [(name: "content-encoding", value: "gzip")]
        let head = ServerAnswer.head(status: 200, headers: headers, byteCount: count)
        return ServerAnswer([.send(head)] + steps)
    }

    /// A correct reply whose text continues with 200 MB of spaces.
    private var hugeAnswer: ServerAnswer {
        var envelope = good
        envelope.outcome = .text("MIDDLE")
        let halves = envelope.bodyText.split(separator: "MIDDLE", maxSplits: 1)
        let spaces = [UInt8](repeating: 0x20, count: 100_000)
        let start = Array((halves.first ?? "").utf8)
        let end = Array((halves.last ?? "").utf8)
        let count = start.count + 2_000 * spaces.count + end.count
        let head = ServerAnswer.head(
            status: 200,
            headers: ModelReply.headers(),
            byteCount: count
        )
        return ServerAnswer([.send(head + start), .sendAgain(spaces, times: 2_000), .send(end)])
    }
}
