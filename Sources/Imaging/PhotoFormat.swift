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
    /// The format by the first bytes; see `FileContent`.
    ///
    /// - Throws: `.notAPhoto`, or `.untrustedFormat` for formats deliberately not supported.
    init(announcedBy bytes: UnsafeBufferPointer<UInt8>) throws(ImagingError) {
        guard !bytes.isEmpty else { throw ImagingError(.notAPhoto, "the file is empty") }
        let opening = unsafe Array(bytes.prefix(FileContent.openingLength))
        switch FileContent(opening: opening) {
        case .photo(let format): self = format
        case .unsupported(let name):
            throw ImagingError(
                .untrustedFormat,
                "\(name) is not supported; use JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF"
            )
        case .video: throw ImagingError(.notAPhoto, "not a photo: a video")
        case .unknown:
            throw ImagingError(
                .notAPhoto,
                "not a photo: \(bytes.count) bytes of an unknown format"
            )
        }
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
}
