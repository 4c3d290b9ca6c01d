#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file lock that one process at a time can hold; the kernel releases it when the process ends.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// The result of trying to take a lock.
    public enum Outcome: Sendable {
        case held(FileLock)
        /// Another process holds it; the line it wrote about itself, untrusted.
        case taken(by: String)
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Takes the lock if it is free, without waiting.
    ///
    /// - Parameters:
    ///   - path: the lock file, in an existing folder; created if missing, never removed.
    ///   - holder: one line that identifies this process to others.
    /// - Returns: the lock, held until released or deallocated; or the holder's line.
    /// - Throws: `FileError` if the file can't be opened or written.
    ///
    /// Source: flock(2).
    public static func take(
        at path: String,
        holder: String
    ) throws(FileError) -> Outcome {
        try requireValidPath(path)
        let flags = O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
        let descriptor = retryingInterrupts { unsafe open(path, flags, mode_t(0o644)) }
        guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
        guard retryingInterrupts({ flock(descriptor, LOCK_EX | LOCK_NB) }) == 0 else {
            let trouble = errno
            let text = readStart(of: descriptor)
            close(descriptor)
            guard trouble == EWOULDBLOCK else { throw FileError(errno: trouble, path: path) }
            return .taken(by: text)
        }
        let lock = FileLock(descriptor: descriptor)
        let trouble = ftruncate(descriptor, 0) == 0 ? 0 : errno
        let written = writeAll(Array((holder + "\n").utf8), to: descriptor)
        if let first = [trouble, written].first(where: { $0 != 0 }) {
            throw FileError(errno: first, path: path)
        }
        return .held(lock)
    }

    /// The first line, at most 200 bytes.
    private static func readStart(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        let line = bytes.prefix(max(0, count)).prefix { $0 != 0x0A }
        return String(decoding: line, as: UTF8.self)
    }

    /// Releases the lock; calling it again has no effect.
    public func release() {
        _ = retryingInterrupts { flock(descriptor, LOCK_UN) }
    }

    deinit {
        close(descriptor)
    }
}
