#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Why a file or folder could not be read or written.
public struct FileError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The kind of error, for callers that act on it.
    public enum Code: Sendable, Hashable {
        case missing
        case isFolder
        /// A FIFO, socket or device, which was not opened.
        case special(FileKind)
        case permissionDenied
        case readOnly
        case diskFull
        case alreadyExists
        /// The file is larger than the caller allows; both in bytes.
        case tooLarge(size: Int, limit: Int)
        /// The path contains a NUL or is not UTF-8.
        case invalidName
        /// Any other system error, by its `errno`.
        case other(Int32)
    }

    /// The kind of error.
    public let code: Code
    /// The path as the caller gave it.
    public let path: String
    /// What is wrong, lower case and without the path: `permission denied (error 13)`.
    public let message: String

    /// The path and what is wrong with it.
    public var description: String { "\(path): \(message)" }

    init(_ code: Code, path: String, message: String) {
        self.code = code
        self.path = path
        self.message = message
    }

    /// The error of a C call that has just failed; reads `errno`.
    init(errno number: Int32, path: String) {
        switch number {
        case ENOENT, ENOTDIR: self.init(.missing, path: path, message: "no such file or folder")
        case EISDIR: self.init(.isFolder, path: path, message: "a folder, not a file")
        case EACCES, EPERM: self.init(.permissionDenied, path: path, number: number)
        case EROFS: self.init(.readOnly, path: path, number: number)
        case ENOSPC, EDQUOT: self.init(.diskFull, path: path, number: number)
        case EEXIST, ENOTEMPTY: self.init(.alreadyExists, path: path, number: number)
        default: self.init(.other(number), path: path, number: number)
        }
    }

    private init(_ code: Code, path: String, number: Int32) {
        self.init(code, path: path, message: "\(errnoText(number)) (error \(number))")
    }
}

/// The system's text for an error number, beginning in lower case.
package func errnoText(_ number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    unsafe strerror_r(number, &buffer, buffer.count)
    let text = String(
        decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) },
        as: UTF8.self
    )
    // "Input/output error" becomes lower case; an acronym such as "RPC" stays.
    guard text.dropFirst().first?.isLowercase == true else { return text }
    return text.prefix(1).lowercased() + text.dropFirst()
}

/// Refuses a path with a NUL, where C would silently truncate it and open another file.
func requireValidPath(_ path: String) throws(FileError) {
    guard !path.utf8.contains(0) else {
        throw FileError(.invalidName, path: path, message: "the name contains a NUL")
    }
}

/// Calls a C function again whenever a signal interrupts it.
///
/// - Returns: its result, -1 with `errno` set on failure.
package func retryingInterrupts<Result: SignedInteger>(_ call: () -> Result) -> Result {
    while true {
        let result = call()
        guard result == -1, errno == EINTR else { return result }
    }
}
