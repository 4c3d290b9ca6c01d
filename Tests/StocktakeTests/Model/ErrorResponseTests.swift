import Foundation
import Testing

@testable import HTTPTransfer
@testable import Stocktake

struct ErrorResponseTests {
    /// One row of the table of responses.
    struct Row: Sendable, CustomTestStringConvertible {
        let status: Int
        var code: String?
        var type: String?
        var param: String?
        let kind: ServiceTrouble.Kind
        let step: String

        init(
            _ status: Int,
            _ error: [String?],
            _ kind: ServiceTrouble.Kind,
            _ step: String
        ) {
            self.status = status
            code = error.first ?? nil
            type = error.count > 1 ? error[1] : nil
            param = error.count > 2 ? error[2] : nil
            self.kind = kind
            self.step = step
        }

        var testDescription: String {
            "\(status) \([code, type, param].compactMap(\.self).joined(separator: " "))"
        }

        var verdict: Verdict? {
            response(status, ServiceError(code: code, type: type, param: param))
        }
    }

    private static let statuses: [Row] = [
        Row(400, ["invalid_value", "invalid_request_error", "tools"], .badRequest, "giveUp"),
        Row(400, ["400", "BadRequestError"], .badRequest, "giveUp"),
        Row(401, ["invalid_api_key"], .keyRefused, "stop key"),
        Row(401, [], .keyRefused, "stop key"),
        Row(402, [], .noCredit, "stop money"),
        Row(402, ["402"], .noCredit, "stop money"),
        Row(403, ["unsupported_country_region_territory"], .noPermission, "stop permission"),
        Row(404, ["model_not_found"], .modelUnknown, "modelGone"),
        Row(404, [], .modelUnknown, "modelGone"),
        Row(405, [], .apiMissing, "modelGone"),
        Row(408, [], .timedOut, "retry"),
        Row(409, [], .conflict, "retry"),
        Row(413, [], .requestTooLarge, "tooLarge"),
        Row(422, [], .badRequest, "giveUp"),
        Row(429, [], .rateLimited, "retry"),
        Row(429, ["rate_limit_exceeded", "tokens"], .rateLimited, "retry"),
        Row(429, ["rate_limit_exceeded", "insufficient_quota"], .rateLimited, "retry"),
        Row(429, ["429", "throttling_error"], .rateLimited, "retry"),
        Row(429, ["slow_down", "rate_limit_error"], .slowDown, "retry"),
        Row(429, ["resource_unavailable"], .overloaded, "retry"),
        Row(429, ["insufficient_quota", "insufficient_quota"], .noCredit, "stop money"),
        Row(429, ["credit_balance_exhausted", "insufficient_quota"], .noCredit, "stop money"),
        Row(429, ["organization_spend_limit_exceeded"], .noCredit, "stop money"),
        Row(429, ["project_spend_limit_exceeded"], .noCredit, "stop money"),
        Row(429, ["team_spend_limit_exceeded"], .noCredit, "stop money"),
        Row(429, ["organization_usage_limit_exceeded"], .noCredit, "stop money"),
        Row(429, [nil, "insufficient_quota"], .noCredit, "stop money"),
        Row(429, ["429", "insufficient_quota"], .noCredit, "stop money"),
        Row(500, [], .serverFault, "retry"),
        Row(500, ["server_error", "server_error"], .serverFault, "retry"),
        Row(501, [], .apiMissing, "modelGone"),
        Row(502, [], .gatewayFault, "retry"),
        Row(503, ["server_is_overloaded", "service_unavailable_error"], .overloaded, "retry"),
        Row(503, ["slow_down"], .slowDown, "retry"),
        Row(503, [], .overloaded, "retry"),
        Row(504, [], .gatewayFault, "retry"),
        Row(524, [], .gatewayFault, "retry"),
        Row(529, ["529", "overloaded_error"], .overloaded, "retry"),
        Row(301, [], .redirected, "giveUp"),
        Row(418, [], .badRequest, "giveUp"),
        Row(0, [], .badRequest, "giveUp"),
    ]

    private static let refusals: [Row] = [
        Row(400, ["invalid_image_format"], .badPhoto, "badPhoto"),
        Row(400, ["invalid_value", nil, "input"], .badPhoto, "badPhoto"),
        Row(400, ["invalid_value", nil, "input[0].content[3].image_url"], .badPhoto, "badPhoto"),
        Row(400, [nil, nil, "messages[0].content[1].image_url"], .badPhoto, "badPhoto"),
        Row(400, ["sanitizer_server_error"], .badPhoto, "badPhoto"),
        Row(
            400,
            ["array_above_max_length", nil, "input[0].content"],
            .requestTooLarge,
            "tooLarge"
        ),
        Row(400, ["missing_required_parameter", nil, "input"], .badRequest, "giveUp"),
        Row(400, ["invalid_union", nil, "input"], .badRequest, "giveUp"),
        Row(400, ["context_length_exceeded", nil, "input"], .contextTooLong, "contextTooLong"),
        Row(400, ["400", "exceed_context_size_error"], .contextTooLong, "contextTooLong"),
        Row(400, ["invalid_json_schema", nil, "text.format.schema"], .schemaRefused, "schema"),
        Row(400, ["unsupported_parameter", nil, "text.format"], .schemaRefused, "schema"),
        Row(400, [nil, nil, "response_format"], .schemaRefused, "schema"),
        Row(400, ["invalid_value", nil, "response_format.type"], .schemaRefused, "schema"),
        Row(
            400,
            ["unsupported_parameter", nil, "reasoning.effort"],
            .parameterRefused,
            "without reasoning.effort"
        ),
        Row(
            400,
            ["unsupported_value", nil, "temperature"],
            .parameterRefused,
            "without temperature"
        ),
        Row(400, [nil, nil, "store"], .parameterRefused, "without store"),
        Row(400, ["unknown_parameter", nil, "frob"], .parameterRefused, "without frob"),
        Row(
            400,
            ["invalid_value", nil, "input[0].content[1].detail"],
            .parameterRefused,
            "without detail"
        ),
        Row(
            422,
            [nil, nil, "messages.[0].content.[1].image_url.detail"],
            .parameterRefused,
            "without detail"
        ),
        Row(400, ["unsupported_parameter"], .badRequest, "giveUp"),
        Row(400, ["unsupported_parameter", nil, "drop table; --"], .badRequest, "giveUp"),
        Row(400, ["invalid_value", nil, "model"], .modelUnknown, "modelGone"),
        Row(404, ["DeploymentNotFound"], .modelUnknown, "modelGone"),
        Row(400, ["content_filter"], .contentRefused, "giveUp"),
        Row(403, ["content_policy_violation"], .contentRefused, "giveUp"),
        Row(400, ["billing_hard_limit_reached"], .noCredit, "stop money"),
        Row(400, ["rate_limit_exceeded"], .badRequest, "giveUp"),
    ]

    /// The codes of a response whose own status is `failed`, though HTTP says 200.
    private static let failed: [Row] =
        [
            Row(200, ["server_error"], .serverFault, "retry"),
            Row(200, ["rate_limit_exceeded"], .rateLimited, "retry"),
            Row(200, ["invalid_prompt"], .contentRefused, "giveUp"),
            Row(200, ["data_residency_mismatch"], .badRequest, "giveUp"),
            Row(200, ["bio_policy"], .contentRefused, "giveUp"),
            Row(200, ["vector_store_timeout"], .badRequest, "giveUp"),
            Row(200, ["image_content_policy_violation"], .badPhoto, "badPhoto"),
            Row(200, ["invalid_request_error"], .badRequest, "giveUp"),
            // A service that failed on the way: nothing blames the request.
            Row(200, ["something_new"], .serverFault, "retry"),
            Row(200, [], .serverFault, "retry"),
            // A gateway's own: the status where the code should be.
            Row(200, ["429"], .rateLimited, "retry"),
            Row(200, ["402"], .noCredit, "stop money"),
            Row(200, ["502"], .gatewayFault, "retry"),
        ]
        + [
            "invalid_image", "invalid_image_format", "invalid_base64_image", "invalid_image_url",
            "image_too_large", "image_too_small", "image_parse_error", "invalid_image_mode",
            "image_file_too_large", "unsupported_image_media_type", "empty_image_file",
            "failed_to_download_image", "image_file_not_found",
        ]
        .map { Row(200, [$0], .badPhoto, "badPhoto") }

    @Test(arguments: statuses + refusals + failed)
    func `a response has one consequence`(row: Row) throws {
        let verdict = try #require(row.verdict)
        #expect(verdict.trouble.kind == row.kind)
        #expect(step(verdict) == row.step)
        #expect(verdict.trouble.status == row.status)
    }

    @Test(arguments: [200, 201, 204])
    func `a success without an error has no verdict`(status: Int) {
        #expect(response(status, nil) == nil)
    }

    @Test(arguments: ServiceTrouble.Kind.allCases)
    func `each kind of trouble has its own words and a consequence`(kind: ServiceTrouble.Kind) {
        let others = ServiceTrouble.Kind.allCases.filter { $0 != kind }.map(\.words)
        #expect(!kind.words.isEmpty && !others.contains(kind.words))
        #expect(kind.words.first?.isUppercase == false && !kind.words.hasSuffix("."))
        let trouble = ServiceTrouble(kind: kind, parameter: "store")
        #expect(Verdict(trouble).trouble == trouble)
        let stops = ["stop", "modelGone"].contains { step(Verdict(trouble)).hasPrefix($0) }
        #expect(!stops || kind.advice != nil, "a stop comes with advice")
    }

    @Test(arguments: [
        (TransferError.Code.connectFailed, nil, "retry", false, false),
        (.tlsFailed, nil, "retry", false, false), (.tlsFailed, 60, "stop untrusted", false, false),
        (.totalTimedOut, nil, "retry", false, true), (.connectionLost, nil, "retry", false, true),
        (.responseTooLarge, nil, "giveUp", true, true), (.badEncoding, nil, "retry", true, true),
        (.cancelled, nil, "giveUp", false, true),
    ])
    func `a failed transfer may be billed once the whole request was sent`(
        code: TransferError.Code,
        curlCode: Int?,
        then: String,
        mayBeBilledBefore: Bool,
        mayBeBilledAfter: Bool
    ) {
        for (isSent, mayBeBilled) in [(false, mayBeBilledBefore), (true, mayBeBilledAfter)] {
            let error = TransferError(code, "", curlCode: curlCode, mayHaveArrived: isSent)
            #expect(step(Verdict(error.trouble)) == then)
            #expect(error.trouble.mayBeBilled == mayBeBilled)
        }
    }

    @Test(arguments: [
        (200, "server_error", true), (200, "invalid_image", true), (408, nil, true),
        (502, nil, true), (504, nil, true), (500, nil, true), (500, "server_error", false),
        (429, "rate_limit_exceeded", false), (503, nil, false), (400, "invalid_image", false),
        (400, "content_filter", true), (401, nil, false), (413, nil, false),
    ])
    func `a refusal is free, lost work may be billed`(
        status: Int,
        code: String?,
        billed: Bool
    ) throws {
        let error = code.map { ServiceError(code: $0) }
        let verdict = try #require(response(status, error))
        #expect(verdict.trouble.mayBeBilled == billed)
    }

    @Test(arguments: [
        (503, nil, "false", "giveUp"), (429, "rate_limit_exceeded", "false", "giveUp"),
        (400, nil, "true", "retry"), (422, nil, "TRUE", "retry"), (400, nil, "maybe", "giveUp"),
        (429, "insufficient_quota", "true", "stop money"), (401, nil, "true", "stop key"),
        (402, nil, "true", "stop money"), (403, nil, "true", "stop permission"),
        (400, "invalid_image", "true", "badPhoto"), (400, "content_filter", "true", "giveUp"),
        (404, nil, "true", "modelGone"), (429, "insufficient_quota", "false", "stop money"),
    ])
    func `the service may ask for a retry or forbid it, but never undoes a stop`(
        status: Int,
        code: String?,
        header: String,
        then: String
    ) throws {
        let verdict = response(status, ServiceError(code: code), ["x-should-retry": header])
        #expect(step(try #require(verdict)) == then)
    }

    @Test func `overload and rate limits concern all requests, other troubles one question`() {
        let overload = ServiceTrouble.Kind.allCases.filter { ServiceTrouble(kind: $0).isOverload }
        #expect(overload == [.slowDown, .overloaded])
        let shared = ServiceTrouble.Kind.allCases.filter {
            ServiceTrouble(kind: $0).concernsAllRequests
        }
        #expect(shared == [.rateLimited, .slowDown, .overloaded])
    }

    @Test func `the words name status and code`() throws {
        let busy = response(503, ServiceError(code: "server_is_overloaded"))
        #expect(busy?.trouble.words == "the service is overloaded (503, server_is_overloaded)")
        let store = response(400, ServiceError(code: "unknown_parameter", param: "store"))
        let words = "the service refused a parameter: store (400, unknown_parameter)"
        #expect(store?.trouble.words == words)
        #expect(TransferError(.connectionLost, "").trouble.words == "the connection was lost")
        let vllm = response(400, ServiceError(code: "400", type: "BadRequestError"))
        #expect(vllm?.trouble.words == "the service refused the request (400, BadRequestError)")
    }

    @Test(arguments: [
        "Your key sk-abc is wrong", "a\u{1B}[31m", "", "=cmd|x", "<b>", "größe", "a b", "a\nb",
        String(repeating: "a", count: 65),
    ])
    func `nothing a service wrote reaches the words, unless it is an identifier`(text: String) {
        for status in [200, 400, 429, 503] {
            let error = ServiceError(code: text, type: text, param: text)
            let verdict = response(status, error)
            let number = status == 200 ? "(200)" : "(\(status))"
            #expect(verdict?.trouble.words.hasSuffix(number) == true)
            #expect(verdict?.trouble.parameter == nil)
        }
        #expect(identifier(text) == nil)
        #expect(identifier(String(repeating: "a", count: 64)) != nil)
    }
}

private func response(
    _ status: Int,
    _ error: ServiceError?,
    _ headers: [String: String] = [:]
) -> Verdict? {
    ErrorResponse(status: status, error: error, headers: headers, now: .now)?.verdict
}

private func step(_ verdict: Verdict) -> String {
    switch verdict {
    case .retry: "retry"
    case .giveUpQuestion: "giveUp"
    case .badPhoto: "badPhoto"
    case .tooLarge: "tooLarge"
    case .contextTooLong: "contextTooLong"
    case .tooManyPhotos: "tooManyPhotos"
    case .systemRefused: "system"
    case .outputTooLong: "shorter"
    case .schemaRefused: "schema"
    case .parameterRefused(let name, _): "without \(name)"
    case .modelGone: "modelGone"
    case .stopRun(let cause, _): "stop \(cause.rawValue)"
    }
}
