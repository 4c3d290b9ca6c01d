import Testing

@testable import Stocktake

private typealias A = AnswerScene

@Suite("Votes about all photos of a line") struct AnswerLineVotesTests {
    struct Row: Sendable, CustomTestStringConvertible {
        /// Per vote, the points on each photo; nil for a photo that was not answered about.
        let votes: [[Int?]]
        let views: PhotoViews?
        /// How many photos are in one question.
        let together: Int
        let lines: [String]
        let testDescription: String

        init(
            _ testDescription: String,
            _ votes: [[Int?]],
            views: PhotoViews? = .separate,
            together: Int = 1,
            _ lines: String...
        ) {
            self.testDescription = testDescription
            self.votes = votes
            self.views = views
            self.together = together
            self.lines = lines
        }

        /// One question per vote and so many photos; without an answer if one of them has none.
        var questions: [CountQuestion] {
            votes.enumerated().flatMap { vote, counts in
                stride(from: 0, to: counts.count, by: together).map { start in
                    let part = counts[start..<min(start + together, counts.count)]
                    let whole = part.compactMap(\.self)
                    return A.question(
                        part.indices.map { "p\($0 + 1)" },
                        vote: vote + 1,
                        whole.count < part.count
                            ? nil
                            : A.answer(whole == [0] ? [:] : ["ICE": whole], photos: part.count)
                    )
                }
            }
        }
    }

    @Test(arguments: [
        // What the field saw: photo by photo this was 1, low 0, high 4, and ok.
        Row("2, 0 and 3", [[2, 0], [0, 0], [1, 2]], "ICE 2 0…3 1/3 vote_spread"),
        Row(
            "2, 0 and 3 in one request",
            [[2, 0], [0, 0], [1, 2]],
            together: 2,
            "ICE 2 0…3 1/3 vote_spread"
        ),
        Row(
            "2, 0 and 3 of four photos",
            [[1, 0, 1, 0], [0, 0, 0, 0], [0, 1, 0, 2]],
            together: 3,
            "ICE 2 0…3 1/3 vote_spread"
        ),
        Row(
            "votes that differ by photo, not in sum",
            [[2, 1], [1, 2], [0, 3]],
            "ICE 3 3…3 3/3"
        ),
        Row("an even number", [[2, 2], [3, 3]], "ICE 4 4…6 1/2 vote_spread"),
        Row(
            "errors that add up over photos",
            [[1, 1, 1, 1], [2, 2, 2, 2], [1, 1, 1, 1]],
            "ICE 4 4…8 2/3 vote_spread"
        ),
        Row(
            "above ten, a tenth of the line",
            [[20, 20], [21, 22], [20, 20]],
            "ICE 40 40…43 2/3"
        ),
        Row(
            "above ten, more than a tenth of the line",
            [[10, 10], [11, 12], [10, 10]],
            "ICE 20 20…23 2/3 vote_spread"
        ),
        Row(
            "without stated views as separate",
            [[2, 0], [0, 0], [1, 2]],
            views: nil,
            "ICE 2 0…3 1/3 vote_spread;views_not_stated"
        ),
        Row(
            "overlapping in one request",
            [[2, 0], [0, 0], [1, 2]],
            views: .overlapping,
            together: 2,
            "ICE 2 0…3 1/3 vote_spread"
        ),
        // Per vote at least the largest part, at most all of them: 4…6, 2…4 and 3…5.
        Row(
            "overlapping in several requests",
            [[4, 2], [2, 2], [3, 2]],
            views: .overlapping,
            "ICE 3 2…6 1/3 vote_spread;split_views"
        ),
        // Per vote the lower median of its photos: 3, 3 and 4; a photo is a look as well.
        Row("repeated", [[3, 3, 4], [3, 4, 3], [4, 4, 3]], views: .repeated, "ICE 3 3…4 5/9"),
        Row(
            "repeated photos of no agreement",
            [[1, 5], [1, 5], [1, 5]],
            views: .repeated,
            "ICE 1 1…5 3/6 vote_spread"
        ),
    ])
    func `each vote is merged over the line first`(_ row: Row) {
        let merged = A.merge(views: row.views, votes: row.votes.count).merge(row.questions)
        #expect(merged.shown == row.lines.map { "A-01 \($0)" })
    }

    @Test(arguments: [
        Row(
            "a vote that lacks a photo is no vote",
            [[2, 2], [2, nil], [2, 2]],
            "ICE 4 4…4 2/2 reply_failed"
        ),
        Row(
            "nor does it lower the low",
            [[2, 2], [0, nil], [3, 2]],
            "ICE 4 4…5 1/2 reply_failed;vote_spread"
        ),
        Row(
            "but it raises the high if it saw more than any",
            [[2, 0], [7, nil], [2, 0]],
            "ICE 2 2…7 2/2 reply_failed;vote_spread"
        ),
        Row(
            "what only such a vote saw is told",
            [[0, 0], [1, nil], [0, 0]],
            "ICE - 0…1 reply_failed;vote_spread"
        ),
        Row(
            "one whole vote is enough",
            [[2, nil], [nil, 3], [1, 1]],
            "ICE 2 2…3 reply_failed;vote_spread"
        ),
        Row(
            "no whole vote: at least the most of one, at most of each photo",
            [[2, nil], [nil, 3], [1, nil]],
            "ICE 3 3…5 reply_failed"
        ),
        Row(
            "no vote about a photo: the others can be compared",
            [[2, nil], [3, nil], [2, nil]],
            "ICE 2 2…3 2/3 reply_failed"
        ),
        Row(
            "a look at repeated goods is whole",
            [[3, nil], [3, 3], [nil, 4]],
            views: .repeated,
            "ICE 3 3…4 3/4 reply_failed"
        ),
        Row(
            "overlapping in parts",
            [[3, 2], [3, nil]],
            views: .overlapping,
            "ICE 3 3…5 reply_failed;split_views"
        ),
    ])
    func `a vote that lacks photos does not vote beside whole ones`(_ row: Row) {
        let merged = A.merge(views: row.views, votes: row.votes.count).merge(row.questions)
        #expect(merged.shown == row.lines.map { "A-01 \($0)" })
    }

    @Test func `points, zones and photos are those of one vote with the value`() throws {
        let splits = [["top", "top", "floor"], ["top", "floor", "floor"], ["floor"]]
        let answers = [[2, 1], [1, 2], [0, 1]].enumerated().map { index, points in
            A.answer(["ICE": points], zones: ["ICE": splits[index]])
        }
        let merged = A.merge(votes: 3, zones: ["top", "floor"])
            .merge(A.votes(answers, about: ["p1", "p2"]))
        #expect(merged.shown == ["A-01 ICE 3 1…3 2/3 vote_spread;zones_differ"])
        #expect(merged.counting == ["p1": 2, "p2": 1])
        let tally = try #require(merged.merged.tallies.first)
        #expect(tally.zones.map(\.counted) == [2, 1])
        #expect(Set(tally.evidence.map(\.question)) == ["1A-01p1p2-012345"])
    }

    @Test func `a vote sees a place empty in any of its questions, and no goods in others`() {
        let empty = A.answer([:], empty: ["ICE": 0])
        let nothing = A.answer([:])
        let one = A.answer(["ICE": [1]])
        func shown(_ votes: [[CountAnswer]]) -> [String] {
            let questions = votes.enumerated().flatMap { vote, answers in
                answers.enumerated().map { A.question(["p\($0)"], vote: vote + 1, $1) }
            }
            return A.merge(votes: votes.count).merge(questions).shown
        }
        #expect(
            shown([[empty, nothing], [nothing, empty], [nothing, nothing]])
                == ["A-01 ICE 0 0…0 2/3 empty_seen"]
        )
        // Two see it empty, but one of them counts a piece on the other photo.
        #expect(
            shown([[empty, nothing], [empty, one], [nothing, nothing]])
                == ["A-01 ICE - 0…1 vote_spread"]
        )
    }

    @Test func `a question split in one vote only is no other look`() {
        let questions = [
            A.question(["p1", "p2"], vote: 1, A.answer(["ICE": [2, 3]])),
            A.question(["p1"], vote: 2, A.answer(["ICE": [2]])),
            A.question(["p2"], vote: 2, A.answer(["ICE": [3]])),
        ]
        #expect(A.merge(votes: 2).merge(questions).shown == ["A-01 ICE 5 5…5 2/2"])
        #expect(
            A.merge(views: .overlapping, votes: 2).merge(questions).shown
                == ["A-01 ICE 3 3…5 1/2 vote_spread;split_views"]
        )
    }

    @Test func `a question that the run ended before is not reached, not failed`() {
        func question(
            _ photo: String,
            _ vote: Int,
            _ answer: CountAnswer?,
            reached: Bool = true
        )
            -> CountQuestion
        {
            var question = A.question([photo], vote: vote, answer)
            question.wasReached = reached
            return question
        }
        let one = A.answer(["ICE": [1]])
        let merge = A.merge(votes: 2)
        #expect(
            merge.merge([question("p1", 1, one), question("p1", 2, nil, reached: false)]).shown
                == ["A-01 ICE 1 1…1 not_reached"]
        )
        #expect(
            merge.merge([question("p1", 1, nil), question("p1", 2, nil, reached: false)]).shown
                == ["A-01 - -…- not_reached;reply_failed"]
        )
        #expect(
            A.merge().merge([
                question("p1", 1, A.answer([:])), question("p2", 1, nil, reached: false),
            ]).shown == ["A-01 - -…- not_reached"],
            "nothing seen so far says nothing"
        )
        // A photo whose sign was never looked at may be of any location.
        var checks = A.merge().checks
        checks.unreached = UnreachedPhotos(mayBeAnywhere: true)
        #expect(
            A.merge(checks: checks).merge([
                question("p1", 1, one), A.question(["p2"], at: "A-02", A.answer([:])),
                A.question(["p3"], at: "", A.answer(["ICE": [2]])),
                A.question(["p4"], at: "", A.answer([:])),
            ]).shown == [
                "A-01 ICE 1 1…1 not_reached", "A-02 - -…- not_reached",
                "ICE - -…- not_reached;location_unknown",
            ]
        )
        #expect(LineReason.notReached.status(photosUsed: true) == .incomplete)
        #expect(LineReason.notReached.status(photosUsed: false) == .notCounted)
    }
}
