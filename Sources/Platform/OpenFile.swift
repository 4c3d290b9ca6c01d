#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A regular file open for reading, for callers that must not hold it whole in memory.
///
/// Anything else (folder, FIFO, socket, device) is refused without being opened: opening a FIFO
/// blocks, and opening a device can have effects. The file is opened without blocking and checked
/// again, in case it was replaced in between. It is closed when the value is destroyed.
///
/// If the file is later replaced by another, the old one is still read; if it is written to,
/// `currentStatus()` shows it.
public struct OpenFile: ~Copyable {
    /// The path as the caller gave it.
    public let path: String
    /// Size, time and identity when the file was opened.
    public let status: FileStatus
    let descriptor: Int32

    /// Opens a file; links are followed.
    ///
    /// - Throws: `FileError`, also if it is not a regular file.
    ///
    /// Source: stat(2), open(2), fstat(2).
    public init(at path: String) throws(FileError) {
        (descriptor, status) = try openRegularFile(at: path)
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// The current size, time and identity; differs from `status` if the file was written to.
    ///
    /// Source: fstat(2).
    public borrowing func currentStatus() throws(FileError) -> FileStatus {
        try openStatus(descriptor, path: path)
    }

    /// Reads bytes to the start of a reusable block.
    ///
    /// - Parameters:
    ///   - block: bytes after those read are unchanged.
    ///   - count: how many bytes to read, limited to the size of the block.
    ///   - offset: the position in the file, 0 or more.
    /// - Returns: the number of bytes read; fewer than requested only at the end of the file.
    /// - Throws: `FileError` if reading fails.
    ///
    /// Source: pread(2).
    public borrowing func read(
        into block: inout [UInt8],
        atMost count: Int,
        from offset: Int
    ) throws(FileError) -> Int {
        let descriptor = descriptor
        let wanted = min(count, block.count)
        var filled = 0
        var trouble: Int32 = 0
        unsafe block.withUnsafeMutableBytes { bytes in
            guard let start = bytes.baseAddress else { return }
            while filled < wanted {
                let place = off_t(offset + filled)
                let count = retryingInterrupts {
                    unsafe pread(descriptor, start + filled, wanted - filled, place)
                }
                trouble = count < 0 ? errno : 0
                guard count > 0 else { return }
                filled += count
            }
        }
        guard trouble == 0 else { throw FileError(errno: trouble, path: path) }
        return filled
    }
}

private func openRegularFile(at path: String) throws(FileError) -> (Int32, FileStatus) {
    try requireRegular(FileStatus(of: path), path: path)
    let flags = O_RDONLY | O_NONBLOCK | O_CLOEXEC
    let descriptor = retryingInterrupts { unsafe open(path, flags) }
    guard descriptor >= 0 else { throw FileError(errno: errno, path: path) }
    do throws(FileError) {
        let status = try openStatus(descriptor, path: path)
        try requireRegular(status, path: path)
        return (descriptor, status)
    } catch {
        close(descriptor)
        throw error
    }
}

private func openStatus(_ descriptor: Int32, path: String) throws(FileError) -> FileStatus {
    var info = stat()
    guard unsafe fstat(descriptor, &info) == 0 else { throw FileError(errno: errno, path: path) }
    return FileStatus(info)
}

private func requireRegular(_ status: FileStatus, path: String) throws(FileError) {
    switch status.kind {
    case .regular: return
    case .folder: throw FileError(errno: EISDIR, path: path)
    case .missing: throw FileError(errno: ENOENT, path: path)
    case .danglingLink:
        let target = linkTarget(of: path).map { " to '\($0)'" } ?? ""
        throw FileError(.missing, path: path, message: "a dangling link\(target)")
    case .fifo, .socket, .device, .link, .unknown:
        let message = "\(status.kind.words), not a file; not opened"
        throw FileError(.special(status.kind), path: path, message: message)
    }
}
