@testable import Stocktake

/// Answers of a model, for tests of merging: `["ICE": [8, 7, 1]]` are 16 points on three photos.
enum AnswerScene {
    /// An answer about as many photos as the longest list of points.
    ///
    /// - Parameters:
    ///   - points: per item, how many points on each photo.
    ///   - photos: the number of photos, if more than in the lists.
    ///   - unreadable: problems of photos that can't be read, by position.
    ///   - empty: empty places by SKU, with the photo that shows each.
    ///   - zones: of each item's points in turn; the last is repeated.
    /// - Returns: an answer that is otherwise certain.
    static func answer(
        _ points: [String: [Int]],
        photos: Int = 1,
        unreadable: [Int: [String]] = [:],
        empty: [String: Int] = [:],
        zones: [String: [String]] = [:]
    ) -> CountAnswer {
        let count = points.values.map(\.count).max() ?? 0
        return CountAnswer(
            photos: (0..<max(count, photos)).map { position in
                CountAnswer.SeenPhoto(
                    isReadable: unreadable[position] == nil,
                    problems: unreadable[position] ?? []
                )
            },
            items: points.sorted { $0.key < $1.key }.filter { $0.value.contains { $0 > 0 } }
                .map { sku, counts in item(sku, counts, zones: zones[sku] ?? []) },
            emptyPlaces: empty.sorted { $0.key < $1.key }.map {
                CountAnswer.EmptyPlace(photo: $0.value, sku: $0.key, place: "left")
            },
            notCounted: []
        )
    }

    /// An answer about one item.
    static func answer(
        _ points: Int,
        said: Int? = nil,
        hidden: CountAnswer.Hidden = .none,
        isEstimated: Bool = false
    ) -> CountAnswer {
        let plain = item("ICE", [points], zones: [])
        return CountAnswer(
            photos: [CountAnswer.SeenPhoto(isReadable: true, problems: [])],
            items: [
                CountAnswer.SeenItem(
                    sku: "ICE",
                    points: plain.points,
                    said: said ?? points,
                    hidden: hidden,
                    isEstimated: isEstimated
                )
            ],
            emptyPlaces: [],
            notCounted: []
        )
    }

    private static func item(
        _ sku: String,
        _ counts: [Int],
        zones: [String]
    ) -> CountAnswer.SeenItem {
        let photos = counts.enumerated().flatMap { Array(repeating: $0.offset, count: $0.element) }
        return CountAnswer.SeenItem(
            sku: sku,
            points: photos.enumerated().map { index, photo in
                let zone = zones.isEmpty ? "" : zones[min(index, zones.count - 1)]
                return CountAnswer.Point(photo: photo, x: 10 * index % 1000, y: 500, zone: zone)
            },
            said: photos.count,
            hidden: .none,
            isEstimated: false
        )
    }

    /// A question about photos of these names; its key contains vote, location and photos.
    static func question(
        _ photos: [String],
        at location: String = "A-01",
        vote: Int = 1,
        _ answer: CountAnswer?
    ) -> CountQuestion {
        CountQuestion(
            key: "\(vote)\(location)\(photos.joined())-0123456789abcdef",
            location: location,
            vote: vote,
            photos: photos.map { Scene.photo($0) },
            answer: answer,
            snapshot: answer == nil ? "model" : "model-1"
        )
    }

    /// Votes about the photos p1, p2… of A-01, nil for one without an answer.
    static func votes(_ answers: [CountAnswer?], about photos: [String] = ["p1"]) -> [CountQuestion]
    {
        answers.enumerated().map { question(photos, vote: $0.offset + 1, $0.element) }
    }

    /// Votes about the photo p1: how many pieces of ice each saw, nil for one without an answer.
    static func votes(_ values: [Int?]) -> [CountQuestion] {
        votes(values.map { value in value.map { answer(["ICE": [$0]]) } })
    }

    static func merge(
        views: PhotoViews? = .separate,
        votes: Int = 1,
        zones: [String] = [],
        catalogue: Catalogue = Scene.catalogue,
        checks: LocationChecks? = nil,
        isOpen: Bool = false,
        method: String = "model"
    ) -> AnswerMerge {
        AnswerMerge(
            catalogue: catalogue,
            zones: zones,
            votes: votes,
            method: method,
            checks: checks
                ?? LocationChecks(
                    views: views,
                    bySign: true,
                    sharedPhotos: [],
                    locationsWithRejects: []
                ),
            isOpen: isOpen
        )
    }
}

extension AnswerMerge {
    /// Merges with the photos that the questions name, by location and name.
    func merge(_ questions: [CountQuestion]) -> MergedAnswers {
        let photos = questions.flatMap { question in
            question.photos.map { ($0, question.location.isEmpty ? nil : question.location) }
        }
        let distinct = photos.enumerated().filter { index, entry in
            !photos[..<index].contains { $0.0 == entry.0 && $0.1 == entry.1 }
        }
        return merge(
            questions,
            photos: distinct.map { (photo: $0.element.0, location: $0.element.1) }
                .sorted { ($0.location ?? "", $0.photo.id) < ($1.location ?? "", $1.photo.id) }
        )
    }
}

extension MergedAnswers {
    /// `location sku counted low-high share reasons`, one line per tally.
    var shown: [String] {
        merged.tallies.map { tally in
            let numbers = [tally.counted, tally.low, tally.high].map { $0.map(String.init) ?? "-" }
            let share = tally.share.map { "\($0.agreeing)/\($0.of)" }
            let parts = [
                tally.location, tally.sku, numbers[0], "\(numbers[1])…\(numbers[2])", share ?? "",
                tally.reasons.map(\.rawValue).joined(separator: ";"),
            ]
            return parts.filter { !$0.isEmpty }.joined(separator: " ")
        }
    }

    /// `photo: points` of the evidence that counts, in the first tally.
    var counting: [String: Int] {
        merged.tallies.first?.evidence.filter(\.counts)
            .reduce(into: [:]) { $0[$1.photo, default: 0] += 1 } ?? [:]
    }
}
