import Imaging
import Testing

/// An EXIF time with its offset, and the expected result.
struct TimeCase: CustomTestStringConvertible {
    let time: String
    var offset: String?
    let expected: String?

    var testDescription: String { "\(time) \(offset ?? "")" }

    static let all: [TimeCase] = [
        TimeCase(time: "2026:03:02 21:10:00", expected: "2026-03-02T21:10:00"),
        TimeCase(
            time: "2026:03:02 21:10:00",
            offset: "+09:00",
            expected: "2026-03-02T21:10:00+09:00"
        ),
        TimeCase(
            time: "2024:02:29 00:00:00",
            offset: "-03:30",
            expected: "2024-02-29T00:00:00-03:30"
        ),
        TimeCase(time: "2026:03:02 21:10:00", offset: "soon!!", expected: "2026-03-02T21:10:00"),
        TimeCase(time: "2026:03:02 21:10:00", offset: "+25:00", expected: "2026-03-02T21:10:00"),
        TimeCase(time: "0000:00:00 00:00:00", expected: nil),
        TimeCase(time: "2026:13:02 21:10:00", expected: nil),
        TimeCase(time: "2026:02:29 21:10:00", expected: nil),
        TimeCase(time: "1900:02:29 21:10:00", expected: nil),
        TimeCase(time: "2026:03:02 24:00:00", expected: nil),
        TimeCase(time: "2026:03:02 21:60:00", expected: nil),
        TimeCase(time: "    :  :     :  :  ", expected: nil),
        TimeCase(time: "2026-03-02", expected: nil),
        TimeCase(time: "2026:0é:02 21:10:00", expected: nil),
        TimeCase(time: "", expected: nil),
    ]
}

struct PhotoHeaderTests {
    let decoder = PhotoDecoder(maxPixels: 1_000_000)

    @Test(arguments: TimeCase.all)
    func `converts a valid EXIF time to ISO 8601 and omits invalid ones`(
        _ time: TimeCase
    ) throws {
        let exif = EXIF(takenAt: time.time, offset: time.offset)
        let jpeg = exif.inserted(into: try Pattern.rgb.jpeg(quality: 80))
        #expect(try decoder.header(of: jpeg).takenAt == time.expected)
    }

    @Test(arguments: ["plain.heic", "turned.png", "turned.webp"])
    func `reads the time taken from formats other than JPEG`(_ file: String) throws {
        #expect(try decoder.header(of: fixture(file)).takenAt == "2026-03-02T21:10:00+09:00")
    }

    @Test
    func `a photo without EXIF has no time`() throws {
        #expect(try decoder.header(of: Pattern.rgb.jpeg(quality: 80)).takenAt == nil)
    }

    @Test
    func `reads the header of a photo whose pixels are missing`() throws {
        let jpeg = try sample("ice/ice-1.jpg")
        let decoder = PhotoDecoder(maxPixels: 10_000_000)
        let header = try decoder.header(of: jpeg)
        #expect(try decoder.header(of: Array(jpeg.prefix(20_000))) == header)
        #expect([header.width, header.height] == [1600, 1200])
    }
}
