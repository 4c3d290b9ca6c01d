import Testing

@testable import Imaging

/// One file of `Fixtures` and what it shows.
struct FormatCase: CustomTestStringConvertible {
    let file: String
    let format: PhotoFormat
    var orientation = 1
    var colours = Pattern.colours
    var luma = Pattern.luma
    /// The tolerance per byte, for lossy formats.
    var tolerance = 3

    var testDescription: String { file }

    static let grays = Pattern.luma.map { [$0, $0, $0] }
    static let halfClear: [[UInt8]] = [
        [200, 40, 40], [255, 255, 255], [40, 60, 200], [255, 255, 255],
    ]
    /// The naive CMYK of the pattern converted by libvips' built-in profile.
    static let printed: [[UInt8]] = [
        [194, 72, 64], [36, 126, 93], [62, 73, 127], [238, 197, 82],
    ]

    static let all: [FormatCase] = [
        FormatCase(file: "plain.png", format: .png, tolerance: 0),
        FormatCase(file: "plain.webp", format: .webp, tolerance: 0),
        FormatCase(file: "plain.tiff", format: .tiff, tolerance: 0),
        FormatCase(file: "plain.heic", format: .heic),
        FormatCase(file: "plain.avif", format: .avif),
        FormatCase(file: "progressive.jpg", format: .jpeg),
        FormatCase(file: "gray.jpg", format: .jpeg, colours: grays),
        FormatCase(
            file: "cmyk.jpg",
            format: .jpeg,
            colours: printed,
            luma: [108, 95, 76, 196],
            tolerance: 8
        ),
        FormatCase(
            file: "cmyk.tiff",
            format: .tiff,
            colours: printed,
            luma: [108, 95, 76, 196],
            tolerance: 8
        ),
        FormatCase(file: "animated.gif", format: .gif, tolerance: 0),
        FormatCase(file: "palette.png", format: .png, tolerance: 0),
        FormatCase(file: "gray.png", format: .png, colours: grays, tolerance: 0),
        FormatCase(file: "gray16.png", format: .png, colours: grays, tolerance: 0),
        FormatCase(file: "deep.png", format: .png, tolerance: 0),
        FormatCase(
            file: "transparent.png",
            format: .png,
            colours: halfClear,
            luma: [88, 255, 70, 255],
            tolerance: 0
        ),
        FormatCase(
            file: "deep-transparent.png",
            format: .png,
            colours: halfClear,
            luma: [88, 255, 70, 255],
            tolerance: 0
        ),
        FormatCase(
            file: "transparent-gray.png",
            format: .png,
            colours: [100, 255, 100, 255].map { [$0, $0, $0] },
            luma: [100, 255, 100, 255],
            tolerance: 0
        ),
        FormatCase(file: "turned.png", format: .png, orientation: 6, tolerance: 0),
        FormatCase(file: "turned.webp", format: .webp, orientation: 6),
        FormatCase(file: "turned.tiff", format: .tiff, orientation: 6, tolerance: 0),
        FormatCase(file: "turned.heic", format: .heic),
        FormatCase(file: "turned.avif", format: .avif),
    ]
}

struct PhotoDecoderTests {
    let decoder = PhotoDecoder(maxPixels: 1_000_000)

    @Test(arguments: FormatCase.all)
    func `reads format, upright size and stored orientation from the header`(
        _ photo: FormatCase
    ) throws {
        let header = try decoder.header(of: fixture(photo.file))
        #expect(header.format == photo.format)
        #expect(header.width == Pattern.width)
        #expect(header.height == Pattern.height)
        #expect(header.orientation == photo.orientation)
    }

    @Test(arguments: FormatCase.all)
    func `decodes the colours of every kind of photo, upright`(_ photo: FormatCase) throws {
        let image = try decoder.rgb(of: fixture(photo.file), longestSide: .max)
        #expect(image.width == Pattern.width)
        #expect(image.height == Pattern.height)
        #expect(
            largestDifference(image.quarters.flatMap(\.self), photo.colours.flatMap(\.self))
                <= photo.tolerance,
            "\(image.quarters)"
        )
    }

    @Test(arguments: FormatCase.all)
    func `decodes the luma of every kind of photo, upright`(_ photo: FormatCase) throws {
        let image = try decoder.gray(of: fixture(photo.file))
        #expect(image.width == Pattern.width)
        #expect(image.height == Pattern.height)
        #expect(
            largestDifference(image.quarters, photo.luma) <= photo.tolerance,
            "\(image.quarters)"
        )
    }

    @Test
    func `has a fixture of every format`() {
        #expect(Set(FormatCase.all.map(\.format)) == Set(PhotoFormat.allCases))
    }

    @Test
    func `ignores the EXIF orientation of a HEIC, which its container replaces`() throws {
        let bytes = try fixture("exif-only.heic")
        let header = try decoder.header(of: bytes)
        let image = try decoder.rgb(of: bytes, longestSide: .max)
        #expect(header.orientation == 1)
        #expect([header.width, header.height] == [32, 48])
        #expect([image.width, image.height] == [32, 48])
    }

    @Test(arguments: [(1, 1, 1), (16, 16, 11), (24, 24, 16), (47, 47, 31), (48, 48, 32)])
    func `shrinks to the longest side and keeps the proportions`(
        _ longestSide: Int,
        _ width: Int,
        _ height: Int
    ) throws {
        for file in ["progressive.jpg", "plain.png", "turned.webp"] {
            let image = try decoder.rgb(of: fixture(file), longestSide: longestSide)
            #expect([image.width, image.height] == [width, height], "\(file)")
        }
    }

    @Test
    func `never enlarges a photo`() throws {
        let image = try decoder.rgb(of: fixture("plain.png"), longestSide: 1000)
        #expect(image == Pattern.rgb)
    }

    @Test(arguments: [1000, 800, 500, 300, 66])
    func `a JPEG shrunk while decoding looks like the average of the whole one`(
        _ longestSide: Int
    ) throws {
        let jpeg = try sample("warehouse/a01-view1.jpg")
        let decoder = PhotoDecoder(maxPixels: 10_000_000)
        let fast = try decoder.rgb(of: jpeg, longestSide: longestSide)
        let whole = try decoder.rgb(of: jpeg, longestSide: .max)
        var average = AreaAverage(
            eighths: PixelSize(width: 8 * whole.width, height: 8 * whole.height),
            to: PixelSize(width: fast.width, height: fast.height),
            channels: 3
        )
        average.add(rowsOf: whole.pixels, length: 3 * whole.width)
        let slow = average.finished()
        let squares = zip(fast.pixels, slow).map { pair in
            let difference = Double(pair.0) - Double(pair.1)
            return difference * difference
        }
        let meanSquare = squares.reduce(0, +) / Double(squares.count)
        #expect(meanSquare < 30, "\(meanSquare)")
    }

    @Test
    func `the luma of a JPEG is the one it stores`() throws {
        let jpeg = try RGBImage(width: 8, height: 8, pixels: [UInt8](repeating: 77, count: 192))
            .jpeg(quality: 95)
        #expect(try decoder.gray(of: jpeg).pixels == [UInt8](repeating: 77, count: 64))
    }

    @Test
    func `several workers at once get the same result as one alone`() async throws {
        let files = ["progressive.jpg", "turned.heic", "turned.webp", "plain.tiff", "cmyk.jpg"]
        let photos = try files.map(fixture)
        let damaged = try fixture("turned.png").dropLast(60)
        let alone = photos.map { photo in Result { try decoder.gray(of: photo) } }
        let failure = Result { try decoder.gray(of: Array(damaged)) }
        await withTaskGroup { group in
            for _ in 0..<8 {
                group.addTask {
                    for (photo, expected) in zip(photos, alone) {
                        let result = Result { try decoder.gray(of: photo) }
                        #expect(outcome(result) == outcome(expected))
                        let broken = Result { try decoder.gray(of: Array(damaged)) }
                        #expect(outcome(broken) == outcome(failure))
                    }
                }
            }
        }
    }
}

/// The part that must not depend on other workers: the picture, or the error's code and message.
private func outcome(_ result: Result<GrayImage, any Error>) -> String {
    switch result {
    case .success(let image): "\(image.width) × \(image.height): \(image.pixels.hashValue)"
    case .failure(let error):
        (error as? ImagingError).map { "\($0.code): \($0.message)" } ?? "\(error)"
    }
}
