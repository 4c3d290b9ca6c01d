/// A photo as it is sent: a JPEG or PNG file without metadata.
struct OutgoingPhoto: Sendable, Hashable {
    /// `image/jpeg` or `image/png`.
    let mediaType: String
    /// Upright, in pixels.
    let width: Int
    let height: Int
    /// The photo's own file if it can be sent unchanged, else a temporary one.
    let path: String
    let byteCount: Int
    /// The SHA-256 of these bytes.
    let sha256: String
}
