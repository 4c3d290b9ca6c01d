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
                for path in request.paths {
                    guard eyes.look(at: try readFile(at: path, maxBytes: 1 << 22)) else {
                        return .status(400, code: "invalid_image")
                    }
                }
            } catch {
                return .status(500)
            }
            let photos = zip(request.ids, request.sha256).map { (id: $0, sha256: $1) }
            return .answer(eyes.answer(photos))
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
        #expect(!eyes.look(at: []))
        #expect(!eyes.look(at: Array("not a photo".utf8)))
        #expect(!eyes.look(at: try PrintedLabel.jpeg([.carton]).dropLast(2000)))
        #expect(eyes.answer([(id: "p1", sha256: "unseen")]).contains(#""items":[]"#))
    }

    /// The answer about one photo of labels side by side, where signs tell the places.
    private func answer(_ labels: [PrintedLabel]) throws -> JSONValue {
        let eyes = try scene([labels], location: "sign").eyes()
        let bytes = try PrintedLabel.jpeg(labels)
        #expect(eyes.look(at: bytes))
        let text = eyes.answer([(id: "p1", sha256: sha256(of: bytes))])
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
        #expect(eyes.look(at: edge) && eyes.look(at: inside))
        let text = eyes.answer([
            (id: "p1", sha256: sha256(of: edge)), (id: "p2", sha256: sha256(of: inside)),
        ])
        let answer = try JSONValue(reading: Array(text.utf8))
        #expect(answer["items"]?.array?.count == 1)
        #expect(answer["items"]?[0]?["count"]?.number?.exactInt == 1)
        #expect(answer["not_counted"]?.array?.count == 0)
        #expect(answer["photos"]?.array?.count == 2)
    }

    @Test func `tokens are those of the photos seen and of the text`() throws {
        let eyes = try scene([[.carton]]).eyes()
        let bytes = try PrintedLabel.jpeg([.carton])
        let hash = sha256(of: bytes)
        #expect(eyes.tokens([hash], detail: nil, textLength: 5, answerLength: 9) == (2, 3))
        #expect(eyes.look(at: bytes))
        let seen = eyes.tokens([hash], detail: "high", textLength: 5, answerLength: 9)
        // 260 × 260 pixels are 9 × 9 patches of 32, each 1.2 tokens.
        #expect(seen == (98 + 2, 3))
        eyes.forget([hash])
        #expect(eyes.tokens([hash], detail: nil, textLength: 0, answerLength: 0) == (0, 0))
    }
}
