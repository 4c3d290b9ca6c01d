import Foundation
import Imaging
import Testing

@testable import SymbolReading

/// The sample photos of the warehouse, whose codes are known.
struct SamplePhotoTests {
    /// The ground truth of one photo; a part of `Samples/truth.json`.
    private struct Truth: Decodable {
        struct File: Decodable {
            struct Code: Decodable {
                /// Nil for goods without a label.
                let uri: String?
                let isReadByZBar: Bool?
                let isReadByZXing: Bool?

                enum CodingKeys: String, CodingKey {
                    case uri
                    case isReadByZBar = "readable_zbarimg"
                    case isReadByZXing = "readable_zxing"
                }
            }
            let file: String
            let items: [Code]?
            let signs: [Code]?
        }
        let files: [File]
    }

    private static let samples = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Samples")

    @Test(
        arguments: ["a01", "a02", "a03", "a04"].flatMap { ["\($0)-view1", "\($0)-view2"] }
            .map { "warehouse/\($0).jpg" } + ["edge/a05-empty-bay.jpg", "edge/a03-unreadable.jpg"]
    )
    func `reads every code of a bay that another program reads, and none incorrectly`(
        photo: String
    ) throws {
        let text = try Data(contentsOf: Self.samples.appending(path: "truth.json"))
        let truth = try JSONDecoder().decode(Truth.self, from: text)
        let file = try #require(truth.files.first { $0.file == photo })
        let codes = (file.items ?? []) + (file.signs ?? [])
        let bytes = try [UInt8](Data(contentsOf: Self.samples.appending(path: photo)))
        let gray = try PhotoDecoder(maxPixels: 2_000_000).gray(of: bytes)

        let symbols = try SymbolReader()
            .symbols(luma: gray.pixels, width: gray.width, height: gray.height)

        let read = Set(symbols.map(\.text))
        let readable = codes.filter { $0.isReadByZBar == true || $0.isReadByZXing == true }
            .compactMap(\.uri)
        #expect(read.subtracting(codes.compactMap(\.uri)) == [])
        #expect(Set(readable).subtracting(read) == [])
        #expect(symbols.count == read.count)
    }
}
