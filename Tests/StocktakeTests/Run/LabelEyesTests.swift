import JSONSchema
import Platform
import Testing

@testable import Stocktake

@Suite("The eyes of a rehearsal") struct LabelEyesTests {
    /// One photo, looked at, with what the eyes say of it.
    private func scene(
        _ photos: [[PrintedLabel]],
        views: String = "separate",
        location: String = "folder",
        more: String = ""
    ) throws -> AskScene {
        let scene = try AskScene(places: [:])
        try scene.folder.write(
            "sku,name,gtin,unit\nICE,Ice,9520000000011,carton\n",
            to: "items.csv"
        )
        for (index, labels) in photos.enumerated() {
            let bytes = try PrintedLabel.jpeg(labels)
            try scene.folder.write(bytes, to: "photos/A-01/\(index + 1).jpg")
        }
        try scene.pipeline(views: views, items: "items.csv", location: location, more: more)
        return scene
    }

    /// A run in which the eyes answer.
    private func ask(_ scene: AskScene) async throws -> AskedRun {
        let eyes = try scene.eyes()
        return try await scene.ask { request in
            do {
                let seen = try request.paths.map {
                    eyes.look(at: try readFile(at: $0, maxBytes: 1 << 22))
                }
                guard !seen.contains(where: { $0 == nil }) else {
                    return .status(400, code: "invalid_image")
                }
                return .answer(eyes.answer(zip(request.ids, seen).map { (id: $0, seen: $1) }))
            } catch {
                return .status(500)
            }
        }
    }

    @Test func `an answer is right by the question's schema and passes Check`() async throws {
        let run = try await ask(try scene([[.carton], [.link], [.faulty], []]))
        #expect(run.questions == ["1 2 3 4"], "no repair")
        #expect(run.findings == [], "the schema was kept")
        #expect(run.attempts == ["ask answered passed new_photo"])
        #expect(run.answers == ["1 2 3 4: ICE 1"])
    }

    @Test func `a label that the catalogue doesn't know is an unknown item`() async throws {
        let scene = try scene([[.carton]])
        try scene.folder.write("sku,name,gtin\nTEA,Tea,9520000000028\n", to: "items.csv")
        let run = try await ask(scene)
        #expect(run.findings == [] && run.answers == ["1: unknown 1"])
    }

    @Test(arguments: ["any", "any, catalogue: items.csv"])
    func `in an open list every label is a piece of one invented name`(_ items: String) async throws
    {
        let scene = try scene([[.carton], [.link], []])
        try scene.pipeline(items: items)
        let run = try await ask(scene)
        #expect(run.findings == [] && run.questions == ["1 2 3"], "no repair")
        #expect(run.answers.first?.hasPrefix("1 2 3: rehearsal text ") == true)
    }

    @Test(arguments: [("separate", 1), ("overlapping", 1), ("repeated", 2)])
    func `a serial on two photos is one piece, but two where views are repeated`(
        _ row: (views: String, points: Int)
    ) async throws {
        let run = try await ask(try scene([[.carton], [.carton, .link]], views: row.views))
        #expect(run.answers == ["1 2: ICE \(row.points)"])
    }

    @Test func `points have the first of the zones`() async throws {
        let scene = try scene([[.carton]])
        try scene.pipeline(items: "items.csv, zones: [front, back]")
        let run = try await ask(scene)
        #expect(run.findings == [] && run.answers == ["1: ICE 1"])
    }

    @Test func `photos without labels show nothing`() async throws {
        let run = try await ask(try scene([[], [.link]]))
        #expect(run.findings == [] && run.answers == ["1 2: "])
    }

    @Test func `bytes that are no photo are refused`() throws {
        let eyes = try scene([[.carton]]).eyes()
        #expect(eyes.look(at: []) == nil)
        #expect(eyes.look(at: Array("not a photo".utf8)) == nil)
        #expect(eyes.look(at: try PrintedLabel.jpeg([.carton]).dropLast(2000)) == nil)
        #expect(eyes.answer([(id: "p1", seen: nil)]).contains(#""items":[]"#))
    }

    /// The answer about one photo of labels side by side, where signs tell the places.
    private func answer(_ labels: [PrintedLabel]) throws -> JSONValue {
        let eyes = try scene([labels], location: "sign").eyes()
        let bytes = try PrintedLabel.jpeg(labels)
        let seen = try #require(eyes.look(at: bytes))
        let text = eyes.answer([(id: "p1", seen: seen)])
        return try JSONValue(reading: Array(text.utf8))
    }

    @Test func `with signs, a label at the side edge is of the next place`() throws {
        let inside = try answer([.sign, .carton, .link])
        #expect(inside["items"]?.array?.count == 1)
        #expect(inside["items"]?[0]?["item"]?.string == "ICE")
        #expect(inside["not_counted"]?.array?.count == 0)
        // Of six squares side by side, the middle of the first is at 83 of 1000.
        let edge = try answer([.carton, .sign, .link, .link, .link, .link])
        #expect(edge["items"]?.array?.count == 0)
        #expect(edge["not_counted"]?[0]?["what"]?.string == "1 of ICE")
        #expect(
            edge["not_counted"]?[0]?["why"]?.string
                == "at the edge of the picture, of the next location"
        )
    }

    @Test func `a label that is inside one picture counts, though it is at the edge of another`()
        throws
    {
        let eyes = try scene([[.carton]], views: "overlapping", location: "sign").eyes()
        let edge = try PrintedLabel.jpeg([.carton, .sign, .link, .link, .link, .link])
        let inside = try PrintedLabel.jpeg([.sign, .carton, .link])
        let text = eyes.answer([
            (id: "p1", seen: eyes.look(at: edge)), (id: "p2", seen: eyes.look(at: inside)),
        ])
        let answer = try JSONValue(reading: Array(text.utf8))
        #expect(answer["items"]?.array?.count == 1)
        #expect(answer["items"]?[0]?["count"]?.number?.exactInt == 1)
        #expect(answer["not_counted"]?.array?.count == 0)
        #expect(answer["photos"]?.array?.count == 2)
    }

    @Test(arguments: [("separate", 1), ("overlapping", 1), ("repeated", 2)])
    func `pictures with the same bytes keep their own names`(
        _ row: (views: String, points: Int)
    )
        throws
    {
        let eyes = try scene([[.carton]], views: row.views).eyes()
        let seen = eyes.look(at: try PrintedLabel.jpeg([.carton]))
        let text = eyes.answer([(id: "p1", seen: seen), (id: "p2", seen: seen)])
        let points = try JSONValue(reading: Array(text.utf8))["items"]?[0]?["points"]?.array ?? []
        #expect(
            points.compactMap { $0["photo"]?.string } == Array(["p1", "p2"].prefix(row.points))
        )
    }

    @Test func `tokens are those of the photos seen and of the text`() throws {
        let eyes = try scene([[.carton]]).eyes()
        let bytes = try PrintedLabel.jpeg([.carton])
        #expect(eyes.tokens([], detail: nil, textLength: 5, answerLength: 9) == (2, 3))
        let photo = try #require(eyes.look(at: bytes))
        let seen = eyes.tokens([photo], detail: "high", textLength: 5, answerLength: 9)
        // 260 × 260 pixels are 9 × 9 patches of 32, each 1.2 tokens.
        #expect(seen == (98 + 2, 3))
    }
}
