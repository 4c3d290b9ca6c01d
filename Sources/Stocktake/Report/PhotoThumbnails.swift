import Imaging
import Platform

/// A picture for a report, or why there is none.
enum ReportPicture {
    /// A JPEG with its size in pixels; the words name the photo.
    case picture(jpeg: [UInt8], width: Int, height: Int, words: String)
    case unreadable(Finding)
    /// No photo shows it.
    case none
}

/// Small pictures of the used photos, read again from disk; one is in memory at a time.
struct PhotoThumbnails {
    private let photos: [String: PhotoRecord]
    private let decoder = PhotoDecoder(maxPixels: .max)

    init(record: RunRecord) {
        photos = record.usedPhotos.reduce(into: [:]) { table, entry in
            guard let id = entry.photo?.id, table[id] == nil else { return }
            table[id] = entry
        }
    }

    func photo(_ id: String) -> Photo? {
        photos[id]?.photo
    }

    /// The photo with an id, with what `draw` adds to it.
    func picture(
        of id: String,
        longestSide: Int,
        quality: Int = 80,
        draw: (Photo, RGBImage) -> RGBImage = { $1 }
    ) -> ReportPicture {
        guard let entry = photos[id], let photo = entry.photo else { return .none }
        do {
            let bytes = try readPhotoFile(at: photo.path, maxBytes: max(photo.byteCount, 1))
            guard sha256(of: bytes) == photo.sha256 else {
                return .unreadable(finding("the photo changed after it was counted", entry))
            }
            let drawn = draw(photo, try decoder.rgb(of: bytes, longestSide: longestSide))
            return .picture(
                jpeg: try drawn.jpeg(quality: quality),
                width: drawn.width,
                height: drawn.height,
                words: photo.path
            )
        } catch let error as ImagingError {
            return .unreadable(finding(error.message, entry))
        } catch let error as FileError {
            return .unreadable(finding(error.message, entry))
        } catch {
            return .unreadable(finding("\(error)", entry))
        }
    }

    private func finding(_ words: String, _ entry: PhotoRecord) -> Finding {
        Finding(
            .warning,
            .thumbnailMissing,
            "no picture in report.xlsx, \(words)",
            photo: entry.path
        )
    }
}
