/// The ids of photos in a request and its answer: short, opaque, and valid in one request only.
///
/// File names could influence the model's answer.
enum PhotoLabel {
    /// `p1` for the photo at index 0.
    static func id(_ index: Int) -> String {
        "p\(index + 1)"
    }

    /// The line before a photo: `Photo p1:`.
    static func line(_ id: String) -> String {
        "Photo \(id):"
    }
}
