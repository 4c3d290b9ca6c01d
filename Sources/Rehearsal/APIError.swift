package import JSONSchema

/// The `error` object of a refused request.
///
/// Source: `{"error":{"message","type","param","code"}}` of the API reference.
package struct APIError: Sendable, Hashable {
    /// What a person reads.
    package var message: String
    /// The broad kind.
    package var type: String
    /// The field at fault; nil becomes null.
    package var param: String?
    /// The exact kind; nil becomes null.
    package var code: String?

    /// An error of a kind.
    package init(
        _ message: String,
        type: String = "invalid_request_error",
        param: String? = nil,
        code: String? = nil
    ) {
        self.message = message
        self.type = type
        self.param = param
        self.code = code
    }

    /// The whole body.
    package var json: JSONValue {
        [
            "error": [
                "message": .string(message), "type": .string(type),
                "param": param.map { .string($0) } ?? nil,
                "code": code.map { .string($0) } ?? nil,
            ]
        ]
    }
}

/// A new id as the service makes them: a prefix and 32 hex digits.
package func freshID(_ prefix: String) -> String {
    let halves = [UInt64.random(in: .min ... .max), UInt64.random(in: .min ... .max)]
    let digits = halves.map { half in
        let text = String(half, radix: 16)
        return String(repeating: "0", count: 16 - text.count) + text
    }
    return prefix + digits.joined()
}
