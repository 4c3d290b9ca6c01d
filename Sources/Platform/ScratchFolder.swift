#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A folder for temporary files of this process, private to its user.
///
/// Nothing in it is flushed to disk, as files left by a crash are not used.
public final class ScratchFolder: Sendable {
    /// Its path.
    public let path: String

    /// Creates a folder with a new name.
    ///
    /// - Parameter parent: an existing folder, such as `/tmp`.
    /// - Throws: `FileError` with the path of the parent.
    ///
    /// Source: mkdtemp(3).
    public init(in parent: String) throws(FileError) {
        try requireValidPath(parent)
        var name = Array("\(parent)/stocktake-XXXXXX".utf8CString)
        guard unsafe mkdtemp(&name) != nil else { throw FileError(errno: errno, path: parent) }
        path = String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Writes a new file in the folder, readable only by this user.
    ///
    /// - Parameters:
    ///   - pieces: the content in order.
    ///   - name: new in the folder, without a slash.
    /// - Returns: the file's path.
    /// - Throws: `FileError`; an incomplete file may remain until the folder is removed.
    public func write(
        _ pieces: some Sequence<[UInt8]>,
        name: String
    ) throws(FileError) -> String {
        let file = "\(path)/\(name)"
        try requireValidPath(file)
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

    /// Removes one of its files, if it exists.
    public func remove(_ file: String) {
        // On failure the file is removed with the folder.
        _ = unsafe unlink(file)
    }

    deinit {
        do {
            try removeFolder(at: path)
        } catch {
            // Left to the system's cleaning of its temporary folder.
        }
    }
}
