import Imaging

/// Photos that show the same picture in files with other bytes, such as a HEIC, its JPEG and the
/// smaller copy of a messenger: each would be counted.
///
/// At one location they make it a review, except with `repeated` views, where they are looks at the
/// same goods anyway. At several locations they make all of them a review, whatever the views.
struct NearDuplicates: Sendable {
    /// Keys of the locations to be reviewed.
    private(set) var locations: Set<String> = []
    private(set) var findings: [Finding] = []

    /// More findings than this are only numbered.
    private static let mostFindings = 20

    /// - Parameters:
    ///   - photos: in list order, with the location of each, nil if unknown, which counts nowhere.
    ///   - views: how the photos of a location relate.
    init(_ photos: [(observation: Observation, location: String?)], views: PhotoViews?) {
        let placed = photos.compactMap { observation, location -> Picture? in
            guard let location, let likeness = observation.likeness,
                let fingerprint = PictureFingerprint(likeness)
            else { return nil }
            return Picture(photo: observation.photo, location: location, fingerprint: fingerprint)
        }
        let groups = Self.groups(placed).map { $0.map { placed[$0] } }
            .filter { Set($0.map(\.photo.sha256)).count > 1 }
        for group in groups {
            let keys = Set(group.map { locationKey($0.location) })
            let isReview = keys.count > 1 || views != .repeated
            if isReview { locations.formUnion(keys) }
            if findings.count < Self.mostFindings {
                findings.append(Self.finding(group, isElsewhere: keys.count > 1, isReview))
            }
        }
        if groups.count > Self.mostFindings {
            let message =
                "\(groups.count - Self.mostFindings) more pictures are there more than once; see "
                + "the lines with reason \(LineReason.nearDuplicate.rawValue)"
            findings.append(Finding(.warning, .nearDuplicate, message))
        }
    }

    private struct Picture {
        let photo: Photo
        let location: String
        let fingerprint: PictureFingerprint

        /// Whether both show the same picture, in the same proportions within 3 %.
        func isCopy(of other: Picture) -> Bool {
            let products = (photo.width * other.photo.height, photo.height * other.photo.width)
            let (low, high) = (min(products.0, products.1), max(products.0, products.1))
            return 100 * (high - low) <= 3 * high
                && fingerprint.isSamePicture(as: other.fingerprint)
        }
    }

    /// Indices of photos with the same picture, in list order; no groups of one.
    ///
    /// Each photo is compared with the first of each group; two that differ do so in one of the
    /// first few cells, so 10,000 photos take about a second and a half (measured).
    private static func groups(_ pictures: [Picture]) -> [[Int]] {
        var groups: [[Int]] = []
        for (index, picture) in pictures.enumerated() {
            let known = groups.indices.first { picture.isCopy(of: pictures[groups[$0][0]]) }
            if let known {
                groups[known].append(index)
            } else {
                groups.append([index])
            }
        }
        return groups.filter { $0.count > 1 }
    }

    private static func finding(
        _ group: [Picture],
        isElsewhere: Bool,
        _ isReview: Bool
    ) -> Finding {
        let copies = group.dropFirst().prefix(3).map { copy in
            let place = isElsewhere ? " (\(printable(copy.location, limit: 60)))" : ""
            return printable(copy.photo.path, limit: 100) + place
        }
        let more = group.count > 4 ? " and \(group.count - 4) more" : ""
        let advice = isReview ? "each is counted; keep one" : "each is a look; keep one"
        return Finding(
            isReview ? .warning : .note,
            .nearDuplicate,
            "the same picture as \(copies.joined(separator: ", "))\(more): \(advice)",
            photo: group[0].photo.path,
            location: group[0].location
        )
    }
}
