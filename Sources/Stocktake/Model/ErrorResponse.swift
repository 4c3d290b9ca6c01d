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
}

/// A response that isn't an answer, and what follows from it.
struct ErrorResponse {
    /// Of HTTP.
    private let status: Int
    private let error: ServiceError
    /// Whether the body named an error; if not, a gateway may have written it.
    private let isExplained: Bool
    private let hint: Duration?
    private let words: String?
    /// The header `x-should-retry`, in lower case.
    private let shouldRetry: String?

    /// Nil for a success, which still has to be read and checked.
    ///
    /// - Parameters:
    ///   - status: of HTTP.
    ///   - error: what the body names, even with a status of success; nil where it names none.
    ///   - body: what it says to a person, and how long it asks to wait.
    ///   - headers: by lower-case name.
    ///   - now: the wall clock, for hints that are dates.
    init?(
        status: Int,
        error: ServiceError?,
        body: RefusalBody = RefusalBody(),
        headers: [String: String],
        now: Date
    ) {
        guard error != nil || !(200..<300).contains(status) else { return nil }
        self.status = status
        self.error = error ?? ServiceError()
        isExplained = error != nil
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

    /// The effective status: within a success, some gateways put it where the code should be.
    private var effectiveStatus: Int {
        guard isSuccess, let code = error.code.flatMap({ Int($0) }), (400...599).contains(code)
        else { return status }
        return code
    }

    private var trouble: ServiceTrouble {
        let parameter = RefusedPart(error.param)
        let kind =
            codeKind
            ?? (mayNamePart ? parameter.kind(code: error.code?.lowercased()) : nil)
            ?? statusKind
        return ServiceTrouble(
            kind: kind,
            status: status,
            code: identifier(namedCode),
            parameter: kind == .parameterRefused ? parameter.name : nil,
            message: words.map(quoted),
            hint: hint,
            mayBeBilled: mayBeBilled(kind)
        )
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
        case 404, 410: .modelUnknown
        case 405, 501: .apiMissing
        case 408: .timedOut
        case 409, 423, 425: .conflict
        case 413: .requestTooLarge
        case 429: .rateLimited
        case 502, 504, 520...527: .gatewayFault
        case 503, 529: .overloaded
        case 500...599: .serverFault
        case 200..<300 where [error.code, error.type].contains("server_error"): .serverFault
        default: .badRequest
        }
    }

    /// Whether the service may charge for it.
    ///
    /// Refusals are free. What began with a 200 isn't, nor what a gateway lost; and Azure charges
    /// for time-outs (408) and for prompts that its content filter stopped.
    private func mayBeBilled(_ kind: ServiceTrouble.Kind) -> Bool {
        switch kind {
        case .timedOut, .gatewayFault, .contentRefused: true
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

/// The part of a request that an error names.
struct RefusedPart {
    /// Without indexes: `input.content.detail`; empty for anything but a path of identifiers.
    let path: [String]

    /// - Parameter param: `input[0].content[1].detail`, untrusted.
    init(_ param: String?) {
        let plain = param?.replacing(/\[[0-9]{0,6}\]/, with: "")
        path = identifier(plain)?.split(separator: ".").map(String.init) ?? []
    }

    /// What to leave out: `detail` for that of a photo, otherwise the dotted path.
    var name: String? {
        guard !path.isEmpty else { return nil }
        return isInInput ? path.last : path.joined(separator: ".")
    }

    private var isInInput: Bool { ["input", "messages"].contains(path.first) }

    /// What is wrong with it; nil where the part doesn't say.
    func kind(code: String?) -> ServiceTrouble.Kind? {
        guard let first = path.first, let last = path.last else { return nil }
        let isSchema = path == ["text"] || path.starts(with: ["text", "format"])
        if isSchema || first == "response_format" {
            return .schemaRefused
        }
        if first == "model" { return .modelUnknown }
        if isInInput {
            if path.count > 1, last == "detail" { return .parameterRefused }
            return inputKind(code: code, last: last)
        }
        if code == "missing_required_parameter" { return nil }
        let isUnsupported = code.map { Self.unsupported.contains($0) } ?? false
        return isUnsupported || Self.optional.contains(first) || path == ["text", "verbosity"]
            ? .parameterRefused : nil
    }

    private func inputKind(code: String?, last: String) -> ServiceTrouble.Kind? {
        switch code {
        case "array_above_max_length": .requestTooLarge
        // The limit of image patches in one request, or of one photo's size.
        case "invalid_value", "string_above_max_length": .badPhoto
        case nil where ["image_url", "url"].contains(last): .badPhoto
        default: nil
        }
    }

    private static let unsupported: Set = [
        "unsupported_parameter", "unknown_parameter", "unsupported_value",
    ]

    /// What a request can omit.
    private static let optional: Set = [
        "reasoning", "reasoning_effort", "temperature", "top_p", "store", "verbosity",
        "metadata", "service_tier", "prompt_cache_key", "prompt_cache_options",
        "prompt_cache_retention", "safety_identifier", "user", "seed", "include", "truncation",
        "parallel_tool_calls",
    ]
}
