import Foundation
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Testing

@Suite(.timeLimit(.minutes(10))) struct AnswerFileTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    private static let samples = folder.deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Samples")

    private static func file(_ name: String) throws -> AnswerFile {
        let path = folder.appending(path: "Answers/\(name).json").path
        return try AnswerFile(reading: readFile(at: path, maxBytes: 1 << 20))
    }

    private func photo(_ name: String) throws -> [UInt8] {
        try readFile(at: Self.samples.appending(path: name).path, maxBytes: 1 << 20)
    }

    /// What a server with that file says to those photos.
    private func ask(
        _ name: String,
        photos: [[UInt8]],
        views: AnswerFile.Views,
        inOrder files: [String] = [],
        schema: String = TestQuestion.schema
    ) throws -> RawClient.Reply {
        let file = try Self.file(name)
        let server = try LoopbackServer { question, _, index in
            file.reply(to: question, views: views, inOrder: files, variant: index)
        }
        let urls = photos.map { TestQuestion.url($0) }
        let body = TestQuestion.body(urls: urls, schema: schema)
        return try RawClient(port: server.port).post(body)
    }

    private func items(_ reply: RawClient.Reply) throws -> [JSONValue] {
        let json = try JSONValue(reading: Array(reply.outputText.utf8))
        return json["items"]?.array ?? []
    }

    private static let ice = ["ice-1.jpg", "ice-2.jpg", "ice-3.jpg"]

    @Test func `sixteen bags of ice in three overlapping photos`() throws {
        let photos = try Self.ice.map { try photo("ice/\($0)") }
        let reply = try ask("ice", photos: photos, views: .overlapping)
        let item = try #require(items(reply).first)
        #expect(item["item"] == "bag of ice" && item["count"] == 16)
        let points = item["points"]?.array ?? []
        let zones = points.map { $0["zone"]?.string ?? "" }
        #expect(zones.count { $0 == "on the cart" } == 8)
        #expect(zones.count { $0 == "on the floor" } == 7)
        #expect(zones.count { $0 == "carried" } == 1)
        #expect(Set(points.map { $0["photo"]?.string }) == ["p1", "p2", "p3"])
        let json = try JSONValue(reading: Array(reply.outputText.utf8))
        #expect(json["photos"]?.array?.map { $0["id"] } == ["p1", "p2", "p3"])
        #expect(
            json.object?.members.map(\.name) == [
                "photos", "items", "empty_places", "not_counted",
            ]
        )
    }

    @Test func `all bags of each photo where views are separate`() throws {
        let photos = try Self.ice.map { try photo("ice/\($0)") }
        let item = try #require(items(ask("ice", photos: photos, views: .separate)).first)
        #expect(item["count"] == 48)
        let one = try #require(items(ask("ice", photos: [photos[1]], views: .overlapping)).first)
        #expect(one["count"] == 16)
        #expect(one["points"]?.array?.allSatisfy { $0["photo"] == "p1" } == true)
    }

    @Test func `photos made smaller are known by their order`() throws {
        let small: [[UInt8]] = [[1], [2], [3]]
        let reply = try ask("ice", photos: small, views: .overlapping, inOrder: Self.ice)
        #expect(try items(reply).first?["count"] == 16)
        let unknown = try ask("ice", photos: small, views: .overlapping, inOrder: ["ice-1.jpg"])
        #expect(unknown.status == 400)
        #expect(unknown.errorCode == "rehearsal_unknown_photo")
        #expect(unknown.json["error"]?["message"] == "photo 2 is not in the answer file")
    }

    @Test func `an item that was not asked for becomes unknown, zones only where asked for`() throws
    {
        let schema = TestQuestion.schema.replacing(
            #","zone":{"type":"string","enum":["on the cart","on the floor","carried"]}"#,
            with: ""
        )
        .replacing(#","zone"]"#, with: "]").replacing("bag of ice", with: "egg")
        let photos = [try photo("fridge/fridge-1.jpg")]
        let reply = try ask("fridge", photos: photos, views: .separate, schema: schema)
        let found = try items(reply)
        #expect(found.map { $0["item"] } == ["egg", "unknown"])
        #expect(found.map { $0["count"] } == [9, 22])
        #expect(found[0]["points"]?[0]?.object?.members.map(\.name) == ["photo", "x", "y"])
    }

    @Test(arguments: ["ice", "fridge"])
    func `the places lie within the photos and apart from each other`(name: String) throws {
        let path = Self.folder.appending(path: "Answers/\(name).json").path
        let json = try JSONValue(reading: readFile(at: path, maxBytes: 1 << 20))
        for photo in json["photos"]?.array ?? [] {
            let hash = sha256(of: try self.photo("\(name)/\(photo["file"]?.string ?? "")"))
            #expect(photo["sha256"]?.string == hash)
            let places = (photo["pieces"]?.array ?? []).compactMap { piece -> (Int, Int)? in
                guard let x = piece["x"]?.number?.exactInt, let y = piece["y"]?.number?.exactInt
                else { return nil }
                return (x, y)
            }
            #expect(places.count == photo["pieces"]?.array?.count && places.count >= 16)
            for (index, one) in places.enumerated() {
                #expect((0...1000).contains(one.0) && (0...1000).contains(one.1))
                for other in places[..<index] {
                    #expect(max(abs(one.0 - other.0), abs(one.1 - other.1)) >= 12)
                }
            }
        }
    }

    @Test func `each refrigerator holds what its photo shows`() throws {
        let schema = #"""
            {"type":"object","properties":{},"required":[],"additionalProperties":false}
            """#
        let expected = [
            [
                "apple": 5, "orange": 4, "milk bottle": 3, "jar": 3, "cheese wedge": 1,
                "bunch of grapes": 1, "carrot": 5, "egg": 9,
            ],
            [
                "apple": 3, "orange": 6, "milk bottle": 2, "jar": 4, "cheese wedge": 2,
                "bunch of grapes": 1, "carrot": 4, "egg": 7,
            ],
        ]
        for (index, counts) in expected.enumerated() {
            let photos = [try photo("fridge/fridge-\(index + 1).jpg")]
            let reply = try ask("fridge", photos: photos, views: .separate, schema: schema)
            let pairs = try items(reply).map {
                ($0["item"]?.string ?? "", $0["count"]?.number?.exactInt ?? -1)
            }
            #expect(Dictionary(uniqueKeysWithValues: pairs) == counts)
        }
    }

    @Test(arguments: [
        "", "{}", #"{"version":2,"photos":[]}"#, #"{"version":1,"photos":[{"file":"a"}]}"#,
        #"{"version":1,"photos":[{"file":"a","sha256":"","readable":true,"problems":[],"pieces":[{}],"empty_places":[],"not_counted":[]}]}"#,
    ])
    func `refuses a file of another form`(_ text: String) {
        #expect(throws: AnswerFile.Failure.self) { try AnswerFile(reading: Array(text.utf8)) }
    }
}
