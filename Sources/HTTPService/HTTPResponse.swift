/// A whole response; the length, the date and the connection's state are added when it is sent.
public struct HTTPResponse: Sendable, Hashable {
    /// The number: 200.
    public var status: Int
    /// Sent in this order.
    public var headers: [HTTPHeader]
    /// Empty or not.
    public var body: [UInt8]

    /// A response.
    public init(status: Int, headers: [HTTPHeader] = [], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }
}
