/// The two ways in which OpenAI and its imitators are asked.
public enum WireFormat: String, Sendable, Hashable, CaseIterable {
    /// `POST /v1/responses`
    case responses
    /// `POST /v1/chat/completions`
    case chat

    /// The path a question is posted to.
    public var path: String {
        switch self {
        case .responses: "/v1/responses"
        case .chat: "/v1/chat/completions"
        }
    }
}
