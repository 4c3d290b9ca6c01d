#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder of files that only this process needs for a while; other users can't look into it.
///
/// Nothing in it is flushed to the disk: what a crash leaves behind is worth nothing.
public final class ScratchFolder: Sendable {
    /// Where it is.
    public let path: String

    /// Makes a new folder with a fresh name.
    ///
    /// - Parameter parent: an existing folder, such as `/tmp`.
    /// - Throws: `FileError` with the path of the parent.
    ///
    /// Source: mkdtemp(3).
    public init(in parent: String) throws(FileError) {
        try requireNameable(parent)
        var name = Array("\(parent)/stocktake-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&name) != nil else { throw FileError(errno: errno, path: parent) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a new file in the folder, only for this user to read.
    ///
    /// - Parameters:
    ///   - pieces: the content in its order.
    ///   - name: fresh within the folder, without a slash.
    /// - Returns: the file's path.
    /// - Throws: `FileError`; half a file may stay until the folder goes.
    public func write(
        _ pieces: some Sequence<[UInt8]>,
        name: String
    ) throws(FileError) -> String {
        let file = "\(path)/\(name)"
        try requireNameable(file)
        let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
        let descriptor = retryingInterrupts { unsafe open(file, flags, mode_t(0o600)) }
        guard descriptor >= 0 else { throw FileError(errno: errno, path: file) }
        var trouble: Int32 = 0
        for piece in pieces where trouble == 0 { trouble = writeAll(piece, to: descriptor) }
        let closeTrouble = close(descriptor) == 0 ? 0 : errno
        if let first = [trouble, closeTrouble].first(where: { $0 != 0 }) {
            throw FileError(errno: first, path: file)
        }
        return file
    }

    /// Removes one of its files; it may be gone already.
    public func remove(_ file: String) {
        // A file that stays takes room until the folder goes; there is nobody to tell.
        _ = unsafe unlink(file)
    }

    deinit {
        do {
            try removeFolder(at: path)
        } catch {
            // The system's own cleaning of its temporary folder is all that is left to hope for.
        }
    }
}
