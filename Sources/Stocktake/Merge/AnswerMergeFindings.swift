/// Findings about merged answers: unusable photos and unknown goods.
///
/// Doubtful numbers are marked by the reasons of their lines instead.
struct AnswerMergeFindings {
    /// The used photos in list order.
    let photos: [(photo: Photo, location: String?)]
    let unreadable: [(photo: AnsweredLocation.Member, problems: [String])]
    let tallies: [Tally]
    let bySign: Bool
    /// Whether the model names the goods itself.
    let isOpen: Bool
    /// Whether a catalogue has names for them.
    let hasCatalogue: Bool

    /// By photo, then by message.
    var all: [Finding] {
        let found = photosWithoutLocation + unreadablePhotos + unknownItems + openNames
        return found.sorted {
            ($0.photo ?? "", $0.message, $0.location ?? "")
                < ($1.photo ?? "", $1.message, $1.location ?? "")
        }
    }

    private var photosWithoutLocation: [Finding] {
        photos.filter { locationKey($0.location ?? "").isEmpty }.map { entry in
            let message =
                bySign
                ? "no location sign read; include the sign in the picture"
                : "no location stated; its goods are not counted"
            return Finding(.warning, .locationUnknown, message, photo: entry.photo.path)
        }
    }

    private var unreadablePhotos: [Finding] {
        unreadable.map { photo, problems in
            let named = problems.isEmpty ? "" : ": \(problems.joined(separator: ", "))"
            return Finding(
                .warning,
                .photoRejected,
                "not readable by the model\(named); take a new photo",
                photo: photo.photo.path,
                location: photos[photo.index].location
            )
        }
    }

    /// One note about all names that no catalogue has; none about a rehearsal's.
    private var openNames: [Finding] {
        let lines = tallies.filter { $0.reasons.contains(.openName) && $0.method == "model" }
        let names = Set(lines.map(\.sku))
        guard let first = names.sorted(by: isBeforeNaturally).first else { return [] }
        let isOne = names.count == 1
        let shown = printable(first, limit: 60)
        let which =
            isOne ? "the name '\(shown)' is" : "\(names.count) names, such as '\(shown)', are"
        let advice =
            hasCatalogue
            ? "add \(isOne ? "it" : "them") to count.catalogue, as items or as aliases of items"
            : "write one with 'stocktake init --from RUN' and name it in count.catalogue"
        return [Finding(.note, .openName, "\(which) in no catalogue; \(advice)")]
    }

    private var unknownItems: [Finding] {
        let lines = tallies.filter { $0.sku == CountAnswer.unknownItem && ($0.counted ?? 0) > 0 }
        let keys = Set(lines.map { locationKey($0.location) })
        let entries = photos.map { (key: locationKey($0.location ?? ""), photo: $0.photo) }
        let byKey = Dictionary(grouping: entries.filter { keys.contains($0.key) }, by: \.key)
        return lines.map { tally in
            let photos = byKey[locationKey(tally.location)]?.map(\.photo) ?? []
            return unknownItem(tally, photos: photos)
        }
    }

    /// The finding for a line of unknown goods, with the photos of its location.
    private func unknownItem(_ tally: Tally, photos: [Photo]) -> Finding {
        let isOne = tally.counted == 1
        let pieces = isOne ? "1 piece" : "\(tally.counted ?? 0) pieces"
        let shown = Set(tally.evidence.filter(\.counts).map(\.photo))
        return Finding(
            .warning,
            .unknownItem,
            "\(pieces) at \(printable(tally.location, limit: 40)) "
                + (isOpen
                    ? "could not be named by the model; look at the photo or exclude the goods"
                    : "\(isOne ? "is" : "are") not in the catalogue; add the item or exclude the goods"),
            // The first by name, to be independent of the order of photos.
            photo: photos.filter { shown.contains($0.id) }.map(\.path).min(),
            location: tally.location
        )
    }
}
