import Foundation

/// What is left of one limit.
struct RateBudget: Sendable, Hashable {
    /// When full; nil where the service doesn't say.
    var limit: Int?
    /// 0 or more.
    var remaining: Int
    /// Until it is full again.
    var reset: Duration
}

/// The rate limits that a response reports.
///
/// They come as `x-ratelimit-limit-requests`, `…-remaining-…` and `…-reset-…`, likewise for
/// `tokens` and `project-tokens`. A budget is nil unless what remains and when it resets are both
/// readable. Most servers other than OpenAI's send none.
struct RateLimitHeaders: Sendable, Hashable {
    var requests: RateBudget?
    var tokens: RateBudget?
    var projectTokens: RateBudget?

    var isEmpty: Bool { requests == nil && tokens == nil && projectTokens == nil }

    /// - Parameter headers: by lower-case name.
    init(_ headers: [String: String] = [:]) {
        func count(_ name: String) -> Int? {
            headers["x-ratelimit-" + name].flatMap {
                $0.wholeMatch(of: /[0-9]{1,15}/) == nil ? nil : Int($0)
            }
        }
        func budget(_ name: String) -> RateBudget? {
            guard let remaining = count("remaining-" + name),
                let reset = headers["x-ratelimit-reset-" + name].flatMap(goDuration)
            else { return nil }
            return RateBudget(limit: count("limit-" + name), remaining: remaining, reset: reset)
        }
        requests = budget("requests")
        tokens = budget("tokens")
        projectTokens = budget("project-tokens")
    }
}

/// Until the limits are full again that a refusal says are used up; nil where it says nothing.
///
/// A limit that has something left isn't the one that refused. Besides OpenAI's headers these are
/// those without the name of a limit (OpenRouter), Anthropic's, and the `ratelimit-` of IETF drafts.
///
/// - Parameters:
///   - headers: by lower-case name.
///   - now: the wall clock.
/// - Returns: the longest of them.
func resetOfUsedLimits(in headers: [String: String], now: Date) -> Duration? {
    let named = ["-requests", "-tokens", "-project-tokens", "-input-tokens", "-output-tokens", ""]
    let forms: [(left: String, reset: String)] =
        named.flatMap { name in
            ["x-ratelimit", "ratelimit"].map { ("\($0)-remaining\(name)", "\($0)-reset\(name)") }
                + [
                    ("anthropic-ratelimit\(name)-remaining", "anthropic-ratelimit\(name)-reset")
                ]
        }
    return forms.compactMap { left, reset in
        guard headers[left].map({ $0.wholeMatch(of: /0+(?:\.0*)?/) != nil }) ?? true else {
            return nil
        }
        return headers[reset].flatMap { waitTime($0, now: now) }
    }
    .max()
}

/// A duration as Go writes it: `6m0s`, `120ms`, `7.66s`, `1h30m0s`.
///
/// - Returns: nil for anything else: also for a negative one, a bare number other than 0, and more
///   than 30 years.
///
/// Source: `time.ParseDuration` of Go.
func goDuration(_ text: String) -> Duration? {
    if text == "0" { return .zero }
    var rest = text.utf8.count <= 100 ? text[...] : ""
    guard !rest.isEmpty else { return nil }
    var seconds = 0.0
    // "ms" comes before "m", which would match its beginning.
    let part = /([0-9]+\.?[0-9]*|\.[0-9]+)(ns|us|\u{B5}s|\u{3BC}s|ms|s|m|h)/
    while !rest.isEmpty {
        guard let match = rest.prefixMatch(of: part), let number = Double(match.1) else {
            return nil
        }
        switch match.2 {
        case "ns": seconds += number / 1e9
        case "ms": seconds += number / 1e3
        case "s": seconds += number
        case "m": seconds += number * 60
        case "h": seconds += number * 3600
        default: seconds += number / 1e6
        }
        rest = rest[match.range.upperBound...]
    }
    return seconds <= 1e9 ? .seconds(seconds) : nil
}
