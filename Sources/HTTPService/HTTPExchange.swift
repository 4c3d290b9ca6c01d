/// How one request is read and answered; called by its connection's thread alone.
public struct HTTPExchange {
    let receive: (_ part: Span<UInt8>) -> Void
    let respond: () -> HTTPResponse

    /// An exchange.
    ///
    /// - Parameters:
    ///   - receive: gets the body in parts, each valid during the call only; not called if there is
    ///     no body. Ignores the body by default.
    ///   - respond: called once, when the whole body was received; not at all if the client leaves
    ///     or the body is over the limit.
    public init(
        receive: @escaping (_ part: Span<UInt8>) -> Void = { _ in },
        respond: @escaping () -> HTTPResponse
    ) {
        self.receive = receive
        self.respond = respond
    }
}
