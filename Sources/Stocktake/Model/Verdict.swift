/// Why a whole run ends.
enum StopCause: String, Sendable, CaseIterable {
    /// Exit status 77.
    case key, money, permission
    /// The service isn't known to be what it says it is: exit status 69.
    case untrusted
}

/// What follows from a request that brought no answer.
enum Verdict: Sendable, Hashable {
    /// The same request may succeed later.
    case retry(ServiceTrouble)
    /// This question will not be answered in this run; others may be.
    case giveUpQuestion(ServiceTrouble)
    /// One photo spoils the request: split it until the photo stands alone, then reject the photo.
    case badPhoto(ServiceTrouble)
    /// The body is too large: split the photos, or send them smaller.
    case tooLarge(ServiceTrouble)
    /// Too many tokens for the model: split the photos.
    case contextTooLong(ServiceTrouble)
    /// One step down the ladder: strict schema, JSON object, plain text.
    case schemaRefused(ServiceTrouble)
    /// The same request without the parameter named by `trouble.parameter`.
    case parameterRefused(String, ServiceTrouble)
    /// No question can be answered by this model.
    case modelGone(ServiceTrouble)
    /// Nothing more is sent.
    case stopRun(StopCause, ServiceTrouble)

    /// The consequence of a trouble: one for each kind.
    init(_ trouble: ServiceTrouble) {
        switch trouble.kind {
        case .unreachable, .encryptionFailed, .timedOut, .connectionLost, .rateLimited, .slowDown,
            .overloaded, .serverFault, .gatewayFault, .conflict:
            self = .retry(trouble)
        case .answerTooLarge, .answerUnreadable, .cancelled, .badRequest, .contentRefused,
            .redirected:
            self = .giveUpQuestion(trouble)
        case .badPhoto: self = .badPhoto(trouble)
        case .requestTooLarge: self = .tooLarge(trouble)
        case .contextTooLong: self = .contextTooLong(trouble)
        case .schemaRefused: self = .schemaRefused(trouble)
        case .parameterRefused:
            self =
                trouble.parameter.map { .parameterRefused($0, trouble) }
                ?? .giveUpQuestion(trouble)
        case .modelUnknown, .apiMissing: self = .modelGone(trouble)
        case .keyRefused: self = .stopRun(.key, trouble)
        case .noCredit: self = .stopRun(.money, trouble)
        case .noPermission: self = .stopRun(.permission, trouble)
        case .certificateRefused: self = .stopRun(.untrusted, trouble)
        }
    }

    var trouble: ServiceTrouble {
        switch self {
        case .retry(let trouble), .giveUpQuestion(let trouble), .badPhoto(let trouble),
            .tooLarge(let trouble), .contextTooLong(let trouble), .schemaRefused(let trouble),
            .parameterRefused(_, let trouble), .modelGone(let trouble), .stopRun(_, let trouble):
            trouble
        }
    }
}
