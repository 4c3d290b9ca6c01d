import Foundation
import HTTPTransfer
import JSONSchema
import Platform
import Testing

@testable import Stocktake

/// A request about two photos whose files are a few bytes of text in a fresh folder.
struct RequestScene {
    /// Lengths 5 and 6: base64 with padding and without.
    static let contents = ["photo", "second"]

    private let folder: PhotoFolder
    private let photos: [ModelRequest.LabelledPhoto]

    init() throws {
        folder = try PhotoFolder()
        var photos: [ModelRequest.LabelledPhoto] = []
        for (index, content) in Self.contents.enumerated() {
            let bytes = Array(content.utf8)
            let photo = OutgoingPhoto(
                mediaType: index == 0 ? "image/jpeg" : "image/png",
                width: 8,
                height: 8,
                path: try folder.write(bytes, to: "IMG_\(index) of ICE.jpg"),
                byteCount: bytes.count,
                sha256: sha256(of: bytes)
            )
            let label = PhotoLabel.line(PhotoLabel.id(index))
            photos.append(ModelRequest.LabelledPhoto(label: label, photo: photo))
        }
        self.photos = photos
    }

    func request(
        _ structure: StructuredOutput = .strict,
        change: (inout ModelRequest) -> Void = { _ in }
    ) -> ModelRequest {
        let schema = ReplySchema(
            photoIDs: ["p1", "p2"],
            items: ["ICE \"8\"", "unknown"],
            zones: []
        )
        var request = ModelRequest(
            model: "gpt-5.2",
            instructions: "Count \"ice\".\nOne \\ line\u{7}each: 🧊",
            photos: photos,
            closing: QuestionText.closing,
            schemaName: "stock_count",
            schema: schema.text,
            structure: structure,
            effort: .low,
            detail: .high,
            maxOutputTokens: 4800
        )
        change(&request)
        return request
    }

    /// A second turn with an answer as a model may write it.
    static let repair = ModelRequest.Repair(
        answer: "```json\n{\"items\": \"ice\\\\\"}\n```",
        words: "/items: must be a list"
    )

    func document(_ wire: Wire, _ request: ModelRequest) throws -> JSONValue {
        try JSONValue(reading: RequestScene.bytes(wire.body(request)))
    }

    /// The parts of the first user turn.
    func parts(_ document: JSONValue) throws -> [JSONValue] {
        let turns = document["input"]?.array ?? document["messages"]?.array ?? []
        let turn = try #require(turns.first { $0["role"] == "user" })
        return try #require(turn["content"]?.array)
    }

    /// All bytes of a body, as they are sent.
    static func bytes(_ body: RequestBody) throws -> [UInt8] {
        try body.pieces.flatMap { piece -> [UInt8] in
            switch piece {
            case .bytes(let bytes): return bytes
            case .base64(let file):
                let content = try Data(contentsOf: URL(filePath: file.path))
                #expect(content.count == file.byteCount)
                #expect(sha256(of: Array(content)) == file.sha256)
                return Array(content.base64EncodedData())
            }
        }
    }
}

/// A wire format and the host it is used with.
struct Wire: Sendable, CustomTestStringConvertible, CaseIterable {
    let api: ModelAPI
    var host = ServiceHost.openAI

    static let allCases =
        ModelAPI.allCases.map { Wire(api: $0) }
        + ModelAPI.allCases.map {
            Wire(api: $0, host: ServiceHost(behaviour: .compatible, keyHeader: .authorization))
        }

    var testDescription: String { host == .openAI ? api.rawValue : "\(api.rawValue)-compatible" }

    func body(_ request: ModelRequest) -> RequestBody {
        api.format.body(request, for: host)
    }
}
