import Foundation

/// The error a service names in a response; each part may be missing, or be anything at all.
struct ServiceError: Sendable, Hashable {
    /// Such as `rate_limit_exceeded`; some servers give the HTTP status as a number.
    var code: String?
    /// Such as `invalid_request_error`.
    var type: String?
    /// The place in the request: `reasoning.effort` or `input[0].content[2].image_url`.
    var param: String?
    /// The service's own sentence, as received: untrusted, of any length, in any language.
    var message: String?
    /// Whether a service names it, rather than a gateway's page or plain text.
    var isNamed = true
}

/// A response that isn't an answer, and what follows from it.
struct ErrorResponse {
    /// Of HTTP.
    private let status: Int
    private let error: ServiceError
    /// Whether the body named an error; if not, a gateway may have written it.
    private let isExplained: Bool
    /// What its sentence says, where that may be read.
    private let meaning: ErrorMessage.Meaning?
    private let hint: Duration?
    private let words: String?
    /// The header `x-should-retry`, in lower case.
    private let shouldRetry: String?
    /// The address that was asked, safe to show.
    private let place: String?

    /// Nil for a success, which still has to be read and checked.
    ///
    /// - Parameters:
    ///   - status: of HTTP.
    ///   - error: what the body names, even with a status of success; nil where it names none.
    ///   - body: what it says to a person, and how long it asks to wait.
    ///   - headers: by lower-case name.
    ///   - now: the wall clock, for hints that are dates.
    ///   - place: the address that was asked, safe to show.
    init?(
        status: Int,
        error: ServiceError?,
        body: RefusalBody = RefusalBody(),
        headers: [String: String],
        now: Date,
        place: String? = nil
    ) {
        guard error != nil || !(200..<300).contains(status) else { return nil }
        self.status = status
        self.error = error ?? ServiceError()
        isExplained = error?.isNamed ?? false
        self.place = place
        meaning = Self.meaning(of: error, status: status)
        words = body.words ?? error?.message
        hint =
            [retryHint(in: headers, now: now), body.hint].compactMap(\.self).max()
            ?? ([429, 503].contains(status) ? resetOfUsedLimits(in: headers, now: now) : nil)
        shouldRetry = headers["x-should-retry"]?.lowercased()
    }

    /// What follows from it.
    ///
    /// The error's code takes precedence over the status, as it is more specific: of two responses
    /// 429, the one with `rate_limit_exceeded` is retried and the one with `insufficient_quota`
    /// stops the run. The header `x-should-retry` turns a retry into giving up, or an unexplained
    /// refusal into a retry, and nothing else: it never overrides a stop.
    var verdict: Verdict {
        let trouble = trouble
        let verdict = Verdict(trouble)
        switch (verdict, shouldRetry) {
        case (.retry, "false"): return .giveUpQuestion(trouble)
        case (.giveUpQuestion, "true") where trouble.kind == .badRequest: return .retry(trouble)
        default: return verdict
        }
    }

    private var isSuccess: Bool { (200..<300).contains(status) }

    /// Sentences of gateways and of refusals by key, credit and rate are not read.
    private static func meaning(of error: ServiceError?, status: Int) -> ErrorMessage.Meaning? {
        guard let message = error?.message else { return nil }
        let meaning = ErrorMessage(message).meaning
        switch status {
        case 400 where meaning == .pathMissing: return nil
        case 200..<300, 400, 404, 405, 413, 415, 422, 500, 501: return meaning
        case 429: return meaning == .requestTooLarge ? meaning : nil
        default: return nil
        }
    }

    /// The effective status: within a success, some gateways put it where the code should be.
    private var effectiveStatus: Int {
        guard isSuccess, let code = error.code.flatMap({ Int($0) }), (400...599).contains(code)
        else { return status }
        return code
    }

    private var trouble: ServiceTrouble {
        let parameter = RefusedPart(error.param)
        let named = mayNamePart ? parameter.kind(code: error.code?.lowercased()) : nil
        let kind = meaningFirst ?? codeKind ?? named ?? meaning?.kind ?? statusKind
        var trouble = ServiceTrouble(
            kind: kind,
            status: status,
            code: identifier(namedCode),
            message: words.map(quoted),
            hint: hint,
            mayBeBilled: mayBeBilled(kind)
        )
        switch meaning {
        case .tooManyPhotos(let limit) where kind == .tooManyPhotos: trouble.limit = limit
        case .contextTooLong(let room) where kind == .contextTooLong: trouble.limit = room
        case .outputTooLong(let limit) where kind == .outputTooLong: trouble.limit = limit
        case .schemaRefused(let accepted) where kind == .schemaRefused: trouble.accepted = accepted
        case .parameterRefused(let name) where kind == .parameterRefused:
            trouble.parameter = parameter.name ?? name
        default: break
        }
        if kind == .pathMissing { trouble.place = place }
        if kind == .parameterRefused, named == kind { trouble.parameter = parameter.name }
        return trouble
    }

    /// What a sentence says more precisely than any code: a wait can't make a request smaller.
    private var meaningFirst: ServiceTrouble.Kind? {
        switch meaning {
        case .requestTooLarge, .noImages, .tooManyPhotos: meaning?.kind
        default: nil
        }
    }

    /// The code to show: a number that repeats the status adds nothing.
    private var namedCode: String? {
        guard let code = error.code, !code.isEmpty, Int(code) == nil || isSuccess else {
            return error.type
        }
        return code
    }

    private var mayNamePart: Bool { isSuccess || effectiveStatus == 400 || effectiveStatus == 422 }

    /// What code or type alone decide; the code comes first, as the type may be broader.
    private var codeKind: ServiceTrouble.Kind? {
        let mayPass = isSuccess || status == 429 || status >= 500
        for word in [error.code, error.type].compactMap({ $0?.lowercased() }) {
            if mayPass, let kind = Self.temporaryCodes[word] { return kind }
            if let kind = Self.permanentCodes[word] { return kind }
            if word.hasSuffix("_spend_limit_exceeded") || word.hasSuffix("_usage_limit_exceeded") {
                return .noCredit
            }
        }
        return nil
    }

    private var statusKind: ServiceTrouble.Kind {
        switch effectiveStatus {
        case 300..<400: .redirected
        case 401: .keyRefused
        case 402: .noCredit
        case 403, 407, 451: .noPermission
        case 404 where !isExplained || isBare404: .pathMissing
        case 404, 410: .modelUnknown
        case 405, 501: .apiMissing
        case 408: .timedOut
        case 409, 423, 425: .conflict
        case 413: .requestTooLarge
        case 429: .rateLimited
        case 502, 504, 520...527: .gatewayFault
        case 503, 529: .overloaded
        case 500...599: .serverFault
        case 200..<300 where !blamesRequest: .serverFault
        default: .badRequest
        }
    }

    /// A framework's own `not found`, which names no model.
    private var isBare404: Bool {
        let words = error.message?.lowercased().trimmingCharacters(
            in: .whitespaces.union(.punctuationCharacters)
        )
        return words.map { ["not found", "resource not found", "path not found"].contains($0) }
            ?? false
    }

    /// Whether an error within a success is the request's fault, not the service's.
    private var blamesRequest: Bool {
        let words = [error.code, error.type].compactMap { $0?.lowercased() }
        return words.contains { word in
            word.hasPrefix("invalid") || word.hasPrefix("bad") || word.hasSuffix("refused")
                || word.contains("unsupported") || word.contains("policy")
                || (Int(word).map { (400..<500).contains($0) } ?? false)
        }
    }

    /// Whether the service may charge for it.
    ///
    /// Refusals are free. What began with a 200 isn't, nor what a gateway lost; and Azure charges
    /// for time-outs (408) and for prompts that its content filter stopped.
    private func mayBeBilled(_ kind: ServiceTrouble.Kind) -> Bool {
        switch kind {
        case .timedOut, .gatewayFault, .contentRefused: true
        case .pathMissing, .modelUnknown, .noImages: false
        case .serverFault: isSuccess || !isExplained
        default: isSuccess
        }
    }

    /// Codes of temporary trouble, considered where the status allows for it.
    private static let temporaryCodes: [String: ServiceTrouble.Kind] = [
        "rate_limit_exceeded": .rateLimited,
        "slow_down": .slowDown,
        "server_is_overloaded": .overloaded,
        "overloaded_error": .overloaded,
        "service_unavailable_error": .overloaded,
        "resource_unavailable": .overloaded,
    ]

    /// Codes of permanent trouble, at any status.
    ///
    /// Source: `ResponseErrorCode` of OpenAI's specification and its guide to error codes; types
    /// of llama.cpp, codes of Azure and Anthropic.
    private static let permanentCodes: [String: ServiceTrouble.Kind] = {
        let groups: [(ServiceTrouble.Kind, [String])] = [
            (
                .noCredit,
                [
                    "insufficient_quota", "credit_balance_exhausted",
                    "organization_spend_limit_exceeded", "project_spend_limit_exceeded",
                    "organization_usage_limit_exceeded", "billing_hard_limit_reached",
                    "billing_not_active", "billing_error", "insufficient_balance",
                    "insufficient_credits",
                ]
            ),
            (.keyRefused, ["invalid_api_key", "account_deactivated"]),
            (
                .contentRefused,
                [
                    "content_policy_violation", "content_filter",
                    "moderation_blocked", "responsibleaipolicyviolation", "bio_policy",
                    "cyber_policy", "invalid_prompt",
                ]
            ),
            (.badRequest, ["data_residency_mismatch", "vector_store_timeout"]),
            (.noImages, ["image_input_not_supported", "vision_not_supported"]),
            (
                .badPhoto,
                [
                    "invalid_image", "invalid_image_format", "invalid_base64_image",
                    "invalid_image_url", "image_too_large", "image_too_small",
                    "image_parse_error", "invalid_image_mode", "image_file_too_large",
                    "unsupported_image_media_type", "empty_image_file",
                    "failed_to_download_image", "image_file_not_found", "sanitizer_server_error",
                    "image_content_policy_violation",
                ]
            ),
            (
                .contextTooLong,
                ["context_length_exceeded", "exceed_context_size_error", "context_too_large"]
            ),
            (.requestTooLarge, ["request_too_large"]),
            (.schemaRefused, ["invalid_json_schema"]),
            (
                .modelUnknown,
                [
                    "model_not_found", "invalid_model", "deploymentnotfound",
                    "deployment_not_found",
                ]
            ),
        ]
        return Dictionary(
            groups.flatMap { kind, codes in codes.map { ($0, kind) } },
            uniquingKeysWith: { first, _ in first }
        )
    }()
}

extension ErrorMessage.Meaning {
    /// The kind of trouble it is.
    fileprivate var kind: ServiceTrouble.Kind {
        switch self {
        case .pathMissing: .pathMissing
        case .noImages: .noImages
        case .systemRefused: .systemRefused
        case .modelUnknown: .modelUnknown
        case .keyRefused: .keyRefused
        case .crashed: .serverFault
        case .requestTooLarge: .requestTooLarge
        case .tooManyPhotos: .tooManyPhotos
        case .contextTooLong: .contextTooLong
        case .outputTooLong(let limit): limit == nil ? .badRequest : .outputTooLong
        case .schemaRefused: .schemaRefused
        case .parameterRefused: .parameterRefused
        }
    }
}
