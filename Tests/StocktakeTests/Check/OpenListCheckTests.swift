import Testing

@testable import Stocktake

@Suite("Answers to an open list") struct OpenListCheckTests {
    /// An answer about `p1` and `p2` with these entries: name, stated count and points.
    private func text(
        _ items: [(String, Int, [(String, Int)])],
        empty: String? = nil
    ) -> String {
        let entries = items.map { name, said, points in
            let listed = points.map { #"{"photo":"\#($0.0)","x":\#($0.1),"y":50}"# }
            return #"{"item":\#(jsonString(name)),"points":[\#(listed.joined(separator: ","))],"#
                + #""hidden":"none","basis":"counted","count":\#(said)}"#
        }
        let place = empty.map { #"{"photo":"p1","item":\#(jsonString($0)),"where":"left"}"# } ?? ""
        let photos = ["p1", "p2"].map { #"{"id":"\#($0)","readable":true,"problems":[]}"# }
        return #"{"photos":[\#(photos.joined(separator: ","))],"#
            + #""items":[\#(entries.joined(separator: ","))],"empty_places":[\#(place)],"#
            + #""not_counted":[]}"#
    }

    private func check(_ text: String) throws -> CheckedAnswer<CountAnswer> {
        try CheckScene.check(photos: 2, zones: [], isOpen: true).check(text)
    }

    @Test func `names are folded, and one name twice is one entry`() throws {
        let checked = try check(
            text(
                [
                    ("Eggs", 2, [("p1", 100), ("p1", 200)]), ("milk bottle", 1, [("p1", 300)]),
                    ("EGG", 2, [("p2", 100)]), ("unknown", 1, [("p2", 900)]),
                ],
                empty: "Bunches of Grapes"
            )
        )
        let answer = try #require(checked.answer)
        #expect(answer.items.map(\.sku) == ["egg", "milk bottle", "unknown"])
        #expect(answer.items.map(\.points.count) == [3, 1, 1])
        #expect(answer.items.map(\.said) == [4, 1, 1], "stated counts are added up")
        #expect(answer.emptyPlaces.map(\.sku) == ["bunch of grapes"])
        #expect(
            checked.notes.map(\.words) == [
                "item egg: the model states a count of 2 but gives 1 points; the points are used"
            ]
        )
    }

    @Test func `one spot under two spellings is one piece, under two names one fault`() throws {
        let same = try check(text([("egg", 1, [("p1", 100)]), ("Eggs", 1, [("p1", 101)])]))
        #expect(
            same.faulty?.faults.map(\.line) == [
                "/items/1/points/0: marks the same piece as /items/0/points/0; give each piece one "
                    + "point"
            ]
        )
        let other = try check(text([("egg", 1, [("p1", 100)]), ("ball", 1, [("p1", 101)])]))
        #expect(other.faulty?.faults.map(\.code) == [.sameSpot])
    }

    @Test(arguments: ["", " \u{200B}", "…", String(repeating: "egg ", count: 30)])
    func `what is no name is a fault of its photos`(_ name: String) throws {
        let checked = try check(text([(name, 1, [("p2", 100)]), ("egg", 1, [("p1", 100)])]))
        let faulty = try #require(checked.faulty)
        #expect(
            faulty.faults.map(\.line) == [
                "/items/0/item: must name the goods, in at most 100 characters"
            ]
        )
        #expect(faulty.sound?.photos == [0] && faulty.sound?.answer.items.map(\.sku) == ["egg"])
        let place = try check(text([], empty: name))
        #expect(
            place.faulty?.faults.map(\.line) == [
                "/empty_places/0/item: must name the goods, in at most 100 characters"
            ]
        )
    }

    @Test func `control characters in a name are spaces`() throws {
        let checked = try check(text([("milk\u{1B}\nbottle\u{202E}", 1, [("p1", 100)])]))
        #expect(checked.answer?.items.map(\.sku) == ["milk bottle"])
    }
}
