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

    /// All bytes of a body, as they go over the wire.
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
