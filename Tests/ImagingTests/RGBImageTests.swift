import Imaging
import Testing

struct RGBImageTests {
    let decoder = PhotoDecoder(maxPixels: 1_000_000)

    @Test
    func `a picture written as JPEG reads back with its colours`() throws {
        let jpeg = try Pattern.rgb.jpeg(quality: 90)
        let image = try decoder.rgb(of: jpeg, longestSide: .max)
        #expect(
            largestDifference(image.quarters.flatMap(\.self), Pattern.colours.flatMap(\.self)) <= 3
        )
    }

    @Test
    func `the JPEG holds no metadata and is the same each time`() throws {
        let jpeg = try Pattern.rgb.jpeg(quality: 85)
        #expect(jpeg == (try Pattern.rgb.jpeg(quality: 85)))
        // FF E1 to FF EF and FF FE would be EXIF, profiles, XMP and comments.
        let markers = zip(jpeg, jpeg.dropFirst()).filter { $0.0 == 0xFF }.map(\.1)
        #expect(!markers.contains { (0xE1...0xEF).contains($0) || $0 == 0xFE })
    }

    @Test
    func `a lower quality makes a smaller JPEG`() throws {
        let image = try PhotoDecoder(maxPixels: 10_000_000)
            .rgb(of: sample("ice/ice-1.jpg"), longestSide: 256)
        #expect(try image.jpeg(quality: 40).count < image.jpeg(quality: 85).count)
    }

    @Test(arguments: [0, -1, 101])
    func `refuses an invalid quality`(_ quality: Int) throws {
        let error = try #require(throws: ImagingError.self) {
            try Pattern.rgb.jpeg(quality: quality)
        }
        #expect(error.code == .encodingFailed)
        #expect(error.message == "the JPEG quality must be 1 to 100, not \(quality)")
    }

    @Test
    func `refuses a side longer than a JPEG can have`() throws {
        let strip = RGBImage(
            width: 65_501,
            height: 1,
            pixels: [UInt8](repeating: 0, count: 3 * 65_501)
        )
        let error = try #require(throws: ImagingError.self) { try strip.jpeg(quality: 85) }
        #expect(error.code == .encodingFailed)
        #expect(error.message == "65501 × 1 pixels, over JPEG's limit of 65500 a side")
    }

    @Test(arguments: ["warehouse/a04-view2.jpg", "ice/ice-1.jpg"], [Int.max, 1024, 800, 333])
    func `a photo shrunk row by row gives the same JPEG as the whole picture`(
        _ name: String,
        _ longestSide: Int
    ) throws {
        let decoder = PhotoDecoder(maxPixels: 10_000_000)
        let bytes = try sample(name)
        let picture = try decoder.rgb(of: bytes, longestSide: longestSide)
        let photo = try decoder.jpeg(of: bytes, longestSide: longestSide, quality: 85)
        #expect([photo.width, photo.height] == [picture.width, picture.height])
        #expect(photo.bytes == (try picture.jpeg(quality: 85)))
    }

    @Test(arguments: FormatCase.all)
    func `every kind of photo can be converted to JPEG`(_ photo: FormatCase) throws {
        let bytes = try fixture(photo.file)
        let picture = try decoder.rgb(of: bytes, longestSide: 40)
        let expected = try picture.jpeg(quality: 85)
        #expect(try decoder.jpeg(of: bytes, longestSide: 40, quality: 85).bytes == expected)
    }

    @Test(arguments: 1...8)
    func `a turned photo gives the same JPEG as the upright picture`(_ orientation: Int) throws {
        // Wider than the columns turned at once, and not a multiple of them.
        let pixels = (0..<3 * 75 * 41).map { UInt8(truncatingIfNeeded: $0 &* 97 >> 4) }
        let jpeg = EXIF(orientation: UInt16(orientation))
            .inserted(into: try RGBImage(width: 75, height: 41, pixels: pixels).jpeg(quality: 95))
        for longestSide in [75, 70] {
            let picture = try decoder.rgb(of: jpeg, longestSide: longestSide)
            let photo = try decoder.jpeg(of: jpeg, longestSide: longestSide, quality: 85)
            #expect([photo.width, photo.height] == [picture.width, picture.height])
            #expect(photo.bytes == (try picture.jpeg(quality: 85)))
        }
    }
}
