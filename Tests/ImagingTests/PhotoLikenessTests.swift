import Testing

@testable import Imaging

@Suite("What a photo looks like") struct PhotoLikenessTests {
    private static let samples = [
        "warehouse/a01-view1.jpg", "warehouse/a01-view2.jpg", "warehouse/a02-view1.jpg",
        "warehouse/a02-view2.jpg", "warehouse/a03-view1.jpg", "warehouse/a03-view2.jpg",
        "warehouse/a04-view1.jpg", "warehouse/a04-view2.jpg", "edge/a03-unreadable.jpg",
        "edge/a05-empty-bay.jpg", "ice/ice-1.jpg", "ice/ice-2.jpg", "ice/ice-3.jpg",
        "fridge/fridge-1.jpg", "fridge/fridge-2.jpg",
    ]
    /// At 400 pixels, as full ones take long.
    private static let pictures: [RGBImage] = samples.compactMap { name in
        (try? sample(name)).flatMap { try? decoder.rgb(of: $0, longestSide: 400) }
    }
    private static let decoder = PhotoDecoder(maxPixels: 10_000_000)

    private static let prints = pictures.compactMap { picture in
        (try? decoder.quality(of: picture.jpeg(quality: 90)))?.likeness.flatMap {
            PictureFingerprint($0)
        }
    }

    private func fingerprint(_ bytes: [UInt8]) throws -> PictureFingerprint? {
        try Self.decoder.quality(of: bytes).likeness.flatMap { PictureFingerprint($0) }
    }

    @Test(arguments: 0..<15)
    func `a copy is the same picture, another photo is not`(_ index: Int) throws {
        try #require(Self.pictures.count == 15 && Self.prints.count == 15)
        let picture = Self.pictures[index]
        let whole = try picture.jpeg(quality: 90)
        let mine = Self.prints[index]
        for quality in [10, 40] {
            let copy = try #require(try fingerprint(picture.jpeg(quality: quality)))
            #expect(mine.isSamePicture(as: copy), "quality \(quality)")
        }
        for side in [320, 200] {
            let small = try Self.decoder.jpeg(of: whole, longestSide: side, quality: 60)
            let copy = try #require(try fingerprint(small.bytes))
            #expect(mine.isSamePicture(as: copy), "\(side) pixels")
        }
        let bright = RGBImage(
            width: picture.width,
            height: picture.height,
            pixels: picture.pixels.map { UInt8(min(255, Int($0) * 110 / 100)) }
        )
        let brighter = try #require(try fingerprint(bright.jpeg(quality: 90)))
        #expect(mine.isSamePicture(as: brighter), "brighter")
        for other in Self.pictures.indices where other != index {
            #expect(!mine.isSamePicture(as: Self.prints[other]), "\(Self.samples[other])")
        }
    }

    @Test func `the full photo and its small copy are the same picture`() throws {
        let bytes = try sample("ice/ice-1.jpg")
        let small = try Self.decoder.jpeg(of: bytes, longestSide: 480, quality: 50).bytes
        let prints = (try fingerprint(bytes), try fingerprint(small))
        #expect(try #require(prints.0).isSamePicture(as: try #require(prints.1)))
    }

    @Test(arguments: ["plain.heic", "plain.avif", "plain.webp", "plain.png", "plain.tiff"])
    func `one picture in another format is the same`(_ name: String) throws {
        let mine = try #require(try fingerprint(Pattern.rgb.jpeg(quality: 90)))
        #expect(mine.isSamePicture(as: try #require(try fingerprint(fixture(name)))))
        let turned = try fixture(name.replacing("plain", with: "turned"))
        #expect(mine.isSamePicture(as: try #require(try fingerprint(turned))), "turned upright")
    }

    @Test(arguments: 1...8)
    func `the upright photo counts, however it is stored`(_ orientation: Int) throws {
        let pixels = (0..<60 * 40).map { index -> UInt8 in
            let lower = index / 60 > 20 ? 60 : 0
            return UInt8(index % 60 * 3 + lower)
        }
        let stored = Raster(size: PixelSize(width: 60, height: 40), channels: 1, bytes: pixels)
        let turn = try #require(Orientation(rawValue: orientation))
        let upright = stored.turned(by: turn)
        #expect(
            PhotoLikeness(of: pixels, size: stored.size, orientation: turn)
                == PhotoLikeness(of: upright.bytes, size: upright.size, orientation: .upright)
        )
    }

    @Test(arguments: [(1, 1), (3, 5), (16, 16), (17, 500), (33, 2)])
    func `cells are the mean of their area, of any size`(_ width: Int, _ height: Int) {
        let plain = [UInt8](repeating: 93, count: width * height)
        let size = PixelSize(width: width, height: height)
        let likeness = PhotoLikeness(of: plain, size: size, orientation: .upright)
        #expect(likeness.cells == [UInt8](repeating: 93, count: 256))
        #expect(PictureFingerprint(likeness) == nil, "all walls look alike")
    }

    @Test func `a picture with one piece more is another picture`() throws {
        func shelf(_ pieces: Int) throws -> PictureFingerprint {
            let pixels = (0..<320 * 240).map { index -> UInt8 in
                let (x, y) = (index % 320, index / 320)
                let piece = x / 40
                let isPiece = piece < pieces && x % 40 < 30 && (60..<110).contains(y)
                return isPiece ? 60 : y > 110 ? 120 : 210
            }
            let size = PixelSize(width: 320, height: 240)
            let likeness = PhotoLikeness(of: pixels, size: size, orientation: .upright)
            return try #require(PictureFingerprint(likeness))
        }
        let shelves = try (0...8).map(shelf)
        for (index, mine) in shelves.enumerated() {
            for (number, its) in shelves.enumerated() {
                #expect(mine.isSamePicture(as: its) == (index == number), "\(index) \(number)")
            }
        }
    }
}
