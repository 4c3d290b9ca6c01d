#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

#if canImport(Darwin)
typealias OpenFolder = UnsafeMutablePointer<DIR>
#else
typealias OpenFolder = OpaquePointer
#endif

/// One name in a folder.
public struct FolderEntry: Sendable, Hashable {
    /// The name alone, without the folder.
    public let name: String
    /// What it is itself; a link is `.link`, wherever it leads.
    public let kind: FileKind

    /// A name and what stands there.
    public init(name: String, kind: FileKind) {
        self.name = name
        self.kind = kind
    }
}

/// The names directly in a folder, in byte order, without `.` and `..`.
///
/// Links are named but not followed, so a caller that goes down only into `.folder` entries can't
/// run in circles.
public struct FolderListing: Sendable, Hashable {
    /// The entries in the order of their names' bytes.
    public let entries: [FolderEntry]
    /// Names that are not UTF-8 text and so can't be opened by us, shown as `caf\xe9.jpg`.
    public let unreadableNames: [String]

    /// Lists a folder.
    ///
    /// - Parameter path: the folder, or a link to one; empty means the current folder.
    /// - Throws: `FileError`; `.missing` also for what is not a folder.
    ///
    /// Source: opendir(3), readdir(3).
    public init(of path: String) throws(FileError) {
        try requireNameable(path)
        guard let folder = unsafe opendir(path.isEmpty ? "." : path) else {
            throw FileError(errno: errno, path: path)
        }
        defer { unsafe closedir(folder) }
        var entries: [FolderEntry] = []
        var unreadableNames: [String] = []
        while true {
            errno = 0
            guard let entry = unsafe readdir(folder) else { break }
            let bytes = unsafe nameBytes(entry)
            if bytes == [0x2E] || bytes == [0x2E, 0x2E] { continue }
            guard let name = String(validating: bytes, as: UTF8.self) else {
                unreadableNames.append(shownName(bytes))
                continue
            }
            let kind = unsafe kindByType(entry.pointee.d_type) ?? kindByStatus(path, name)
            entries.append(FolderEntry(name: name, kind: kind))
        }
        guard errno == 0 else { throw FileError(errno: errno, path: path) }
        self.entries = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
        self.unreadableNames = unreadableNames.sorted()
    }
}

private func nameBytes(_ entry: UnsafeMutablePointer<dirent>) -> [UInt8] {
    let name = unsafe namePointer(entry)
    return unsafe [UInt8](UnsafeRawBufferPointer(start: name, count: strlen(name)))
}

/// The name of an entry, which the header calls a fixed array but which ends with its NUL.
func namePointer(_ entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
    let start = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
    return unsafe start.assumingMemoryBound(to: CChar.self)
}

/// Nil where the file system does not keep the type in the folder.
private func kindByType(_ type: UInt8) -> FileKind? {
    switch Int(type) {
    case Int(DT_REG): .regular
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .link
    case Int(DT_FIFO): .fifo
    case Int(DT_SOCK): .socket
    case Int(DT_CHR), Int(DT_BLK): .device
    default: nil
    }
}

private func kindByStatus(_ folder: String, _ name: String) -> FileKind {
    var info = stat()
    let path = folder.isEmpty ? name : folder + "/" + name
    return unsafe lstat(path, &info) == 0 ? FileKind(mode: info.st_mode) : .unknown
}
