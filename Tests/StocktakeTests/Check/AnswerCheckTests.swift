import Testing

@testable import Stocktake

@Suite("From reply to answer") struct AnswerCheckTests {
    @Test func `a correct answer passes unchanged`() throws {
        let checked = try CheckScene.check(promise: .strict).check(CheckScene.text)
        #expect(checked == .passed(CheckScene.answer, notes: []))
    }

    @Test func `points take precedence over the stated count`() throws {
        let text = CheckScene.text.replacing(#""count":2"#, with: #""count":7"#)
        let checked = try CheckScene.check().check(text)
        #expect(checked.notes == [.pointsDiffer(sku: "ICE", said: 7, points: 2)])
        #expect(checked.answer?.items.last?.points.count == 2)
        #expect(checked.answer?.items.last?.said == 7)
    }

    @Test func `an item with a count of 0 is left out, even if listed twice`() throws {
        let none = #"{"item":"ICE","points":[],"hidden":"none","basis":"counted","count":0}"#
        let text = CheckScene.text.replacing(#""items":["#, with: #""items":[\#(none),\#(none),"#)
        let checked = try CheckScene.check().check(text)
        #expect(checked == .passed(CheckScene.answer, notes: []))
    }

    @Test(arguments: [(3, true), (2, false)])
    func `points of one item may be near, not on the same spot`(_ gap: Int, _ passes: Bool) throws {
        let text = CheckScene.text.replacing(
            #""photo":"p2","x":300,"y":400"#,
            with: #""photo":"p1","x":\#(100 + gap),"y":198"#
        )
        #expect((try CheckScene.check().check(text).answer != nil) == passes)
    }

    @Test(arguments: [(2, true), (1, false)])
    func `points of two items may be nearer`(_ gap: Int, _ passes: Bool) throws {
        let text = CheckScene.text.replacing(
            #""photo":"p2","x":300,"y":400"#,
            with: #""photo":"p1","x":500,"y":\#(600 - gap)"#
        )
        #expect((try CheckScene.check().check(text).answer != nil) == passes)
    }

    @Test(arguments: StructuredOutput.allCases)
    func `a broken promise is noted`(_ promise: StructuredOutput) throws {
        let check = try CheckScene.check(promise: promise)
        let broken: Set<AnswerNote> = promise == .strict ? [.schemaIgnored] : []
        let fenced = check.check("```json\n\(CheckScene.text)\n```")
        #expect(fenced.answer == CheckScene.answer)
        #expect(Set(fenced.notes) == broken.union([.cleaned([.fences])]))
        let invalid = CheckScene.text.replacing(#""count":2"#, with: #""count":-2"#)
        #expect(Set(check.check(invalid).notes) == broken)
        #expect(Set(check.check("two").notes) == broken)
        let missing = CheckScene.text.replacing(
            #"{"id":"p1","readable":true,"problems":[]},"#,
            with: ""
        )
        #expect(check.check(missing).notes == [], "no schema demands all ids")
    }

    @Test func `the model's text is kept on one line, shortened and otherwise unchanged`() throws {
        let long = String(repeating: "x", count: 201)
        let text = CheckScene.text.replacing("left shelf", with: #"=1+1\n\u202e\u0000"#)
            .replacing("a pallet", with: long)
            .replacing("wrapped", with: String(long.dropLast()))
        let checked = try CheckScene.check().check(text)
        #expect(checked.answer?.emptyPlaces.map(\.place) == [#"=1+1\u{a}\u{202e}\u{0}"#])
        #expect(checked.answer?.notCounted.map(\.what) == [String(long.dropLast()) + "…"])
        #expect(checked.answer?.notCounted.map(\.why) == [String(long.dropLast())])
        #expect(checked.notes == [.textsCut(1)])
    }

    @Test func `one character can't be longer than a text may be`() throws {
        let stacked = "e" + String(repeating: "\u{301}", count: 100_000)
        let text = CheckScene.text.replacing("left shelf", with: stacked)
        let place = try CheckScene.check().check(text).answer?.emptyPlaces.first
        #expect(place?.place.unicodeScalars.count == AnswerReading.textLimit + 1)
    }

    @Test func `at most fifty empty places and notes are kept`() throws {
        let places = (0..<60).map { #"{"photo":"p1","item":"ICE","where":"bay \#($0)"}"# }
        let rest = (0..<51).map { #"{"what":"box \#($0)","why":"far"}"# }
        let text = CheckScene.text
            .replacing(
                #"{"photo":"p2","item":"unknown","where":"left shelf"}"#,
                with: places.joined(separator: ",")
            )
            .replacing(
                #"{"what":"a pallet","why":"wrapped"}"#,
                with: rest.joined(separator: ",")
            )
        let checked = try CheckScene.check().check(text)
        #expect(checked.answer?.emptyPlaces.count == 50)
        #expect(checked.answer?.notCounted.last?.what == "box 49")
        #expect(checked.notes == [.leftOut(emptyPlaces: 10, notCounted: 1)])
    }

    @Test(arguments: ["", "{", "[]1", #"{"type":"nonsense"}"#])
    func `an invalid schema is rejected at once`(_ schema: String) throws {
        let vocabulary = try CheckScene.check().vocabulary
        #expect(throws: (any Error).self) {
            try AnswerCheck(schema: schema, vocabulary: vocabulary, promise: .strict)
        }
    }

    @Test func `the wording of notes is fixed`() {
        let notes: [AnswerNote] = [
            .schemaIgnored, .cleaned(AnswerNote.Cleanup.allCases),
            .pointsDiffer(sku: "ICE\n", said: 3, points: 2), .textsCut(2),
            .leftOut(emptyPlaces: 1, notCounted: 0),
        ]
        #expect(
            notes.map(\.words) == [
                "the service did not follow the schema it was given",
                "removed from the reply: thoughts, fences, other text, repetition, trailing "
                    + "commas",
                #"item ICE\u{a}: the model states a count of 3 but gives 2 points; the points are "#
                    + "used",
                "2 long texts in the answer were shortened",
                "dropped from a long answer: 1 empty places, 0 notes on goods not counted",
            ]
        )
    }
}
