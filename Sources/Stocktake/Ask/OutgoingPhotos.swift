import Imaging
import Platform

/// Prepares the photos of requests, a few at a time however many requests are running.
///
/// This keeps memory use constant.
actor OutgoingPhotos {
    private let preparation: OutgoingPreparation
    private var count = 0

    /// - Throws: `FileError` if the folder for prepared photos can't be made.
    init(jpegQuality: Int, temporaryFolder: String) throws {
        preparation = OutgoingPreparation(
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes,
            jpegQuality: jpegQuality,
            scratch: try ScratchFolder(in: temporaryFolder)
        )
    }

    /// A photo as it is sent; the caller must return it with `giveBack`.
    func outgoing(_ photo: SizedPhoto) throws(PhotoProblem) -> OutgoingPhoto {
        count += 1
        return try preparation.outgoing(
            photo.photo,
            size: (photo.width, photo.height),
            name: "\(count)"
        )
    }

    /// Removes temporary files made for sending.
    nonisolated func giveBack(_ photos: [OutgoingPhoto]) {
        for photo in photos where photo.path.hasPrefix(preparation.scratch.path + "/") {
            preparation.scratch.remove(photo.path)
        }
    }
}
