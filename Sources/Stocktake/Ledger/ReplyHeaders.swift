import Foundation

/// Which headers of a reply are kept: those that explain pace and trace a request.
///
/// A list of what may stay, not of what must go, so that a cookie, an organization's name or a
/// header of tomorrow can't end up on disk.
enum ReplyHeaders {
    /// Lower-case names.
    static let kept: Set<String> = [
        "content-length", "content-type", "date", "openai-processing-ms", "openai-version",
        "retry-after", "retry-after-ms", "x-request-id",
        "x-ratelimit-limit-project-tokens", "x-ratelimit-limit-requests",
        "x-ratelimit-limit-tokens", "x-ratelimit-remaining-project-tokens",
        "x-ratelimit-remaining-requests", "x-ratelimit-remaining-tokens",
        "x-ratelimit-reset-project-tokens", "x-ratelimit-reset-requests",
        "x-ratelimit-reset-tokens",
    ]

    /// What may be stored, by lower-case name.
    static func allowed(_ headers: [String: String]) -> [String: String] {
        var allowed: [String: String] = [:]
        for (name, value) in headers where kept.contains(name.lowercased()) {
            allowed[name.lowercased()] = value
        }
        return allowed
    }
}
