import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file to which whole lines are appended, also by several programs at once.
public final class LogFile: Sendable {
    private struct State {
        var hasFailed = false
        /// Whether the file ends in an incomplete line, as after a full disk.
        var endsWithinLine: Bool
    }

    private let descriptor: Int32
    private let path: String
    private let state: Mutex<State>

    /// Opens a file or creates it, readable only by this user.
    ///
    /// - Parameter path: in an existing folder; a FIFO without a reader is refused, not waited for.
    /// - Throws: `FileError` if it can't be opened.
    ///
    /// Source: open(2), O_APPEND and O_NONBLOCK.
    public init(at path: String) throws(FileError) {
        try requireValidPath(path)
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC
        descriptor = retryingInterrupts { unsafe open(path, flags, mode_t(0o600)) }
        guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
        self.path = path
        state = Mutex(State(endsWithinLine: fileEndsWithinLine(path)))
    }

    /// Appends a line and a newline in one write.
    ///
    /// After a failure nothing more is appended, so that later lines can't be mistaken for the rest
    /// of an incomplete one.
    ///
    /// - Parameter line: without a newline.
    /// - Returns: the first error, once; otherwise nil.
    ///
    /// Source: write(2), which with O_APPEND appends atomically.
    public func add(_ line: String) -> FileError? {
        state.withLock { state in
            guard !state.hasFailed else { return nil }
            let bytes = Array(((state.endsWithinLine ? "\n" : "") + line + "\n").utf8)
            state.endsWithinLine = false
            let trouble = writeAll(bytes, to: descriptor)
            state.hasFailed = trouble != 0
            return state.hasFailed ? FileError(errno: trouble, path: path) : nil
        }
    }

    deinit {
        close(descriptor)
    }
}

/// False for a file that is not regular or can't be read.
private func fileEndsWithinLine(_ path: String) -> Bool {
    do throws(FileError) {
        let file = try OpenFile(at: path)
        var last: [UInt8] = [0]
        let count = try file.read(into: &last, atMost: 1, from: max(file.status.byteCount - 1, 0))
        return count == 1 && last != [UInt8(ascii: "\n")]
    } catch {
        return false
    }
}
