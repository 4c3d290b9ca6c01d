import JSONSchema

/// An answer that came as a stream of events, although none was asked for.
///
/// Some gateways stream whatever is asked. The events are put together as the body that the same
/// answer would have been; a stream that doesn't end is no answer.
struct EventStream {
    /// The data of each event, in order.
    private let events: [String]

    /// Nil for a body that isn't a stream.
    init?(_ bytes: [UInt8]) {
        let marks = ["data:", "event:", "id:", ":"]
        let start = String(decoding: bytes.prefix(16), as: UTF8.self)
        guard marks.contains(where: { start.drop(while: \.isWhitespace).hasPrefix($0) }) else {
            return nil
        }
        var events: [String] = []
        var data: [Substring] = []
        let text = String(decoding: bytes, as: UTF8.self)
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            if line.hasPrefix("data:") {
                data.append(line.dropFirst(5).drop { $0 == " " })
            } else if line.allSatisfy(\.isWhitespace), !data.isEmpty {
                events.append(data.joined(separator: "\n"))
                data = []
            }
        }
        if !data.isEmpty { events.append(data.joined(separator: "\n")) }
        self.events = events
    }

    /// The body as it would have come at once; nil where the stream breaks off.
    ///
    /// - Throws: `JSONError` where an event isn't JSON.
    func body() throws(JSONError) -> JSONValue? {
        var pieces = Pieces()
        for event in events {
            if event == "[DONE]" {
                pieces.isFinished = true
                continue
            }
            let value = try JSONValue(reading: Array(event.utf8))
            if let whole = whole(value) { return whole }
            pieces.add(value)
        }
        return pieces.body
    }

    /// An event that holds all there is: an error, the response at its end, or a completion.
    private func whole(_ event: JSONValue) -> JSONValue? {
        if ServiceError(event["error"]) != nil { return event }
        if event["type"]?.string == "error" { return .object(JSONObject(error: event)) }
        let ends = ["response.completed", "response.failed", "response.incomplete"]
        if ends.contains(event["type"]?.string ?? "") { return event["response"] }
        guard event["choices"]?[0]?["message"]?.object != nil || event["output"]?.array != nil
        else {
            return nil
        }
        return event
    }
}

extension JSONObject {
    fileprivate init(error: JSONValue) {
        self.init()
        self["error"] = error
    }
}

/// The pieces of a chat completion.
private struct Pieces {
    var isFinished = false
    private var content = ""
    private var thoughts = ""
    private var finish: JSONValue?
    private var rest = JSONObject()

    mutating func add(_ chunk: JSONValue) {
        for name in ["id", "model", "service_tier", "usage"] {
            if let value = chunk[name], value != .null { rest[name] = value }
        }
        guard let choice = chunk["choices"]?[0] else { return }
        let delta = choice["delta"]
        content += delta?["content"]?.string ?? ""
        thoughts += (delta?["reasoning_content"] ?? delta?["reasoning"])?.string ?? ""
        if let reason = choice["finish_reason"], reason != .null { finish = reason }
    }

    var body: JSONValue? {
        guard isFinished || finish != nil else { return nil }
        var message = JSONObject()
        message["content"] = .string(content)
        if !thoughts.isEmpty { message["reasoning_content"] = .string(thoughts) }
        var choice = JSONObject()
        choice["message"] = .object(message)
        choice["finish_reason"] = finish
        var whole = rest
        whole["choices"] = .array([.object(choice)])
        return .object(whole)
    }
}
