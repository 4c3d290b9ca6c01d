/// The verdict of a schema on a JSON text: the whole work of `stocktake validate`.
public enum SchemaVerdict: Sendable, Hashable {
    /// One of the two texts.
    public enum Input: String, Sendable, Hashable {
        /// The schema.
        case schema
        /// The text that is checked.
        case instance
    }

    /// The text meets the schema.
    case valid
    /// The text breaks the schema in these ways, at least one; see `Schema.violations(of:)`.
    case invalid([Violation])
    /// The schema breaks a rule of draft 2020-12, so there is no verdict.
    case invalidSchema(SchemaError)
    /// The schema needs what this library doesn't have, so there is no answer.
    case unsupported(SchemaError)
    /// One of the texts is not strict JSON.
    case unreadable(Input, JSONError)

    /// Checks a text; the schema is read first.
    ///
    /// - Parameters:
    ///   - schema: the bytes of a JSON Schema of draft 2020-12.
    ///   - instance: the bytes of the text to check.
    public init(schema: [UInt8], instance: [UInt8]) {
        do {
            let document = try Self.read(schema, .schema)
            let compiled = try Self.refusal { () throws(SchemaError) in try Schema(document) }
            let value = try Self.read(instance, .instance)
            let violations = try Self.refusal { () throws(SchemaError) in
                try compiled.violations(of: value)
            }
            self = violations.isEmpty ? .valid : .invalid(violations)
        } catch {
            self = error.verdict
        }
    }

    /// A verdict that ends the work early.
    private struct Refusal: Error {
        let verdict: SchemaVerdict
    }

    private static func read(
        _ bytes: [UInt8],
        _ input: Input
    ) throws(Refusal) -> JSONValue {
        do {
            return try JSONValue(reading: bytes)
        } catch {
            throw Refusal(verdict: .unreadable(input, error))
        }
    }

    private static func refusal<Result>(
        _ work: () throws(SchemaError) -> Result
    ) throws(Refusal) -> Result {
        do {
            return try work()
        } catch {
            switch error.code {
            case .invalid: throw Refusal(verdict: .invalidSchema(error))
            case .unsupported: throw Refusal(verdict: .unsupported(error))
            }
        }
    }
}
