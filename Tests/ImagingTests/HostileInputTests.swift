import Imaging
import Testing

/// Bytes that are not a readable photo, and the expected error code.
struct RefusedCase: CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let code: ImagingError.Code

    var testDescription: String { name }

    private static let svg = #"<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>"#

    static let all: [RefusedCase] = [
        RefusedCase(name: "empty", bytes: [], code: .notAPhoto),
        RefusedCase(name: "one byte", bytes: [0xFF], code: .notAPhoto),
        RefusedCase(name: "text", bytes: Array("photo of ice".utf8), code: .notAPhoto),
        RefusedCase(
            name: "zeros",
            bytes: [UInt8](repeating: 0, count: 5000),
            code: .notAPhoto
        ),
        RefusedCase(name: "MP4", bytes: [0, 0, 0, 24] + Array("ftypmp42".utf8), code: .notAPhoto),
        RefusedCase(name: "SVG", bytes: Array(svg.utf8), code: .untrustedFormat),
        RefusedCase(
            name: "SVG with a declaration",
            bytes: Array("<?xml version=\"1.0\"?>\n<!-- drawing -->\n\(svg)".utf8),
            code: .untrustedFormat
        ),
        RefusedCase(name: "PDF", bytes: Array("%PDF-1.7\n".utf8), code: .untrustedFormat),
        RefusedCase(name: "PostScript", bytes: Array("%!PS-Adobe".utf8), code: .untrustedFormat),
        RefusedCase(name: "BMP", bytes: Array("BM".utf8) + [1, 2, 3], code: .untrustedFormat),
        RefusedCase(name: "JPEG XL", bytes: [0xFF, 0x0A, 0, 0], code: .untrustedFormat),
        RefusedCase(name: "three bytes of JPEG", bytes: [0xFF, 0xD8, 0xFF], code: .damaged),
        RefusedCase(
            name: "JPEG start, then text",
            bytes: [0xFF, 0xD8, 0xFF, 0xE0] + Array("nothing of that kind".utf8),
            code: .damaged
        ),
        RefusedCase(
            name: "GIF without a picture",
            bytes: Array("GIF89a".utf8) + [9, 0, 9, 0, 0, 0, 0],
            code: .damaged
        ),
    ]
}

/// Every fixture by name.
private let fixtureNames = FormatCase.all.map(\.file)

struct HostileInputTests {
    let decoder = PhotoDecoder(maxPixels: 1_000_000)

    @Test(arguments: RefusedCase.all)
    func `refuses bytes that are not a photo`(_ refused: RefusedCase) throws {
        for error in try errors(of: refused.bytes) {
            #expect(error.code == refused.code)
            #expect(isOneQuietLine(error.message), "\(error.message)")
            #expect(error.underlying.map(isOneQuietLine) ?? true, "\(error)")
        }
    }

    @Test
    func `reports the number of pixels and the limit without decoding`() throws {
        let decoder = PhotoDecoder(maxPixels: 200_000_000)
        let bytes = pngHeader(width: 30_000, height: 30_000)
        for error in try errors(of: bytes, by: decoder) {
            #expect(error.code == .tooManyPixels)
            #expect(
                error.message
                    == "30000 × 30000 = 900 megapixels, over the limit of 200 megapixels"
            )
        }
    }

    @Test
    func `accepts a photo of exactly the limit and none above`() throws {
        let bytes = try fixture("plain.png")
        let pixels = Pattern.width * Pattern.height
        #expect(try PhotoDecoder(maxPixels: pixels).gray(of: bytes).width == Pattern.width)
        let error = try #require(throws: ImagingError.self) {
            try PhotoDecoder(maxPixels: pixels - 1).gray(of: bytes)
        }
        #expect(error.message == "48 × 32 = 1536 pixels, over the limit of 1535 pixels")
    }

    @Test(arguments: fixtureNames)
    func `a photo truncated anywhere is an error unless complete`(_ file: String) throws {
        let bytes = try fixture(file)
        let whole = try decoder.gray(of: bytes)
        for length in 0..<bytes.count {
            do {
                let cut = try decoder.gray(of: Array(bytes.prefix(length)))
                #expect(cut == whole, "\(length) of \(bytes.count) bytes")
            } catch {
                #expect([.damaged, .notAPhoto].contains(error.code), "\(length): \(error)")
            }
        }
    }

    @Test
    func `a JPEG truncated anywhere is an error`() throws {
        let bytes = EXIF(orientation: 6, takenAt: "2026:03:02 21:10:00")
            .inserted(into: try Pattern.rgb.jpeg(quality: 90))
        for length in 3..<bytes.count {
            for error in try errors(of: Array(bytes.prefix(length)), headerToo: false) {
                #expect(error.code == .damaged, "\(length): \(error)")
            }
        }
    }

    @Test
    func `reports a photo cut in half as truncated`() throws {
        let bytes = try sample("ice/ice-1.jpg")
        let decoder = PhotoDecoder(maxPixels: 10_000_000)
        let error = try #require(throws: ImagingError.self) {
            try decoder.rgb(of: Array(bytes.prefix(bytes.count / 2)), longestSide: 512)
        }
        #expect(error.code == .damaged)
        #expect(error.message == "damaged JPEG: the file is truncated")
    }

    @Test
    func `zeros between a JPEG's data and its end are not damage`() throws {
        let bytes = try Pattern.rgb.jpeg(quality: 90)
        let padded = bytes.dropLast(2) + [0, 0, 0, 0] + bytes.suffix(2)
        #expect(try decoder.gray(of: Array(padded)) == decoder.gray(of: bytes))
    }

    @Test
    func `an unknown JFIF revision is not damage and hides none`() throws {
        var bytes = try Pattern.rgb.jpeg(quality: 90)
        let whole = try decoder.gray(of: bytes)
        bytes[11] = 3
        #expect(largestDifference(try decoder.gray(of: bytes).pixels, whole.pixels) <= 1)
        for error in try errors(of: bytes.dropLast(100), headerToo: false) {
            #expect(error.code == .damaged)
        }
    }

    @Test
    func `a CMYK JPEG cut in half is an error`() throws {
        let bytes = try fixture("cmyk.jpg")
        let cut = Array(bytes.prefix(bytes.count - 20))
        for error in try errors(of: cut, headerToo: false) { #expect(error.code == .damaged) }
    }

    @Test
    func `bytes after a JPEG's end are not damage`() throws {
        let bytes = try Pattern.rgb.jpeg(quality: 90)
        #expect(try decoder.gray(of: bytes + bytes) == decoder.gray(of: bytes))
    }

    @Test
    func `corrupt data in the middle of a JPEG is damage`() throws {
        var bytes = try sample("ice/ice-1.jpg")
        let decoder = PhotoDecoder(maxPixels: 10_000_000)
        for index in bytes.count / 2..<bytes.count / 2 + 2000 { bytes[index] = 0xA5 }
        bytes[bytes.count / 2] = 0xFF
        let error = try #require(throws: ImagingError.self) { try decoder.gray(of: bytes) }
        #expect(error.code == .damaged)
    }

    @Test(arguments: fixtureNames)
    func `random bytes in a photo never crash the decoder`(_ file: String) throws {
        let bytes = try fixture(file)
        var random = RepeatableRandom(state: UInt64(bytes.count))
        for _ in 0..<60 {
            var broken = bytes
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                let place = Int.random(in: 0..<broken.count, using: &random)
                broken[place] = UInt8.random(in: 0...255, using: &random)
            }
            // A changed byte may go unnoticed, but it must not crash.
            let rgb = Result { try decoder.rgb(of: broken, longestSide: 40) }
            if case .success(let image) = rgb { #expect(max(image.width, image.height) <= 40) }
            guard case .success(let gray) = Result(catching: { try decoder.gray(of: broken) })
            else { continue }
            let header = try decoder.header(of: broken)
            #expect([gray.width, gray.height] == [header.width, header.height])
        }
    }

    @Test
    func `refuses an empty file even as the first one read`() async {
        await #expect(processExitsWith: .success) {
            #expect(throws: ImagingError.self) { try PhotoDecoder(maxPixels: 1).header(of: []) }
        }
    }

    @Test
    func `the C libraries print nothing about damaged photos`() async throws {
        let result = try await #require(
            processExitsWith: .success,
            observing: [\.standardErrorContent]
        ) {
            let decoder = PhotoDecoder(maxPixels: 1_000_000)
            for file in FormatCase.all.map(\.file) {
                let bytes = try fixture(file)
                for length in stride(from: 3, to: bytes.count, by: 7) {
                    _ = Result { try decoder.gray(of: Array(bytes.prefix(length))) }
                }
            }
        }
        #expect(String(decoding: result.standardErrorContent, as: UTF8.self).isEmpty)
    }

    @Test
    func `random bytes are not a photo`() throws {
        var random = RepeatableRandom(state: 7)
        for length in stride(from: 1, to: 4000, by: 97) {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &random) }
            for error in try errors(of: bytes) { #expect(error.code == .notAPhoto) }
        }
    }

    /// The errors of the header, the luma and the colours; a missing one is an issue.
    private func errors(
        of bytes: [UInt8],
        by decoder: PhotoDecoder? = nil,
        headerToo: Bool = true
    ) throws -> [ImagingError] {
        let decoder = decoder ?? self.decoder
        let gray = try #require(throws: ImagingError.self) { try decoder.gray(of: bytes) }
        let rgb = try #require(throws: ImagingError.self) {
            try decoder.rgb(of: bytes, longestSide: 20)
        }
        guard headerToo else { return [gray, rgb] }
        let header = try #require(throws: ImagingError.self) { try decoder.header(of: bytes) }
        return [header, gray, rgb]
    }

    private func isOneQuietLine(_ text: String) -> Bool {
        !text.isEmpty
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}

/// Splitmix64: the same bytes in every run of the tests.
private struct RepeatableRandom: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
