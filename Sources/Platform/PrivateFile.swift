#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Makes sure that a file is there which only its owner may read and write (mode 0600).
///
/// A missing file is made, empty, and never over one that another process makes at the same
/// moment; a file with wider permission bits loses them; its content isn't opened.
///
/// - Parameter path: in a folder that exists; a link is followed, but not one that leads nowhere.
/// - Returns: whether the file was made now.
/// - Throws: `FileError`, `.isFolder` or `.special` for what is not a file.
///
/// Source: open(2) with `O_EXCL`, chmod(2).
@discardableResult
public func makePrivateFile(at path: String) throws(FileError) -> Bool {
    try requireNameable(path)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC
    let descriptor = retryingInterrupts { unsafe open(path, flags, 0o600) }
    guard descriptor < 0 else {
        close(descriptor)
        try syncFolder(at: parentFolder(of: path))
        return true
    }
    guard errno == EEXIST else { throw FileError(errno: errno, path: path) }
    try narrowPermissions(at: path)
    return false
}

private func narrowPermissions(at path: String) throws(FileError) {
    var info = stat()
    guard unsafe stat(path, &info) == 0 else { throw FileError(errno: errno, path: path) }
    let kind = FileKind(mode: info.st_mode)
    guard kind != .folder else { throw FileError(errno: EISDIR, path: path) }
    guard kind == .regular else {
        let message = "\(kind.words), not a file: not opened"
        throw FileError(.special(kind), path: path, message: message)
    }
    guard info.st_mode & 0o077 != 0 else { return }
    guard unsafe chmod(path, info.st_mode & 0o700) == 0 else {
        throw FileError(errno: errno, path: path)
    }
}
