#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Ensures that a file exists which only its owner may read and write (mode 0600).
///
/// A missing file is created empty, never over one that another process creates at the same time;
/// an existing file loses wider permission bits and is not opened.
///
/// - Parameter path: in an existing folder; a link is followed unless dangling.
/// - Returns: whether the file was created.
/// - Throws: `FileError`, `.isFolder` or `.special` if it is not a file.
///
/// Source: open(2) with `O_EXCL`, chmod(2).
@discardableResult
public func makePrivateFile(at path: String) throws(FileError) -> Bool {
    try requireValidPath(path)
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
        let message = "\(kind.words), not a file; not opened"
        throw FileError(.special(kind), path: path, message: message)
    }
    guard info.st_mode & 0o077 != 0 else { return }
    guard unsafe chmod(path, info.st_mode & 0o700) == 0 else {
        throw FileError(errno: errno, path: path)
    }
}
