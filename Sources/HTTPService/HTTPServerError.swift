import Platform

/// Why a server could not be started.
public struct HTTPServerError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of trouble, for callers that act on it.
    public enum Code: Sendable, Hashable {
        /// The port is in use, reserved, or none is free.
        case portUnavailable
        /// Any other trouble, such as no thread or descriptor left.
        case other
    }

    /// The kind of trouble.
    public let code: Code
    /// What is wrong, lower case, one line.
    public let description: String

    /// The error of a start that has failed with this `errno`, 0 where unknown.
    init(port: Int, errno number: Int32) {
        // EACCES 13, EADDRINUSE 98 on Linux and 48 on macOS, EADDRNOTAVAIL 99 and 49.
        code = [13, 48, 49, 98, 99].contains(number) ? .portUnavailable : .other
        let place = port == 0 ? "127.0.0.1" : "port \(port) of 127.0.0.1"
        let reason = number == 0 ? "" : ": \(errnoText(number)) (error \(number))"
        description = "can't start an HTTP server on \(place)\(reason)"
    }
}
