import Foundation
import JSONSchema

/// What the body of a refusal says, whoever wrote it: a service, a framework, or a gateway.
///
/// OpenAI's form is `{"error":{"message":…}}`. Others are `[{"error":…}]` (Google), `{"error":"…"}`
/// (Ollama), `{"detail":[{"loc":…,"msg":…}]}` (FastAPI), `{"message":…}`, `{"title":…}`, an event
/// stream, a page of HTML, or a line of text.
struct RefusalBody: Sendable, Hashable {
    /// The service's own words as received: untrusted, of any length; nil where it said nothing.
    var words: String?
    /// How long to wait, by its members or by its words.
    var hint: Duration?

    /// Nothing was said.
    init() {
        // All values have defaults.
    }

    /// - Parameters:
    ///   - bytes: the body.
    ///   - isAnswer: whether it came as an answer, whose text isn't said by the service itself.
    ///   - now: the wall clock, for waits that are given as a time.
    init(_ bytes: [UInt8], isAnswer: Bool = false, now: Date) {
        let text = String(decoding: bytes.prefix(Self.longest), as: UTF8.self)
        if let json = Self.json(bytes, text) {
            words = Self.words(json, depth: 0)
            hint = Self.hint(json, now: now, depth: 0)
            // An error without words has a code, which is shown anyway.
            if words == nil, !isAnswer, json["error"] == nil { words = text }
        } else if !isAnswer || text.first.map({ !"{[".contains($0) }) == true {
            words =
                text.contains(/<(?i:!doctype|html|head|title|body|\?xml|error)/)
                ? Self.plain(page: text) : text
        }
        if words.map({ $0.allSatisfy { $0.isWhitespace || $0 == "\u{FFFD}" } }) == true {
            words = nil
        }
        hint = hint ?? words.flatMap(waitNamed(in:))
    }

    /// In bytes; the first sentences of a page are enough.
    private static let longest = 65_536

    /// The body, or the first event of a stream; nil for anything but JSON.
    private static func json(_ bytes: [UInt8], _ text: String) -> JSONValue? {
        do {
            return try JSONValue(reading: bytes)
        } catch {
            let event = text.split(whereSeparator: \.isNewline).first { $0.hasPrefix("data:") }
            guard let event else { return nil }
            do {
                return try JSONValue(reading: Array(event.dropFirst(5).utf8))
            } catch {
                return nil
            }
        }
    }

    // MARK: Words

    /// Members that hold words or an object with words, the most telling ones first.
    private static let members = [
        "error", "message", "detail", "details", "msg", "errors", "error_message", "errorMessage",
        "error_description", "Message", "fault", "faultstring", "reason", "description", "title",
        "choices",
    ]

    private static func words(_ value: JSONValue, depth: Int) -> String? {
        guard depth < 6 else { return nil }
        switch value {
        case .string(let text): return text.isEmpty ? nil : text
        case .array(let values):
            let all = values.prefix(3).compactMap { words($0, depth: depth + 1) }
            return all.isEmpty ? nil : all.joined(separator: "; ")
        case .object:
            let found = members.lazy.compactMap { name -> String? in
                // A choice of an answer has words of its own, and a message of the model.
                let member = name == "choices" ? value[name]?[0]?["error"] : value[name]
                return member.flatMap { words($0, depth: depth + 1) }
            }
            guard let text = found.first else { return nil }
            // OpenRouter: what the provider behind it said; FastAPI: which part is at fault.
            let raw = value["metadata"]?["raw"]?.string.map { ": \($0)" } ?? ""
            let place = value["loc"]?.array?.compactMap { $0.string ?? $0.number?.text } ?? []
            return (place.isEmpty ? "" : place.joined(separator: ".") + ": ") + text + raw
        default: return nil
        }
    }

    /// The title of a page, or else its text.
    private static func plain(page: String) -> String {
        if let title = page.firstMatch(of: /<(?i:title)[^>]*>([^<]*)</),
            !title.1.allSatisfy(\.isWhitespace)
        {
            return unescaped(title.1)
        }
        let hidden = /<(?i:script|style)\b[\s\S]*?<\/(?i:script|style)\s*>/
        return unescaped(page.replacing(hidden, with: " ").replacing(/<[^>]*>/, with: " ")[...])
    }

    private static func unescaped(_ text: Substring) -> String {
        let entities = [("lt", "<"), ("gt", ">"), ("quot", "\""), ("#39", "'"), ("nbsp", " ")]
        return (entities + [("amp", "&")]).reduce(String(text)) { text, entity in
            text.replacing("&\(entity.0);", with: entity.1)
        }
    }

    // MARK: Waits

    /// A member such as `retryDelay` or `retry_after_ms`, wherever it is.
    private static func hint(_ value: JSONValue, now: Date, depth: Int) -> Duration? {
        guard depth < 8 else { return nil }
        switch value {
        case .array(let values):
            return values.lazy.compactMap { hint($0, now: now, depth: depth + 1) }.first
        case .object(let object):
            let own = object.members.lazy.compactMap { member in
                time(member.name.lowercased().filter(\.isLetter), member.value, now: now)
            }
            return own.first
                ?? object.members.lazy.compactMap { hint($0.value, now: now, depth: depth + 1) }
                .first
        default: return nil
        }
    }

    private static func time(_ name: String, _ value: JSONValue, now: Date) -> Duration? {
        guard let text = value.string ?? value.number?.text ?? value["seconds"]?.number?.text else {
            return nil
        }
        switch name {
        case "retrydelay", "retryafter", "retryafterseconds", "retryafters", "resetsinseconds":
            return waitTime(text, now: now)
        case "retryafterms", "retryaftermilliseconds", "retrydelayms":
            return waitTime(text, now: now).map { $0 / 1000 }
        case "resetsat", "resetat", "xratelimitreset": return waitTime(text, now: now)
        default: return nil
        }
    }
}

/// The service's words in one line of a message: quoted, printable, at most 200 characters, without
/// pictures or other long codes.
func quoted(_ words: String) -> String {
    let short = words.prefix(20_000)
        .replacing(/data:[\w\/.+-]*;base64,[\w\/+=-]*/, with: "data:…")
        .replacing(/[\w\/+=-]{100,}/, with: "…")
        .replacing("\"", with: "'")
    let line = short.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return "\"\(printable(line))\""
}

/// A wait that a sentence names, such as `Please try again in 1m30s`, `retry after 20 seconds`.
///
/// - Returns: nil where a time isn't said to be one to wait: `3 requests in 60 seconds`.
func waitNamed(in words: String) -> Duration? {
    let sentence =
        #/
        (?i)\b(?:again|retry|retrying|wait|resets?|available)\b
        (?:\s*[:(-]?\s*(?:again|in|after|for|within|at\s+least|about|approximately|~
            |(?:your|the|this)\s+requests?))*
        [:\s]*
        (?:
            ((?:[0-9]{1,9}(?:\.[0-9]{1,9})?\s?
                (?:ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)
                (?![a-z])(?:,?\s?(?:and\s)?)?)+)
            |([0-9]{1,9}(?:\.[0-9]{1,9})?)(?![\w:\/-]|\.[0-9]|\s*[a-z])
        )
    /#
    guard let match = words.prefix(20_000).firstMatch(of: sentence) else { return nil }
    if let seconds = match.2.flatMap({ Double($0) }) { return shortened(seconds: seconds) }
    let parts = (match.1 ?? "").lowercased().matches(of: /([0-9]+(?:\.[0-9]+)?)\s?([a-z]+)/)
    let seconds = parts.reduce(0.0) { sum, part in
        let count = Double(part.1) ?? 0
        return switch part.2.first {
        case _ where part.2.hasPrefix("ms") || part.2.hasPrefix("mill"): sum + count / 1000
        case "s": sum + count
        case "m": sum + count * 60
        case "h": sum + count * 3600
        default: sum + count * 86_400
        }
    }
    return shortened(seconds: seconds)
}
