import Imaging
import Platform

/// Opens listed photos: bytes, SHA-256 and header.
///
/// Each photo is read on its own, so that several threads may share one reading.
struct PhotoReading: Sendable {
    /// The largest file taken, in bytes.
    static let maxBytes = 256 << 20
    /// The most pixels a photo may have: 200 megapixels.
    static let maxPixels = 200_000_000

    private let decoder = PhotoDecoder(maxPixels: Self.maxPixels)

    /// A sound photo, or why there is none; never both, and never nothing.
    func read(_ listed: ListedPhoto) -> Result<Photo, PhotoProblem> {
        do throws(PhotoProblem) {
            return .success(try photo(listed))
        } catch {
            return .failure(error)
        }
    }

    private func photo(_ listed: ListedPhoto) throws(PhotoProblem) -> Photo {
        let bytes: [UInt8]
        do {
            bytes = try readPhotoFile(at: listed.path, maxBytes: Self.maxBytes)
        } catch {
            throw PhotoProblem(error)
        }
        guard !bytes.isEmpty else {
            throw PhotoProblem(rejection: .empty, words: "zero bytes")
        }
        let header: PhotoHeader
        do {
            header = try decoder.header(of: bytes)
        } catch {
            throw PhotoProblem(error)
        }
        let digest = sha256(of: bytes)
        return Photo(
            id: String(digest.prefix(10)),
            path: listed.path,
            sha256: digest,
            byteCount: bytes.count,
            header: header,
            statedLocation: listed.location,
            takenAt: listed.takenAt ?? header.takenAt,
            columns: listed.columns
        )
    }
}

extension PhotoProblem {
    /// Why a file could not be read, as a reason in photos.csv.
    init(_ error: FileError) {
        switch error.code {
        case .missing where error.message.hasPrefix("no such"), .invalidName:
            let words = error.code == .missing ? "no such file" : error.message
            self.init(rejection: .missing, words: words)
        case .missing:
            self.init(rejection: .missing, words: printable(error.message))
        case .isFolder:
            self.init(rejection: .notAFile, words: "a folder, not a photo")
        case .special:
            self.init(rejection: .notAFile, words: error.message)
        case .tooLarge(let size, let limit):
            let mebibyte = 1 << 20
            let words =
                "\((size + mebibyte - 1) / mebibyte) MB, over the limit of \(limit / mebibyte)"
            self.init(rejection: .tooManyBytes, words: words)
        case .permissionDenied:
            self.init(rejection: .unreadable, words: "permission denied")
        case .readOnly, .diskFull, .alreadyExists, .other:
            self.init(rejection: .unreadable, words: error.message)
        }
    }

    /// Why bytes are no photo, as a reason in photos.csv.
    init(_ error: ImagingError) {
        let rejection: PhotoRejection =
            switch error.code {
            case .notAPhoto, .untrustedFormat: .notAPhoto
            case .tooManyPixels: .tooManyPixels
            case .damaged, .encodingFailed: .damaged
            case .libraryUnavailable: .unreadable
            }
        self.init(rejection: rejection, words: error.message)
    }
}
