/// A photo in the form in which it is sent: a JPEG or PNG without metadata, in a file.
struct OutgoingPhoto: Sendable, Hashable {
    /// `image/jpeg` or `image/png`.
    let mediaType: String
    /// Upright, in pixels.
    let width: Int
    let height: Int
    /// The photo's own file where that is fit to be sent, else a temporary one.
    let path: String
    let byteCount: Int
    /// Of these bytes.
    let sha256: String
}
