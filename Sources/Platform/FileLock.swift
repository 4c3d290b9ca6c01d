#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A lock on a file that one process at a time can hold; the kernel releases it when the process
/// ends, however it ends.
public final class FileLock: Sendable {
    private let descriptor: Int32

    /// What came of asking for a lock.
    public enum Outcome: Sendable {
        case held(FileLock)
        /// Another process has it; what that one wrote about itself, untrusted.
        case taken(by: String)
    }

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Takes the lock if it is free; doesn't wait.
    ///
    /// - Parameters:
    ///   - path: of the lock's file, in a folder that exists; made if missing, and never removed.
    ///   - holder: one line that tells others who holds it.
    /// - Returns: the lock, which is held until it is let go of; or who has it.
    /// - Throws: `FileError` where the file can't be opened or written.
    ///
    /// Source: flock(2).
    public static func take(
        at path: String,
        holder: String
    ) throws(FileError) -> Outcome {
        try requireNameable(path)
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

    /// The first line, as far as it can be read.
    private static func readStart(of descriptor: Int32) -> String {
        var bytes = [UInt8](repeating: 0, count: 200)
        let count = unsafe pread(descriptor, &bytes, bytes.count, 0)
        let line = bytes.prefix(max(0, count)).prefix { $0 != 0x0A }
        return String(decoding: line, as: UTF8.self)
    }

    /// Lets others have it; a second time does nothing.
    public func release() {
        _ = retryingInterrupts { flock(descriptor, LOCK_UN) }
    }

    deinit {
        close(descriptor)
    }
}
