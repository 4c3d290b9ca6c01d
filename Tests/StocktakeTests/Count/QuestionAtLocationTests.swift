import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("The text of a question by location") struct QuestionAtLocationTests {
    private static let everywhere = ReplySchemaTests.item("ANY")
    private static let here = ReplySchemaTests.item("HERE", locations: ["A-01", " b-07 "])
    private static let there = ReplySchemaTests.item("THERE", locations: ["C-02"])

    private var text: QuestionText {
        QuestionText(
            items: [Self.there, Self.everywhere, Self.here],
            zones: ["top"],
            exclude: "crates",
            extra: "Look twice.",
            views: .repeated,
            hasSigns: true
        )
    }

    @Test(arguments: [
        ("A-01", ["ANY", "HERE"]), (" a-01", ["ANY", "HERE"]), ("B-07", ["ANY", "HERE"]),
        ("C-02", ["THERE", "ANY"]), ("Z-99", ["ANY"]), ("", ["THERE", "ANY", "HERE"]),
        ("  ", ["THERE", "ANY", "HERE"]),
    ])
    func `only goods that may be there can be named`(location: String, skus: [String]) {
        let there = text.at(location)
        #expect(there.items?.map(\.sku) == skus)
        #expect(there.replySchema(photos: 1).items == skus + ["unknown"])
        for item in text.items ?? [] {
            #expect(there.instructions.contains("- \(item.sku)\n") == skus.contains(item.sku))
        }
    }

    @Test func `the rest of the question stays unchanged`() {
        let there = text.at("A-01")
        #expect(there.zones == text.zones && there.exclude == text.exclude)
        #expect(there.extra == text.extra && there.views == text.views && there.hasSigns)
    }

    @Test func `a catalogue without locations asks the same everywhere`() {
        let text = ReplySchemaTests.question([Self.everywhere])
        #expect(text.at("A-01") == text)
    }

    @Test func `a location where no catalogue item may be still has a question`() throws {
        let text = ReplySchemaTests.question([Self.there]).at("Z-99")
        #expect(text.items == [] && text.instructions.contains("unknown"))
        let schema = text.replySchema(photos: 1)
        #expect(schema.items == ["unknown"])
        _ = try Schema(try JSONValue(reading: Array(schema.text.utf8)))
    }

    @Test func `the size is the length of the text at each location`() {
        for location in ["A-01", "Z-99", ""] {
            let there = text.at(location)
            let whole = there.instructions + there.replySchema(photos: 3).text
            let labels = (0..<3).map { PhotoLabel.line(PhotoLabel.id($0)) }.joined()
            #expect(
                text.size.characters(location, 3)
                    == (whole + labels + QuestionText.closing).count,
                "\(location)"
            )
        }
    }

    @Test(arguments: ReplySchemaTests.hostile)
    func `no item or zone name breaks its line or reverses the text`(word: String) {
        let plain = ReplySchemaTests.question([ReplySchemaTests.item("A", name: "n")], zones: ["z"])
        let text = ReplySchemaTests.question(
            [ReplySchemaTests.item("A\(word)", name: "n\(word)")],
            zones: ["z\(word)"]
        )
        let bad = text.instructions.unicodeScalars.filter { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar != "\n"
            default: false
            }
        }
        #expect(bad.isEmpty)
        let lines = { (text: QuestionText) in text.instructions.split(separator: "\n").count }
        #expect(lines(text) == lines(plain))
        #expect(text.instructions.contains("- A"))
    }

    @Test func `it contains nothing from the books, and no prices or places`() {
        let item = Item(
            sku: "X",
            name: "Name",
            gtin: GTIN("9520000000011"),
            unit: "SECRET-UNIT",
            packSize: 777,
            unitCost: 333,
            locations: ["Z-99", "SECRET-PLACE"]
        )
        let text = ReplySchemaTests.question([item]).at("Z-99")
        #expect(text.items == [item])
        let sent =
            text.instructions + text.replySchema(photos: 3).text + QuestionText.closing
            + PhotoLabel.line(PhotoLabel.id(2))
        for secret in ["777", "333", "Z-99", "SECRET", "9520000000011"] {
            #expect(!sent.contains(secret), "\(secret)")
        }
    }
}
