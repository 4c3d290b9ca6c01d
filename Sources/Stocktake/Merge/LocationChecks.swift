/// Reasons that apply to all lines of a location, known before counting.
struct LocationChecks: Sendable {
    let views: PhotoViews?
    /// Whether a photo's location is that of the sign in it.
    let bySign: Bool
    /// SHA-256 of photos listed at more than one location.
    let sharedPhotos: Set<String>
    /// Keys of locations with a picture that is there, or elsewhere, once more in another file.
    var nearDuplicates: Set<String> = []
    /// Keys of stated locations with a rejected photo.
    let locationsWithRejects: Set<String>
    var unreached = UnreachedPhotos()

    /// - Parameters:
    ///   - key: of the location; empty if unknown.
    ///   - photos: the photos of the location.
    /// - Returns: reasons to doubt every line; may be empty.
    func reasons(at key: String, photos: [Photo]) -> Set<LineReason> {
        var reasons: Set<LineReason> = unreached.concern(key) ? [.notReached] : []
        guard !key.isEmpty else { return reasons }
        if views == nil, photos.count > 1 { reasons.insert(.viewsNotStated) }
        if locationsWithRejects.contains(key) { reasons.insert(.photoRejected) }
        if photos.contains(where: { sharedPhotos.contains($0.sha256) }) {
            reasons.insert(.samePhotoElsewhere)
        }
        if nearDuplicates.contains(key) { reasons.insert(.nearDuplicate) }
        return reasons
    }
}
