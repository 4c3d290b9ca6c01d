package import Rehearsal

/// Everything a service, or a proxy in front of it, is known or feared to do wrong.
///
/// The raw value is the readable name.
package enum Misbehaviour: String, CaseIterable, Sendable, CustomStringConvertible {
    // Refusals by rate or money.
    case rateLimitSeconds = "429 with retry-after in seconds"
    case rateLimitDate = "429 with retry-after as an HTTP date"
    case rateLimitMilliseconds = "429 with retry-after-ms"
    case rateLimitShouldRetry = "429 with x-should-retry true"
    case rateLimitShouldNotRetry = "429 with x-should-retry false"
    case rateLimitBare = "429 without any header"
    case insufficientQuota = "429 insufficient_quota"
    case creditBalanceExhausted = "429 credit_balance_exhausted"
    case slowDown = "429 slow_down"

    // Other statuses.
    case unauthorized = "401"
    case forbidden = "403"
    case modelNotFound = "404 model_not_found"
    case invalidSchema = "400 invalid_json_schema"
    case formatRefused = "400 naming the reply's format"
    case invalidImageFormat = "400 invalid_image_format"
    case badRequest = "400 bad request"
    case requestTimeout = "408"
    case conflict = "409"
    case tooLargeHTML = "413 as HTML before the body is read"
    case unprocessable = "422"
    case serverError = "500"
    case badGatewayHTML = "502 as HTML"
    case overloadedRetryAfter = "503 with retry-after"
    case overloaded = "503 without retry-after"
    case gatewayTimeout = "504 with an empty body"
    case siteOverloaded = "529"
    case redirect = "307 to another port"

    // The connection.
    case resetBeforeBody = "reset before the body is read"
    case resetAfterBody = "reset after the body"
    case halfAnswer = "half an answer, then the end"
    case silence = "silence after the body"
    case slowDrip = "an answer byte by byte"
    case headerFlood = "a flood of headers"

    // What comes with status 200.
    case html = "200 with HTML"
    case empty = "200 with nothing"
    case gzip = "200 in correct gzip"
    case gzipBomb = "200 in gzip of 1 GiB"
    case gzipBroken = "200 in broken gzip"
    case hugeAnswer = "200 of 200 MB"
    case failedServerError = "200 with status failed, server_error"
    case failedInvalidPrompt = "200 with status failed, invalid_prompt"
    case refusal = "200 with a refusal"
    case incompleteLength = "200 incomplete, max_output_tokens"
    case incompleteEmpty = "200 incomplete, nothing but reasoning"
    case incompleteFilter = "200 incomplete, content_filter"
    case outputMissing = "200 without output"
    case errorInside = "200 with an error object"
    case errorText = "200 with an error as text"
    case usageMissing = "200 without usage"
    case usageNull = "200 with usage null"
    case usageTiny = "200 with too few prompt tokens for a photo"
    case usageHuge = "200 with a monstrous usage"
    case wrongModel = "200 of another model"

    // What the text says.
    case fenced = "text in ```json fences"
    case prose = "prose before the JSON"
    case thinking = "a leaked <think> before the JSON"
    case trailingComma = "text with a trailing comma"
    case duplicateKeys = "text with a key twice"
    case infiniteCount = "text with 1e400"
    case loneSurrogate = "text with half a surrogate pair"
    case controlCharacters = "text with raw control characters"
    case notANumber = "text with NaN"
    case truncated = "truncated text said to be complete"

    /// The readable name.
    package var description: String { rawValue }

    /// Whether it acts before the body is read, by the server's `atHead`.
    package var isAtHead: Bool { self == .resetBeforeBody || self == .tooLargeHTML }

    /// Times and ports of the misbehaviours.
    package struct Settings: Sendable, Hashable {
        /// The value of `retry-after`, in whole seconds.
        package var retryAfter = Duration.seconds(1)
        /// The value of `retry-after-ms`.
        package var retryAfterMilliseconds = 30
        /// Between two bytes of a slow answer.
        package var dripPause = Duration.milliseconds(50)
        /// How long a silence lasts, if the client does not close first.
        package var silence = Duration.seconds(600)
        /// Where a redirect leads: a port of 127.0.0.1.
        package var redirectPort = 9

        /// A second, 30 ms, 50 ms, 10 minutes, and a port with no listener.
        package init() {}
    }

    /// What the server does to a request.
    ///
    /// - Parameters:
    ///   - request: gives the wire format and the model; nil before the body is read.
    ///   - text: of a correct answer.
    ///   - settings: times and ports.
    /// - Returns: the steps; for those that act at the head, the connection ends after them.
    package func answer(
        to request: ReceivedRequest?,
        text: String,
        settings: Settings = Settings()
    ) -> ServerAnswer {
        let usage = request.map { ScriptedReply.plausibleUsage(of: $0, text: text) }
        let good = ScriptedReply(
            wire: request?.wire ?? .responses,
            model: request?.model ?? "gpt-5.4-mini",
            outcome: .text(text),
            usage: .counts(usage ?? ScriptedReply.Usage(input: 1_000, output: 100))
        )
        let fault = ReplyFault(good: good, text: text, settings: settings)
        return fault.rateAnswer(self) ?? fault.statusAnswer(self) ?? fault.connectionAnswer(self)
            ?? fault.bodyAnswer(self) ?? fault.replyAnswer(self) ?? fault.textAnswer(self)
            ?? good.answer
    }
}
