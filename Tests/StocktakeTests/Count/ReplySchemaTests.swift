import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("The schema of a reply") struct ReplySchemaTests {
    /// Names and SKUs that no sane catalogue has.
    static let hostile = [
        #"A "quoted" \ name"#, "two\nlines\r\n- FAKE: item", "🧊 ice 👩‍👩‍👧", "\u{202E}turned\u{202C}",
        "\u{200F}rtl", "tab\tbell\u{7}", "e\u{301} and é", "\u{2028}line", "</s>{}[]",
        "\u{7F}\u{85}",
    ]

    /// This many items, every tenth with a hostile SKU and name.
    static func items(_ count: Int) -> [Item] {
        (0..<count).map { number in
            let word = number.isMultiple(of: 10) ? " " + hostile[number / 10 % hostile.count] : ""
            return item(String(format: "SKU-%05d", number) + word, name: "Item \(number)\(word)")
        }
    }

    static func item(_ sku: String, name: String = "", locations: [String] = []) -> Item {
        Item(
            sku: sku,
            name: name,
            gtin: nil,
            unit: "carton",
            packSize: 24,
            unitCost: 3,
            locations: locations
        )
    }

    static func question(_ items: [Item], zones: [String] = []) -> QuestionText {
        QuestionText(items: items, zones: zones, exclude: "", extra: "", views: .separate)
    }

    private func read(_ schema: ReplySchema) throws -> JSONValue {
        try JSONValue(reading: Array(schema.text.utf8))
    }

    /// The entry of `items` within the schema.
    private func itemProperties(_ document: JSONValue) throws -> [String] {
        let properties = document.value(at: "/properties/items/items/properties")
        return try #require(properties?.object).members.map(\.name)
    }

    @Test(arguments: [1, 240, 1000, 5000], [1, 2, 100])
    func `every catalogue makes a schema within the strict subset`(
        count: Int,
        photos: Int
    ) throws {
        let zones = photos == 2 ? ["on the \"cart\"", "carried\n", "🛒\u{200F}"] : []
        let schema = Self.question(Self.items(count), zones: zones).replySchema(photos: photos)
        let document = try read(schema)
        _ = try Schema(document)
        let subset = StrictSubset(document)
        #expect(subset.breaches == [])
        #expect(subset.depth == 5, "a list of objects in a list of objects in an object")
        #expect(schema.hasItemList == (count <= 240))
        #expect(
            schema.text
                == Self.question(Self.items(count), zones: zones)
                .replySchema(photos: photos).text,
            "services keep compiled schemas by their bytes"
        )
        let item = document.value(at: "/$defs/item")
        if schema.hasItemList {
            #expect(item?["enum"]?.array?.compactMap(\.string) == schema.items)
            #expect(schema.items?.count == count + 1 && schema.items?.last == "unknown")
        } else {
            #expect(item == ["type": "string"], "a longer catalogue is plain text")
        }
        let ids = document.value(at: "/$defs/photo")?["enum"]?.array?.compactMap(\.string)
        #expect(ids == (1...photos).map { "p\($0)" })
    }

    /// A catalogue, and whether it is within the limits of a list.
    struct Edge: Sendable, CustomTestStringConvertible {
        let items: Int
        /// In each SKU.
        let characters: Int
        var photos = 1
        let isList: Bool

        var testDescription: String {
            "\(items) SKUs of \(characters) characters, \(photos) photos"
        }
    }

    /// With `unknown`, of 7 characters, among the entries; 11 words are the schema's own.
    @Test(arguments: [
        Edge(items: 249, characters: 400, isList: true),
        Edge(items: 250, characters: 400, isList: false),
        Edge(items: 300, characters: 49, isList: true),
        Edge(items: 300, characters: 50, isList: false),
        Edge(items: 249, characters: 481, isList: false),
        Edge(items: 987, characters: 6, isList: true),
        Edge(items: 988, characters: 6, isList: false),
        Edge(items: 888, characters: 6, photos: 100, isList: true),
        Edge(items: 889, characters: 6, photos: 100, isList: false),
    ])
    func `items are enumerated only while the service accepts the list`(edge: Edge) throws {
        let items = (0..<edge.items).map { number in
            let digits = "\(number)"
            let filling = String(repeating: "x", count: edge.characters - digits.count)
            return Self.item(digits + filling)
        }
        let schema = Self.question(items).replySchema(photos: edge.photos)
        #expect(schema.hasItemList == edge.isList)
        #expect(StrictSubset(try read(schema)).breaches == [])
    }

    @Test func `characters are counted as code points, not as what a person sees`() throws {
        // A family is one character to a person and five to the service.
        let items = (0..<300).map {
            Self.item("\($0)" + String(repeating: "👩‍👩‍👧", count: 11))
        }
        let schema = Self.question(items).replySchema(photos: 1)
        #expect(!schema.hasItemList)
        #expect(StrictSubset(try read(schema)).breaches == [])
    }

    @Test(arguments: [[], ["top", "floor"]])
    func `keys are in the order of thinking`(zones: [String]) throws {
        let schema = Self.question([Self.item("A")], zones: zones).replySchema(photos: 1)
        let document = try read(schema)
        let root = try #require(document["properties"]?.object).members.map(\.name)
        #expect(root == ["photos", "items", "empty_places", "not_counted"])
        #expect(try itemProperties(document) == ["item", "points", "hidden", "basis", "count"])
        let point = document.value(at: "/properties/items/items/properties/points/items/properties")
        let names = try #require(point?.object).members.map(\.name)
        #expect(names == ["photo", "x", "y"] + (zones.isEmpty ? [] : ["zone"]))
        let places = ["\"photos\"", "\"points\"", "\"hidden\"", "\"basis\"", "\"count\""]
            .compactMap { schema.text.range(of: $0)?.lowerBound }
        #expect(places.count == 5 && places == places.sorted())
    }

    // MARK: - What it allows

    private static let sceneSchema = ReplySchema(
        photoIDs: ["p1", "p2", "p3"],
        items: CheckScene.skus,
        zones: CheckScene.zones
    )

    private func violations(_ text: String, _ schema: ReplySchema = sceneSchema) throws -> Int {
        try Schema(try read(schema)).violations(of: JSONValue(reading: Array(text.utf8))).count
    }

    @Test func `a correct answer passes`() throws {
        #expect(try violations(CheckScene.text) == 0)
        let empty = #"{"photos":[],"items":[],"empty_places":[],"not_counted":[]}"#
        #expect(try violations(empty) == 0, "an empty list is the way out")
    }

    @Test(arguments: [
        (#""item":"WATER""#, #""item":"WINE""#), (#""item":"ICE""#, #""item":"ice""#),
        (#""photo":"p1""#, #""photo":"p4""#), (#""id":"p2""#, #""id":2"#),
        (#""x":500"#, #""x":1001"#), (#""x":500"#, #""x":-1"#), (#""x":500"#, #""x":0.5"#),
        (#""y":600"#, #""y":"600""#), (#""zone":"carried""#, #""zone":"roof""#),
        (#","zone":"carried""#, ""), (#""hidden":"some""#, #""hidden":"lots""#),
        (#""basis":"estimated""#, #""basis":null"#), (#""count":1"#, #""count":"1""#),
        (#""count":1"#, #""count":-1"#), (#""count":1"#, #""count":1.5"#), (#","count":1"#, ""),
        (#""readable":true"#, #""readable":"yes""#), (#""problems":[]"#, #""problems":["fog"]"#),
        (#""where":"left shelf""#, #""where":3"#), (#","why":"wrapped""#, ""),
        (#""what":"a pallet""#, #""what":"a pallet","cost":1"#),
        (#""not_counted":["#, #""rest":["#),
    ])
    func `an incorrect answer does not`(part: String, wrong: String) throws {
        let place = try #require(CheckScene.text.range(of: part))
        let text = CheckScene.text.replacingCharacters(in: place, with: wrong)
        #expect(try violations(text) > 0)
    }

    @Test(arguments: ReplySchemaTests.hostile)
    func `a hostile SKU or zone can be answered, but only as spelled`(word: String) throws {
        let schema = ReplySchema(photoIDs: ["p1"], items: [word, "unknown"], zones: [word])
        func answer(_ name: String) -> String {
            #"{"photos":[{"id":"p1","readable":true,"problems":[]}],"items":[{"item":"#
                + jsonString(name)
                + #","points":[{"photo":"p1","x":1,"y":2,"zone":\#(jsonString(name))}],"#
                + #""hidden":"none","basis":"counted","count":1}],"empty_places":[],"#
                + #""not_counted":[]}"#
        }
        #expect(try violations(answer(word), schema) == 0)
        #expect(try violations(answer(word + "."), schema) == 2)
    }

    @Test func `a catalogue too long for a list allows any code, to be checked later`() throws {
        let schema = ReplySchema(
            photoIDs: ["p1", "p2", "p3"],
            items: CheckScene.skus + (0..<1000).map { "FILL-\($0)" },
            zones: CheckScene.zones
        )
        let text = CheckScene.text.replacingOccurrences(of: "WATER", with: "WINE")
        #expect(try violations(text, schema) == 0)
    }
}
