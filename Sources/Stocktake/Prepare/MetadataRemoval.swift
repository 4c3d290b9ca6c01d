/// The ranges of a JPEG or PNG to keep: all except metadata, such as GPS, and trailing data.
///
/// The picture isn't decoded, so it loses no quality. Colour profiles stay: they define the colours
/// and contain nothing personal.
struct MetadataRemoval {
    /// In order, not empty, not overlapping.
    let kept: [Range<Int>]

    /// Whether nothing is removed.
    func keepsAll(of byteCount: Int) -> Bool {
        kept == [0..<byteCount]
    }

    private init(_ ranges: [Range<Int>]) {
        kept = ranges.reduce(into: []) { joined, range in
            guard let last = joined.last, last.upperBound == range.lowerBound else {
                joined.append(range)
                return
            }
            joined[joined.count - 1] = last.lowerBound..<range.upperBound
        }
    }
}

extension MetadataRemoval {
    /// For a JPEG; nil if its segments are invalid.
    ///
    /// Removed: APP1 (EXIF with GPS and thumbnail, XMP), APP2 except colour profiles, APP3 to
    /// APP13, APP15, comments, and everything after the end of the picture, where phones store
    /// videos.
    ///
    /// Source: ITU-T T.81, annex B.
    init?(jpeg bytes: [UInt8]) {
        guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
        var ranges = [0..<2]
        var index = 2
        while index + 1 < bytes.count, bytes[index] == 0xFF {
            let marker = bytes[index + 1]
            if marker == 0xFF {
                index += 1
                continue
            }
            if marker == 0xD9 {
                ranges.append(index..<index + 2)
                self.init(ranges)
                return
            }
            guard let end = Self.endOfSegment(at: index, in: bytes) else { return nil }
            if Self.isPicture(marker, bytes[index..<end]) { ranges.append(index..<end) }
            index = end
            if marker == 0xDA {
                let end = Self.endOfScan(from: index, in: bytes)
                ranges.append(index..<end)
                index = end
            }
        }
        return nil
    }

    private static func endOfSegment(at index: Int, in bytes: [UInt8]) -> Int? {
        guard index + 3 < bytes.count else { return nil }
        let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
        let end = index + 2 + length
        return length >= 2 && end <= bytes.count ? end : nil
    }

    /// The position of the next marker that is neither a stuffed byte nor a restart.
    private static func endOfScan(from start: Int, in bytes: [UInt8]) -> Int {
        var index = start
        while let found = bytes[index...].firstIndex(of: 0xFF), found + 1 < bytes.count {
            let next = bytes[found + 1]
            guard next == 0 || (0xD0...0xD7).contains(next) else { return found }
            index = found + 2
        }
        return bytes.count
    }

    private static func isPicture(_ marker: UInt8, _ segment: ArraySlice<UInt8>) -> Bool {
        switch marker {
        case 0xE0, 0xEE: true
        case 0xE2: segment.dropFirst(4).starts(with: "ICC_PROFILE\0".utf8)
        case 0xE1...0xEF, 0xFE: false
        default: true
        }
    }
}

extension MetadataRemoval {
    /// For a PNG; nil if its chunks are invalid.
    ///
    /// Kept: the critical chunks and those that define the colours. Removed: texts, EXIF, times,
    /// unknown chunks and trailing data.
    ///
    /// Source: PNG specification, third edition, sections 5 and 11.
    init?(png bytes: [UInt8]) {
        guard bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) else {
            return nil
        }
        var ranges = [0..<8]
        var index = 8
        while index + 12 <= bytes.count {
            let length = bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
            let name = String(decoding: bytes[index + 4..<index + 8], as: UTF8.self)
            let end = index + 12 + length
            guard end <= bytes.count else { return nil }
            if Self.pictureChunks.contains(name) { ranges.append(index..<end) }
            index = end
            if name == "IEND" {
                self.init(ranges)
                return
            }
        }
        return nil
    }

    private static let pictureChunks: Set = [
        "IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "cICP",
    ]
}
