import JSONSchema
import Testing

@testable import Stocktake

@Suite("Merging answers into rows") struct RowMergeTests {
    private static let schema = #"""
        {"type":"object","properties":{"mood":{"enum":["calm","loud","mad"]},
         "caption":{"type":"string"},"ok":{"type":"boolean"}}}
        """#
    private static let list = #"""
        {"type":"object","properties":{"shop":{"type":"string"},
         "items":{"type":"array","items":{"properties":{"kind":{"enum":["a","b"]},"n":{"type":"number"}}}}}}
        """#

    private func table(
        _ schema: String = Self.schema,
        per: Extraction.Per = .photo,
        rows: String? = nil,
        votes: Int = 1,
        _ answered: [AnsweredQuestion<ExtractedAnswer>],
        _ records: [PhotoRecord]
    ) throws -> [String] {
        let extraction = try ExtractScene.extraction(schema, per: per, rows: rows)
        let merge = RowMerge(extraction, votes: votes)
        let shown = ExtractScene.shown(merge.table(answered, records: records))
        #expect(
            ExtractScene.shown(merge.table(answered.reversed(), records: records)) == shown,
            "the order of questions doesn't matter"
        )
        return shown
    }

    struct Votes: CustomTestStringConvertible {
        let name: String
        let answers: [String]
        let row: String
        var testDescription: String { name }
    }

    @Test(arguments: [
        Votes(
            name: "all agree",
            answers: Array(repeating: #"{"mood":"calm","caption":"x","ok":true}"#, count: 3),
            row: "ok: calm | x | yes 3/3"
        ),
        Votes(
            name: "two of three",
            answers: [
                #"{"mood":"calm","caption":"x","ok":true}"#,
                #"{"mood":"loud","caption":"y","ok":true}"#,
                #"{"mood":"calm","caption":"x","ok":true}"#,
            ],
            row: "ok: calm | x | yes 2/3 first: caption"
        ),
        Votes(
            name: "the first look is outvoted",
            answers: [
                #"{"mood":"mad","caption":"x","ok":true}"#,
                #"{"mood":"calm","caption":"x","ok":true}"#,
                #"{"mood":"calm","caption":"x","ok":true}"#,
            ],
            row: "ok: calm | x | yes 2/3"
        ),
        Votes(
            name: "three moods",
            answers: [
                #"{"mood":"calm","caption":"x"}"#, #"{"mood":"loud","caption":"x"}"#,
                #"{"mood":"mad","caption":"x"}"#,
            ],
            row: "review (mood: the looks differ, at most 1 of 3 agree): calm | x | – 1/3"
        ),
        Votes(
            name: "null is a vote",
            answers: [#"{"caption":"x"}"#, #"{"mood":"mad","caption":"x"}"#, #"{"caption":"x"}"#],
            row: "ok: – | x | – 2/3"
        ),
    ])
    func `votes on closed and open fields`(_ row: Votes) throws {
        let answered = try row.answers.enumerated().map { index, answer in
            try ExtractScene.answered([(1, answer)], vote: index + 1)
        }
        let shown = try table(votes: 3, answered, [ExtractScene.record(1)])
        #expect(shown == ["mood! | caption | ok!?", "A-01 1.jpg 1 \(row.row)"])
    }

    @Test func `rows of a list are compared only if all looks have as many`() throws {
        let one = #"{"shop":"x","items":[{"kind":"a","n":1},{"kind":"b","n":2}]}"#
        let other = #"{"shop":"x","items":[{"kind":"a","n":1},{"kind":"a","n":3}]}"#
        let short = #"{"shop":"y","items":[{"kind":"b","n":9}]}"#
        func rows(_ answers: String...) throws -> [String] {
            let answered = try answers.enumerated().map {
                try ExtractScene.answered([(1, $1)], vote: $0 + 1)
            }
            return try table(
                Self.list,
                rows: "/items",
                votes: answers.count,
                answered,
                [ExtractScene.record(1)]
            )
        }
        #expect(
            try rows(one, other, one) == [
                "shop | kind! | n#", "A-01 1.jpg 1 ok: x | a | 1 3/3",
                "A-01 1.jpg 2 ok: x | b | 2 2/3 first: n",
            ]
        )
        let words = "(the looks have different numbers of rows: 2, 1)"
        #expect(
            try rows(one, short) == [
                "shop | kind! | n#", "A-01 1.jpg 1 review \(words): x | a | 1",
                "A-01 1.jpg 2 review \(words): x | b | 2",
            ]
        )
        #expect(
            try rows(#"{"shop":"x","items":[]}"#) == [
                "shop | kind! | n#", "A-01 1.jpg 1 empty (the list has no element): x | – | –",
            ]
        )
    }

    @Test func `no photo is missing`() throws {
        let answered = [
            try ExtractScene.answered([(1, #"{"mood":"calm"}"#), (2, nil)]),
            try ExtractScene.answered([(7, #"{"mood":"mad"}"#)], at: "A-00"),
            try ExtractScene.answered([(8, #"{"mood":"mad"}"#)], at: ""),
        ]
        let records = [
            ExtractScene.record(8, at: nil), ExtractScene.record(1), ExtractScene.record(2),
            ExtractScene.record(3), ExtractScene.record(1, .duplicate(of: "1.jpg")),
            ExtractScene.record(4, .rejected(.tooDark, words: "too dark")),
            PhotoRecord(
                path: "5.jpg",
                photo: nil,
                location: "A-01",
                outcome: .rejected(.missing, words: "no such file")
            ), ExtractScene.record(6, .rejected(.notReached, words: "the limit was reached")),
            ExtractScene.record(7, at: "A-00"),
        ]
        #expect(
            try table(Self.schema, answered, records) == [
                "mood! | caption | ok!?", "A-00 7.jpg 1 ok: mad | – | –",
                "A-01 1.jpg 1 ok: calm | – | –",
                "A-01 2.jpg 1 lost (the model could not read it): ",
                "A-01 3.jpg 1 lost (no usable answer about this photo): ",
                "A-01 4.jpg 1 lost (too dark): ", "A-01 5.jpg 1 lost (no such file): ",
                "A-01 6.jpg 1 lost (the limit was reached): ", " 8.jpg 1 ok: mad | – | –",
            ]
        )
        let merge = RowMerge(try ExtractScene.extraction(Self.schema), votes: 1)
        #expect(merge.unreadable(answered, records: records).map(\.photo.path) == ["2.jpg"])
    }

    @Test func `a missing look and a photo at two locations are said`() throws {
        let answered = [
            try ExtractScene.answered([(1, #"{"mood":"calm"}"#)], vote: 1),
            try ExtractScene.answered([(1, #"{"mood":"calm"}"#)], vote: 2),
            try ExtractScene.answered([(1, #"{"mood":"calm"}"#)], at: "B-01", vote: 1),
            try ExtractScene.answered([(1, #"{"mood":"calm"}"#)], at: "B-01", vote: 2),
            try ExtractScene.answered([(1, #"{"mood":"calm"}"#)], at: "B-01", vote: 3),
        ]
        let shown = try table(
            votes: 3,
            answered,
            [ExtractScene.record(1), ExtractScene.record(1, at: "b-01")]
        )
        #expect(
            shown == [
                "mood! | caption | ok!?",
                "A-01 1.jpg 1 incomplete (2 of 3 looks gave a usable answer; the same photo is at "
                    + "another location too): calm | – | – 2/2",
                "b-01 1.jpg 1 review (the same photo is at another location too): calm | – | – 3/3",
            ]
        )
    }

    @Test func `an answer about a location is a row with all its photos`() throws {
        let together = AnsweredQuestion(
            key: "k",
            location: "A-01",
            vote: 1,
            photos: [ExtractScene.photo(1), ExtractScene.photo(2)],
            answer: ExtractedAnswer(
                readable: [true, true],
                parts: [.init(photos: [0, 1], value: try parsed(#"{"mood":"calm"}"#))]
            ),
            snapshot: "m"
        )
        let records = [
            ExtractScene.record(1), ExtractScene.record(2), ExtractScene.record(3, at: "A-02"),
        ]
        #expect(
            try table(per: .location, [together], records) == [
                "mood! | caption | ok!?", "A-01 1.jpg+2.jpg 1 ok: calm | – | –",
                "A-02 3.jpg 1 lost (no usable answer about this photo): ",
            ]
        )
        let lost = [
            ExtractScene.record(1), ExtractScene.record(2),
            ExtractScene.record(4, .rejected(.tooDark, words: "too dark")),
        ]
        #expect(
            try table(per: .location, [together], lost)[1]
                == "A-01 1.jpg+2.jpg 1 incomplete (1 of 3 photos could not be used): calm | – | –"
        )
    }
}
