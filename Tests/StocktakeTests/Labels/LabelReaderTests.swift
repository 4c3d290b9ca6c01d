import Foundation
import Imaging
import SymbolReading
import Testing

@testable import Stocktake

@Suite("Reading the labels of a photo") struct LabelReaderTests {
    private let reader = LabelReader(symbols: SymbolReader(), referenceYear: 2026)

    private func observe(_ labels: [PrintedLabel]) throws -> Observation {
        let gray = PrintedLabel.photo(labels)
        let prepared = PreparedPhoto(
            photo: Scene.photo("drawn"),
            gray: gray,
            quality: PhotoQuality(measuring: gray)
        )
        return try reader.observe(prepared)
    }

    @Test func `a bay gives its cartons and its sign`() throws {
        let prepared = try SamplePhotos.prepared(SamplePhotos.path("warehouse/a01-view1.jpg"))
        let seen = try reader.observe(prepared)
        #expect(seen.photo == prepared.photo)
        #expect(seen.findings == [])
        #expect(seen.signs.map(\.location) == ["A-01"])
        #expect(seen.labels.count == 14)
        #expect(Set(seen.labels.compactMap(\.serial)).count == 14, "each serial is one carton")
        let table = CSVTable(
            file: "catalogue.csv",
            bytes: try [UInt8](
                Data(contentsOf: URL(filePath: SamplePhotos.path("catalogue.csv")))
            )
        )
        let catalogue = Catalogue.read(table).0
        let names = Set(seen.labels.map { catalogue.item(gtin: $0.gtin)?.sku ?? "?" })
        #expect(names == ["ICE-BAG-4", "TOM-400-24", "WAT-15-12"])
        for label in seen.labels {
            #expect(label.code.hasPrefix("https://id.example.org/01/0\(label.gtin)/21/"))
            #expect(label.outline.count == 4)
            #expect((10...200).contains(label.outline.size), "pixels: \(label.outline.size)")
        }
    }

    @Test func `an empty bay gives its sign and no goods`() throws {
        let prepared = try SamplePhotos.prepared(SamplePhotos.path("edge/a05-empty-bay.jpg"))
        let seen = try reader.observe(prepared)
        #expect(seen.signs.map(\.location) == ["A-05"])
        #expect(seen.labels == [])
        #expect(seen.findings == [])
    }

    @Test func `a drawn label is read with serial, position and outline`() throws {
        let seen = try observe([.carton, .sign])
        let label = try #require(seen.labels.first)
        #expect(seen.labels.count == 1)
        #expect(label.gtin == GTIN("9520000000011"))
        #expect(label.serial == "T-1")
        #expect(label.lot == nil)
        #expect(label.code == PrintedLabel.carton.text)
        #expect(abs(label.outline.centre.x - 130) < 6 && abs(label.outline.centre.y - 130) < 6)
        #expect(seen.signs.map(\.location) == ["B-7"])
        #expect(seen.findings == [])
    }

    @Test func `two prints of one label are two sightings`() throws {
        #expect(try observe([.carton, .carton]).labels.map(\.serial) == ["T-1", "T-1"])
    }

    @Test func `only an invalid label and a foreign code are reported`() throws {
        let seen = try observe([.faulty, .carton, .link])
        #expect(seen.labels.map(\.serial) == ["T-1"])
        #expect(seen.signs == [])
        #expect(seen.findings.map(\.code) == [.codeInvalid, .codeInvalid])
        #expect(seen.findings.map(\.severity) == [.warning, .warning])
        #expect(seen.findings.map(\.photo) == ["drawn.jpg", "drawn.jpg"])
        let messages = Set(seen.findings.map(\.message))
        #expect(
            messages.contains("the code 'https://example.org/menu' is not a GS1 label; not counted")
        )
        let faulty = messages.first { $0.contains("09520000000012") }
        #expect(faulty?.contains("is invalid, ") == true)
        #expect(faulty?.contains("check digit") == true)
    }

    @Test func `a photo without codes gives an empty observation`() throws {
        let seen = try observe([])
        #expect(seen.labels.isEmpty && seen.signs.isEmpty && seen.findings.isEmpty)
        let ice = try reader.observe(SamplePhotos.prepared(SamplePhotos.path("ice/ice-1.jpg")))
        #expect(ice.labels.isEmpty && ice.signs.isEmpty && ice.findings.isEmpty)
    }
}
