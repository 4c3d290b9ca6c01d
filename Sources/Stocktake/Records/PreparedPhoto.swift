import Imaging

/// A photo ready for label reading: its upright luma and quality.
struct PreparedPhoto: Sendable {
    let photo: Photo
    let gray: GrayImage
    let quality: PhotoQuality
}
