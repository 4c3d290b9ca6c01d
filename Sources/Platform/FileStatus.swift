#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// The kind of a file-system entry.
public enum FileKind: Sendable, Hashable {
    case regular
    case folder
    /// A symbolic link; only in a `FolderListing`, as everything else follows links.
    case link
    case missing
    /// A symbolic link whose target is missing or a loop.
    case danglingLink
    case fifo
    case socket
    case device
    case unknown

    /// The kind in messages, such as `a FIFO`.
    public var words: String {
        switch self {
        case .regular: "a file"
        case .folder: "a folder"
        case .link: "a link"
        case .missing: "missing"
        case .danglingLink: "a dangling link"
        case .fifo: "a FIFO"
        case .socket: "a socket"
        case .device: "a device"
        case .unknown: "of an unknown kind"
        }
    }

    init(mode: mode_t) {
        switch mode & S_IFMT {
        case S_IFREG: self = .regular
        case S_IFDIR: self = .folder
        case S_IFLNK: self = .link
        case S_IFIFO: self = .fifo
        case S_IFSOCK: self = .socket
        case S_IFCHR, S_IFBLK: self = .device
        default: self = .unknown
        }
    }
}

/// Kind, size and identity of the entry at a path; links are followed, nothing is opened.
public struct FileStatus: Sendable, Hashable {
    /// The kind; `.missing` and `.danglingLink` are results, not errors.
    public let kind: FileKind
    /// Size in bytes; 0 if missing.
    public let byteCount: Int
    /// Last change of the content, in nanoseconds since 1970.
    public let modified: Int64
    /// Last change of the content or metadata, in nanoseconds since 1970; programs can't set it.
    public let changed: Int64
    /// The inode number.
    public let inode: UInt64

    /// Reads the status of a path.
    ///
    /// - Throws: `FileError` if it can't be read, such as `.permissionDenied`.
    ///
    /// Source: stat(2), lstat(2).
    public init(of path: String) throws(FileError) {
        try requireValidPath(path)
        var info = stat()
        guard unsafe stat(path, &info) != 0 else {
            self.init(info)
            return
        }
        let trouble = errno
        guard trouble == ENOENT || trouble == ENOTDIR || trouble == ELOOP else {
            throw FileError(errno: trouble, path: path)
        }
        let isLink = unsafe lstat(path, &info) == 0 && FileKind(mode: info.st_mode) == .link
        self.init(absent: isLink ? .danglingLink : .missing)
    }

    init(_ info: stat) {
        kind = FileKind(mode: info.st_mode)
        byteCount = Int(info.st_size)
        #if canImport(Darwin)
        modified = nanoseconds(info.st_mtimespec)
        changed = nanoseconds(info.st_ctimespec)
        #else
        modified = nanoseconds(info.st_mtim)
        changed = nanoseconds(info.st_ctim)
        #endif
        inode = UInt64(info.st_ino)
    }

    private init(absent kind: FileKind) {
        self.kind = kind
        byteCount = 0
        modified = 0
        changed = 0
        inode = 0
    }
}

private func nanoseconds(_ time: timespec) -> Int64 {
    Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}

/// Whether a path itself is a symbolic link.
///
/// Source: lstat(2).
public func isLink(_ path: String) -> Bool {
    var info = stat()
    guard !path.utf8.contains(0), unsafe lstat(path, &info) == 0 else { return false }
    return FileKind(mode: info.st_mode) == .link
}

/// The target of a symbolic link as written; bytes that are not UTF-8 become `\xNN`.
///
/// - Returns: nil when the path is not a link or can't be read.
///
/// Source: readlink(2).
public func linkTarget(of path: String) -> String? {
    guard !path.utf8.contains(0) else { return nil }
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink(path, &buffer, buffer.count)
    guard count > 0 else { return nil }
    return printableName(buffer.prefix(count).map { UInt8(bitPattern: $0) })
}

/// The absolute path with all links followed.
///
/// - Throws: `FileError` if it does not exist or is not UTF-8 (`.invalidName`).
///
/// Source: realpath(3).
public func realPath(of path: String) throws(FileError) -> String {
    try requireValidPath(path)
    guard let pointer = unsafe realpath(path, nil) else {
        throw FileError(errno: errno, path: path)
    }
    defer { unsafe free(pointer) }
    guard let text = unsafe String(validatingCString: pointer) else {
        throw FileError(.invalidName, path: path, message: "the full path is not UTF-8 text")
    }
    return text
}

/// A file name as text for messages; bytes that are not UTF-8 become `\xNN`.
func printableName(_ bytes: [UInt8]) -> String {
    if let name = String(validating: bytes, as: UTF8.self) { return name }
    return bytes.reduce(into: "") { text, byte in
        if byte < 0x80 {
            text.unicodeScalars.append(Unicode.Scalar(byte))
        } else {
            text += "\\x" + String(byte, radix: 16)
        }
    }
}
