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
    /// The kind of the entry itself; links are not followed.
    public let kind: FileKind

    /// An entry.
    public init(name: String, kind: FileKind) {
        self.name = name
        self.kind = kind
    }
}

/// The names directly in a folder, in byte order, without `.` and `..`.
///
/// Links are listed but not followed, so a caller that descends only into `.folder` entries can't
/// loop.
public struct FolderListing: Sendable, Hashable {
    /// The entries, in byte order of their names.
    public let entries: [FolderEntry]
    /// Names that are not UTF-8 and can't be opened, shown as `caf\xe9.jpg`.
    public let unreadableNames: [String]

    /// Lists a folder.
    ///
    /// - Parameter path: the folder, or a link to one; empty means the current folder.
    /// - Throws: `FileError`; `.missing` also if it is not a folder.
    ///
    /// Source: opendir(3), readdir(3).
    public init(of path: String) throws(FileError) {
        try requireValidPath(path)
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
                unreadableNames.append(printableName(bytes))
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

/// The name of an entry, declared as a fixed array but ending with a NUL.
func namePointer(_ entry: UnsafeMutablePointer<dirent>) -> UnsafePointer<CChar> {
    let start = unsafe UnsafeRawPointer(entry) + (MemoryLayout<dirent>.offset(of: \.d_name) ?? 0)
    return unsafe start.assumingMemoryBound(to: CChar.self)
}

/// Nil where the file system does not store the type in the folder.
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
