/// Why a schema can't be used.
public struct SchemaError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    public enum Code: Sendable, Hashable {
        /// The schema breaks a rule of draft 2020-12.
        case invalid
        /// The schema is right but needs what this library doesn't have, or too much of it.
        case unsupported
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong with which value, in lower case without a full stop.
    public let message: String
    /// A JSON Pointer to the keyword or schema; in the bundled metaschema after its URI and `#`.
    public let pointer: String

    /// What is wrong, and at which place of the schema.
    public var description: String { "\(message), at schema \(Violation.shown(pointer))" }
}

/// One way in which a value breaks its schema.
public struct Violation: Sendable, Hashable, CustomStringConvertible {
    /// A JSON Pointer (RFC 6901) to the part of the value; empty for the whole.
    public let instancePointer: String
    /// A JSON Pointer to the keyword that is broken.
    ///
    /// It names the place in the schema's text, whatever `$ref` led to it; in the bundled
    /// metaschema it follows the URI and `#`.
    public let schemaPointer: String
    /// The rule and the value together, in lower case, without a full stop; at most a short
    /// excerpt of the value, everything unprintable escaped.
    public let message: String

    /// Both places and what is wrong.
    public var description: String {
        "\(Self.shown(instancePointer)): \(message) (schema \(Self.shown(schemaPointer)))"
    }

    /// The whole value is called `#`, as an empty pointer would be invisible.
    static func shown(_ pointer: String) -> String { pointer.isEmpty ? "#" : pointer }
}
