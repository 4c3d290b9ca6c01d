/// The two request formats of OpenAI and compatible services.
package enum WireFormat: String, Sendable, Hashable, CaseIterable {
    /// `POST /v1/responses`
    case responses
    /// `POST /v1/chat/completions`
    case chat

    /// The path that requests are posted to.
    package var path: String {
        switch self {
        case .responses: "/v1/responses"
        case .chat: "/v1/chat/completions"
        }
    }

    /// The format of requests to that path; nil for any other path.
    package init?(path: String) {
        guard let wire = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = wire
    }
}
