/// Why a YAML text can't be read, and where.
public struct YAMLError: Error, Sendable, Hashable {
    /// What is wrong and what to do, in lower case.
    public let message: String
    /// From 1.
    public let line: Int
    /// From 1, in Unicode scalars.
    public let column: Int

    init(_ message: String, line: Int = 1, column: Int = 1) {
        self.message = message
        self.line = line
        self.column = column
    }
}
