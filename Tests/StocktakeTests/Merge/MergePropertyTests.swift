import Testing

@testable import Stocktake

private typealias A = AnswerScene

/// SplitMix64: the same numbers for the same seed, on every machine.
private struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}

@Suite("Merging any answers") struct MergePropertyTests {
    private static let zones = ["top", "floor"]

    /// Two locations and an unknown one, three votes, some without an answer, some photos dark.
    private func questions(
        _ photos: [String],
        using generator: inout SeededGenerator
    ) -> [CountQuestion] {
        ["A-01", "A-02", ""].flatMap { location in
            photos.flatMap { photo in
                (1...3).map { vote in
                    let names = [photo + location, photo + location + "b"]
                    return A.question(
                        names,
                        at: location,
                        vote: vote,
                        Int.random(in: 0..<8, using: &generator) == 0
                            ? nil : answer(using: &generator)
                    )
                }
            }
        }
    }

    private func answer(using generator: inout SeededGenerator) -> CountAnswer {
        let counts = ["ICE", "WATER", "unknown"].map { sku in
            (sku, (0..<2).map { _ in Int.random(in: 0...5, using: &generator) })
        }
        let isDark = Int.random(in: 0..<6, using: &generator) == 0
        return A.answer(
            Dictionary(uniqueKeysWithValues: counts.filter { $0.1 != [0, 0] }),
            photos: 2,
            unreadable: isDark ? [1: ["dark"]] : [:],
            empty: Bool.random(using: &generator) ? ["ICE": 0] : [:],
            zones: ["ICE": (0..<6).map { _ in Self.zones.randomElement(using: &generator) ?? "" }]
                .merging(["WATER": ["top"], "unknown": ["floor"]]) { $1 }
        )
    }

    private static let cases = (1...20).flatMap { seed in
        [PhotoViews.separate, .repeated, .overlapping, nil].map { (UInt64(seed), $0) }
    }

    @Test(arguments: cases)
    func `zones add up, and a number lies between low and high`(
        _ seed: UInt64,
        _ views: PhotoViews?
    ) throws {
        var generator = SeededGenerator(state: seed)
        let questions = questions(["p", "q"], using: &generator)
        let merged = A.merge(views: views, votes: 3, zones: Self.zones).merge(questions).merged
        #expect(merged.tallies.contains { $0.counted != nil })
        for tally in merged.tallies {
            let points = tally.evidence.count { $0.counts }
            #expect(tally.evidence.allSatisfy { tally.photos.contains($0.photo) })
            guard let counted = tally.counted else {
                #expect(points == 0 && tally.zones.allSatisfy { $0.counted == nil })
                #expect(tally.reasons != [])
                continue
            }
            let low = try #require(tally.low)
            let high = try #require(tally.high)
            #expect(low <= counted && counted <= high)
            #expect(points == counted)
            #expect(tally.zones.map(\.zone) == Self.zones)
            #expect(tally.zones.compactMap(\.counted).reduce(0, +) == counted)
            #expect(counted > 0 || tally.reasons.contains(.emptySeen))
        }
    }

    @Test(arguments: cases)
    func `a number is that of one vote about the whole line`(
        _ seed: UInt64,
        _ views: PhotoViews?
    ) throws {
        var generator = SeededGenerator(state: seed &+ 1000)
        // Every vote is whole: two photos of A-01, in one question or in two.
        let isSplit = views != .repeated && seed.isMultiple(of: 2)
        let votes = (1...Int.random(in: 1...5, using: &generator)).map { vote in
            (0..<2).map { _ in (vote, Int.random(in: 0...4, using: &generator)) }
        }
        let questions = votes.flatMap { photos in
            isSplit
                ? photos.enumerated().map {
                    A.question(["p\($0)"], vote: $1.0, A.answer(["ICE": [$1.1]]))
                }
                : [A.question(["p0", "p1"], vote: photos[0].0, A.answer(["ICE": photos.map(\.1)]))]
        }
        let line = try #require(
            A.merge(views: views, votes: votes.count)
                .merge(questions.shuffled(using: &generator)).merged.tallies.first
        )
        let numbers = votes.map { photos in
            let values = photos.map(\.1)
            return switch views {
            case .separate, nil: values.reduce(0, +)
            case .overlapping: isSplit ? values.max() ?? 0 : values.reduce(0, +)
            case .repeated: values.min() ?? 0
            }
        }
        let value = numbers.sorted()[(numbers.count - 1) / 2]
        #expect(line.counted == (value > 0 ? value : nil))
        guard let counted = line.counted else { return }
        #expect(numbers.contains(counted))
        #expect(line.low == (views == .repeated ? votes.joined().map(\.1).min() : numbers.min()))
        let chosen = Set(line.evidence.filter(\.counts).map { $0.question.prefix(1) })
        #expect(chosen.count == 1, "all points are of one vote")
        let vote = try #require(chosen.first.flatMap { Int($0) })
        #expect(numbers[vote - 1] == counted)
    }

    @Test(arguments: cases)
    func `the order of questions and photos never matters`(_ seed: UInt64, _ views: PhotoViews?) {
        var generator = SeededGenerator(state: seed)
        let questions = questions(["p", "q"], using: &generator)
        let merge = A.merge(views: views, votes: 3, zones: Self.zones)
        let expected = merge.merge(questions)
        var photos = questions.filter { $0.vote == 1 }.flatMap { question in
            question.photos.map {
                (photo: $0, location: question.location.isEmpty ? nil : question.location)
            }
        }
        .sorted { ($0.location ?? "", $0.photo.id) < ($1.location ?? "", $1.photo.id) }
        #expect(merge.merge(questions.shuffled(using: &generator)).merged == expected.merged)
        for _ in 0..<5 {
            photos.shuffle(using: &generator)
            let shuffled = merge.merge(questions.shuffled(using: &generator), photos: photos)
            #expect(
                shuffled.merged.tallies.map(unordered) == expected.merged.tallies.map(unordered)
            )
            #expect(shuffled.merged.findings == expected.merged.findings)
        }
    }

    /// A tally without the order of its photos.
    private func unordered(_ tally: Tally) -> Tally {
        Tally(
            location: tally.location,
            sku: tally.sku,
            name: tally.name,
            gtin: tally.gtin,
            unit: tally.unit,
            counted: tally.counted,
            low: tally.low,
            high: tally.high,
            reasons: tally.reasons,
            method: tally.method,
            model: tally.model,
            votes: tally.votes,
            photos: tally.photos.sorted(),
            evidence: tally.evidence.sorted {
                ($0.photo, $0.counts ? 0 : 1, $0.x, $0.zone)
                    < ($1.photo, $1.counts ? 0 : 1, $1.x, $1.zone)
            },
            zones: tally.zones,
            share: tally.share
        )
    }

    @Test(arguments: 1...40)
    func `a count of one photo is that of an actual vote`(_ seed: Int) {
        var generator = SeededGenerator(state: UInt64(seed))
        let number = Int.random(in: 1...6, using: &generator)
        let values = (0..<number).map { _ in Int.random(in: 1...14, using: &generator) }
        let tallies = A.merge(votes: number).merge(A.votes(values.shuffled(using: &generator)))
            .merged.tallies
        #expect(tallies.count == 1)
        #expect(tallies.first?.counted == values.sorted()[(number - 1) / 2])
        #expect(tallies.first?.low == values.min() && tallies.first?.high == values.max())
        let majority = Dictionary(grouping: values) { $0 }.first { 2 * $0.value.count > number }
        #expect(majority == nil || tallies.first?.counted == majority?.key)
    }
}

extension MergedTallies {
    fileprivate static func == (left: MergedTallies, right: MergedTallies) -> Bool {
        left.tallies == right.tallies && left.findings == right.findings
            && left.locations == right.locations && left.photosByLocation == right.photosByLocation
    }
}
