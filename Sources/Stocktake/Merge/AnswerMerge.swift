/// The result of merging answers.
struct MergedAnswers: Sendable {
    let merged: MergedTallies
    /// The photos that most answered votes could not read: the problems of each, in alphabetical
    /// order, by its index in the list of photos.
    let unreadable: [Int: [String]]
}

/// Merges the answers of a model into one tally per location and item.
///
/// Votes first, then the photos of a location by how they relate. Every number is the number of
/// points of one actual vote about a photo, or a sum of such: nothing is averaged. An item that an
/// answer doesn't name is 0 in that vote; a vote without an answer is missing, which is not 0. A 0
/// is counted only if the item's empty place is seen.
struct AnswerMerge: Sendable {
    let catalogue: Catalogue
    /// In the pipeline's order; may be empty.
    let zones: [String]
    /// How often each photo was asked about, 1 or more.
    let votes: Int
    /// `model` or `rehearsal`.
    let method: String
    let checks: LocationChecks
    /// Whether the model names the goods itself: then a name that the catalogue has becomes that
    /// item, before votes and photos are merged; any other is a line of its own.
    var isOpen = false

    /// More points of one item than this on one photo are too dense to be reliable.
    static let maxPointsPerPhoto = 20

    /// - Parameters:
    ///   - questions: at most one per vote and group of photos, in any order.
    ///   - photos: the used photos in list order, each with its location, nil if unknown; a photo
    ///     without a question counts as one whose question failed.
    /// - Returns: a result independent of the order of questions and, except in lists of photos, of
    ///   photos.
    func merge(
        _ questions: [CountQuestion],
        photos: [(photo: Photo, location: String?)]
    ) -> MergedAnswers {
        let places = places(isOpen ? renamed(questions) : questions, photos)
        let possible = isOpen ? nil : PossibleItems(catalogue)
        let counts = places.map {
            LocationCount($0, by: self, onlyItem: possible?.only(at: $0.key))
        }
        let tallies = counts.flatMap { $0.tallies.sorted(by: Tally.isBefore) }
        let unreadable = places.flatMap(\.unreadable)
        let findings = AnswerMergeFindings(
            photos: photos,
            unreadable: unreadable,
            tallies: tallies,
            bySign: checks.bySign,
            isOpen: isOpen,
            hasCatalogue: !catalogue.items.isEmpty
        )
        return MergedAnswers(
            merged: MergedTallies(
                tallies: tallies,
                findings: findings.all,
                locations: photos.map(\.location),
                photosByLocation: counts.reduce(into: [:]) { photos, count in
                    let ids = count.usedPhotoIDs
                    if !count.place.key.isEmpty, !ids.isEmpty { photos[count.place.key] = ids }
                }
            ),
            unreadable: unreadable.reduce(into: [:]) { $0[$1.photo.index] = $1.problems }
        )
    }

    /// The questions with the catalogue's SKUs in place of its names.
    private func renamed(_ questions: [CountQuestion]) -> [CountQuestion] {
        let names = ItemNames(catalogue.items)
        return questions.map { question in
            question.with(answer: question.answer?.renamed { names.sku(named: $0) ?? $0 })
        }
    }

    /// In natural order of their names, the unknown location last.
    private func places(
        _ questions: [CountQuestion],
        _ photos: [(photo: Photo, location: String?)]
    ) -> [AnsweredLocation] {
        var listed: [String: [AnsweredLocation.Member]] = [:]
        var names: [String: String] = [:]
        for (index, entry) in photos.enumerated() {
            let key = entry.location.map(locationKey) ?? ""
            listed[key, default: []].append(.init(index: index, photo: entry.photo))
            if let location = entry.location, names[key] == nil { names[key] = location }
        }
        let asked = Dictionary(grouping: questions) { locationKey($0.location) }
        let places = listed.map { key, photos in
            AnsweredLocation(
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

/// The items that each location may hold by the catalogue.
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

    /// The SKU of the only item that may be at a location; nil for several or none.
    func only(at key: String) -> String? {
        let here = byLocation[key] ?? []
        guard everywhere.count + here.count == 1 else { return nil }
        return everywhere.first ?? here.first
    }
}
