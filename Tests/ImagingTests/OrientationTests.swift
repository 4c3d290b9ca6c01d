import Testing

@testable import Imaging

struct OrientationTests {
    let decoder = PhotoDecoder(maxPixels: 1_000_000)

    @Test(arguments: 1...8)
    func `a JPEG of each EXIF orientation is decoded upright`(_ orientation: Int) throws {
        let upright = try Pattern.rgb.jpeg(quality: 95)
        let reference = try decoder.rgb(of: upright, longestSide: .max)
        let stored = Self.stored(Pattern.rgb, orientation: orientation)
        let jpeg = EXIF(orientation: UInt16(orientation))
            .inserted(into: try stored.jpeg(quality: 95))

        let header = try decoder.header(of: jpeg)
        #expect(header.orientation == orientation)
        #expect([header.width, header.height] == [Pattern.width, Pattern.height])

        let image = try decoder.rgb(of: jpeg, longestSide: .max)
        #expect([image.width, image.height] == [Pattern.width, Pattern.height])
        #expect(largestDifference(image.pixels, reference.pixels) <= 2)

        let gray = try decoder.gray(of: jpeg)
        #expect([gray.width, gray.height] == [Pattern.width, Pattern.height])
        #expect(largestDifference(gray.pixels, try decoder.gray(of: upright).pixels) <= 2)

        let small = try decoder.rgb(of: jpeg, longestSide: 24)
        #expect([small.width, small.height] == [24, 16])
        #expect(
            largestDifference(small.quarters.flatMap(\.self), Pattern.colours.flatMap(\.self)) <= 4
        )
    }

    @Test(arguments: 1...8)
    func `every pixel is at its place`(_ orientation: Int) throws {
        // Larger than a block of the rotation, and not a multiple of it.
        let (width, height) = (67, 45)
        let pixels = (0..<width * height).flatMap { index in
            [UInt8(index % 251), UInt8(index % 241), UInt8(index % 239)]
        }
        let upright = RGBImage(width: width, height: height, pixels: pixels)
        let stored = Self.stored(upright, orientation: orientation)
        let raster = Raster(
            size: PixelSize(width: stored.width, height: stored.height),
            channels: 3,
            bytes: stored.pixels
        )
        let turned = raster.turned(by: try #require(Orientation(rawValue: orientation)))
        #expect(turned.size == PixelSize(width: width, height: height))
        #expect(turned.bytes == upright.pixels)
    }

    @Test(arguments: [0, 9, 65_535])
    func `an orientation that EXIF doesn't know counts as upright`(_ orientation: Int) throws {
        let jpeg = EXIF(orientation: UInt16(orientation))
            .inserted(into: try Pattern.rgb.jpeg(quality: 95))
        #expect(try decoder.header(of: jpeg).orientation == 1)
        #expect(try decoder.gray(of: jpeg).width == Pattern.width)
    }

    @Test
    func `the sample stored on its side is decoded upright`() throws {
        let bytes = try sample("warehouse/a04-view2.jpg")
        let header = try PhotoDecoder(maxPixels: 10_000_000).header(of: bytes)
        #expect(header.orientation == 6)
        #expect([header.width, header.height] == [1600, 1200])
    }

    /// The picture as a camera stores it for an orientation, from EXIF's own wording: where its
    /// row 0 and column 0 lie when upright.
    private static func stored(_ upright: RGBImage, orientation: Int) -> RGBImage {
        let (right, bottom) = (upright.width - 1, upright.height - 1)
        let swaps = orientation >= 5
        let (width, height) =
            swaps ? (upright.height, upright.width) : (upright.width, upright.height)
        var pixels: [UInt8] = []
        for y in 0..<height {
            for x in 0..<width {
                let place =
                    switch orientation {
                    case 2: (right - x, y)  // row 0 at the top, column 0 at the right
                    case 3: (right - x, bottom - y)  // bottom, right
                    case 4: (x, bottom - y)  // bottom, left
                    case 5: (y, x)  // left, top
                    case 6: (right - y, x)  // right, top
                    case 7: (right - y, bottom - x)  // right, bottom
                    case 8: (y, bottom - x)  // left, bottom
                    default: (x, y)
                    }
                let start = 3 * (place.1 * upright.width + place.0)
                pixels += upright.pixels[start..<start + 3]
            }
        }
        return RGBImage(width: width, height: height, pixels: pixels)
    }
}
