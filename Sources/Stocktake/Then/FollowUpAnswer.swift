import JSONSchema

/// The checked answer to a follow-up question.
enum FollowUpAnswer: Sendable, Hashable {
    case text(String)
    case json(JSONValue)
}
