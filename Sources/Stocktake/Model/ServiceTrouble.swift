/// Why a request brought no answer, in our own words and the service's.
///
/// What the service wrote is untrusted: identifiers are kept as they are (`identifier(_:)`), and its
/// sentence is quoted in one printable, short line (`quoted(_:)`). The run's key was taken out of it
/// when it was received.
struct ServiceTrouble: Sendable, Hashable {
    /// What went wrong; each has one consequence: `Verdict.init(_:)`.
    enum Kind: String, Sendable, CaseIterable {
        case unreachable, encryptionFailed, certificateRefused, timedOut, connectionLost
        case answerTooLarge, answerUnreadable, cancelled
        case rateLimited, slowDown, overloaded, serverFault, gatewayFault, conflict
        case badRequest, contentRefused, redirected
        case badPhoto, requestTooLarge, contextTooLong, tooManyPhotos
        case schemaRefused, parameterRefused, systemRefused, outputTooLong
        case modelUnknown, apiMissing, pathMissing, noImages, answerEmpty
        case keyRefused, noCredit, noPermission
    }

    let kind: Kind
    /// The HTTP status; nil without a response.
    var status: Int?
    /// The error code or type, when it is an identifier.
    var code: String?
    /// The parameter refused, without indexes: `reasoning.effort`; `detail` for that of a photo.
    var parameter: String?
    /// The number that the service names: of photos at once, or of tokens for the answer.
    var limit: Int?
    /// The forms of answer that the service says it accepts.
    var accepted: Set<StructuredOutput> = []
    /// Where nothing is: the address that was asked.
    var place: String?
    /// Why there is no connection, with the server: `http://127.0.0.1:8080: connection refused`.
    var cause: String?
    /// What the service says, in quotation marks.
    var message: String?
    /// How long the service asks to wait; not capped.
    var hint: Duration?
    /// Whether the service may charge for it although no answer came.
    var mayBeBilled = false

    /// The service is overloaded: fewer requests at once.
    var isOverload: Bool {
        switch kind {
        case .slowDown, .overloaded: true
        default: false
        }
    }

    /// The pace of all requests is at fault, not this one: its hint applies to all.
    var concernsAllRequests: Bool { kind == .rateLimited || isOverload }

    /// The service or the way to it seems to be broken for a while.
    var isOutage: Bool {
        [.serverFault, .gatewayFault, .connectionLost, .encryptionFailed].contains(kind)
    }

    /// It costs nothing and says nothing of the question, so it uses up no attempt.
    var isFree: Bool { !mayBeBilled && (concernsAllRequests || kind == .unreachable) }

    /// For findings, lower case, no full stop: `the service is overloaded (503): "Try later"`.
    var words: String {
        let details = [status.map(String.init), code].compactMap(\.self).joined(separator: ", ")
        let what: String? =
            switch kind {
            case .parameterRefused: parameter.map { "\(kind.words): \($0)" }
            case .tooManyPhotos:
                limit.map {
                    "the service takes at most \($0) photo\($0 == 1 ? "" : "s") in a request"
                }
            case .pathMissing: place.map { "nothing is at \($0)" }
            default: nil
            }
        return (what ?? kind.words) + (details.isEmpty ? "" : " (\(details))")
            + (cause.map { ", \($0)" } ?? "") + (message.map { ": \($0)" } ?? "")
    }
}

extension ServiceTrouble.Kind {
    /// What went wrong, lower case, no full stop.
    var words: String {
        switch self {
        case .unreachable: "the service can't be reached"
        case .encryptionFailed: "the encrypted connection could not be set up"
        case .certificateRefused: "the service's certificate is not trusted"
        case .timedOut: "the service did not answer in time"
        case .connectionLost: "the connection was lost"
        case .answerTooLarge: "the answer was larger than allowed"
        case .answerUnreadable: "the answer could not be decoded"
        case .cancelled: "the request was cancelled"
        case .rateLimited: "the service's limit of requests or tokens is reached"
        case .slowDown: "the service asks for a slower pace"
        case .overloaded: "the service is overloaded"
        case .serverFault: "the service failed"
        case .gatewayFault: "a gateway in front of the service failed"
        case .conflict: "the service was busy with a conflicting request"
        case .badRequest: "the service refused the request"
        case .contentRefused: "the service's content policy refused the request"
        case .redirected: "the service answered with a redirect, which is not followed"
        case .badPhoto: "the service could not use a photo"
        case .requestTooLarge: "the request is larger than the service accepts"
        case .contextTooLong: "the request exceeds the model's context window"
        case .tooManyPhotos: "the service takes fewer photos in a request"
        case .schemaRefused: "the service refused the schema of the answer"
        case .systemRefused: "the model takes no system message"
        case .outputTooLong: "the service allows shorter answers only"
        case .parameterRefused: "the service refused a parameter"
        case .modelUnknown: "the service does not offer this model, or not to this key"
        case .apiMissing: "the service does not offer this API"
        case .pathMissing: "nothing is at this address"
        case .noImages: "the model, or the server it runs on, takes no photos"
        case .answerEmpty: "the answer is empty"
        case .keyRefused: "the service refused the key"
        case .noCredit: "the account has no credit left or has reached its spending limit"
        case .noPermission: "the service denied permission"
        }
    }

    /// What the user has to do; nil where running again may be enough.
    var advice: String? {
        switch self {
        case .unreachable: "check that it is running, model.base_url and the network"
        case .certificateRefused: "check model.base_url, the clock and the system's certificates"
        case .redirected: "check model.base_url"
        case .modelUnknown: "check model.name, and that the key may use it"
        case .apiMissing: "try another model.api, or check model.base_url"
        case .pathMissing: "check model.base_url"
        case .noImages:
            "name a model that sees in model.name, or start its server with its vision part"
        case .keyRefused: "check the key and the account it belongs to"
        case .noCredit: "add credit or raise the limit, then run again"
        case .noPermission: "check what the key, the project and the country permit"
        case .rateLimited, .slowDown:
            "set model.requests_per_minute or model.tokens_per_minute, or lower model.in_flight"
        case .tooManyPhotos: "set model.photos_per_request"
        case .schemaRefused, .parameterRefused, .requestTooLarge, .contextTooLong, .badPhoto,
            .systemRefused, .outputTooLong, .answerEmpty,
            .encryptionFailed, .timedOut, .connectionLost, .answerTooLarge,
            .answerUnreadable, .cancelled, .overloaded, .serverFault, .gatewayFault, .conflict,
            .badRequest, .contentRefused:
            nil
        }
    }
}

/// Text from a service, if it is an identifier: 1 to 64 of `A-Z a-z 0-9 _ . -`.
///
/// - Returns: nil for anything else; it is not shortened, as part of a sentence is still prose.
func identifier(_ text: String?) -> String? {
    guard let text, (1...64).contains(text.utf8.count) else { return nil }
    let isPlain = text.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
    return isPlain ? text : nil
}
