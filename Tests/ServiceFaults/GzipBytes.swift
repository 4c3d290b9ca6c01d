/// Handmade gzip streams: correct, broken and enormous.
///
/// Source: RFC 1952 (gzip) and RFC 1951 (deflate).
enum GzipBytes {
    private static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

    /// The bytes in stored blocks: correct, and a little longer than what it holds.
    static func stored(_ bytes: [UInt8]) -> [UInt8] {
        var result = header
        var start = 0
        repeat {
            let end = min(start + 0xFFFF, bytes.count)
            let count = UInt16(end - start)
            result.append(end == bytes.count ? 1 : 0)
            result += littleEndian(count) + littleEndian(~count)
            result += bytes[start..<end]
            start = end
        } while start < bytes.count
        return result + littleEndian(crc32(bytes)) + littleEndian(UInt32(bytes.count))
    }

    /// A gzip stream of spaces: a repeated part between a start and an end.
    struct Bomb {
        let start: [UInt8]
        let again: [UInt8]
        let times: Int
        let end: [UInt8]
        /// Its unpacked size in bytes.
        let unpackedByteCount: Int
        /// Its size on the wire in bytes.
        var byteCount: Int { start.count + again.count * times + end.count }
    }

    /// 1 GiB and a little of spaces in 6.8 MB.
    ///
    /// One space, then "258 bytes more of the same", 13 bits each; eight of them are 13 bytes, so
    /// the stream repeats every 13 bytes.
    static let bomb = bomb(times: 520_300, checksum: 0x9EC2_0DB1)

    /// The same of any size.
    ///
    /// - Parameters:
    ///   - times: how often the 13 bytes are repeated, 1 or more.
    ///   - checksum: of all those spaces, precomputed, as that takes seconds.
    /// - Returns: a stream of `1 + 258 * (8 * times + 16)` spaces.
    static func bomb(times: Int, checksum: UInt32) -> Bomb {
        let pattern = deflatedSpaces(matches: 24)
        let matches = 8 * times + 16
        let count = 1 + 258 * matches
        return Bomb(
            start: header + pattern[..<2],
            again: Array(pattern[2..<15]),
            times: times,
            // After the two bytes and whole periods, the stream goes on as after two bytes.
            end: pattern[15...] + littleEndian(checksum) + littleEndian(UInt32(count)),
            unpackedByteCount: count
        )
    }

    /// One final block with fixed codes: a space and that many matches of 258 bytes at distance 1.
    private static func deflatedSpaces(matches: Int) -> [UInt8] {
        var bits: [UInt8] = []
        func add(_ code: UInt32, _ count: Int) {
            // Huffman codes go in from their highest bit.
            for shift in (0..<count).reversed() { bits.append(UInt8(code >> UInt32(shift) & 1)) }
        }
        // Final block; its type, 1, from its lowest bit.
        bits += [1, 1, 0]
        add(0x30 + 0x20, 8)
        for _ in 0..<matches {
            add(0b1100_0101, 8)
            add(0, 5)
        }
        add(0, 7)
        return stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<min(start + 8, bits.count)].enumerated()
                .reduce(0) { $0 | $1.element << UInt8($1.offset) }
        }
    }

    private static func littleEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        (0..<number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// Source: RFC 1952 section 8.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        let table = (0..<256).map { start -> UInt32 in
            (0..<8).reduce(UInt32(start)) { value, _ in
                value & 1 == 0 ? value >> 1 : 0xEDB8_8320 ^ value >> 1
            }
        }
        return ~bytes.reduce(~0) { table[Int(($0 ^ UInt32($1)) & 255)] ^ $0 >> 8 }
    }
}
