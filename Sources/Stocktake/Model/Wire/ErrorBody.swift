import Foundation
import JSONSchema

extension WireFormat {
    /// The error of a body: an object, a text, or the flat forms of other servers; also within a
    /// status 200, and beside an answer that it spoils.
    func error(_ body: JSONValue) -> ServiceError? {
        // Gemini puts its errors into an array.
        if let first = body[0], body.array?.count == 1 { return error(first) }
        if let status = body["status"]?.string, status == "failed" || status == "cancelled" {
            return ServiceError(body["error"]) ?? ServiceError(code: "server_error")
        }
        if let error = ServiceError(body["error"]) { return error }
        if let error = choiceError(body) { return error }
        if body["object"]?.string?.lowercased() == "error" { return ServiceError(body) }
        guard body["choices"] == nil, body["output"] == nil, body.object != nil else { return nil }
        if let error = ServiceError(body["errors"]?[0]) { return error }
        let isFlat = body["message"]?.string != nil || body["detail"] != nil
        return isFlat ? ServiceError(body) : nil
    }

    /// A gateway that loses its provider on the way has already said 200: the error is beside what
    /// text there is, and the text doesn't end.
    private func choiceError(_ body: JSONValue) -> ServiceError? {
        guard let choice = body["choices"]?[0] else { return nil }
        let finish = choice["finish_reason"]?.string
        if finish != "stop", finish != "length", let error = ServiceError(choice["error"]) {
            return error
        }
        return finish == "error" ? ServiceError(code: "server_error") : nil
    }
}

extension ServiceError {
    /// Nil for anything but an object or a text; an empty text is none either.
    init?(_ value: JSONValue?) {
        guard let value, value.object != nil || !(value.string ?? "").isEmpty else { return nil }
        func word(_ name: String) -> String? { value[name]?.string ?? value[name]?.number?.text }
        let refused =
            Self.violation(value["detail"]) ?? Self.violation(value["message"])
            ?? Self.violation(value["message"]?["detail"])
        let raw = value["metadata"]?["raw"]?.string
        let message =
            value.string ?? word("message") ?? word("detail")
            ?? ServiceError(value["error"])?.message
        self.init(
            code: word("code") ?? refused?.type,
            type: word("type"),
            param: word("param") ?? refused?.path,
            message: raw.map { "\(message ?? ""): \($0)" } ?? message ?? refused?.message
        )
        if refused != nil, Int(code ?? "") != nil { code = refused?.type }
    }

    /// The first entry of a list of violations, as pydantic writes them: `{"loc": ["body",
    /// "response_format"], "msg": "extra inputs are not permitted", "type": "extra_forbidden"}`.
    private static func violation(
        _ list: JSONValue?
    ) -> (path: String, type: String?, message: String)? {
        guard let first = list?[0], let places = first["loc"]?.array else { return nil }
        let path = places.compactMap { $0.string ?? $0.number.map { "[\($0.text)]" } }
            .drop { $0 == "body" }
            .joined(separator: ".").replacing(".[", with: "[")
        let words = first["msg"]?.string ?? ""
        return (path, first["type"]?.string, "\(path): \(words)")
    }

    /// A plain text instead of JSON; nil for a page and for a success.
    init?(plainText bytes: [UInt8], status: Int) {
        guard !(200..<300).contains(status) else { return nil }
        let text = String(decoding: bytes.prefix(4000), as: UTF8.self)
            .trimmingCharacters(in: .whitespacesAndNewlines)
        guard !text.isEmpty, !text.hasPrefix("<") else { return nil }
        self.init(message: text, isNamed: false)
    }
}
