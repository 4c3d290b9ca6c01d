import Foundation
import Imaging
import Testing

@testable import Stocktake

/// The photos of `Samples/`, opened as a run opens them.
enum SamplePhotos {
    static let repository = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func path(_ name: String) -> String {
        repository.appending(path: "Samples/\(name)").path
    }

    /// Opens any photo file: a sample by its full path, or one that a test wrote.
    static func open(_ path: String) throws -> Photo {
        try PhotoReading().read(ListedPhoto(path: path)).get()
    }

    /// Its pixels at full size, whatever their quality.
    static func prepared(_ path: String) throws -> PreparedPhoto {
        let preparation = PhotoPreparation(
            reject: RejectLimits(darkerThan: 0, blurrierThan: 0, smallerThan: 1),
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes
        )
        return try preparation.luma(of: try open(path))
    }
}
