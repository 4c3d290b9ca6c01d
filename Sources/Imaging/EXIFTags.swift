/// The orientation and the time taken from a JPEG's EXIF.
///
/// The file is untrusted: only its own segment, at most 64 KB, is read, and no more than two
/// directories, so there are no cycles. An invalid tag counts as absent.
///
/// Source: CIPA DC-008 (EXIF 2.32) and TIFF 6.0.
struct EXIFTags {
    private(set) var orientation = Orientation.upright
    /// ISO 8601.
    private(set) var takenAt: String?

    /// Reads the first EXIF segment before the picture; without one, upright and no time.
    init(jpeg bytes: UnsafeBufferPointer<UInt8>) {
        guard let range = Self.segment(in: unsafe bytes.span),
            let tiff = TIFFReader(bytes: unsafe Array(bytes[range])),
            let main = tiff.directory(at: tiff.firstDirectory)
        else { return }
        orientation = tiff.number(Tag.orientation, in: main).flatMap(Orientation.init) ?? .upright
        guard let place = tiff.number(Tag.exifDirectory, in: main),
            let exif = tiff.directory(at: place),
            let time = tiff.text(Tag.dateTimeOriginal, in: exif)
        else { return }
        takenAt = isoTime(
            fromEXIF: time,
            offset: tiff.text(Tag.offsetTimeOriginal, in: exif)
        )
    }

    private enum Tag {
        static let orientation = 0x0112
        static let exifDirectory = 0x8769
        static let dateTimeOriginal = 0x9003
        static let offsetTimeOriginal = 0x9011
    }

    /// The TIFF inside the first EXIF segment.
    ///
    /// As in libjpeg, bytes outside segments are skipped up to the next marker.
    ///
    /// Source: ITU-T T.81, annex B.
    private static func segment(in bytes: borrowing Span<UInt8>) -> Range<Int>? {
        var index = 2
        while index + 3 < bytes.count {
            let marker = bytes[index + 1]
            guard bytes[index] == 0xFF, marker != 0, marker != 0xFF else {
                index += 1
                continue
            }
            switch marker {
            case 0xD9, 0xDA: return nil
            case 0x01, 0xD0...0xD8: index += 2
            default:
                let length = Int(bytes[index + 2]) << 8 | Int(bytes[index + 3])
                let body = index + 4
                guard length >= 2, index + 2 + length <= bytes.count else { return nil }
                index += 2 + length
                if marker == 0xE1, index - body >= signature.count,
                    signature.indices.allSatisfy({ bytes[body + $0] == signature[$0] })
                {
                    return body + signature.count..<index
                }
            }
        }
        return nil
    }

    private static let signature = Array("Exif\0\0".utf8)
}

/// Reads numbers and texts of TIFF directories, checking the bounds of every read.
private struct TIFFReader {
    private let bytes: [UInt8]
    private let isBigEndian: Bool

    /// Nil unless the bytes begin with a TIFF header of either byte order.
    init?(bytes: [UInt8]) {
        switch bytes.prefix(4) {
        case [0x49, 0x49, 42, 0]: isBigEndian = false
        case [0x4D, 0x4D, 0, 42]: isBigEndian = true
        default: return nil
        }
        self.bytes = bytes
    }

    /// The offset of the main picture's directory.
    var firstDirectory: Int { unsigned(at: 4, length: 4) ?? 0 }

    /// The offset of the first entry of each tag in a directory; nil outside the bytes.
    ///
    /// For a truncated directory, the entries present.
    func directory(at place: Int) -> [Int: Int]? {
        guard place >= 8, let count = unsigned(at: place, length: 2) else { return nil }
        let start = place + 2
        let whole = min(count, (bytes.count - start) / Self.entryLength)
        let entries = (0..<whole).compactMap { index -> (Int, Int)? in
            let entry = start + index * Self.entryLength
            return unsigned(at: entry, length: 2).map { ($0, entry) }
        }
        return Dictionary(entries) { first, _ in first }
    }

    /// A single whole number of type BYTE, SHORT or LONG.
    func number(_ tag: Int, in directory: [Int: Int]) -> Int? {
        guard let entry = directory[tag], unsigned(at: entry + 4, length: 4) == 1 else {
            return nil
        }
        switch unsigned(at: entry + 2, length: 2) {
        case 1: return unsigned(at: entry + 8, length: 1)
        case 3: return unsigned(at: entry + 8, length: 2)
        case 4: return unsigned(at: entry + 8, length: 4)
        default: return nil
        }
    }

    /// The first `longestText` bytes of an ASCII text.
    func text(_ tag: Int, in directory: [Int: Int]) -> String? {
        guard let entry = directory[tag], unsigned(at: entry + 2, length: 2) == 2,
            let count = unsigned(at: entry + 4, length: 4),
            let start = count > 4 ? unsigned(at: entry + 8, length: 4) : entry + 8,
            start <= bytes.count, count <= bytes.count - start
        else { return nil }
        let text = bytes[start..<start + min(count, Self.longestText)].prefix { $0 != 0 }
        return String(decoding: text, as: UTF8.self)
    }

    private func unsigned(at place: Int, length: Int) -> Int? {
        guard place >= 0, place <= bytes.count - length else { return nil }
        let number = bytes[place..<place + length]
        return isBigEndian
            ? number.reduce(0) { $0 << 8 | Int($1) }
            : number.reversed().reduce(0) { $0 << 8 | Int($1) }
    }

    private static let entryLength = 12
    private static let longestText = 64
}
