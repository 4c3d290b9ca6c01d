#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// Creates a new folder in an existing folder.
///
/// - Throws: `FileError`, `.alreadyExists` if the path exists.
///
/// Source: mkdir(2).
public func makeNewFolder(at path: String) throws(FileError) {
    try requireValidPath(path)
    guard unsafe mkdir(path, 0o755) == 0 else { throw FileError(errno: errno, path: path) }
    try syncFolder(at: parentFolder(of: path))
}

/// Creates a folder and its missing parents.
///
/// - Throws: `FileError`, `.alreadyExists` if a file is in the way.
public func makeFolders(to path: String) throws(FileError) {
    guard try FileStatus(of: path).kind != .folder else { return }
    let parent = parentFolder(of: path)
    if parent != path { try makeFolders(to: parent) }
    do throws(FileError) {
        try makeNewFolder(at: path)
    } catch  where error.code == .alreadyExists {
        // Another process may have created it at the same time.
        guard try FileStatus(of: path).kind == .folder else { throw error }
    }
}

/// Removes a folder and its contents; does nothing if it is missing.
///
/// Links in it are removed, not followed. Works on bytes, so names that are not UTF-8 are removed
/// too.
///
/// - Throws: `FileError` of the first entry that can't be removed; others may be gone by then.
///
/// Source: openat(2), readdir(3), unlinkat(2).
public func removeFolder(at path: String) throws(FileError) {
    try requireValidPath(path)
    let trouble = unsafe removeEntry(path, in: AT_FDCWD)
    guard trouble != 0 && trouble != ENOENT else { return }
    throw FileError(errno: trouble, path: path)
}

/// Removes one entry with everything below it.
///
/// - Returns: 0, or the `errno` of the first failure.
private func removeEntry(_ name: UnsafePointer<CChar>, in parent: Int32) -> Int32 {
    guard unsafe unlinkat(parent, name, 0) != 0 else { return 0 }
    // A folder is refused with EISDIR on Linux and EPERM elsewhere.
    guard errno == EISDIR || errno == EPERM else { return errno }
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    let descriptor = retryingInterrupts { unsafe openat(parent, name, flags) }
    guard descriptor >= 0 else { return errno }
    guard let folder = unsafe fdopendir(descriptor) else {
        close(descriptor)
        return ENOMEM
    }
    let trouble = unsafe removeContent(of: folder, descriptor)
    unsafe closedir(folder)
    guard trouble == 0 else { return trouble }
    return unsafe unlinkat(parent, name, AT_REMOVEDIR) == 0 ? 0 : errno
}

private func removeContent(of folder: OpenFolder, _ descriptor: Int32) -> Int32 {
    errno = 0
    while let entry = unsafe readdir(folder) {
        let name = unsafe namePointer(entry)
        if unsafe strcmp(name, ".") != 0 && strcmp(name, "..") != 0 {
            let trouble = unsafe removeEntry(name, in: descriptor)
            guard trouble == 0 else { return trouble }
        }
        errno = 0
    }
    return errno
}

/// Renames a file or folder, replacing an existing file, and flushes both parent folders.
///
/// - Throws: `FileError`, `.alreadyExists` if `target` is a folder that is not empty.
///
/// Source: rename(2).
public func renamePath(at path: String, to target: String) throws(FileError) {
    try requireValidPath(path)
    try requireValidPath(target)
    guard unsafe rename(path, target) == 0 else { throw FileError(errno: errno, path: target) }
    try syncFolder(at: parentFolder(of: target))
    guard parentFolder(of: path) != parentFolder(of: target) else { return }
    try syncFolder(at: parentFolder(of: path))
}

/// Flushes a file's content to disk, such as one written by a library.
///
/// - Throws: `FileError`, also if the full disk is only detected now.
///
/// Source: fsync(2).
public func syncFile(at path: String) throws(FileError) {
    try requireValidPath(path)
    let descriptor = retryingInterrupts { unsafe open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC) }
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    defer { close(descriptor) }
    guard retryingInterrupts({ fsync(descriptor) }) == 0 else {
        throw FileError(errno: errno, path: path)
    }
}

/// Flushes the names in a folder to disk, so that a rename survives a power failure.
///
/// Source: fsync(2).
public func syncFolder(at path: String) throws(FileError) {
    let flags = O_RDONLY | O_DIRECTORY | O_CLOEXEC
    let descriptor = retryingInterrupts { unsafe open(path, flags) }
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    defer { close(descriptor) }
    guard retryingInterrupts({ fsync(descriptor) }) != 0 else { return }
    // Some network file systems can't flush folders; the rename itself has been done.
    guard errno != EINVAL && errno != ENOTSUP else { return }
    throw FileError(errno: errno, path: path)
}
