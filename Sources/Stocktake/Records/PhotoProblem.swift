/// Why a photo can't be counted.
struct PhotoProblem: Error, Sendable, Hashable {
    let rejection: PhotoRejection
    /// The problem in words, with the measured value and the limit.
    let words: String
}

/// A photo without an answer, and why.
struct LostPhoto: Sendable, Hashable {
    let photo: Photo
    let problem: PhotoProblem
}
