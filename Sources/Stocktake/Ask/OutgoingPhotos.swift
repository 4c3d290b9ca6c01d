import Imaging
import Platform

/// Prepares the photos of requests, a few at a time however many requests are under way, so that
/// memory stays flat.
actor OutgoingPhotos {
    private let preparation: OutgoingPreparation
    private var count = 0

    /// - Throws: `FileError` where there is no room for what is sent.
    init(jpegQuality: Int, temporaryFolder: String) throws {
        preparation = OutgoingPreparation(
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes,
            jpegQuality: jpegQuality,
            scratch: try ScratchFolder(in: temporaryFolder)
        )
    }

    /// A photo as it is sent; whoever asks for it gives it back.
    func outgoing(_ photo: SizedPhoto) throws(PhotoProblem) -> OutgoingPhoto {
        count += 1
        return try preparation.outgoing(
            photo.photo,
            size: (photo.width, photo.height),
            name: "\(count)"
        )
    }

    /// Removes what was only made to be sent.
    nonisolated func giveBack(_ photos: [OutgoingPhoto]) {
        for photo in photos where photo.path.hasPrefix(preparation.scratch.path + "/") {
            preparation.scratch.remove(photo.path)
        }
    }
}
