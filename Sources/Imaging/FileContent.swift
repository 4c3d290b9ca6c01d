/// What a file is by its first bytes, whatever its name.
public enum FileContent: Sendable, Hashable {
    /// A photo in a supported format.
    case photo(PhotoFormat)
    /// A picture or document whose format is not supported, by its name: `BMP`, `camera RAW`.
    case unsupported(String)
    case video
    /// Anything else.
    case unknown

    /// How many bytes decide; enough for an XML declaration and a comment before `<svg`.
    public static let openingLength = 1024

    /// The content of a file by its first `openingLength` bytes, or all of a shorter one.
    ///
    /// Camera RAW files that are TIFF by their first bytes are told apart by their tags: as TIFF
    /// they would show a thumbnail.
    ///
    /// Source: the signatures in the formats' own specifications; for HEIF the brands of
    /// ISO/IEC 23008-12 and the AV1 image file format; for DNG its tag DNGVersion.
    public init(opening: [UInt8]) {
        let opening = Array(opening.prefix(Self.openingLength))
        if let format = Self.format(opening) {
            self = Self.isRawTIFF(opening) ? .unsupported(Self.raw) : .photo(format)
        } else if let content = Self.container(opening) {
            self = content
        } else if let known = Self.signatures.first(where: { opening.starts(with: $0.bytes) }) {
            self = .unsupported(known.name)
        } else if String(decoding: opening, as: UTF8.self).lowercased().contains("<svg") {
            self = .unsupported("SVG")
        } else {
            self = Self.isVideo(opening) ? .video : .unknown
        }
    }

    private static let raw = "camera RAW"

    private static func format(_ opening: [UInt8]) -> PhotoFormat? {
        if opening.starts(with: [0xFF, 0xD8, 0xFF]) { return .jpeg }
        if opening.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]) { return .png }
        if opening.starts(with: "GIF87a".utf8) || opening.starts(with: "GIF89a".utf8) {
            return .gif
        }
        if opening.starts(with: "RIFF".utf8), opening.dropFirst(8).starts(with: "WEBP".utf8) {
            return .webp
        }
        for version: UInt8 in [42, 43] {
            if opening.starts(with: [0x49, 0x49, version, 0]) { return .tiff }
            if opening.starts(with: [0x4D, 0x4D, 0, version]) { return .tiff }
        }
        return nil
    }

    /// A file that begins with the box `ftyp` of ISO/IEC 14496-12: HEIF, a video or a RAW file.
    ///
    /// An unknown major brand is decided by the compatible ones.
    private static func container(_ opening: [UInt8]) -> FileContent? {
        guard opening.dropFirst(4).starts(with: "ftyp".utf8), opening.count >= 12 else {
            return nil
        }
        let length = opening.prefix(4).reduce(0) { $0 << 8 | Int($1) }
        let brands = stride(from: 16, to: min(length, opening.count) - 3, by: 4)
        for start in [8] + Array(brands) {
            switch String(decoding: opening[start..<start + 4], as: UTF8.self) {
            case "avif", "avis": return .photo(.avif)
            case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1":
                return .photo(.heic)
            case "crx ": return .unsupported(raw)
            case "jxl ": return .unsupported("JPEG XL")
            case "jp2 ", "jpx ", "jpm ": return .unsupported("JPEG 2000")
            default: continue
            }
        }
        return .video
    }

    /// Whether a TIFF is a camera's RAW file: DNG, CR2, or one that begins with a thumbnail.
    private static func isRawTIFF(_ opening: [UInt8]) -> Bool {
        let isLittle = opening.first == 0x49
        func number(_ start: Int, _ count: Int) -> Int? {
            guard start >= 0, start + count <= opening.count else { return nil }
            let bytes = opening[start..<start + count]
            return (isLittle ? Array(bytes.reversed()) : Array(bytes)).reduce(0) {
                $0 << 8 | Int($1)
            }
        }
        guard format(opening) == .tiff, number(2, 2) == 42 else { return false }
        if opening.dropFirst(8).starts(with: "CR".utf8) { return true }
        guard let folder = number(4, 4), let count = number(folder, 2) else { return false }
        var hasThumbnail = false
        var hasMore = false
        for index in 0..<min(count, 100) {
            let entry = folder + 2 + 12 * index
            switch number(entry, 2) {
            case 0xC612: return true
            case 0x00FE: hasThumbnail = number(entry + 8, 4).map { $0 & 1 == 1 } ?? false
            case 0x014A: hasMore = true
            default: continue
            }
        }
        return hasThumbnail && hasMore
    }

    private static func isVideo(_ opening: [UInt8]) -> Bool {
        let kind = opening.dropFirst(4)
        return ["moov", "mdat", "wide", "pnot"].contains { kind.starts(with: $0.utf8) }
            || opening.starts(with: "RIFF".utf8) && opening.dropFirst(8).starts(with: "AVI ".utf8)
            || opening.starts(with: [0x1A, 0x45, 0xDF, 0xA3])
            || opening.starts(with: [0x00, 0x00, 0x01, 0xBA])
    }

    private static let signatures: [(name: String, bytes: [UInt8])] = [
        ("PDF", Array("%PDF".utf8)),
        ("PostScript", Array("%!PS".utf8)),
        ("Photoshop", Array("8BPS".utf8)),
        ("BMP", Array("BM".utf8)),
        ("FITS", Array("SIMPLE  =".utf8)),
        ("Radiance", Array("#?RADIANCE".utf8)),
        ("OpenEXR", [0x76, 0x2F, 0x31, 0x01]),
        ("JPEG 2000", [0x00, 0x00, 0x00, 0x0C, 0x6A, 0x50, 0x20, 0x20]),
        ("JPEG 2000", [0xFF, 0x4F, 0xFF, 0x51]),
        ("JPEG XL", [0x00, 0x00, 0x00, 0x0C, 0x4A, 0x58, 0x4C, 0x20]),
        ("JPEG XL", [0xFF, 0x0A]),
        (raw, Array("FUJIFILMCCD-RAW".utf8)),
        (raw, Array("IIRO".utf8)),
        (raw, Array("IIRS".utf8)),
        (raw, Array("MMOR".utf8)),
        (raw, Array("IIU\0".utf8)),
        (raw, Array("FOVb".utf8)),
        (raw, Array("\0MRM".utf8)),
    ]
}
