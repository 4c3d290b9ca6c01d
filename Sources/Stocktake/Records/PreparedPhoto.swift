import Imaging

/// A photo ready to be looked at: upright luma that passed `prepare.reject`.
struct PreparedPhoto: Sendable {
    let photo: Photo
    let gray: GrayImage
    let quality: PhotoQuality
}
