import Testing

@testable import Stocktake

@Suite("From reply to answer") struct AnswerCheckTests {
    @Test func `a right answer passes whole`() throws {
        let checked = try CheckScene.check(promise: .schema).check(
            CheckScene.reply(CheckScene.text)
        )
        #expect(checked == .passed(CheckScene.answer, notes: []))
    }

    @Test(arguments: [
        (Reply.Ending.refused, UselessReply.refused), (.filtered, .filtered), (.cutOff, .cutOff),
    ])
    func `a reply that didn't end is of no use, however good its text`(
        _ ending: Reply.Ending,
        _ reason: UselessReply
    ) throws {
        let reply = CheckScene.reply(CheckScene.text, ending: ending)
        #expect(try CheckScene.check().check(reply).useless == reason)
    }

    @Test(arguments: ["", " \n\t\r\n "])
    func `an empty reply is of no use`(_ text: String) throws {
        #expect(try CheckScene.check().check(CheckScene.reply(text)).useless == .empty)
    }

    /// Servers without usage report nothing or 0, which is no evidence.
    @Test(arguments: [(99, false), (100, true), (0, true), (nil, true)])
    func `photos that were dropped show in the tokens`(_ tokens: Int?, _ passes: Bool) throws {
        var check = try CheckScene.check()
        check.leastInputTokens = 100
        let checked = check.check(CheckScene.reply(CheckScene.text, inputTokens: tokens))
        #expect((checked.answer != nil) == passes)
        if !passes {
            #expect(checked.useless == .photosDropped(reported: 99, least: 100))
        }
        check.leastInputTokens = nil
        #expect(check.check(CheckScene.reply(CheckScene.text, inputTokens: tokens)).answer != nil)
    }

    @Test func `points win over the number said`() throws {
        let text = CheckScene.text.replacing(#""count":2"#, with: #""count":7"#)
        let checked = try CheckScene.check().check(CheckScene.reply(text))
        #expect(checked.notes == [.pointsDiffer(sku: "ICE", said: 7, points: 2)])
        #expect(checked.answer?.items.last?.points.count == 2)
        #expect(checked.answer?.items.last?.said == 7)
    }

    @Test func `an item of which there is none is left out, even twice`() throws {
        let none = #"{"item":"ICE","points":[],"hidden":"none","basis":"counted","count":0}"#
        let text = CheckScene.text.replacing(#""items":["#, with: #""items":[\#(none),\#(none),"#)
        let checked = try CheckScene.check().check(CheckScene.reply(text))
        #expect(checked == .passed(CheckScene.answer, notes: []))
    }

    @Test(arguments: [(3, true), (2, false)])
    func `pieces of one item may lie near each other, not on top`(_ gap: Int, _ passes: Bool) throws
    {
        let text = CheckScene.text.replacing(
            #""photo":"p2","x":300,"y":400"#,
            with: #""photo":"p1","x":\#(100 + gap),"y":198"#
        )
        #expect((try CheckScene.check().check(CheckScene.reply(text)).answer != nil) == passes)
    }

    @Test(arguments: [(2, true), (1, false)])
    func `pieces of two items may lie nearer`(_ gap: Int, _ passes: Bool) throws {
        let text = CheckScene.text.replacing(
            #""photo":"p2","x":300,"y":400"#,
            with: #""photo":"p1","x":500,"y":\#(600 - gap)"#
        )
        #expect((try CheckScene.check().check(CheckScene.reply(text)).answer != nil) == passes)
    }

    @Test(arguments: [AnswerCheck.Promise.schema, .json, .nothing])
    func `a promise not kept is noted`(_ promise: AnswerCheck.Promise) throws {
        let check = try CheckScene.check(promise: promise)
        let broken: Set<AnswerNote> = promise == .schema ? [.schemaIgnored] : []
        let fenced = check.check(CheckScene.reply("```json\n\(CheckScene.text)\n```"))
        #expect(fenced.answer == CheckScene.answer)
        #expect(Set(fenced.notes) == broken.union([.tidied([.fences])]))
        let invalid = CheckScene.text.replacing(#""count":2"#, with: #""count":-2"#)
        #expect(Set(check.check(CheckScene.reply(invalid)).notes) == broken)
        #expect(Set(check.check(CheckScene.reply("two")).notes) == broken)
        let missing = CheckScene.text.replacing(
            #"{"id":"p1","readable":true,"problems":[]},"#,
            with: ""
        )
        #expect(check.check(CheckScene.reply(missing)).notes == [], "no schema demands all ids")
    }

    @Test func `the model's words are kept short, in one line, and as they are else`() throws {
        let long = String(repeating: "x", count: 201)
        let text = CheckScene.text.replacing("left shelf", with: #"=1+1\n\u202e\u0000"#)
            .replacing("a pallet", with: long)
            .replacing("wrapped", with: String(long.dropLast()))
        let checked = try CheckScene.check().check(CheckScene.reply(text))
        #expect(checked.answer?.emptyPlaces.map(\.place) == [#"=1+1\u{a}\u{202e}\u{0}"#])
        #expect(checked.answer?.notCounted.map(\.what) == [String(long.dropLast()) + "…"])
        #expect(checked.answer?.notCounted.map(\.why) == [String(long.dropLast())])
        #expect(checked.notes == [.textsCut(1)])
    }

    @Test func `one character can't be longer than a text may be`() throws {
        let stacked = "e" + String(repeating: "\u{301}", count: 100_000)
        let text = CheckScene.text.replacing("left shelf", with: stacked)
        let place = try CheckScene.check().check(CheckScene.reply(text)).answer?.emptyPlaces.first
        #expect(place?.place.unicodeScalars.count == AnswerReading.textLimit + 1)
    }

    @Test func `fifty empty places and notes are kept`() throws {
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
        let checked = try CheckScene.check().check(CheckScene.reply(text))
        #expect(checked.answer?.emptyPlaces.count == 50)
        #expect(checked.answer?.notCounted.last?.what == "box 49")
        #expect(checked.notes == [.leftOut(emptyPlaces: 10, notCounted: 1)])
    }

    @Test(arguments: ["", "{", "[]1", #"{"type":"nonsense"}"#])
    func `a schema that is none is told at once`(_ schema: String) throws {
        let vocabulary = try CheckScene.check().vocabulary
        #expect(throws: (any Error).self) {
            try AnswerCheck(schema: schema, vocabulary: vocabulary, promise: .schema)
        }
    }

    @Test func `reasons and notes keep their words`() {
        let reasons: [UselessReply] = [
            .refused, .filtered, .cutOff, .empty, .photosDropped(reported: 9, least: 90),
        ]
        #expect(
            reasons.map(\.words) == [
                "the model declined to answer", "a content filter of the service cut the answer",
                "the answer was cut at the output limit", "the answer is empty",
                "the service reports 9 input tokens where the photos take at least 90: the model "
                    + "did not see them all",
            ]
        )
        let notes: [AnswerNote] = [
            .schemaIgnored, .tidied(AnswerNote.Tidying.allCases),
            .pointsDiffer(sku: "ICE\n", said: 3, points: 2), .textsCut(2),
            .leftOut(emptyPlaces: 1, notCounted: 0),
        ]
        #expect(
            notes.map(\.words) == [
                "the service did not keep to the schema it was given",
                "taken off around the JSON: thoughts, fences, other text, repetition, trailing "
                    + "commas",
                #"item ICE\u{a}: the model says 3 and gives 2 points, which count"#,
                "2 long texts of the answer were cut",
                "left out of a long answer: 1 empty places, 0 notes of goods not counted",
            ]
        )
    }
}
