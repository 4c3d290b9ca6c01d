import Testing

@testable import Stocktake

private typealias A = AnswerScene

@Suite("Merging the votes about one photo") struct AnswerVotesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let values: [Int?]
        let line: String

        var testDescription: String { "\(values.map { $0.map(String.init) ?? "-" })" }
    }

    @Test(arguments: [
        Row(values: [3], line: "3 3…3"),
        Row(values: [3, 3, 2], line: "3 2…3 2/3"),
        Row(values: [2, 3, 3], line: "3 2…3 2/3"),
        Row(values: [3, 4, 9], line: "4 3…9 1/3 vote_spread"),
        // A tie: the lower median, and no majority.
        Row(values: [3, 4], line: "3 3…4 1/2 vote_spread"),
        Row(values: [5, 5, 4, 4], line: "4 4…5 2/4 vote_spread"),
        // Three fifths agree: fewer than two thirds.
        Row(values: [4, 4, 4, 3, 3], line: "4 3…4 3/5 vote_spread"),
        Row(values: [4, 4, 4, 4, 3, 3], line: "4 3…4 4/6"),
        // Two thirds agree, and one differs by 2.
        Row(values: [4, 4, 6], line: "4 4…6 2/3 vote_spread"),
        Row(values: [2, 4, 4], line: "4 2…4 2/3 vote_spread"),
        // Up to 10 the rule for small numbers, above it that of a tenth.
        Row(values: [10, 10, 12], line: "10 10…12 2/3 vote_spread"),
        Row(values: [11, 11, 13], line: "11 11…13 2/3"),
        Row(values: [11, 12, 13], line: "12 11…13 1/3"),
        Row(values: [11, 11, 14], line: "11 11…14 2/3 vote_spread"),
        // A look without an answer is missing, not zero.
        Row(values: [3, nil, 3], line: "3 3…3 2/2 reply_failed"),
        Row(values: [nil, nil, 3], line: "3 3…3 reply_failed"),
        Row(values: [3, nil, 9], line: "3 3…9 1/2 reply_failed;vote_spread"),
        Row(values: [2, 0, 2], line: "2 0…2 2/3 vote_spread"),
        Row(values: [1, 1, 0], line: "1 0…1 2/3"),
        // Seen by a minority and without an empty place: neither a number nor zero.
        Row(values: [0, 0, 1], line: "- 0…1 vote_spread"),
    ])
    func `the value shared by most votes, else the lower median`(_ row: Row) {
        let merged = A.merge(votes: row.values.count).merge(A.votes(row.values))
        #expect(merged.shown == ["A-01 ICE \(row.line)"])
    }

    @Test(arguments: [
        (29, 29, 30, false), (28, 29, 30, false), (28, 29, 31, true), (30, 30, 33, false),
        (30, 31, 34, true), (40, 40, 44, false), (40, 40, 45, true),
    ])
    func `above 10, exactly a tenth of the median`(
        _ a: Int,
        _ b: Int,
        _ c: Int,
        _ isSpread: Bool
    )
        throws
    {
        let count = try #require(VoteCount([c, a, b]))
        #expect(count.isSpread == isSpread)
        #expect(VoteCount([]) == nil)
    }

    @Test func `without any answer there is no number`() throws {
        let merged = A.merge(votes: 2).merge(A.votes([nil, nil] as [Int?]))
        #expect(merged.shown == ["A-01 - -…- reply_failed"])
        let row = try #require(merged.merged.tallies.first)
        #expect(row.sku.isEmpty && row.photos.isEmpty && row.model == "model")
        #expect(merged.merged.photosByLocation.isEmpty)
    }

    @Test func `a vote never asked and a photo without a question are missing`() {
        #expect(
            A.merge(votes: 3).merge(A.votes([3, 3])).shown == ["A-01 ICE 3 3…3 2/2 reply_failed"]
        )
        let merged = A.merge().merge(
            A.votes([3]),
            photos: ["p1", "p2"].map { (photo: Scene.photo($0), location: "A-01") }
        )
        #expect(merged.shown == ["A-01 ICE 3 3…3 reply_failed"])
        #expect(merged.merged.tallies.first?.photos == ["p1"])
    }

    @Test func `the evidence is that of the lowest vote with the value`() throws {
        let merged = A.merge(votes: 3).merge(A.votes([2, 3, 3]))
        let tally = try #require(merged.merged.tallies.first)
        #expect(tally.evidence.count == 3)
        #expect(tally.evidence.allSatisfy { $0.counts && $0.question == "2A-01p1-01234567" })
        #expect(tally.evidence.map(\.x) == [0, 10, 20])
        #expect(tally.method == "model" && tally.model == "model-1" && tally.votes == 3)
        #expect(tally.name == "Ice" && tally.unit == "carton" && tally.gtin == "9520000000011")
    }

    @Test func `of two equal questions the answered one is used`() {
        let questions = A.votes([3]) + A.votes([nil] as [Int?])
        #expect(A.merge().merge(questions).shown == ["A-01 ICE 3 3…3"])
        #expect(A.merge().merge(questions.reversed()).shown == ["A-01 ICE 3 3…3"])
    }
}

@Suite("Merging the photos of a location") struct AnswerViewsTests {
    private let two: [CountAnswer?] = [
        A.answer(["ICE": [3, 4], "WATER": [0, 2]]), A.answer(["ICE": [3, 5], "WATER": [0, 2]]),
        A.answer(["ICE": [2, 4], "WATER": [0, 2]]),
    ]

    @Test func `separate photos add up in each vote, and the sums are the votes`() throws {
        let merged = A.merge(votes: 3).merge(A.votes(two, about: ["p1", "p2"]))
        #expect(merged.shown == ["A-01 ICE 7 6…8 1/3 vote_spread", "A-01 WATER 2 2…2 3/3"])
        #expect(merged.counting == ["p1": 3, "p2": 4])
        #expect(merged.merged.tallies.map(\.photos) == [["p1", "p2"], ["p1", "p2"]])
    }

    @Test func `several photos without stated views need a review`() {
        let merge = A.merge(views: nil, votes: 3)
        #expect(
            merge.merge(A.votes(two, about: ["p1", "p2"])).shown == [
                "A-01 ICE 7 6…8 1/3 vote_spread;views_not_stated",
                "A-01 WATER 2 2…2 3/3 views_not_stated",
            ]
        )
        #expect(merge.merge(A.votes([3, 3, 3])).shown == ["A-01 ICE 3 3…3 3/3"])
    }

    @Test func `questions about parts of a location are summed`() {
        let questions = [
            A.question(["p1", "p2"], A.answer(["ICE": [1, 2]])),
            A.question(["p3"], A.answer(["ICE": [4]])),
        ]
        #expect(A.merge().merge(questions).shown == ["A-01 ICE 7 7…7"])
    }

    @Test func `one failed question leaves an incomplete number`() {
        let questions = [
            A.question(["p1"], A.answer(["ICE": [3], "WATER": [1]])), A.question(["p2"], nil),
        ]
        let merged = A.merge().merge(questions)
        #expect(merged.shown == ["A-01 ICE 3 3…3 reply_failed", "A-01 WATER 1 1…1 reply_failed"])
        #expect(merged.merged.photosByLocation == ["A-01": ["p1"]])
        #expect(merged.merged.locations == ["A-01", "A-01"])
        #expect(LineReason.replyFailed.status(photosUsed: true) == .incomplete)
    }

    @Test(arguments: [
        ([3, 3, 3], "3 3…3 3/3"), ([3, 4, 4], "4 3…4 2/3"), ([3, 4, 9], "4 3…9 1/3 vote_spread"),
        ([3, 0, 3], "3 0…3 2/3 vote_spread"),
    ])
    func `repeated photos count as votes`(_ values: [Int], _ line: String) throws {
        let merged = A.merge(views: .repeated).merge([
            A.question(["p1", "p2", "p3"], A.answer(["ICE": values]))
        ])
        #expect(merged.shown == ["A-01 ICE \(line)"])
        let tally = try #require(merged.merged.tallies.first)
        #expect(tally.evidence.count == values.reduce(0, +))
        #expect(merged.counting.values.reduce(0, +) == tally.counted)
        #expect(merged.counting.count == 1)
        let agreeing = zip(["p1", "p2", "p3"], values).filter { $0.1 == tally.counted }
        #expect(merged.counting.keys.first == agreeing.first?.0)
    }

    @Test(arguments: [(["a", "b"], ""), (["a", "a"], " zones_differ")])
    func `repeated photos with the same number but different zones need a review`(
        _ second: [String],
        _ reasons: String
    ) {
        let answer = A.answer(["ICE": [2, 2]], zones: ["ICE": ["a", "b"] + second])
        let merged = A.merge(views: .repeated, zones: ["a", "b"])
            .merge([A.question(["p1", "p2"], answer)])
        #expect(merged.shown == ["A-01 ICE 2 2…2 2/2\(reasons)"])
    }

    @Test func `evidence is in list order, photo by photo`() {
        let photos = ["p3", "p1", "p2"]
        for views in PhotoViews.allCases {
            let merged = A.merge(views: views).merge(
                [A.question(["p1", "p2", "p3"], A.answer(["ICE": [2, 2, 1]]))],
                photos: photos.map { (photo: Scene.photo($0), location: "A-01") }
            )
            let tally = merged.merged.tallies.first
            #expect(tally?.evidence.map(\.photo) == ["p3", "p1", "p1", "p2", "p2"])
            #expect(tally?.photos == photos)
        }
    }

    @Test func `repeated photos and votes: the share is over all looks`() {
        let answers = [[3, 4], [3, 4], [4, 3]].map { A.answer(["ICE": $0]) }
        let merged = A.merge(views: .repeated, votes: 3).merge(
            A.votes(answers, about: ["p1", "p2"])
        )
        #expect(merged.shown == ["A-01 ICE 3 3…4 3/6 vote_spread"])
        #expect(merged.counting == ["p1": 3])
    }

    @Test func `overlapping photos are one look whose points are summed`() throws {
        let questions = [A.question(["p1", "p2", "p3"], A.answer(["BAG": [8, 7, 1]]))]
        let bag = Item(
            sku: "BAG",
            name: "bag of ice",
            gtin: nil,
            unit: "bag",
            packSize: nil,
            unitCost: nil,
            locations: []
        )
        let merged = A.merge(views: .overlapping, catalogue: Catalogue(items: [bag])).merge(
            questions
        )
        #expect(merged.shown == ["A-01 BAG 16 16…16"])
        #expect(merged.counting == ["p1": 8, "p2": 7, "p3": 1])
    }

    @Test func `votes about overlapping photos differ in the photo, not in the number`() {
        let answers = [[2, 1], [1, 2], [0, 2]].map { A.answer(["ICE": $0]) }
        let merged = A.merge(views: .overlapping, votes: 3).merge(
            A.votes(answers, about: ["p1", "p2"])
        )
        #expect(merged.shown == ["A-01 ICE 3 2…3 2/3"])
        #expect(merged.counting == ["p1": 2, "p2": 1])
    }

    @Test func `overlapping photos in several questions: at least the largest, at most all`() {
        let questions = [
            A.question(["p1", "p2"], A.answer(["ICE": [2, 3], "WATER": [1]])),
            A.question(["p3", "p4"], A.answer(["ICE": [4, 4]])),
            A.question(["p5"], A.answer(["ICE": [1]])),
        ]
        let merged = A.merge(views: .overlapping).merge(questions)
        #expect(
            merged.shown == ["A-01 ICE 8 8…14 split_views", "A-01 WATER 1 1…1 split_views"]
        )
        #expect(merged.counting == ["p3": 4, "p4": 4])
        #expect(merged.merged.tallies.first?.evidence.count == 14)
    }

    @Test func `a failed group of overlapping photos is still a split`() {
        let questions = [
            A.question(["p1"], A.answer(["ICE": [2]])), A.question(["p2"], nil),
        ]
        let merged = A.merge(views: .overlapping).merge(questions)
        #expect(merged.shown == ["A-01 ICE 2 2…2 reply_failed;split_views"])
    }
}

@Suite("Merging photos that the model can't read") struct AnswerUnreadableTests {
    private let third: [Int: [String]] = [2: ["dark", "blur"]]

    @Test(arguments: [PhotoViews.separate, .overlapping])
    func `two photos of a bay count, the third can't be read`(_ views: PhotoViews) {
        let merged = A.merge(views: views).merge([
            A.question(["p1", "p2", "p3"], A.answer(["ICE": [3, 4, 2]], unreadable: third))
        ])
        #expect(merged.shown == ["A-01 ICE 7 7…7 photo_rejected"])
        #expect(merged.unreadable == [2: ["blur", "dark"]])
        #expect(merged.counting == ["p1": 3, "p2": 4])
        #expect(merged.merged.tallies.first?.photos == ["p1", "p2"])
        #expect(merged.merged.photosByLocation == ["A-01": ["p1", "p2"]])
        #expect(
            merged.merged.findings == [
                Finding(
                    .warning,
                    .photoRejected,
                    "not readable by the model: blur, dark; take a new photo",
                    photo: "p3.jpg",
                    location: "A-01"
                )
            ]
        )
    }

    @Test func `an unreadable repeated photo is not a look`() {
        let merged = A.merge(views: .repeated).merge([
            A.question(["p1", "p2", "p3"], A.answer(["ICE": [4, 4, 0]], unreadable: third))
        ])
        #expect(merged.shown == ["A-01 ICE 4 4…4 2/2 photo_rejected"])
    }

    @Test func `a vote that can't read the photo is missing, as long as others can`() {
        let blind = A.answer([:], unreadable: [0: ["blur"]])
        let seeing = A.answer(["ICE": [3]])
        let merge = A.merge(votes: 3)
        #expect(
            merge.merge(A.votes([blind, seeing, seeing])).shown == [
                "A-01 ICE 3 3…3 2/2 reply_failed"
            ]
        )
        let one = merge.merge(A.votes([blind, nil, seeing]))
        #expect(one.shown == ["A-01 ICE 3 3…3 reply_failed"])
        #expect(one.unreadable.isEmpty)
        let most = merge.merge(A.votes([blind, seeing, blind]))
        #expect(most.shown == ["A-01 - -…- photo_rejected"])
        #expect(most.unreadable == [0: ["blur"]])
        #expect(most.merged.tallies.first?.photos == [])
    }

    @Test func `a photo unreadable after failed votes may be asked again`() {
        let blind = A.answer([:], unreadable: [0: []])
        let merged = A.merge(votes: 2).merge(A.votes([blind, nil]))
        #expect(merged.shown == ["A-01 - -…- photo_rejected;reply_failed"])
        #expect(
            merged.merged.findings.map(\.message) == [
                "not readable by the model; take a new photo"
            ]
        )
    }

    @Test func `overlapping: a vote that can't read a photo does not vote beside whole ones`() {
        let answers = [
            A.answer(["ICE": [3, 2]]), A.answer(["ICE": [3, 2]], unreadable: [1: ["glare"]]),
            A.answer(["ICE": [3, 2]]),
        ]
        let merged = A.merge(views: .overlapping, votes: 3).merge(
            A.votes(answers, about: ["p1", "p2"])
        )
        #expect(merged.shown == ["A-01 ICE 5 5…5 2/2 reply_failed"])
    }
}
