/// The rule broken by a text meant as GS1 data.
struct GS1Error: Error, Sendable, Hashable, CustomStringConvertible {
    enum Code: String, Sendable, CaseIterable {
        /// An application identifier that is not in the dictionary.
        case unknownIdentifier
        case length
        case characters
        case checkDigit
        case date
        /// Another rule of the dictionary for the value.
        case value
        /// The same identifier twice with different values.
        case repeated
        /// Identifiers that exclude or need each other.
        case combination
        /// A Digital Link with an invalid path, query or percent-encoding.
        case link
    }

    let code: Code
    /// The faulty application identifier.
    let identifier: String
    /// The faulty value, as read; untrusted.
    let value: String
    /// The rule and the actual value: `the check digit must be 1, not 2`.
    let rule: String

    /// One line in lower case: `(01) 09520000000012: the check digit must be 1, not 2`.
    var message: String {
        let shown = value.isEmpty ? "" : " \(printable(value, limit: 40))"
        return "(\(printable(identifier, limit: 4)))\(shown): \(rule)"
    }

    var description: String { message }
}
