import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that lines are added to, whole ones, also by several programs at once.
public final class LogFile: Sendable {
    private let descriptor: Int32
    private let path: String
    /// One line at a time; whether all went well so far.
    private let isSound = Mutex(true)

    /// Opens a file, or makes it, only for this user to read.
    ///
    /// - Parameter path: in a folder that exists.
    /// - Throws: `FileError` where it can't be opened.
    ///
    /// Source: open(2), O_APPEND.
    public init(at path: String) throws(FileError) {
        try requireNameable(path)
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC
        descriptor = retryingInterrupts { unsafe open(path, flags, mode_t(0o600)) }
        guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
        self.path = path
    }

    /// Adds a line; a newline is put behind it.
    ///
    /// - Returns: false where it could not be written, now or before.
    @discardableResult
    public func add(_ line: String) -> Bool {
        isSound.withLock { isSound in
            isSound = isSound && writeAll(Array((line + "\n").utf8), to: descriptor) == 0
            return isSound
        }
    }

    deinit {
        close(descriptor)
    }
}
