/// Why a whole run ends.
enum StopCause: String, Sendable, CaseIterable {
    /// Exit status 77.
    case key, money, permission
    /// The service's identity can't be verified: exit status 69.
    case untrusted
}

/// What follows from a request that brought no answer.
enum Verdict: Sendable, Hashable {
    /// The same request may succeed later.
    case retry(ServiceTrouble)
    /// No answer to this question in this run; others may get one.
    case giveUpQuestion(ServiceTrouble)
    /// One photo spoils the request: split until that photo is alone, then reject it.
    case badPhoto(ServiceTrouble)
    /// The body is too large: split the photos.
    case tooLarge(ServiceTrouble)
    /// Too many tokens for the model: split the photos.
    case contextTooLong(ServiceTrouble)
    /// More photos than the service takes in a request: split them.
    case tooManyPhotos(ServiceTrouble)
    /// The same request with its instructions in the first user message.
    case systemRefused(ServiceTrouble)
    /// The same request with a lower output limit.
    case outputTooLong(ServiceTrouble)
    /// One step down: strict schema, JSON object, plain text.
    case schemaRefused(ServiceTrouble)
    /// The same request without the parameter named by `trouble.parameter`.
    case parameterRefused(String, ServiceTrouble)
    /// No question can be answered by this model.
    case modelGone(ServiceTrouble)
    /// Nothing more is sent.
    case stopRun(StopCause, ServiceTrouble)

    /// The consequence of each kind of trouble.
    init(_ trouble: ServiceTrouble) {
        switch trouble.kind {
        case .unreachable, .encryptionFailed, .timedOut, .connectionLost, .rateLimited, .slowDown,
            .overloaded, .serverFault, .gatewayFault, .conflict, .answerUnreadable, .answerEmpty:
            self = .retry(trouble)
        case .answerTooLarge, .cancelled, .badRequest, .contentRefused,
            .redirected:
            self = .giveUpQuestion(trouble)
        case .badPhoto: self = .badPhoto(trouble)
        case .requestTooLarge: self = .tooLarge(trouble)
        case .contextTooLong: self = .contextTooLong(trouble)
        case .tooManyPhotos: self = .tooManyPhotos(trouble)
        case .systemRefused: self = .systemRefused(trouble)
        case .outputTooLong: self = .outputTooLong(trouble)
        case .schemaRefused: self = .schemaRefused(trouble)
        case .parameterRefused:
            self =
                trouble.parameter.map { .parameterRefused($0, trouble) }
                ?? .giveUpQuestion(trouble)
        case .modelUnknown, .apiMissing, .pathMissing, .noImages: self = .modelGone(trouble)
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
            .tooManyPhotos(let trouble), .systemRefused(let trouble), .outputTooLong(let trouble),
            .parameterRefused(_, let trouble), .modelGone(let trouble), .stopRun(_, let trouble):
            trouble
        }
    }
}
