import Imaging

/// What the bytes of a photo's file say before a pixel is decoded.
struct PhotoContent: Sendable, Hashable {
    /// 64 lower-case hex digits.
    let sha256: String
    let header: PhotoHeader
}
