/// Finds photos that are the same, by their bytes.
///
/// The same bytes twice at one location, or twice without a stated one, are one photo. At several
/// locations all are kept, as each may hold the goods, with a warning.
struct PhotoIdentification: Sendable {
    /// One per listed photo, in list order.
    let records: [PhotoRecord]
    /// The photos used, in list order: no rejects, no duplicates.
    let unique: [Photo]
    /// SHA-256 of the photos listed at more than one location.
    let sharedPhotos: Set<String>
    /// Notes on duplicates and warnings on shared photos; rejects are in the records.
    let findings: [Finding]

    /// - Parameters:
    ///   - listed: the photos in list order.
    ///   - read: the result of reading each, in the same order.
    init(listed: [ListedPhoto], read: [Result<Photo, PhotoProblem>]) {
        var records: [PhotoRecord] = []
        var unique: [Photo] = []
        var findings: [Finding] = []
        var firstAt: [Place: String] = [:]
        var placesOf: [String: [Photo]] = [:]
        for (entry, result) in zip(listed, read) {
            let outcome: PhotoRecord.Outcome
            var photo: Photo?
            switch result {
            case .failure(let problem):
                outcome = .rejected(problem.rejection, words: problem.words)
            case .success(let sound):
                photo = sound
                let place = Place(
                    sha256: sound.sha256,
                    location: sound.statedLocation.map(locationKey)
                )
                if let first = firstAt[place] {
                    outcome = .duplicate(of: first)
                    findings.append(Self.duplicate(entry, of: first))
                } else {
                    outcome = .used
                    firstAt[place] = entry.path
                    placesOf[sound.sha256, default: []].append(sound)
                    unique.append(sound)
                }
            }
            records.append(
                PhotoRecord(
                    path: entry.path,
                    photo: photo,
                    location: entry.location,
                    outcome: outcome,
                    columns: entry.columns
                )
            )
        }
        let shared = unique.filter { (placesOf[$0.sha256]?.count ?? 0) > 1 }
        for photo in shared where placesOf[photo.sha256]?.first?.path == photo.path {
            findings.append(Self.sharing(placesOf[photo.sha256] ?? []))
        }
        self.records = records
        self.unique = unique
        self.findings = findings
        sharedPhotos = Set(shared.map(\.sha256))
    }

    private struct Place: Hashable {
        let sha256: String
        let location: String?
    }

    private static func duplicate(_ entry: ListedPhoto, of first: String) -> Finding {
        Finding(
            .note,
            .duplicatePhoto,
            "identical to \(printable(first)); counted once",
            position: entry.position,
            photo: entry.path,
            location: entry.location
        )
    }

    private static func sharing(_ photos: [Photo]) -> Finding {
        let places = photos.map { photo in
            let location = photo.statedLocation.map { printable($0, limit: 60) }
            return "\(location ?? "no location") (\(printable(photo.path, limit: 100)))"
        }
        return Finding(
            .warning,
            .duplicatePhoto,
            "the same photo is listed at several locations: \(places.joined(separator: ", "))",
            photo: photos.first?.path,
            location: photos.first?.statedLocation
        )
    }
}
