/// Why bytes are not strict JSON, and where.
public struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    public enum Code: Sendable, Hashable, CaseIterable {
        /// The text stops before the value is complete.
        case endOfInput
        /// A byte that is not allowed at its place.
        case unexpectedCharacter
        /// Something other than space after the value.
        case trailingText
        /// A comma before a closing bracket or brace.
        case trailingComma
        /// A comment, which JSON does not have.
        case comment
        /// A byte order mark at the beginning.
        case byteOrderMark
        /// `NaN` or `Infinity`, which JSON does not have.
        case notFinite
        /// A 0 before other digits.
        case leadingZero
        /// A number that breaks off or goes on wrongly.
        case invalidNumber
        /// An exponent of more than 18 digits.
        case exponentTooGreat
        /// A raw control character in a string.
        case controlCharacter
        /// A backslash followed by what JSON does not know.
        case invalidEscape
        /// Half of a surrogate pair.
        case loneSurrogate
        /// Bytes that are not UTF-8.
        case invalidUTF8
        /// A name that occurs twice in its object.
        case duplicateName
        /// Nested more than `JSONLimits.maxDepth` levels deep.
        case tooDeep
        /// More bytes than `JSONLimits.maxBytes`.
        case tooLong
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong, in lower case without a full stop; quotes at most a short excerpt.
    public let message: String
    /// The byte the trouble begins with, counted from 0; for `endOfInput` the number of bytes.
    public let offset: Int

    /// What is wrong, and at which byte.
    public var description: String { "\(message), at byte \(offset)" }

    /// Line and column of the trouble, both counted from 1; a column is one code point.
    ///
    /// - Parameter bytes: the bytes that were read.
    /// - Returns: the line and, within it, the column.
    public func position(in bytes: [UInt8]) -> (line: Int, column: Int) {
        var (line, column) = (1, 1)
        for byte in bytes.prefix(offset) {
            if byte == 0x0A {
                (line, column) = (line + 1, 1)
            } else if byte & 0xC0 != 0x80 {
                column += 1
            }
        }
        return (line, column)
    }
}

/// What the reader takes.
public struct JSONLimits: Sendable, Hashable {
    /// Deeper values could exhaust the stack of a thread where they are compared or freed.
    private static let deepest = 1_000

    /// 64 MiB and 512 levels.
    public static let standard = JSONLimits()

    /// The most bytes a text may have.
    public let maxBytes: Int
    /// The most arrays and objects that may be open at once; from 1 to 1,000.
    public let maxDepth: Int

    /// Sets the limits.
    ///
    /// - Parameters:
    ///   - maxBytes: the most bytes a text may have.
    ///   - maxDepth: the most open arrays and objects; taken as 1 or 1,000 if it is outside that.
    public init(maxBytes: Int = 64 << 20, maxDepth: Int = 512) {
        self.maxBytes = maxBytes
        self.maxDepth = min(max(maxDepth, 1), Self.deepest)
    }
}
