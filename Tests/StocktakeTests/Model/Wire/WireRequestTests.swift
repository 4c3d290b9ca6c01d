import Foundation
import HTTPTransfer
import JSONSchema
import Testing

@testable import Stocktake

@Suite("Requests in each wire format") struct WireRequestTests {
    /// A request that differs from the plain one.
    struct Variation: Sendable, CustomTestStringConvertible {
        let testDescription: String
        var structure = StructuredOutput.strict
        var change: @Sendable (inout ModelRequest) -> Void = { _ in }
    }

    static let variations =
        StructuredOutput.allCases.map { Variation(testDescription: $0.rawValue, structure: $0) }
        + StructuredOutput.allCases.map {
            Variation(testDescription: "\($0.rawValue), repair", structure: $0) {
                $0.repair = RequestScene.repair
            }
        } + [
            Variation(testDescription: "no effort") { $0.effort = nil },
            Variation(testDescription: "all refused") {
                $0.refusedParameters = [
                    "store", "reasoning.effort", "reasoning_effort", "text.format", "detail",
                    "response_format", "max_output_tokens", "max_completion_tokens", "max_tokens",
                ]
            },
        ]

    private let scene: RequestScene

    init() throws {
        scene = try RequestScene()
    }

    private func imageURL(_ part: JSONValue) -> String? {
        part["image_url"]?.string ?? part["image_url"]?["url"]?.string
    }

    @Test(arguments: Wire.allCases.filter { $0.host == .openAI || $0.api == .chat })
    func `requests keep their form`(wire: Wire) throws {
        var text = "POST \(wire.api.format.path)\n"
        for variation in Self.variations {
            let request = scene.request(variation.structure, change: variation.change)
            let bytes = try RequestScene.bytes(wire.body(request))
            text += "\n# \(variation.testDescription)\n\(String(decoding: bytes, as: UTF8.self))\n"
        }
        try expectGolden(text, "Model/requests-\(wire.testDescription).txt")
    }

    @Test(arguments: Wire.allCases, variations)
    func `every request is strict JSON of the length it promises`(
        wire: Wire,
        variation: Variation
    ) throws {
        let request = scene.request(variation.structure, change: variation.change)
        let body = wire.body(request)
        let bytes = try RequestScene.bytes(body)
        #expect(body.byteCount == bytes.count)
        let document = try JSONValue(reading: bytes)
        #expect(document["model"] == "gpt-5.2")
        #expect(body.pieces == wire.body(request).pieces, "the same bytes each time")
    }

    @Test(arguments: Wire.allCases)
    func `each photo follows its own label and arrives whole`(wire: Wire) throws {
        let parts = try scene.parts(scene.document(wire, scene.request()))
        #expect(parts.count == 5)
        let texts = parts.compactMap { $0["text"]?.string }
        #expect(texts == ["Photo p1:", "Photo p2:", QuestionText.closing])
        let urls = parts.compactMap(imageURL)
        #expect(imageURL(parts[1]) == urls.first && imageURL(parts[3]) == urls.last)
        let prefixes = ["data:image/jpeg;base64,", "data:image/png;base64,"]
        for (index, url) in urls.enumerated() {
            #expect(url.hasPrefix(prefixes[index]))
            let data = Data(base64Encoded: String(url.dropFirst(prefixes[index].count)))
            #expect(data == Data(RequestScene.contents[index].utf8))
        }
        #expect(parts.compactMap { $0["type"]?.string }.first?.hasSuffix("text") == true)
    }

    @Test(arguments: Wire.allCases)
    func `requests contain no path and no file name`(wire: Wire) throws {
        let bytes = try RequestScene.bytes(wire.body(scene.request()))
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(!text.contains("IMG_") && !text.contains("of ICE"))
        #expect(!text.contains(FileManager.default.temporaryDirectory.path))
    }

    @Test(arguments: Wire.allCases, ImageDetail.allCases)
    func `every detail is written out`(wire: Wire, detail: ImageDetail) throws {
        let base = scene.request()
        let request = ModelRequest(
            model: base.model,
            instructions: base.instructions,
            photos: base.photos,
            closing: base.closing,
            schemaName: "stock_count",
            schema: base.schema,
            structure: .strict,
            effort: .max,
            detail: detail,
            maxOutputTokens: 16
        )
        let images = try scene.parts(scene.document(wire, request)).filter { imageURL($0) != nil }
        let details = images.map { $0["detail"]?.string ?? $0["image_url"]?["detail"]?.string }
        #expect(details == [detail.rawValue, detail.rawValue])
    }

    @Test(arguments: Wire.allCases)
    func `the schema is enforced by the service or written in the text`(
        wire: Wire
    ) throws {
        for structure in StructuredOutput.allCases {
            let request = scene.request(structure)
            let document = try scene.document(wire, request)
            let format = document["text"]?["format"] ?? document["response_format"]
            let schema = format?["schema"] ?? format?["json_schema"]?["schema"]
            let closing = try #require(try scene.parts(document).last?["text"]?.string)
            #expect(closing.hasPrefix(QuestionText.closing))
            #expect(closing.contains(request.schema) == (structure != .strict))
            switch structure {
            case .strict:
                #expect(try schema == JSONValue(reading: Array(request.schema.utf8)))
                #expect(closing == QuestionText.closing)
            case .jsonObject:
                #expect(format == ["type": "json_object"])
                #expect(closing.contains("JSON"), "or the service refuses")
            case .none: #expect(format == nil)
            }
        }
    }

    @Test(arguments: Wire.allCases)
    func `a repair is a second turn behind the first, verbatim`(wire: Wire) throws {
        let plain = try scene.document(wire, scene.request())
        let repair = try scene.document(wire, scene.request { $0.repair = RequestScene.repair })
        let key = wire.api == .responses ? "input" : "messages"
        let before = try #require(plain[key]?.array)
        let after = try #require(repair[key]?.array)
        #expect(Array(after.prefix(before.count)) == before)
        let (answer, words) = (RequestScene.repair.answer, RequestScene.repair.words)
        // llama.cpp takes an answer of the Responses API only as a whole message.
        let part: JSONValue = ["type": "output_text", "text": .string(answer)]
        let turns: [JSONValue] =
            wire.api == .chat
            ? [
                ["role": "assistant", "content": .string(answer)],
                ["role": "user", "content": .string(words)],
            ]
            : [
                ["type": "message", "role": "assistant", "content": [part]],
                ["type": "message", "role": "user", "content": .string(words)],
            ]
        #expect(Array(after.dropFirst(before.count)) == turns)
    }

    @Test(arguments: [
        (ModelAPI.responses, "store", ["store"]),
        (.responses, "reasoning", ["reasoning"]),
        (.responses, "reasoning.effort", ["reasoning"]),
        (.responses, "text.format", ["text"]),
        // Without its limit an answer could cost anything.
        (.responses, "max_output_tokens", []),
        (.chat, "reasoning_effort", ["reasoning_effort"]),
        (.chat, "response_format.json_schema.strict", ["response_format"]),
        (.responses, "temperature", []), (.responses, "text_format", []),
        (.responses, "max_output", []), (.chat, "store", []), (.chat, "reasoning.effort", []),
    ])
    func `a refused parameter is left out, and nothing else`(
        api: ModelAPI,
        parameter: String,
        gone: [String]
    ) throws {
        let wire = Wire(api: api)
        let plain = try #require(try scene.document(wire, scene.request()).object)
        let request = scene.request { $0.refusedParameters = [parameter] }
        let left = try #require(try scene.document(wire, request).object)
        let names = plain.members.map(\.name)
        #expect(left.members.map(\.name) == names.filter { !gone.contains($0) })
        #expect(names.count - left.members.count == gone.count)
        #expect(left.members.allSatisfy { plain[$0.name] == $0.value })
    }

    @Test(arguments: Wire.allCases)
    func `a refused detail is left out of every photo`(wire: Wire) throws {
        let request = scene.request { $0.refusedParameters = ["detail"] }
        let bytes = try RequestScene.bytes(wire.body(request))
        #expect(!String(decoding: bytes, as: UTF8.self).contains("\"detail\""))
        let parts = try scene.parts(JSONValue(reading: bytes))
        #expect(parts.compactMap(imageURL).count == 2)
    }

    @Test(arguments: Wire.allCases)
    func `without a system message the instructions begin the user's`(wire: Wire) throws {
        let request = scene.request { $0.refusesSystem = true }
        let document = try scene.document(wire, request)
        #expect(document["instructions"] == nil)
        let turns = document["input"]?.array ?? document["messages"]?.array ?? []
        #expect(turns.map { $0["role"]?.string } == ["user"])
        let parts = try scene.parts(document)
        #expect(parts.count == 6 && parts[0]["text"]?.string == request.instructions)
    }

    @Test(arguments: Wire.allCases)
    func `a refused strict leaves the schema`(wire: Wire) throws {
        let request = scene.request { $0.refusedParameters = ["strict"] }
        let document = try scene.document(wire, request)
        let format = document["text"]?["format"] ?? document["response_format"]?["json_schema"]
        #expect(format?["schema"] != nil && format?["strict"] == nil)
    }

    @Test(arguments: Wire.allCases)
    func `a schema that may be ignored is written out as well`(wire: Wire) throws {
        let request = scene.request { $0.repeatsSchema = true }
        let document = try scene.document(wire, request)
        let format = document["text"]?["format"] ?? document["response_format"]
        #expect(format?["type"] == "json_schema")
        let closing = try #require(try scene.parts(document).last?["text"]?.string)
        #expect(closing.hasSuffix(request.schema))
    }

    @Test func `what all requests share comes before the photos`() throws {
        for wire in Wire.allCases {
            let body = wire.body(scene.request())
            guard case .bytes(let head)? = body.pieces.first else {
                Issue.record("a request begins with text")
                return
            }
            let text = String(decoding: head, as: UTF8.self)
            #expect(text.contains("stock_count") && text.contains("Count \\\"ice\\\"."))
        }
    }
}
