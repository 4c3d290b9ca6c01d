import Foundation
import Imaging
import JSONSchema
import Platform
import Rehearsal
import ServiceFaults
import Testing

/// A folder with a pipeline that counts by a model, and the service it asks.
final class ModelScene {
    static let key = "sk-test-0123456789abcdefSECRET"

    let scratch: Scratch
    let server: LoopbackServer

    /// A pipeline over so many photos, each with bytes of its own.
    ///
    /// `perLocation` of them stand together at one place, 0 = all. `model` is the section `model` as
    /// flow YAML, `more` are more lines.
    init(
        photos: Int = 1,
        perLocation: Int = 0,
        views: String = "separate",
        model: String = "name: gpt-5.2",
        more: String = "",
        server: LoopbackServer
    ) throws {
        self.server = server
        scratch = try Scratch()
        for index in 0..<photos {
            let place = perLocation == 0 ? 0 : index / perLocation
            try addPhoto("photos/L\(place)/\(index).jpg", number: index)
        }
        try scratch.write(
            """
            name: test
            photos: {files: photos/*/*.jpg, views: \(views)}
            prepare: {longest_side: original}
            count: {by: model, items: [box, bag]}
            model: {\(model)}
            report: out
            \(more)

            """,
            to: "test.yaml"
        )
    }

    /// A small picture of coloured squares, sharp enough to be counted, without metadata.
    func addPhoto(_ name: String, number: Int) throws {
        let (width, height, side) = (480, 360, 24)
        var pixels = [UInt8](repeating: 0, count: 3 * width * height)
        for row in 0..<height {
            for column in 0..<width {
                let square = (row / side) * (width / side) + column / side
                let value = UInt8(
                    truncatingIfNeeded: (square &* 97 &+ number &* 31) ^ (square >> 2)
                )
                let at = 3 * (row * width + column)
                pixels[at] = value
                pixels[at + 1] = value ^ 0x5A
                pixels[at + 2] = UInt8(truncatingIfNeeded: number)
            }
        }
        let file = scratch.url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        let picture = RGBImage(width: width, height: height, pixels: pixels)
        try Data(picture.jpeg(quality: 90)).write(to: file)
    }

    func run(_ arguments: [String] = []) async throws -> Outcome {
        let outcome = try await Binary.run(
            ["run", "test.yaml"] + arguments,
            in: scratch.url,
            environment: environment
        )
        #expect(!outcome.stdout.contains("SECRET") && !outcome.stderr.contains("SECRET"))
        return outcome
    }

    var environment: [String: String] {
        [
            "OPENAI_BASE_URL": server.baseURL, "OPENAI_API_KEY": Self.key,
            "http_proxy": "http://127.0.0.1:1",
        ]
    }

    /// `location,sku,counted,status,reasons` of each line.
    func counts() throws -> [String] {
        try rows("counts.csv").dropFirst().map { row in
            [0, 1, 3, 7, 8].map { row[$0] }.joined(separator: ",")
        }
    }

    /// The fields of a CSV without quotes in it.
    func rows(_ file: String) throws -> [[String]] {
        try scratch.read("out/test/latest/\(file)").split(separator: "\r\n").map { line in
            line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
        }
    }

    func json() throws -> JSONValue {
        try JSONValue(reading: Array(try scratch.read("out/test/latest/run.json").utf8))
    }

    /// Everything under the folder that could hold the key.
    func keyIsNowhere() throws -> Bool {
        let all = FileManager.default.enumerator(at: scratch.url, includingPropertiesForKeys: nil)
        for case let file as URL in try #require(all)
        where try file.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true {
            let bytes = try Data(contentsOf: file)
            if bytes.firstRange(of: Data("SECRET".utf8)) != nil { return false }
        }
        return true
    }

    /// A right answer: two boxes on each photo.
    static func twoBoxes(_ question: ReceivedRequest) -> String {
        let photos = question.photoIDs.map { #"{"id":"\#($0)","readable":true,"problems":[]}"# }
        let points = question.photoIDs.flatMap { id in
            [100, 500].map { #"{"photo":"\#(id)","x":\#($0),"y":300}"# }
        }
        return #"{"photos":[\#(photos.joined(separator: ","))],"items":[{"item":"box","#
            + #""points":[\#(points.joined(separator: ","))],"hidden":"none","basis":"counted","#
            + #""count":\#(points.count)}],"empty_places":[],"#
            + #""not_counted":[{"what":"a lid","why":"no box"}]}"#
    }

    /// A server that meets the first questions with misbehaviours, and answers all others well.
    static func service(_ acts: [Misbehaviour?] = []) throws -> LoopbackServer {
        var settings = LoopbackServer.Settings()
        settings.requiredKey = key
        var times = Misbehaviour.Settings()
        times.silence = .seconds(2)
        times.dripPause = .milliseconds(1)
        return try LoopbackServer(
            settings,
            following: FaultScript(acts, settings: times, goodText: twoBoxes)
        )
    }
}
