#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Writes a whole file atomically: a reader sees the old content or the new.
///
/// The pieces are written to a temporary file in the same folder, flushed to disk and renamed over
/// the path; then the folder is flushed. On failure the temporary file is removed and the old file
/// stays.
///
/// - Parameters:
///   - pieces: the content in order, each produced after the previous is written; may be empty.
///   - path: in an existing folder.
///   - mode: permission bits before the umask, as of chmod(2).
/// - Throws: `FileError` with the path as given.
///
/// Source: open(2), write(2), fsync(2), rename(2).
public func writeFile(
    pieces: some Sequence<[UInt8]>,
    at path: String,
    mode: UInt16 = 0o644
) throws(FileError) {
    try requireValidPath(path)
    let temporary = temporaryName(beside: path)
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW
    let descriptor = retryingInterrupts { unsafe open(temporary, flags, mode_t(mode)) }
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    do throws(FileError) {
        try fill(descriptor, with: pieces, path: path)
        guard unsafe rename(temporary, path) == 0 else { throw FileError(errno: errno, path: path) }
    } catch {
        unsafe unlink(temporary)
        throw error
    }
    try syncFolder(at: parentFolder(of: path))
}

/// Writes a whole file as `writeFile(pieces:at:mode:)` does, from bytes in memory.
public func writeFile(
    _ bytes: [UInt8],
    at path: String,
    mode: UInt16 = 0o644
) throws(FileError) {
    try writeFile(pieces: CollectionOfOne(bytes), at: path, mode: mode)
}

/// Makes `path` a symbolic link to `target`, replacing a link or file there in one step.
///
/// - Parameters:
///   - path: in an existing folder.
///   - target: the link's target, relative to the link's own folder; need not exist.
/// - Throws: `FileError`, `.isFolder` if `path` is a real folder.
///
/// Source: symlink(2), rename(2).
public func replaceLink(at path: String, to target: String) throws(FileError) {
    try requireValidPath(path)
    try requireValidPath(target)
    let temporary = temporaryName(beside: path)
    guard unsafe symlink(target, temporary) == 0 else { throw FileError(errno: errno, path: path) }
    guard unsafe rename(temporary, path) == 0 else {
        let trouble = errno
        unsafe unlink(temporary)
        throw FileError(errno: trouble, path: path)
    }
    try syncFolder(at: parentFolder(of: path))
}

/// The folder part of a path; `.` for a bare name.
public func parentFolder(of path: String) -> String {
    let trimmed = path.utf8.last == UInt8(ascii: "/") && path != "/" ? path.dropLast() : path[...]
    guard let slash = trimmed.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == trimmed.startIndex ? "/" : String(trimmed[..<slash])
}

/// A new name in the same folder, as only a rename within one file system is atomic.
private func temporaryName(beside path: String) -> String {
    let random = String(UInt64.random(in: .min ... .max), radix: 36)
    return "\(parentFolder(of: path))/.stocktake-\(random).tmp"
}

/// Writes and flushes all pieces and always closes the descriptor.
private func fill(
    _ descriptor: Int32,
    with pieces: some Sequence<[UInt8]>,
    path: String
) throws(FileError) {
    var trouble: Int32 = 0
    for piece in pieces where trouble == 0 { trouble = writeAll(piece, to: descriptor) }
    let isFlushed = trouble != 0 || retryingInterrupts { fsync(descriptor) } == 0
    let flushTrouble = isFlushed ? 0 : errno
    // Some file systems report a full disk only here; the descriptor is closed even on failure.
    let closeTrouble = close(descriptor) == 0 ? 0 : errno
    let first = [trouble, flushTrouble, closeTrouble].first { $0 != 0 }
    if let first { throw FileError(errno: first, path: path) }
}

/// Writes all bytes, in several calls if needed.
///
/// - Returns: 0, or the `errno` of the failed call.
///
/// Source: write(2).
func writeAll(_ bytes: [UInt8], to descriptor: Int32) -> Int32 {
    var done = 0
    while done < bytes.count {
        let count = retryingInterrupts {
            unsafe bytes.withUnsafeBytes { all in
                unsafe write(descriptor, all.baseAddress.map { unsafe $0 + done }, all.count - done)
            }
        }
        if count > 0 {
            done += count
        } else if count < 0 && errno == EAGAIN {
            awaitReady(descriptor, for: POLLOUT)
        } else {
            return count < 0 ? errno : EIO
        }
    }
    return 0
}
