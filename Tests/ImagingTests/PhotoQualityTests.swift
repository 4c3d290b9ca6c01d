import Testing

@testable import Imaging

struct PhotoQualityTests {
    let decoder = PhotoDecoder(maxPixels: 10_000_000)

    @Test
    func `the unusable sample is below a limit`() throws {
        let photo = try decoder.gray(of: sample("edge/a03-unreadable.jpg"))
        let quality = PhotoQuality(measuring: photo)
        #expect(quality.meanLuma < 45)
        #expect(quality.laplacianVariance < 200)
    }

    @Test(arguments: [
        "warehouse/a01-view1.jpg", "warehouse/a01-view2.jpg", "warehouse/a02-view1.jpg",
        "warehouse/a02-view2.jpg", "warehouse/a03-view1.jpg", "warehouse/a03-view2.jpg",
        "warehouse/a04-view1.jpg", "warehouse/a04-view2.jpg", "ice/ice-1.jpg",
        "fridge/fridge-1.jpg",
    ])
    func `the usable samples pass the limits`(_ name: String) throws {
        let quality = PhotoQuality(measuring: try decoder.gray(of: sample(name)))
        #expect(quality.meanLuma > 45)
        #expect(quality.laplacianVariance > 200)
    }

    @Test(arguments: [(1, 1), (2, 2), (3, 3), (700, 3), (3, 700), (400, 1200)])
    func `a plain surface has its own luma and no sharpness`(_ width: Int, _ height: Int) {
        let photo = GrayImage(
            width: width,
            height: height,
            pixels: [UInt8](repeating: 93, count: width * height)
        )
        let quality = PhotoQuality(measuring: photo)
        #expect(quality.meanLuma == 93)
        #expect(quality.laplacianVariance == 0)
    }

    @Test
    func `measures a small photo as is`() {
        // A chessboard of 0 and 255: half of the Laplacians are 1020, half -1020.
        let pixels: [UInt8] = (0..<16).map { ($0 / 4 + $0) % 2 == 0 ? 0 : 255 }
        let quality = PhotoQuality(measuring: GrayImage(width: 4, height: 4, pixels: pixels))
        #expect(quality.meanLuma == 127.5)
        #expect(quality.laplacianVariance == 1020 * 1020)
    }

    @Test
    func `measures a large photo at 500 pixels height`() {
        // Stripes of one row vanish when two rows are averaged into one; the mean stays.
        let stripes = GrayImage(
            width: 40,
            height: 1000,
            pixels: (0..<40_000).map { $0 / 40 % 2 == 0 ? 0 : 200 }
        )
        let quality = PhotoQuality(measuring: stripes)
        #expect(quality.meanLuma == 100)
        #expect(quality.laplacianVariance == 0)
    }

    @Test
    func `adds up a photo of white pixels without overflow`() {
        let white = GrayImage(
            width: 3000,
            height: 400,
            pixels: [UInt8](repeating: 255, count: 1_200_000)
        )
        #expect(PhotoQuality(measuring: white).meanLuma == 255)
    }

    @Test(arguments: FormatCase.all)
    func `measures every kind of photo row by row`(_ photo: FormatCase) throws {
        let bytes = try fixture(photo.file)
        let whole = PhotoQuality(measuring: try decoder.gray(of: bytes))
        #expect(try decoder.quality(of: bytes) == whole)
    }

    @Test(arguments: [
        "warehouse/a01-view1.jpg", "warehouse/a04-view2.jpg", "edge/a03-unreadable.jpg",
        "ice/ice-1.jpg", "fridge/fridge-1.jpg",
    ])
    func `measures a sample row by row as in one piece`(_ name: String) throws {
        let bytes = try sample(name)
        let whole = PhotoQuality(measuring: try decoder.gray(of: bytes))
        #expect(whole.laplacianVariance > 0)
        #expect(try decoder.quality(of: bytes) == whole)
    }

    @Test(arguments: 1...8, [(700, 530), (530, 700), (1201, 40)])
    func `measures a photo of each orientation as the upright one`(
        _ orientation: Int,
        _ size: (width: Int, height: Int)
    ) throws {
        // Different in every corner and fine enough for each pixel to matter.
        let pixels = (0..<size.width * size.height).flatMap { index in
            let (x, y) = (index % size.width, index / size.width)
            let value = UInt8(truncatingIfNeeded: (x &* x / 7 &+ y &* 31 &+ x &* y / 5) >> 1)
            return [value, value, value]
        }
        let picture = RGBImage(width: size.width, height: size.height, pixels: pixels)
        let jpeg = EXIF(orientation: UInt16(orientation))
            .inserted(into: try picture.jpeg(quality: 95))
        let whole = PhotoQuality(measuring: try decoder.gray(of: jpeg))
        #expect(whole.laplacianVariance > 100)
        #expect(try decoder.quality(of: jpeg) == whole)
    }

    @Test
    func `finds the same damage as when the photo is read whole`() throws {
        let bytes = try sample("ice/ice-1.jpg")
        for length in [20_000, bytes.count / 2, bytes.count - 1] {
            let cut = Array(bytes.prefix(length))
            let error = try #require(throws: ImagingError.self) { try decoder.gray(of: cut) }
            #expect(throws: error) { try decoder.quality(of: cut) }
        }
    }

    @Test(arguments: [(640, 750), (1280, 960), (90, 501), (1, 4001)])
    func `measures the same as a photo averaged to 500 pixels height`(
        _ width: Int,
        _ height: Int
    ) {
        let pixels = (0..<width * height).map { index in
            UInt8(truncatingIfNeeded: index &* 2_654_435_761 >> 13)
        }
        let small = PixelSize(width: max(1, (width * 500 + height / 2) / height), height: 500)
        var average = AreaAverage(
            eighths: PixelSize(width: 8 * width, height: 8 * height),
            to: small,
            channels: 1
        )
        average.add(rowsOf: pixels, length: width)
        let reduced = GrayImage(width: small.width, height: 500, pixels: average.finished())
        let expected = PhotoQuality(measuring: reduced).laplacianVariance
        let photo = GrayImage(width: width, height: height, pixels: pixels)
        let measured = PhotoQuality(measuring: photo).laplacianVariance
        #expect(abs(measured - expected) <= expected / 1000)
    }
}
