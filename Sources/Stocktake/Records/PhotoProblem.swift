/// Why a photo can't be counted.
struct PhotoProblem: Error, Sendable, Hashable {
    let rejection: PhotoRejection
    /// For a person: what was measured, and the limit.
    let words: String
}

/// A photo that no answer is about, and why.
struct LostPhoto: Sendable, Hashable {
    let photo: Photo
    let problem: PhotoProblem
}
