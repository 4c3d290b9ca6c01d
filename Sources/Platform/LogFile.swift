import Synchronization

#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A file that lines are added to, whole ones, also by several programs at once.
public final class LogFile: Sendable {
    private struct State {
        /// Whether all went well so far.
        var isSound = true
        /// Whether the file ends within a line, as when the disk was full.
        var isTorn: Bool
    }

    private let descriptor: Int32
    private let path: String
    /// One line at a time.
    private let state: Mutex<State>

    /// Opens a file, or makes it, only for this user to read.
    ///
    /// - Parameter path: in a folder that exists; a FIFO that nobody reads is refused, not waited for.
    /// - Throws: `FileError` where it can't be opened.
    ///
    /// Source: open(2), O_APPEND and O_NONBLOCK.
    public init(at path: String) throws(FileError) {
        try requireNameable(path)
        let flags = O_WRONLY | O_CREAT | O_APPEND | O_NONBLOCK | O_CLOEXEC
        descriptor = retryingInterrupts { unsafe open(path, flags, mode_t(0o600)) }
        guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
        self.path = path
        state = Mutex(State(isTorn: endsWithinLine(path)))
    }

    /// Adds a line in one step; a newline is put behind it.
    ///
    /// After a failure nothing more is added, so that what follows can't be taken for the rest of a
    /// torn line.
    ///
    /// - Parameter line: without a newline in it.
    /// - Returns: what went wrong, once; nil where all is well, and for every line after that.
    ///
    /// Source: write(2), which with O_APPEND finds the file's end and writes there as one.
    public func add(_ line: String) -> FileError? {
        state.withLock { state in
            guard state.isSound else { return nil }
            let bytes = Array(((state.isTorn ? "\n" : "") + line + "\n").utf8)
            state.isTorn = false
            let trouble = writeAll(bytes, to: descriptor)
            state.isSound = trouble == 0
            return state.isSound ? nil : FileError(errno: trouble, path: path)
        }
    }

    deinit {
        close(descriptor)
    }
}

/// What is no regular file, or may not be read, is taken for whole.
private func endsWithinLine(_ path: String) -> Bool {
    do throws(FileError) {
        let file = try OpenFile(at: path)
        var last: [UInt8] = [0]
        let count = try file.read(into: &last, atMost: 1, from: max(file.status.byteCount - 1, 0))
        return count == 1 && last != [UInt8(ascii: "\n")]
    } catch {
        return false
    }
}
