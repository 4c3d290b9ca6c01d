import Imaging
import Platform

/// Reads a photo's pixels and rejects photos that are too small, too dark or too blurry.
struct PhotoPreparation: Sendable {
    let reject: RejectLimits
    let decoder: PhotoDecoder
    /// The largest file accepted, in bytes.
    let maxBytes: Int
    /// The version of the measurement in `quality(of:)`; changed whenever its results may change.
    static let qualityVersion = "quality-1"

    /// The luma of a photo, without applying limits.
    ///
    /// - Throws: `PhotoProblem` if it can't be read or has changed since it was identified.
    func luma(of photo: Photo) throws(PhotoProblem) -> PreparedPhoto {
        let gray = try read(photo) { (bytes) throws(ImagingError) in try decoder.gray(of: bytes) }
        return PreparedPhoto(photo: photo, gray: gray, quality: PhotoQuality(measuring: gray))
    }

    /// The brightness and sharpness of a photo, without keeping its pixels.
    ///
    /// - Throws: as `luma(of:)`.
    func quality(of photo: Photo) throws(PhotoProblem) -> PhotoQuality {
        try read(photo) { (bytes) throws(ImagingError) in try decoder.quality(of: bytes) }
    }

    /// - Throws: `PhotoProblem` for a photo outside a limit, naming all that it breaks.
    func check(_ quality: PhotoQuality) throws(PhotoProblem) {
        if let problem = problem(quality) { throw problem }
    }

    /// - Throws: `PhotoProblem` for a photo that is too small.
    func checkSize(of photo: Photo) throws(PhotoProblem) {
        let longSide = max(photo.width, photo.height)
        guard longSide < reject.smallerThan else { return }
        throw PhotoProblem(
            rejection: .tooSmall,
            words: "long side \(longSide) px, under the limit of \(reject.smallerThan)"
        )
    }

    /// The problem of a photo, coded by the first broken limit and naming all of them.
    private func problem(_ quality: PhotoQuality) -> PhotoProblem? {
        var problems: [PhotoProblem] = []
        if quality.meanLuma < reject.darkerThan {
            let words =
                "mean brightness \(rounded(quality.meanLuma)) of 255, under the limit of "
                + rounded(reject.darkerThan)
            problems.append(PhotoProblem(rejection: .tooDark, words: words))
        }
        if quality.laplacianVariance < reject.blurrierThan {
            let words =
                "sharpness \(rounded(quality.laplacianVariance)), under the limit of "
                + rounded(reject.blurrierThan)
            problems.append(PhotoProblem(rejection: .tooBlurry, words: words))
        }
        guard let first = problems.first else { return nil }
        return PhotoProblem(
            rejection: first.rejection,
            words: problems.map(\.words).joined(separator: "; ")
        )
    }

    private func read<Result>(
        _ photo: Photo,
        _ decode: ([UInt8]) throws(ImagingError) -> Result
    ) throws(PhotoProblem) -> Result {
        let bytes = try photo.bytes(atMost: maxBytes)
        do {
            return try decode(bytes)
        } catch {
            throw PhotoProblem(error)
        }
    }

    /// Truncated to one decimal, so that a value under a limit never reads as equal to it.
    private func rounded(_ value: Double) -> String {
        let tenths = Int(value * 10)
        return "\(tenths / 10).\(tenths % 10)"
    }
}
