import Imaging

/// The facts about a photo's file that are known without decoding pixels.
struct PhotoContent: Sendable, Hashable {
    /// 64 lower-case hex digits.
    let sha256: String
    let header: PhotoHeader
}
