import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("The text of a question") struct QuestionTextTests {
    static let text = QuestionText(
        items: [Scene.ice, Scene.water],
        zones: ["on the \"cart\"", "carried"],
        exclude: "empty cartons",
        extra: "Look twice.",
        views: .overlapping
    )

    @Test func `the instructions match the golden file`() throws {
        try expectGolden(Self.text.instructions + "\n", "Count/instructions.txt")
    }

    @Test func `an open list asks for names, and its schema takes any`() throws {
        let open = QuestionText(
            items: nil,
            zones: ["top shelf"],
            exclude: "empty cartons",
            extra: "Look twice.",
            views: .separate
        )
        let schema = open.replySchema(photos: 2)
        let texts = [open.instructions, QuestionText.closing, schema.text]
        try expectGolden(texts.joined(separator: "\n\n") + "\n", "Count/open-list.txt")
        #expect(!open.hasPlaces && open.at("A-01") == open && !schema.hasItemList)
        #expect(StrictSubset(try JSONValue(reading: Array(schema.text.utf8))).breaches == [])
    }

    @Test func `the question about a list is the same to the byte`() throws {
        let schema = Self.text.replySchema(photos: 2).text
        try expectGolden(schema + "\n", "Count/closed-list-schema.json")
    }

    @Test func `the schema is strict JSON with ids, items and zones as choices`() throws {
        let data = Data(Self.text.replySchema(photos: 2).text.utf8)
        let json = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        #expect(json["additionalProperties"] as? Bool == false)
        let schema = Self.text.replySchema(photos: 2).text
        #expect(schema.contains(#""enum":["p1","p2"]"#))
        #expect(schema.contains(#""enum":["ICE","WATER","unknown"]"#))
        #expect(schema.contains(#""enum":["on the \"cart\"","carried"]"#))
        let points = try #require(schema.range(of: "\"points\""))
        let count = try #require(schema.range(of: "\"count\""))
        #expect(points.lowerBound < count.lowerBound, "points come before the count")
    }

    @Test(arguments: [0, 1, 2, 9, 10, 11, 100, 101])
    func `its size is the length of its text`(_ photos: Int) {
        let labels = (0..<photos).map { PhotoLabel.line(PhotoLabel.id($0)) }.joined()
        let whole =
            Self.text.instructions + Self.text.replySchema(photos: photos).text + labels
            + QuestionText.closing
        #expect(Self.text.size.characters("A-01", photos) == whole.count)
    }

    @Test func `it contains nothing from the books`() {
        let item = Item(
            sku: "X",
            name: "Name",
            gtin: GTIN("9520000000011"),
            unit: "carton",
            packSize: 777,
            unitCost: 333,
            locations: ["Z-99"]
        )
        let text = QuestionText(items: [item], zones: [], exclude: "", extra: "", views: nil)
        for secret in ["777", "333", "Z-99", "9520000000011"] {
            #expect(!text.instructions.contains(secret))
            #expect(!text.replySchema(photos: 1).text.contains(secret))
        }
    }
}
