/// Why a photo can't be counted.
struct PhotoProblem: Error, Sendable, Hashable {
    let rejection: PhotoRejection
    /// For a person: what was measured, and the limit.
    let words: String
}
