import Imaging

/// One entry of the lists, globs and folders of `photos.files`, before its file is opened.
struct ListedPhoto: Sendable, Hashable {
    /// The path as listed, joined to the list's folder, as shown in messages and reports.
    let path: String
    /// The location by folder, column or pattern; nil if a sign in the photo gives it.
    var location: String?
    /// `taken_at` of the manifest, as written.
    var takenAt: String?
    /// `width` and `height` of the manifest, upright pixels.
    var statedWidth: Int?
    var statedHeight: Int?
    /// The other columns of the manifest, in its order.
    var columns: [ManifestColumn] = []
    /// The line of the list or manifest, if any.
    var position: SourcePosition?
}

/// A column of a manifest that Stocktake only copies to the reports.
struct ManifestColumn: Sendable, Hashable {
    let name: String
    let value: String
}

/// A photo whose bytes were read and whose header is valid.
struct Photo: Sendable, Hashable {
    /// The first 10 hex digits of the SHA-256 of the file, its name in reports and requests.
    let id: String
    let path: String
    let sha256: String
    let byteCount: Int
    let header: PhotoHeader
    /// The location by folder, column or pattern; nil if only a sign in the photo shows it.
    let statedLocation: String?
    /// ISO 8601; from the manifest, else from the photo's EXIF.
    let takenAt: String?
    let columns: [ManifestColumn]

    /// Upright, in pixels.
    var width: Int { header.width }
    /// Upright, in pixels.
    var height: Int { header.height }
}

/// Why a photo could not be used; the raw value precedes the words in photos.csv.
enum PhotoRejection: String, Sendable, CaseIterable {
    case missing
    case notAFile = "not_a_file"
    case unreadable
    case empty
    case tooManyBytes = "too_many_bytes"
    case notAPhoto = "not_a_photo"
    case damaged
    case tooManyPixels = "too_many_pixels"
    case tooSmall = "too_small"
    case tooDark = "too_dark"
    case tooBlurry = "too_blurry"
    case changed
    /// The service can't use the photo.
    case refusedByService = "refused_by_service"
    /// The model reports that it can't read the photo.
    case unreadableToModel = "unreadable_to_model"
    /// There is no usable answer about the photo.
    case replyFailed = "reply_failed"
    case notReached = "not_reached"
}

/// The outcome of one listed photo: a row of photos.csv.
struct PhotoRecord: Sendable, Hashable {
    enum Outcome: Sendable, Hashable {
        case used
        /// The same bytes as the photo at `path`, at the same location.
        case duplicate(of: String)
        case rejected(PhotoRejection, words: String)
    }

    let path: String
    /// Nil if the file could not be read.
    let photo: Photo?
    /// The location, as stated or by its sign; nil if unknown.
    var location: String?
    var outcome: Outcome
    /// The manifest columns that are only copied to the reports.
    var columns: [ManifestColumn] = []

    var isDuplicate: Bool {
        if case .duplicate = outcome { true } else { false }
    }

    /// The reason column: empty for a used photo, else a code and words.
    var reason: String {
        switch outcome {
        case .used: ""
        case .duplicate(let path): "duplicate: the same bytes as \(path)"
        case .rejected(let rejection, let words): "\(rejection.rawValue): \(words)"
        }
    }
}

/// How the photos of one location relate: `photos.views` of the pipeline.
enum PhotoViews: String, Sendable, CaseIterable {
    /// Each photo shows different goods: their counts are added.
    case separate
    /// All photos show the same goods: their counts are votes.
    case repeated
    /// Neighbouring photos share goods: each piece counts once.
    case overlapping
}
