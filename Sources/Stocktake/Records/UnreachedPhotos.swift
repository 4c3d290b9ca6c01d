/// Where the photos may belong that the run ended before: nothing is complete or missing there.
struct UnreachedPhotos: Sendable, Hashable {
    /// Stated locations of such photos: the spelling first seen, by key.
    var locations: [String: String] = [:]
    /// Whether any may be of every location, because only the sign in it would tell.
    var mayBeAnywhere = false

    /// Whether goods of a location may be on such a photo.
    func concern(_ key: String) -> Bool {
        mayBeAnywhere || locations[key] != nil
    }
}
