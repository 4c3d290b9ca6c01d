/// What is known of the locations before any counting: reasons that all lines of one carry.
struct LocationChecks: Sendable {
    let views: PhotoViews?
    /// Whether a photo's location is the sign in it.
    let bySign: Bool
    /// SHA-256 of photos whose bytes were listed under more than one location.
    let sharedPhotos: Set<String>
    /// Keys of stated locations that lost a photo.
    let locationsWithRejects: Set<String>

    /// - Parameters:
    ///   - key: of the location; empty where it is unknown, which gives no reason here.
    ///   - photos: those of the location.
    /// - Returns: none, or reasons that are for a person.
    func reasons(at key: String, photos: [Photo]) -> Set<LineReason> {
        guard !key.isEmpty else { return [] }
        var reasons: Set<LineReason> = []
        if views == nil, photos.count > 1 { reasons.insert(.viewsNotStated) }
        if locationsWithRejects.contains(key) { reasons.insert(.photoRejected) }
        if photos.contains(where: { sharedPhotos.contains($0.sha256) }) {
            reasons.insert(.samePhotoElsewhere)
        }
        return reasons
    }
}
