import Foundation
import Testing

@testable import Stocktake

@Suite("From photos to questions") struct QuestionPlanningTests {
    private func photo(_ name: String) -> AskedPhoto {
        AskedPhoto(path: name, width: 100, height: 100, byteCount: nil)
    }

    private func shown(_ questions: [Question]) -> [String] {
        questions.map { question in
            let photos = question.photos.map(\.path).joined(separator: ",")
            return "\(question.location) \(photos) vote \(question.vote)"
        }
    }

    @Test func `a question never mixes locations, whatever the order of the list`() {
        let photos = [("1", "A"), ("2", "B"), ("3", "a "), ("4", "B")].map {
            (photo: photo($0.0), location: Optional($0.1))
        }
        let planning = QuestionPlanning(photosPerRequest: 10, votes: 1)
        #expect(shown(planning.questions(photos)) == ["A 1,3 vote 1", "B 2,4 vote 1"])
    }

    @Test func `more photos than a request may hold are consecutive groups, once per vote`() {
        let photos = (1...5).map { (photo: photo("\($0)"), location: Optional("A")) }
        let planning = QuestionPlanning(photosPerRequest: 2, votes: 2)
        #expect(
            shown(planning.questions(photos)) == [
                "A 1,2 vote 1", "A 1,2 vote 2", "A 3,4 vote 1", "A 3,4 vote 2", "A 5 vote 1",
                "A 5 vote 2",
            ]
        )
    }

    @Test func `photos of unknown places stand alone`() {
        let photos = (1...3).map { (photo: photo("\($0)"), location: String?.none) }
        let planning = QuestionPlanning(photosPerRequest: 10, votes: 1)
        #expect(shown(planning.questions(photos)) == [" 1 vote 1", " 2 vote 1", " 3 vote 1"])
    }

    @Test func `no photos, no questions`() {
        #expect(QuestionPlanning(photosPerRequest: 1, votes: 3).questions([]).isEmpty)
    }
}

@Suite("The words of a question") struct QuestionTextTests {
    static let text = QuestionText(
        items: [Scene.ice, Scene.water],
        zones: ["on the \"cart\"", "carried"],
        exclude: "empty cartons",
        extra: "Look twice.",
        views: .overlapping
    )

    @Test func `the instructions keep their form`() throws {
        try expectGolden(Self.text.instructions + "\n", "Count/instructions.txt")
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
    func `its size is that of its texts`(_ photos: Int) {
        let labels = (0..<photos).map { QuestionText.label(ofPhoto: $0) }.joined()
        let whole =
            Self.text.instructions + Self.text.replySchema(photos: photos).text + labels
            + QuestionText.closing
        #expect(Self.text.size.characters("A-01", photos) == whole.count)
    }

    @Test func `nothing of the books is in it`() {
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
