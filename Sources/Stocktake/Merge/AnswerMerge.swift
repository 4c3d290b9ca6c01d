/// What merging answers leaves behind.
struct MergedAnswers: Sendable {
    let merged: Merged
    /// The photos that most of their answered votes could not read: what is wrong with each, in
    /// alphabetical order, by its index in the list of photos.
    let unreadable: [Int: [String]]
}

/// Merges the answers of a model into one tally per location and item.
///
/// Votes first, then the photos of a location by how they relate. Every number is the number of
/// points of one real vote about each photo, or sums of such: nothing is averaged. An item that an
/// answer doesn't name is 0 in that vote; a vote without an answer is missing, which is not 0, and a
/// 0 is counted only where its empty place is seen.
struct AnswerMerge: Sendable {
    let catalogue: Catalogue
    /// In the pipeline's order; empty where it names none.
    let zones: [String]
    /// How often each photo was asked about, 1 or more.
    let votes: Int
    /// `model` or `rehearsal`.
    let method: String
    let checks: LocationChecks

    /// More points of one item than this on one photo are too dense to be sure of.
    static let maxPointsPerPhoto = 20

    /// - Parameters:
    ///   - questions: at most one per vote and group of photos, in any order.
    ///   - photos: the used photos in list order, each with its location, nil where it is unknown;
    ///     a photo that no question asks about counts as one whose question failed.
    /// - Returns: the same for any order of questions, and of photos but for lists of photos.
    func merge(
        _ questions: [CountQuestion],
        photos: [(photo: Photo, location: String?)]
    ) -> MergedAnswers {
        let places = places(questions, photos)
        let possible = PossibleItems(catalogue)
        let counts = places.map { PlaceCount($0, by: self, onlyItem: possible.only(at: $0.key)) }
        let tallies = counts.flatMap { $0.tallies.sorted(by: Tally.isBefore) }
        let unreadable = places.flatMap(\.unreadable)
        let findings = AnswerMergeFindings(
            photos: photos,
            unreadable: unreadable,
            tallies: tallies,
            bySign: checks.bySign
        )
        return MergedAnswers(
            merged: Merged(
                tallies: tallies,
                findings: findings.all,
                locations: photos.map(\.location),
                looks: counts.reduce(into: [:]) { looks, count in
                    let ids = count.usedPhotoIDs
                    if !count.place.key.isEmpty, !ids.isEmpty { looks[count.place.key] = ids }
                }
            ),
            unreadable: unreadable.reduce(into: [:]) { $0[$1.photo.index] = $1.problems }
        )
    }

    /// In walk order, the unknown place last.
    private func places(
        _ questions: [CountQuestion],
        _ photos: [(photo: Photo, location: String?)]
    ) -> [AskedPlace] {
        var listed: [String: [AskedPlace.Member]] = [:]
        var names: [String: String] = [:]
        for (index, entry) in photos.enumerated() {
            let key = entry.location.map(locationKey) ?? ""
            listed[key, default: []].append(.init(index: index, photo: entry.photo))
            if let location = entry.location, names[key] == nil { names[key] = location }
        }
        let asked = Dictionary(grouping: questions) { locationKey($0.location) }
        let places = listed.map { key, photos in
            AskedPlace(
                key: key,
                name: key.isEmpty ? "" : names[key] ?? key,
                photos: photos,
                questions: asked[key] ?? []
            )
        }
        return places.sorted { left, right in
            left.key.isEmpty == right.key.isEmpty
                ? isBeforeNaturally(left.name, right.name) : right.key.isEmpty
        }
    }
}

/// Which items a location may hold, where that is only one.
private struct PossibleItems {
    private var everywhere: Set<String> = []
    private var byLocation: [String: Set<String>] = [:]

    init(_ catalogue: Catalogue) {
        for item in catalogue.items {
            if item.locations.isEmpty { everywhere.insert(item.sku) }
            for location in item.locations {
                byLocation[locationKey(location), default: []].insert(item.sku)
            }
        }
    }

    /// The SKU of the only item that may be at the location of a key; nil for several or none.
    func only(at key: String) -> String? {
        let here = byLocation[key] ?? []
        guard everywhere.count + here.count == 1 else { return nil }
        return everywhere.first ?? here.first
    }
}
