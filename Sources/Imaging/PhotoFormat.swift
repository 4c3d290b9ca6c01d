/// The formats of photos, recognised by content, never by file name.
public enum PhotoFormat: String, Sendable, CaseIterable {
    /// JPEG.
    case jpeg
    /// PNG.
    case png
    /// WebP.
    case webp
    /// GIF, its first frame.
    case gif
    /// TIFF, its first page.
    case tiff
    /// HEIF with HEVC, as phones write it.
    case heic
    /// HEIF with AV1.
    case avif
}

extension PhotoFormat {
    /// The format by the first bytes.
    ///
    /// Source: the signatures in the formats' own specifications; for HEIF the brands of
    /// ISO/IEC 23008-12 and the AV1 image file format.
    ///
    /// - Throws: `.notAPhoto`, or `.untrustedFormat` for formats deliberately not supported.
    init(announcedBy bytes: UnsafeBufferPointer<UInt8>) throws(ImagingError) {
        guard !bytes.isEmpty else { throw ImagingError(.notAPhoto, "the file is empty") }
        let opening = unsafe Array(bytes.prefix(Self.openingLength))
        if let format = Self.format(announcedBy: opening) {
            self = format
            return
        }
        if let name = Self.untrustedName(announcedBy: opening) {
            throw ImagingError(
                .untrustedFormat,
                "\(name) is not supported; use JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF"
            )
        }
        throw ImagingError(
            .notAPhoto,
            "not a photo: \(bytes.count) bytes of an unknown format"
        )
    }

    /// The libvips operation that reads the format.
    var loader: String {
        switch self {
        case .jpeg: "jpegload_buffer"
        case .png: "pngload_buffer"
        case .webp: "webpload_buffer"
        case .gif: "gifload_buffer"
        case .tiff: "tiffload_buffer"
        case .heic, .avif: "heifload_buffer"
        }
    }

    /// The name in messages.
    var name: String {
        switch self {
        case .webp: "WebP"
        default: rawValue.uppercased()
        }
    }

    /// How many bytes are examined; enough for an XML declaration and a comment before `<svg`.
    private static let openingLength = 1024

    private static func format(announcedBy opening: [UInt8]) -> PhotoFormat? {
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
        guard opening.dropFirst(4).starts(with: "ftyp".utf8) else { return nil }
        let brand = String(decoding: opening.dropFirst(8).prefix(4), as: UTF8.self)
        switch brand {
        case "avif", "avis": return .avif
        case "heic", "heix", "heim", "heis", "hevc", "hevx", "mif1", "msf1": return .heic
        default: return nil
        }
    }

    /// The name of a format that libvips could read with a loader it considers untrusted.
    private static func untrustedName(announcedBy opening: [UInt8]) -> String? {
        let signatures: [(name: String, bytes: [UInt8])] = [
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
        ]
        if let known = signatures.first(where: { opening.starts(with: $0.bytes) }) {
            return known.name
        }
        let text = String(decoding: opening, as: UTF8.self).lowercased()
        return text.contains("<svg") ? "SVG" : nil
    }
}
