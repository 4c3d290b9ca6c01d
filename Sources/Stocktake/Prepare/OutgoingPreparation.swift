import Imaging
import Platform

/// Prepares photos to be sent: upright, not larger than planned, JPEG or PNG, without metadata.
///
/// A file that already qualifies is sent as is; one that only has metadata is copied without it;
/// everything else is converted to JPEG. The same photo and settings always give the same bytes.
struct OutgoingPreparation: Sendable {
    /// Part of every question's key; changed whenever the bytes sent may change.
    static let version = "send-1"

    let decoder: PhotoDecoder
    /// The largest file accepted, in bytes.
    let maxBytes: Int
    /// 1…100, for converted photos.
    let jpegQuality: Int
    /// The folder for copies and converted photos.
    let scratch: ScratchFolder

    /// - Parameters:
    ///   - photo: identified, so that its hash is known.
    ///   - size: upright, in pixels, no larger than the photo.
    ///   - name: a new name for the scratch file, if one is needed.
    /// - Returns: the file to send; the caller removes a scratch file.
    /// - Throws: `PhotoProblem`, also if the file has changed since it was identified.
    func outgoing(
        _ photo: Photo,
        size: (width: Int, height: Int),
        name: String
    ) throws(PhotoProblem) -> OutgoingPhoto {
        let bytes = try photo.bytes(atMost: maxBytes)
        let keepsSize = size.width >= photo.width && size.height >= photo.height
        if keepsSize, photo.header.orientation == 1, let removal = removal(photo, bytes) {
            let type = photo.header.format == .png ? "image/png" : "image/jpeg"
            if removal.keepsAll(of: bytes.count) {
                return OutgoingPhoto(
                    mediaType: type,
                    width: photo.width,
                    height: photo.height,
                    path: existingForm(of: photo.path),
                    byteCount: bytes.count,
                    sha256: photo.sha256
                )
            }
            let kept = removal.kept.flatMap { bytes[$0] }
            return try written(kept, type, (photo.width, photo.height), name: name)
        }
        return try converted(bytes, size: size, name: name)
    }

    /// Nil for a format that services don't accept, or an invalid file.
    private func removal(_ photo: Photo, _ bytes: [UInt8]) -> MetadataRemoval? {
        switch photo.header.format {
        case .jpeg: MetadataRemoval(jpeg: bytes)
        case .png: MetadataRemoval(png: bytes)
        case .webp, .gif, .tiff, .heic, .avif: nil
        }
    }

    private func converted(
        _ bytes: [UInt8],
        size: (width: Int, height: Int),
        name: String
    ) throws(PhotoProblem) -> OutgoingPhoto {
        let sent: EncodedPhoto
        do {
            sent = try decoder.jpeg(
                of: bytes,
                longestSide: max(size.width, size.height),
                quality: jpegQuality
            )
        } catch {
            throw PhotoProblem(error)
        }
        return try written(sent.bytes, "image/jpeg", (sent.width, sent.height), name: name)
    }

    private func written(
        _ bytes: [UInt8],
        _ mediaType: String,
        _ size: (width: Int, height: Int),
        name: String
    ) throws(PhotoProblem) -> OutgoingPhoto {
        let path: String
        do {
            path = try scratch.write(CollectionOfOne(bytes), name: name)
        } catch {
            throw PhotoProblem(
                rejection: .notReached,
                words: error.message
            )
        }
        return OutgoingPhoto(
            mediaType: mediaType,
            width: size.width,
            height: size.height,
            path: path,
            byteCount: bytes.count,
            sha256: sha256(of: bytes)
        )
    }
}
