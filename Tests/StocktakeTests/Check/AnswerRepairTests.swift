import Testing

@testable import Stocktake

@Suite("Repairing an answer") struct AnswerRepairTests {
    private func faulty(_ changes: [(String, String)]) throws -> FaultyAnswer<CountAnswer> {
        let text = changes.reduce(CheckScene.text) {
            $0.replacing($1.0, with: $1.1, maxReplacements: 1)
        }
        return try #require(CheckScene.check().check(text).faulty)
    }

    @Test func `the model gets its faults and the photos to check again`() throws {
        let faulty = try faulty([
            (#""x":300"#, #""x":3000"#), (#""readable":false,"#, ""),
        ])
        #expect(
            RepairText(faulty, photoIDs: ["p1", "p2", "p3"]).text == """
                Your answer has these errors:
                - /items/1/points/1/x: must be at most 1000
                - /photos/2: missing: readable
                Check the photos again. Return the complete corrected answer for photos p2, p3 \
                only, as one JSON object and nothing else; your answer for the other photos is \
                kept.
                """
        )
    }

    @Test func `a single photo is named in the singular`() throws {
        let faulty = try faulty([(#""x":300"#, #""x":3000"#)])
        #expect(
            RepairText(faulty, photoIDs: ["p1", "p2", "p3"]).text.contains("for photo p2 only")
        )
    }

    @Test func `all photos are asked about again if they overlap`() throws {
        let faulty = try faulty([(#""x":300"#, #""x":3000"#)]).undivided
        #expect(faulty.concerned(of: 3) == [0, 1, 2])
        #expect(!RepairText(faulty, photoIDs: ["p1", "p2", "p3"]).text.contains(" only"))
    }

    @Test func `all photos are asked about again without a sound part, and a long list is cut`() {
        let fault = AnswerFault(
            code: .value,
            pointer: "/items",
            words: "must be a list",
            photos: nil
        )
        let faulty = FaultyAnswer<CountAnswer>(
            faults: [fault],
            hasMore: true,
            sound: nil,
            notes: []
        )
        #expect(
            RepairText(faulty, photoIDs: ["p1", "p2"]).text == """
                Your answer has these errors:
                - /items: must be a list
                - and more of the same kinds
                Check the photos again. Return the complete corrected answer as one JSON object \
                and nothing else.
                """
        )
    }

    @Test func `the corrected answer keeps the ids of its photos`() throws {
        let faulty = try faulty([(#""x":300"#, #""x":3000"#)])
        let text = """
            {"photos":[{"id":"p2","readable":true,"problems":["glare"]}],\
            "items":[{"item":"ICE","points":[{"photo":"p2","x":301,"y":401,"zone":"carried"},\
            {"photo":"p2","x":350,"y":401,"zone":"carried"}],\
            "hidden":"many","basis":"estimated","count":3}],\
            "empty_places":[],"not_counted":[{"what":"a pallet","why":"wrapped"},\
            {"what":"a bag","why":"torn"}]}
            """
        let schema = ReplySchema(
            photoIDs: ["p2"],
            items: CheckScene.skus,
            zones: CheckScene.zones
        )
        let check = try AnswerCheck(
            schema: schema.text,
            vocabulary: AnswerVocabulary(
                photoIDs: schema.photoIDs,
                items: schema.items,
                zones: schema.zones,
                problems: ReplySchema.problems
            ),
            promise: .none
        )
        let repaired = try #require(check.check(text).answer)
        let sound = try #require(faulty.sound)
        let whole = CountAnswer.combining([(sound.photos, sound.answer), ([1], repaired)])
        #expect(whole.photos.map(\.problems) == [[], ["glare"], ["blur"]])
        #expect(whole.items.map(\.sku) == ["WATER", "ICE"])
        let ice = try #require(whole.items.last)
        #expect(ice.points.map { [$0.photo, $0.x] } == [[0, 100], [1, 301], [1, 350]])
        #expect(ice.said == 4, "1 point kept, 3 said of the photo looked at again")
        #expect(ice.hidden == .many && ice.isEstimated)
        #expect(whole.emptyPlaces.isEmpty)
        #expect(whole.notCounted.map(\.what) == ["a pallet", "a bag"])
    }

    @Test func `an answer is cut down to some of its photos`() {
        let cut = CheckScene.answer.restricted(to: [1, 2])
        #expect(cut.photos.map(\.isReadable) == [true, false])
        #expect(cut.items.map(\.sku) == ["ICE"], "WATER was seen on another photo")
        #expect(cut.items.map(\.said) == [1])
        #expect(cut.items.flatMap(\.points).map(\.photo) == [0])
        #expect(cut.emptyPlaces.map(\.photo) == [0])
        #expect(cut.notCounted.count == 1)
        #expect(CheckScene.answer.restricted(to: [0, 1, 2]) == CheckScene.answer)
    }

    @Test func `an item is as hidden as in the part where it is hidden most, in any order`() {
        func part(_ hidden: CountAnswer.Hidden) -> CountAnswer {
            CountAnswer(
                photos: [CountAnswer.SeenPhoto(isReadable: true, problems: [])],
                items: [
                    CountAnswer.SeenItem(
                        sku: "ICE",
                        points: [CountAnswer.Point(photo: 0, x: 0, y: 0, zone: "")],
                        said: 1,
                        hidden: hidden,
                        isEstimated: hidden == .some
                    )
                ],
                emptyPlaces: [],
                notCounted: []
            )
        }
        for one in CountAnswer.Hidden.allCases {
            for other in CountAnswer.Hidden.allCases {
                let both = CountAnswer.combining([([0], part(one)), ([1], part(other))])
                let worst: CountAnswer.Hidden =
                    [one, other].contains(.many)
                    ? .many : [one, other].contains(.some) ? .some : .none
                #expect(both.items.map(\.hidden) == [worst])
                #expect(both.items.map(\.isEstimated) == [[one, other].contains(.some)])
            }
        }
    }
}
