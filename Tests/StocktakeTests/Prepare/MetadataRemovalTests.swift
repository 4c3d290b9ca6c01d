import Foundation
import Imaging
import Testing

@testable import Stocktake

@Suite("Photos without their metadata") struct MetadataRemovalTests {
    private func jpeg(_ bytes: [UInt8]) throws -> [UInt8] {
        try #require(MetadataRemoval(jpeg: bytes)).kept.flatMap { bytes[$0] }
    }

    private func png(_ bytes: [UInt8]) throws -> [UInt8] {
        try #require(MetadataRemoval(png: bytes)).kept.flatMap { bytes[$0] }
    }

    /// Ranges in order, within the bytes, none empty, none touching the next.
    private func isSound(_ removal: MetadataRemoval, _ count: Int) -> Bool {
        zip(removal.kept, removal.kept.dropFirst()).allSatisfy { $0.upperBound < $1.lowerBound }
            && removal.kept.allSatisfy { !$0.isEmpty && $0.lowerBound >= 0 }
            && removal.kept.first?.lowerBound == 0 && removal.kept.last?.upperBound ?? 0 <= count
    }

    // MARK: JPEG

    @Test func `a JPEG with all segments keeps only its pixels, profile and colours`() throws {
        let before = try MarkedPhoto.jpeg()
        #expect(MarkedPhoto.holds("SECRET-PLACE", before) && before.count > 60_000)
        let after = try jpeg(before)
        for word in ["SECRET", "Exif", "xmpmeta", "Photoshop", "MPF", "ftyp"] {
            #expect(!MarkedPhoto.holds(word, after), "\(word)")
        }
        #expect(MarkedPhoto.holds("ICC_PROFILE\0\u{1}\u{1}KEPT profile", after))
        #expect(after.firstRange(of: MarkedPhoto.adobe) != nil)
        #expect(MarkedPhoto.holds("JFIF", after))
        #expect(try MarkedPhoto.pixels(after) == MarkedPhoto.pixels(before))
        #expect(after.suffix(2) == [0xFF, 0xD9])
        let plain = try MarkedPhoto.plainJPEG()
        let kept = MarkedPhoto.segments().filter { MarkedPhoto.holds("KEPT", $0.bytes) }
            .flatMap(\.bytes)
        #expect(after == plain.prefix(2) + kept + MarkedPhoto.adobe + plain.dropFirst(2))
    }

    @Test(arguments: MarkedPhoto.segments().map(\.name))
    func `each kind of segment is recognised`(name: String) throws {
        let segment = try #require(MarkedPhoto.segments().first { $0.name == name }).bytes
        let plain = try MarkedPhoto.plainJPEG()
        let before = plain.prefix(2) + segment + plain.dropFirst(2)
        let removal = try #require(MetadataRemoval(jpeg: Array(before)))
        let stays = ["colour profile", "Adobe marker"].contains(name)
        #expect(removal.keepsAll(of: before.count) == stays)
        #expect(try jpeg(Array(before)) == (stays ? Array(before) : plain))
    }

    @Test func `a JPEG with only its picture is unchanged`() throws {
        let plain = try MarkedPhoto.plainJPEG()
        let removal = try #require(MetadataRemoval(jpeg: plain))
        #expect(removal.kept == [0..<plain.count] && removal.keepsAll(of: plain.count))
        #expect(!removal.keepsAll(of: plain.count + 1))
    }

    @Test(arguments: ["progressive.jpg", "gray.jpg", "cmyk.jpg"])
    func `JPEGs of every kind keep their pixels`(name: String) throws {
        let plain = try MarkedPhoto.fixture(name)
        let extra = MarkedPhoto.segments().filter { !MarkedPhoto.holds("Adobe", $0.bytes) }
            .flatMap(\.bytes)
        let marked = plain.prefix(2) + extra + plain.dropFirst(2) + MarkedPhoto.film
        let after = try jpeg(Array(marked))
        #expect(!MarkedPhoto.holds("SECRET", after))
        #expect(try MarkedPhoto.pixels(after) == MarkedPhoto.pixels(Array(marked)))
    }

    @Test func `metadata between scans and fill bytes are removed too`() throws {
        let plain = try MarkedPhoto.fixture("progressive.jpg")
        let scans = plain.indices.dropLast().filter { plain[$0] == 0xFF && plain[$0 + 1] == 0xDA }
        try #require(scans.count > 1, "the fixture has several scans")
        let place = scans[scans.count - 1]
        let comment = MarkedPhoto.segment(0xFE, "SECRET")
        let between = plain.prefix(place) + comment + [0xFF, 0xFF] + plain.dropFirst(place)
        let after = try jpeg(Array(between))
        #expect(!MarkedPhoto.holds("SECRET", after))
        #expect(try MarkedPhoto.pixels(after) == MarkedPhoto.pixels(plain))
    }

    @Test func `sample photos lose nothing visible`() throws {
        for name in ["ice/ice-1.jpg", "warehouse/a01-view1.jpg"] {
            let before = Array(try Data(contentsOf: URL(filePath: SamplePhotos.path(name))))
            let after = try jpeg(before)
            let decoder = PhotoDecoder(maxPixels: PhotoReading.maxPixels)
            #expect(try decoder.gray(of: after) == decoder.gray(of: before))
            #expect(!MarkedPhoto.holds("Exif\0\0", after))
        }
    }

    @Test(arguments: [
        [], [0xFF], [0xFF, 0xD8], [0xFF, 0xD8, 0xFF], [0xFF, 0xD8, 0x00, 0xD9],
        [0xFF, 0xD8, 0xFF, 0xE1], [0xFF, 0xD8, 0xFF, 0xE1, 0x00], [0xFF, 0xD8, 0xFF, 0xE1, 0, 0],
        [0xFF, 0xD8, 0xFF, 0xE1, 0, 1, 0xFF, 0xD9],
        [0xFF, 0xD8, 0xFF, 0xFE, 0xFF, 0xFF, 0xFF, 0xD9],
        [0xFF, 0xD8, 0xFF, 0xDA, 0, 2], [0xFF, 0xD8, 0xFF, 0xDA, 0, 2, 1, 2, 0xFF],
        [0xFF, 0xD8, 0xFF, 0xFF, 0xFF, 0xFF], [0x89, 0x50, 0x4E, 0x47],
    ])
    func `invalid files are refused`(bytes: [UInt8]) {
        #expect(MetadataRemoval(jpeg: bytes) == nil)
    }

    @Test func `a JPEG truncated anywhere is refused`() throws {
        let plain = try MarkedPhoto.plainJPEG()
        for length in 0..<plain.count {
            #expect(MetadataRemoval(jpeg: Array(plain.prefix(length))) == nil, "\(length) bytes")
        }
    }

    // MARK: PNG

    @Test func `a PNG with all chunks keeps only its picture and colours`() throws {
        let before = try MarkedPhoto.png()
        let after = try png(before)
        #expect(MarkedPhoto.holds("SECRET-PLACE", before))
        for word in ["SECRET", "tEXt", "iTXt", "zTXt", "tIME", "eXIf", "pRVt", "ftyp"] {
            #expect(!MarkedPhoto.holds(word, after), "\(word)")
        }
        #expect(MarkedPhoto.holds("gAMA", after))
        #expect(after.suffix(8).prefix(4) == Array("IEND".utf8)[...])
        let pixels = try MarkedPhoto.pixels(after)
        #expect(pixels == (try MarkedPhoto.pixels(before)))
        #expect(pixels.nearestColours == [0, 1, 2, 3])
    }

    @Test(arguments: ["plain.png", "palette.png", "transparent.png", "deep.png", "gray16.png"])
    func `PNGs of every kind keep their pixels`(name: String) throws {
        let plain = try MarkedPhoto.fixture(name)
        let text = MarkedPhoto.chunk("tEXt", "Comment\0SECRET")
        let marked = plain.prefix(33) + text + plain.dropFirst(33)
        let after = try png(Array(marked))
        #expect(!MarkedPhoto.holds("SECRET", after))
        #expect(try MarkedPhoto.pixels(after) == MarkedPhoto.pixels(plain))
    }

    @Test func `a PNG truncated anywhere or with a wrong length is refused`() throws {
        let plain = try MarkedPhoto.fixture("plain.png")
        for length in 0..<plain.count {
            #expect(MetadataRemoval(png: Array(plain.prefix(length))) == nil, "\(length) bytes")
        }
        for length: [UInt8] in [
            [0xFF, 0xFF, 0xFF, 0xFF], [0x7F, 0xFF, 0xFF, 0xFF], [0, 0, 0xFF, 0],
        ] {
            let broken = plain.prefix(33) + length + plain.dropFirst(37)
            #expect(MetadataRemoval(png: Array(broken)) == nil)
        }
    }

    // MARK: Hostile

    /// A valid photo to corrupt, and its check.
    enum Format: String, CaseIterable, Sendable {
        case jpeg, png

        func bytes() throws -> [UInt8] {
            switch self {
            case .jpeg:
                let plain = try MarkedPhoto.plainJPEG()
                let extra = MarkedPhoto.segments().filter { $0.bytes.count < 200 }
                return plain.prefix(2) + extra.flatMap(\.bytes) + plain.dropFirst(2)
                    + MarkedPhoto.film
            case .png: return try MarkedPhoto.png()
            }
        }

        func removal(_ bytes: [UInt8]) -> MetadataRemoval? {
            switch self {
            case .jpeg: MetadataRemoval(jpeg: bytes)
            case .png: MetadataRemoval(png: bytes)
            }
        }
    }

    @Test(arguments: Format.allCases, 1...4)
    func `corrupt photos give valid ranges or are refused`(format: Format, seed: UInt64) throws {
        let whole = try format.bytes()
        var dice = RepeatableNumbers(state: seed)
        var judged = 0
        for _ in 0..<1500 {
            var bytes = whole
            for _ in 0..<Int.random(in: 1...4, using: &dice) {
                let place = Int.random(in: bytes.indices, using: &dice)
                switch Int.random(in: 0..<5, using: &dice) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &dice)
                case 1: bytes[place] = [0, 0xFF, 0xD9, 0xDA][Int.random(in: 0...3, using: &dice)]
                case 2: bytes.remove(at: place)
                case 3: bytes.insert(0xFF, at: place)
                default:
                    bytes.removeLast(Int.random(in: 0...min(40, bytes.count - 1), using: &dice))
                }
            }
            guard let removal = format.removal(bytes) else { continue }
            judged += 1
            #expect(isSound(removal, bytes.count))
            let kept = removal.kept.flatMap { bytes[$0] }
            let again = try #require(format.removal(kept))
            #expect(again.keepsAll(of: kept.count), "what was kept is kept again")
        }
        #expect(judged > 50)
    }
}
