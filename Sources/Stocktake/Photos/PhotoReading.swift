import Imaging
import Platform

/// Opens listed photos: bytes, SHA-256 and header.
///
/// Each photo is read independently, so several threads may share one value. With a cache, photos
/// unchanged since an earlier run are not read.
struct PhotoReading: Sendable {
    /// The largest file accepted, in bytes.
    static let maxBytes = 256 << 20
    /// The most pixels a photo may have: 200 megapixels.
    static let maxPixels = 200_000_000

    /// What is known from earlier runs; nil to read every photo.
    var cache: PhotoCache?
    private let decoder = PhotoDecoder(maxPixels: Self.maxPixels)

    /// The photo, or why it can't be used.
    func read(_ listed: ListedPhoto) -> Result<Photo, PhotoProblem> {
        do throws(PhotoProblem) {
            return .success(try photo(listed))
        } catch {
            return .failure(error)
        }
    }

    /// The same results, with duplicates confirmed by reading.
    ///
    /// A duplicate is dropped, so cached photos with the same hash as another are read again until
    /// all of them have been read in this run.
    ///
    /// - Parameters:
    ///   - read: the result of reading each.
    ///   - listed: the photos in the same order.
    /// - Returns: one per listed photo, in the same order.
    func confirmingDuplicates(
        _ read: [Result<Photo, PhotoProblem>],
        of listed: [ListedPhoto]
    ) -> [Result<Photo, PhotoProblem>] {
        guard let cache else { return read }
        var read = read
        while true {
            let hashes = read.map { result -> String? in
                if case .success(let photo) = result { photo.sha256 } else { nil }
            }
            let counts = hashes.reduce(into: [:]) { counts, hash in counts[hash, default: 0] += 1 }
            let doubtful = hashes.indices.filter { index in
                hashes[index] != nil && counts[hashes[index], default: 0] > 1
                    && cache.hasRecalled(listed[index].path)
            }
            guard !doubtful.isEmpty else { return read }
            for index in doubtful { cache.forget(listed[index].path) }
            for index in doubtful { read[index] = self.read(listed[index]) }
        }
    }

    private func photo(_ listed: ListedPhoto) throws(PhotoProblem) -> Photo {
        let identity = cache?.identity(of: listed.path)
        if let identity, let content = cache?.recall(identity) {
            return Photo(listed, content, byteCount: identity.status.byteCount)
        }
        let (content, byteCount) = try content(of: listed.path)
        if let identity { cache?.remember(content, of: identity) }
        return Photo(listed, content, byteCount: byteCount)
    }

    private func content(
        of path: String
    ) throws(PhotoProblem) -> (content: PhotoContent, byteCount: Int) {
        let bytes: [UInt8]
        do {
            bytes = try readPhotoFile(at: path, maxBytes: Self.maxBytes)
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
        return (PhotoContent(sha256: sha256(of: bytes), header: header), bytes.count)
    }
}

extension Photo {
    /// A listed photo with its content.
    fileprivate init(_ listed: ListedPhoto, _ content: PhotoContent, byteCount: Int) {
        self.init(
            id: String(content.sha256.prefix(10)),
            path: listed.path,
            sha256: content.sha256,
            byteCount: byteCount,
            header: content.header,
            statedLocation: listed.location,
            takenAt: listed.takenAt ?? content.header.takenAt,
            columns: listed.columns
        )
    }
}

extension PhotoProblem {
    /// The reason in photos.csv for a file that can't be read.
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

    /// The reason in photos.csv for bytes that are not a usable photo.
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
