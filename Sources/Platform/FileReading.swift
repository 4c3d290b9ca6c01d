#if canImport(Glibc)
import Glibc
#else
import Darwin
#endif

/// All bytes of a regular file.
///
/// Anything else (folder, FIFO, socket, device) is refused without being opened; see `OpenFile`.
///
/// - Parameters:
///   - path: links are followed.
///   - maxBytes: the largest size accepted, in bytes.
/// - Returns: the content; empty for an empty file.
/// - Throws: `FileError`, `.tooLarge` before anything is read.
///
/// Source: read(2).
public func readFile(at path: String, maxBytes: Int) throws(FileError) -> [UInt8] {
    let file = try OpenFile(at: path)
    let size = file.status.byteCount
    guard size <= maxBytes else { throw tooLarge(path: path, size: size, limit: maxBytes) }
    return try readAll(file.descriptor, path: path, expected: size, maxBytes: maxBytes)
}

/// All bytes of an open descriptor up to its end, such as a list on standard input.
///
/// - Throws: `FileError`; `.tooLarge` as soon as more than `maxBytes` have been read.
public func readAll(
    fromDescriptor descriptor: Int32,
    named name: String,
    maxBytes: Int
) throws(FileError) -> [UInt8] {
    try readAll(descriptor, path: name, expected: 0, maxBytes: maxBytes)
}

private func tooLarge(path: String, size: Int, limit: Int) -> FileError {
    let message = "\(size) bytes, over the limit of \(limit)"
    return FileError(.tooLarge(size: size, limit: limit), path: path, message: message)
}

/// Reads to the end, whatever the stated size: files of `/proc` state 0, and a file can grow.
private func readAll(
    _ descriptor: Int32,
    path: String,
    expected: Int,
    maxBytes: Int
) throws(FileError) -> [UInt8] {
    // One byte more than expected, to detect the end without a second buffer.
    var capacity = max(expected, 4095) + 1
    var bytes: [UInt8] = []
    while true {
        let chunk = try readChunk(descriptor, path: path, capacity: capacity)
        guard bytes.count + chunk.count <= maxBytes else {
            throw tooLarge(path: path, size: bytes.count + chunk.count, limit: maxBytes)
        }
        let isLast = chunk.count < capacity
        if bytes.isEmpty { bytes = chunk } else { bytes += chunk }
        if isLast { return bytes }
        capacity = 65_536
    }
}

/// Up to `capacity` bytes; fewer only at the end of the file.
private func readChunk(
    _ descriptor: Int32,
    path: String,
    capacity: Int
) throws(FileError) -> [UInt8] {
    var trouble: Int32 = 0
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { room, filled in
        while filled < capacity, let start = room.baseAddress {
            let count = retryingInterrupts {
                unsafe read(descriptor, start + filled, capacity - filled)
            }
            if count > 0 {
                filled += count
            } else if count < 0 && errno == EAGAIN {
                awaitReady(descriptor, for: POLLIN)
            } else {
                trouble = count < 0 ? errno : 0
                return
            }
        }
    }
    guard trouble == 0 else { throw FileError(errno: trouble, path: path) }
    return chunk
}

/// Waits until a descriptor in non-blocking mode is ready again.
func awaitReady(_ descriptor: Int32, for event: Int32) {
    var request = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    _ = retryingInterrupts { unsafe poll(&request, 1, -1) }
}
