/// The head of a request.
///
/// Its description has no header, as headers carry secrets.
public struct HTTPRequest: Sendable, Hashable, CustomStringConvertible {
    /// As sent: `POST`.
    public let method: String
    /// Without the query, percent escapes resolved: `/v1/responses`.
    public let path: String
    /// In the order sent.
    public let headers: [HTTPHeader]

    /// The method and the path.
    public var description: String { "\(method) \(path)" }

    /// The value of the first header of that name in any case; nil if there is none.
    public func header(_ name: String) -> String? {
        headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }
}

/// One header line.
public struct HTTPHeader: Sendable, Hashable {
    /// As sent, in any case.
    public let name: String
    /// Without the spaces around it.
    public let value: String

    /// A name and its value, neither with a line break.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
