import Platform

/// Reads a request's body in blocks, encoding its files on the way.
///
/// Holds one open file and one block of it, whatever the size of the body.
struct BodyReader: ~Copyable {
    /// A multiple of 3, so that only a file's last block is padded; small enough for the L2 cache.
    private static let blockBytes = 96 * 1024

    private let pieces: [RequestBody.Piece]
    /// The current piece.
    private var index = 0
    /// The position in that piece, in bytes before encoding.
    private var offset = 0
    private var file: OpenFile?
    private var digest: RunningSHA256?
    private var block: [UInt8] = []

    init(_ body: RequestBody) {
        pieces = body.pieces
        file = nil
        digest = nil
    }

    /// Starts again from the first byte.
    mutating func rewind() {
        index = 0
        startPiece()
    }

    /// Reads the next bytes of the body.
    ///
    /// - Parameter room: 4 bytes or more; not always filled.
    /// - Returns: the number of bytes written to the start of `room`; 0 only at the end of the
    ///   body.
    /// - Throws: `TransferFault` with `.bodyFileChanged`.
    mutating func read(into room: UnsafeMutableRawBufferPointer) throws(TransferFault) -> Int {
        var filled = 0
        while index < pieces.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[filled...])
            let (given, isDone) =
                switch pieces[index] {
                case .bytes(let bytes): unsafe copy(bytes, into: rest)
                case .base64(let planned): unsafe try encode(planned, into: rest)
                }
            filled += given
            guard isDone else { break }
            index += 1
            startPiece()
        }
        return filled
    }

    private mutating func startPiece() {
        offset = 0
        file = nil
        digest = nil
    }

    private mutating func copy(
        _ bytes: [UInt8],
        into room: UnsafeMutableRawBufferPointer
    ) -> (given: Int, isDone: Bool) {
        let count = min(room.count, bytes.count - offset)
        unsafe bytes.withUnsafeBytes { all in
            unsafe room.copyMemory(
                from: UnsafeRawBufferPointer(rebasing: all[offset..<(offset + count)])
            )
        }
        offset += count
        return (count, offset == bytes.count)
    }

    /// Encodes blocks of a file until it ends or `room` is full.
    private mutating func encode(
        _ planned: BodyFile,
        into room: UnsafeMutableRawBufferPointer
    ) throws(TransferFault) -> (given: Int, isDone: Bool) {
        var given = 0
        if file == nil { try open(planned) }
        while true {
            let left = planned.byteCount - offset
            let fitting = (room.count - given) / 4 * 3
            guard left > 0 else {
                // Only an empty file gets here: others are checked with their last block.
                if planned.byteCount == 0 { try requireUnchanged(planned) }
                return (given, true)
            }
            guard fitting > 0 else { return (given, false) }
            let count = min(left, fitting, Self.blockBytes)
            try readBlock(count, of: planned)
            if count == left { try requireUnchanged(planned) }
            given += unsafe block.withUnsafeBytes { bytes in
                let input = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
                guard let start = room.baseAddress else { return 0 }
                return unsafe encodeBase64(input, into: start + given)
            }
        }
    }

    private mutating func open(_ planned: BodyFile) throws(TransferFault) {
        let opened: OpenFile
        do throws(FileError) {
            opened = try OpenFile(at: planned.path)
        } catch {
            throw changed(planned, error.message)
        }
        let byteCount = opened.status.byteCount
        guard byteCount == planned.byteCount else {
            throw changed(planned, "\(byteCount) bytes instead of the planned \(planned.byteCount)")
        }
        file = consume opened
        digest = planned.sha256 == nil ? nil : RunningSHA256()
        if block.isEmpty { block = [UInt8](repeating: 0, count: Self.blockBytes) }
    }

    /// Reads the next bytes of the file to the start of the block and adds them to the digest.
    private mutating func readBlock(_ count: Int, of planned: BodyFile) throws(TransferFault) {
        let found: Int
        do throws(FileError) {
            found = try file?.read(into: &block, atMost: count, from: offset) ?? 0
        } catch {
            throw changed(planned, error.message)
        }
        guard found == count else {
            let held = offset + found
            throw changed(planned, "\(held) bytes instead of the planned \(planned.byteCount)")
        }
        digest?.add(block, in: 0..<count)
        offset += count
    }

    /// Checks, before the last bytes of the file are sent, that all of it is as planned.
    private mutating func requireUnchanged(_ planned: BodyFile) throws(TransferFault) {
        if let expected = planned.sha256 {
            guard digest.take()?.finish() == expected else {
                throw changed(planned, "not the planned SHA-256")
            }
        }
        guard let opened = file?.status else { return }
        let now: FileStatus?
        do throws(FileError) {
            now = try file?.currentStatus()
        } catch {
            throw changed(planned, error.message)
        }
        guard now?.byteCount == opened.byteCount else {
            throw changed(planned, "no longer the planned \(planned.byteCount) bytes")
        }
        guard planned.sha256 != nil || now?.modified == opened.modified else {
            throw changed(planned, "modified while it was being sent")
        }
    }

    private func changed(_ planned: BodyFile, _ why: String) -> TransferFault {
        TransferFault(
            code: .bodyFileChanged(path: planned.path),
            message: "\(planned.path): \(why); do not change photos during a run; start again"
        )
    }
}
