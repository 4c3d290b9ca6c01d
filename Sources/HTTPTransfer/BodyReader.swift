import Platform

/// Gives out a request's body in blocks, reading and encoding its files on the way.
///
/// Holds one open file and one block of it, whatever the size of the body.
struct BodyReader: ~Copyable {
    /// A multiple of 3, so that only a file's last block is padded; small enough for the L2 cache.
    private static let blockBytes = 96 * 1024

    private let pieces: [RequestBody.Piece]
    /// The piece now being given out.
    private var index = 0
    /// How far into that piece, in bytes before encoding.
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

    /// Gives out the next bytes.
    ///
    /// - Parameter room: of 4 bytes or more; it need not be filled.
    /// - Returns: the count of bytes written to the start of `room`; 0 only at the end of the body.
    /// - Throws: `TransferFault` with `.bodyFileChanged`.
    mutating func read(into room: UnsafeMutableRawBufferPointer) throws(TransferFault) -> Int {
        var filled = 0
        while index < pieces.count {
            let rest = unsafe UnsafeMutableRawBufferPointer(rebasing: room[filled...])
            let (given, isDone) =
                switch pieces[index] {
                case .bytes(let bytes): unsafe give(bytes, into: rest)
                case .base64(let promised): unsafe try give(promised, into: rest)
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

    private mutating func give(
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

    /// Gives out blocks of a file until it ends or the room does not take another.
    private mutating func give(
        _ promised: BodyFile,
        into room: UnsafeMutableRawBufferPointer
    ) throws(TransferFault) -> (given: Int, isDone: Bool) {
        var given = 0
        if file == nil { try open(promised) }
        while true {
            let left = promised.byteCount - offset
            let fitting = (room.count - given) / 4 * 3
            guard left > 0 else {
                // Reached by an empty file only: others are checked with their last block.
                if promised.byteCount == 0 { try requireUnchanged(promised) }
                return (given, true)
            }
            guard fitting > 0 else { return (given, false) }
            let count = min(left, fitting, Self.blockBytes)
            try readBlock(count, of: promised)
            if count == left { try requireUnchanged(promised) }
            given += unsafe block.withUnsafeBytes { bytes in
                let input = unsafe UnsafeRawBufferPointer(rebasing: bytes[..<count])
                guard let start = room.baseAddress else { return 0 }
                return unsafe encodeBase64(input, into: start + given)
            }
        }
    }

    private mutating func open(_ promised: BodyFile) throws(TransferFault) {
        let opened: OpenFile
        do throws(FileError) {
            opened = try OpenFile(at: promised.path)
        } catch {
            throw changed(promised, error.message)
        }
        let byteCount = opened.status.byteCount
        guard byteCount == promised.byteCount else {
            throw changed(promised, "\(byteCount) bytes, not the \(promised.byteCount) planned")
        }
        file = consume opened
        digest = promised.sha256 == nil ? nil : RunningSHA256()
        if block.isEmpty { block = [UInt8](repeating: 0, count: Self.blockBytes) }
    }

    /// Reads the next bytes of the file to the start of the block and adds them to the digest.
    private mutating func readBlock(_ count: Int, of promised: BodyFile) throws(TransferFault) {
        let found: Int
        do throws(FileError) {
            found = try file?.read(into: &block, atMost: count, from: offset) ?? 0
        } catch {
            throw changed(promised, error.message)
        }
        guard found == count else {
            let held = offset + found
            throw changed(promised, "\(held) bytes, not the \(promised.byteCount) planned")
        }
        digest?.add(block, in: 0..<count)
        offset += count
    }

    /// Looks, before the last bytes of the file are given out, whether all of it is as planned.
    private mutating func requireUnchanged(_ promised: BodyFile) throws(TransferFault) {
        if let expected = promised.sha256 {
            guard digest.take()?.finish() == expected else {
                throw changed(promised, "not the SHA-256 that was planned")
            }
        }
        guard let opened = file?.status else { return }
        let now: FileStatus?
        do throws(FileError) {
            now = try file?.currentStatus()
        } catch {
            throw changed(promised, error.message)
        }
        guard now?.byteCount == opened.byteCount else {
            throw changed(promised, "no longer the \(promised.byteCount) bytes planned")
        }
        guard promised.sha256 != nil || now?.modified == opened.modified else {
            throw changed(promised, "written to while it was being sent")
        }
    }

    private func changed(_ promised: BodyFile, _ why: String) -> TransferFault {
        TransferFault(
            code: .bodyFileChanged(path: promised.path),
            message: "\(promised.path): \(why); leave the photos alone during a run and start again"
        )
    }
}
