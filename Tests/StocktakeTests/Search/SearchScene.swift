import Foundation
import Imaging
import Platform
import Testing

@testable import Stocktake

/// A folder with a pipeline, its photos, and their descriptions in its ledger.
struct SearchScene {
    /// A photo with its text, and whether its file exists.
    struct Described {
        let path: String
        let text: String
        var location = ""
        var exists = true
    }

    let folder: PhotoFolder
    let photo: [UInt8]

    init() throws {
        folder = try PhotoFolder()
        try folder.write("name: test\nphotos: photos\ncount: [box]\nmodel: m\n", to: "test.yaml")
        var pixels = [UInt8](repeating: 200, count: 3 * 400 * 300)
        for index in 0..<pixels.count / 2 { pixels[index] = UInt8(truncatingIfNeeded: index) }
        photo = try RGBImage(width: 400, height: 300, pixels: pixels).jpeg(quality: 80)
    }

    var places: PipelinePlaces {
        get throws {
            try Planning(output: nil, ledger: folder.path("ledger.sqlite")) { [] }
                .places(of: folder.path("test.yaml"))
        }
    }

    func described(_ photo: Described) -> PhotoDescription {
        PhotoDescription(
            path: photo.path,
            sha256: sha256(of: self.photo),
            byteCount: self.photo.count,
            location: photo.location,
            description: SearchableText.separated(photo.text),
            place: SearchableText.separated(photo.path + "\n" + photo.location)
        )
    }

    func keep(_ photos: [Described], of pipeline: String = "test") async throws {
        for photo in photos where photo.exists { try folder.write(self.photo, to: photo.path) }
        let ledger = try Ledger(at: folder.path("ledger.sqlite"))
        let all = LedgerDescriptionTests.photos(photos.map(described))
        try await ledger.record(all, of: pipeline, run: "run-1")
        try ledger.close()
    }

    func keep(_ texts: [String]) async throws {
        let photos = texts.enumerated().map { index, text in
            Described(path: "photos/\(index + 1).jpg", text: text)
        }
        try await keep(photos)
    }

    func search(_ words: String, limit: Int = 20) throws -> FoundPhotos? {
        try PhotoSearch(in: places).photos(matching: words, limit: limit)
    }

    /// The names found, without folder and extension, the best first; nil without descriptions.
    func names(_ words: String) throws -> String? {
        try search(words)?.photos
            .map { $0.path.split(separator: "/").last.map { String($0.dropLast(4)) } ?? "" }
            .joined(separator: " ")
    }

    /// Without this folder's own path.
    func shown(_ text: String) -> String {
        text.replacing(folder.path + "/", with: "")
    }
}
