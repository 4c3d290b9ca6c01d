import Testing

@testable import Stocktake

private typealias A = AnswerScene

@Suite("Checks of merged answers") struct AnswerReasonsTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let answer: CountAnswer
        let reasons: String
        let testDescription: String

        init(_ answer: CountAnswer, _ reasons: String, _ description: String) {
            self.answer = answer
            self.reasons = reasons
            testDescription = description
        }
    }

    @Test(arguments: [
        Row(A.answer(7, said: 7), "", "said as pointed"),
        Row(A.answer(7, said: 8), "points_differ", "said one more"),
        Row(A.answer(7, said: 6), "points_differ", "said one less"),
        Row(A.answer(20, said: 21), "points_differ", "at 20 any difference"),
        Row(A.answer(21, said: 22), "too_dense", "above 20 a twentieth is tolerated"),
        Row(A.answer(21, said: 23), "points_differ;too_dense", "two are more than that"),
        Row(A.answer(40, said: 38), "too_dense", "exactly a twentieth"),
        Row(A.answer(40, said: 37), "points_differ;too_dense", "three of 40 less"),
        Row(A.answer(7, said: Int.max), "points_differ", "an absurd number"),
        Row(A.answer(20), "", "20 points on a photo"),
        Row(A.answer(7, hidden: .some), "", "some hidden"),
        Row(A.answer(7, hidden: .many), "too_dense", "many hidden"),
        Row(A.answer(7, isEstimated: true), "estimated", "estimated"),
    ])
    func `points, density and estimates are checked`(_ row: Row) {
        let merged = A.merge().merge(A.votes([row.answer]))
        #expect(
            merged.merged.tallies.first?.reasons.map(\.rawValue).joined(separator: ";")
                == row.reasons
        )
    }

    @Test func `only the stated number of the evidence's vote is checked`() {
        let merge = A.merge(votes: 3)
        let wrong = A.answer(3, said: 5, isEstimated: true)
        let right = A.answer(3)
        #expect(merge.merge(A.votes([right, wrong, wrong])).shown == ["A-01 ICE 3 3…3 3/3"])
        #expect(
            merge.merge(A.votes([wrong, right, right])).shown == [
                "A-01 ICE 3 3…3 3/3 points_differ;estimated"
            ]
        )
    }

    @Test func `40 points on two photos are not too dense`() {
        let questions = [A.question(["p1", "p2"], A.answer(["ICE": [20, 20]]))]
        for views in PhotoViews.allCases where views != .repeated {
            #expect(A.merge(views: views).merge(questions).shown == ["A-01 ICE 40 40…40"])
        }
    }

    @Test func `all zones are in the pipeline's order and add up`() {
        let zones = ["top", "middle", "floor"]
        let answer = A.answer(["ICE": [3, 1]], zones: ["ICE": ["floor", "top", "floor"]])
        let merged = A.merge(zones: zones).merge([A.question(["p1", "p2"], answer)])
        #expect(
            merged.merged.tallies.first?.zones == [
                ZoneTally(zone: "top", counted: 1), ZoneTally(zone: "middle", counted: 0),
                ZoneTally(zone: "floor", counted: 3),
            ]
        )
        let failed = A.merge(zones: zones).merge(A.votes([nil] as [Int?]))
        #expect(failed.merged.tallies.first?.zones.map(\.counted) == [nil, nil, nil])
        #expect(A.merge().merge(A.votes([3])).merged.tallies.first?.zones == [])
    }

    @Test(arguments: [
        ([["a", "b"], ["b", "a"], ["a", "b"]], ""),
        ([["a", "a"], ["a", "b"], ["a", "a"]], "zones_differ"),
    ])
    func `votes with the same number but different zones need a review`(
        _ splits: [[String]],
        _ reasons: String
    ) {
        let answers = splits.map { A.answer(["ICE": [2]], zones: ["ICE": $0]) }
        let merged = A.merge(votes: 3, zones: ["a", "b"]).merge(A.votes(answers))
        #expect(merged.shown == ["A-01 ICE 2 2…2 3/3 \(reasons)".trimmed])
    }

    @Test func `zones of a different number are not compared`() {
        let answers = [
            A.answer(["ICE": [2]], zones: ["ICE": ["a"]]),
            A.answer(["ICE": [2]], zones: ["ICE": ["a"]]),
            A.answer(["ICE": [3]], zones: ["ICE": ["b"]]),
        ]
        let merged = A.merge(votes: 3, zones: ["a", "b"]).merge(A.votes(answers))
        #expect(merged.shown == ["A-01 ICE 2 2…3 2/3"])
    }

    @Test func `unknown goods are a line and a finding`() {
        let merged = A.merge().merge(A.votes([A.answer(["unknown": [2], "ICE": [1]])]))
        #expect(merged.shown == ["A-01 ICE 1 1…1", "A-01 unknown 2 2…2 unknown_item"])
        #expect(merged.merged.tallies.last?.name == "")
        #expect(
            merged.merged.findings.map(\.message) == [
                "2 pieces at A-01 are not in the catalogue; add the item or exclude the goods"
            ]
        )
        #expect(merged.merged.findings.map(\.photo) == ["p1.jpg"])
    }

    @Test func `the same photo at two locations, and a lost photo, are reasons of the lines`() {
        let checks = LocationChecks(
            views: .separate,
            bySign: false,
            sharedPhotos: ["twin"],
            nearDuplicates: ["A-02"],
            locationsWithRejects: ["A-02"]
        )
        let merged = A.merge(checks: checks).merge([
            A.question(["twin"], at: "A-01", A.answer(["ICE": [1]])),
            A.question(["twin"], at: "a-03", A.answer([:], unreadable: [0: ["dark"]])),
            A.question(["p2"], at: "A-02", A.answer(["ICE": [2]])),
        ])
        #expect(
            merged.shown == [
                "A-01 ICE 1 1…1 same_photo_elsewhere",
                "A-02 ICE 2 2…2 photo_rejected;near_duplicate",
                "a-03 - -…- photo_rejected;same_photo_elsewhere",
            ]
        )
        #expect(merged.unreadable == [2: ["dark"]])
    }

    @Test func `two spellings of a location are one, spelled as first listed`() {
        let questions = [
            A.question(["p1"], at: "a-01", A.answer(["ICE": [1]])),
            A.question(["p2"], at: "A-01 ", A.answer(["ICE": [2]])),
        ]
        let merged = A.merge().merge(
            questions,
            photos: [
                (photo: Scene.photo("p1"), location: "a-01"),
                (photo: Scene.photo("p2"), location: "A-01 "),
            ]
        )
        #expect(merged.shown == ["a-01 ICE 3 3…3"])
    }
}

@Suite("Empty places and unknown locations") struct AnswerPlacesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let answers: [CountAnswer?]
        let line: String
        let testDescription: String

        init(_ answers: [CountAnswer?], _ line: String, _ description: String) {
            self.answers = answers
            self.line = line
            testDescription = description
        }
    }

    private static let empty = A.answer([:], empty: ["ICE": 0])
    private static let nothing = A.answer([:])
    private static let one = A.answer(["ICE": [1]])

    @Test(arguments: [
        Row([empty], "ICE 0 0…0 empty_seen", "seen empty"),
        Row([nothing], "- -…- no_labels_seen", "nothing seen at all"),
        Row([empty, empty, nothing], "ICE 0 0…0 2/3 empty_seen", "most see it empty"),
        Row([empty, nothing, nothing], "- -…- no_labels_seen", "few see it empty"),
        Row([empty, nothing], "- -…- no_labels_seen", "half see it empty"),
        Row([empty, nil, nil], "ICE 0 0…0 reply_failed;empty_seen", "the only answer"),
        Row([empty, empty, one], "ICE 0 0…1 2/3 empty_seen", "one counts a piece"),
        Row([empty, one, one], "ICE 1 0…1 2/3", "most count a piece"),
        Row(
            [empty, empty, A.answer(["ICE": [4]])],
            "ICE 0 0…4 2/3 empty_seen;vote_spread",
            "one counts four"
        ),
        Row(
            [A.answer([:], unreadable: [0: ["dark"]], empty: ["ICE": 0])],
            "- -…- photo_rejected",
            "a photo that can't be read shows no empty place"
        ),
        Row([A.answer([:], empty: ["unknown": 0])], "- -…- no_labels_seen", "for any of two items"),
    ])
    func `a zero requires its empty place`(_ row: Row) {
        let merged = A.merge(votes: row.answers.count).merge(A.votes(row.answers))
        #expect(merged.shown == ["A-01 \(row.line)"])
    }

    @Test func `an empty place at a location for one item belongs to that item`() {
        let items = [("ICE", ["a-01"]), ("WATER", ["A-02", "B-01"]), ("JUICE", ["B-01"])].map {
            Item(
                sku: $0.0,
                name: "",
                gtin: nil,
                unit: "",
                packSize: nil,
                unitCost: nil,
                locations: $0.1
            )
        }
        let questions = ["A-01", "A-02", "B-01", "C-01"].map {
            A.question(["p"], at: $0, A.answer([:], empty: ["unknown": 0]))
        }
        #expect(
            A.merge(catalogue: Catalogue(items: items)).merge(questions).shown == [
                "A-01 ICE 0 0…0 empty_seen", "A-02 WATER 0 0…0 empty_seen",
                "B-01 - -…- no_labels_seen", "C-01 - -…- no_labels_seen",
            ]
        )
    }

    @Test func `an empty place beside goods of the item is not a zero`() {
        let answer = A.answer(["ICE": [0, 3]], empty: ["ICE": 0, "WATER": 1])
        #expect(
            A.merge().merge([A.question(["p1", "p2"], answer)]).shown == [
                "A-01 ICE 3 3…3", "A-01 WATER 0 0…0 empty_seen",
            ]
        )
    }

    @Test func `the zones of a zero are zero`() {
        let merged = A.merge(zones: ["top", "floor"]).merge(A.votes([Self.empty]))
        #expect(merged.merged.tallies.first?.zones.map(\.counted) == [0, 0])
    }

    @Test func `goods at an unknown location are evidence but not counted`() throws {
        let merged = A.merge(zones: ["top"]).merge([
            A.question(["x"], at: "", A.answer(["ICE": [2]], zones: ["ICE": ["top"]])),
            A.question(["y"], at: "", A.answer(["ICE": [1], "WATER": [1]])),
            A.question(["p1"], A.answer(["ICE": [4]], zones: ["ICE": ["top"]])),
        ])
        #expect(
            merged.shown == [
                "A-01 ICE 4 4…4", "ICE - -…- location_unknown", "WATER - -…- location_unknown",
            ]
        )
        #expect(merged.merged.tallies.map(\.photos) == [["p1"], ["x", "y"], ["y"]])
        #expect(merged.merged.tallies.map { $0.zones.map(\.counted) } == [[4], [nil], [nil]])
        #expect(merged.merged.tallies[1].evidence.map(\.counts) == [false, false, false])
        #expect(merged.merged.locations == [nil, nil, "A-01"])
        #expect(merged.merged.photosByLocation == ["A-01": ["p1"]])
        #expect(
            merged.merged.findings.map(\.message)
                == Array(
                    repeating: "no location sign read; include the sign in the picture",
                    count: 2
                )
        )
    }

    @Test func `a failed question about an unknown location is reported`() throws {
        let failed = A.merge().merge([A.question(["x"], at: "", nil)])
        #expect(failed.shown == ["- -…- reply_failed;location_unknown"])
        #expect(failed.merged.tallies.first?.photos == [])
        let seen = A.merge().merge([
            A.question(["x"], at: "", nil), A.question(["y"], at: "", A.answer(["ICE": [1]])),
        ])
        #expect(seen.shown == ["ICE - -…- reply_failed;location_unknown"])
        #expect(A.merge().merge([A.question(["x"], at: "", Self.nothing)]).shown == [])
    }

    @Test func `no questions and no photos give no lines`() {
        let merged = A.merge().merge([])
        #expect(merged.shown.isEmpty && merged.merged.findings.isEmpty)
    }
}

extension String {
    fileprivate var trimmed: String {
        hasSuffix(" ") ? String(dropLast()) : self
    }
}
