#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// A regular file that is open for reading, for callers that must not hold it whole in memory.
///
/// Folders, FIFOs, sockets and devices are refused without being opened, as `readFile` does. The
/// file is closed when the value goes away. A file that is replaced by another meanwhile goes on
/// being read as it was; one that is written to shows by `currentStatus()`.
public struct OpenFile: ~Copyable {
    /// The path as the caller gave it.
    public let path: String
    /// Size, time and identity when the file was opened.
    public let status: FileStatus
    private let descriptor: Int32

    /// Opens a file; links are followed.
    ///
    /// - Throws: `FileError`; what is no regular file is not opened.
    ///
    /// Source: stat(2), open(2), fstat(2).
    public init(at path: String) throws(FileError) {
        (descriptor, status) = try openRegularFile(at: path)
        self.path = path
    }

    deinit {
        close(descriptor)
    }

    /// Size, time and identity as they are now: other than `status` if the file was written to.
    ///
    /// Source: fstat(2).
    public borrowing func currentStatus() throws(FileError) -> FileStatus {
        try openStatus(descriptor, path: path)
    }

    /// Reads bytes to the start of a block that is used again and again.
    ///
    /// - Parameters:
    ///   - block: what lies behind the bytes read stays as it is.
    ///   - count: how many bytes are wanted, at most as many as the block has.
    ///   - offset: the first byte to read, counted from the start of the file, 0 or more.
    /// - Returns: the count of bytes read; fewer than wanted only at the file's end.
    /// - Throws: `FileError`, when the disk fails.
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

/// Looked at twice: what is swapped in between stat and open does no harm either.
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
    case .missing, .danglingLink: throw FileError(errno: ENOENT, path: path)
    case .fifo, .socket, .device, .link, .unknown:
        let message = "\(status.kind.words), not a file: not opened"
        throw FileError(.special(status.kind), path: path, message: message)
    }
}
