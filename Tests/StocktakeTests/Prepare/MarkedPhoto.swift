import Foundation
import Imaging
import Testing

@testable import Stocktake

/// Photos of 48 × 32 pixels with every kind of data besides the picture.
///
/// Data that must not be sent contains `SECRET`, data that must stay contains `KEPT`.
enum MarkedPhoto {
    static let width = 48
    static let height = 32

    /// Red, green, blue of the quarters: upper left, upper right, lower left, lower right.
    static let colours: [[UInt8]] = [
        [200, 40, 40], [40, 180, 60], [40, 60, 200], [230, 220, 60],
    ]

    static func picture(width: Int = width, height: Int = height) -> RGBImage {
        RGBImage(
            width: width,
            height: height,
            pixels: (0..<width * height).flatMap { index in
                let isLower = index / width >= height / 2
                return colours[(isLower ? 2 : 0) + (index % width < width / 2 ? 0 : 1)]
            }
        )
    }

    /// A JPEG with only its picture.
    static func plainJPEG(width: Int = width, height: Int = height) throws -> [UInt8] {
        try picture(width: width, height: height).jpeg(quality: 90)
    }

    // MARK: JPEG

    /// Segments of every kind that cameras and programs write, by name.
    static func segments(orientation: UInt8 = 1) -> [(name: String, bytes: [UInt8])] {
        let longComment = String(repeating: "SECRET ", count: 9000)
        return [
            ("EXIF with GPS", segment(0xE1, Array("Exif\0\0".utf8) + exif(orientation))),
            ("XMP", segment(0xE1, "http://ns.adobe.com/xap/1.0/\0<x:xmpmeta>SECRET</x:xmpmeta>")),
            ("more pictures", segment(0xE2, "MPF\0SECRET")),
            ("colour profile", segment(0xE2, "ICC_PROFILE\0\u{1}\u{1}KEPT profile")),
            ("no colour profile", segment(0xE2, "ICC_PROFILES SECRET")),
            ("IPTC", segment(0xED, "Photoshop 3.0\08BIM\u{4}\u{4}SECRET")),
            ("of a camera", segment(0xE5, "SECRET")), ("of a phone", segment(0xEF, "SECRET")),
            ("Adobe marker", adobe), ("comment", segment(0xFE, "SECRET")),
            ("long comment", segment(0xFE, longComment)), ("empty comment", segment(0xFE, "")),
        ]
    }

    /// States that the colours are YCbCr; without it they may be decoded incorrectly.
    static let adobe = segment(0xEE, Array("Adobe".utf8) + [0, 100, 0, 0, 0, 0, 1])

    /// A video, which some phones append to the picture.
    static let film = Array("\0\0\0\u{18}ftypmp42 SECRET".utf8) + [0xFF, 0xD8, 0xFF, 0xE1, 0, 9]

    static func segment(_ marker: UInt8, _ content: String) -> [UInt8] {
        segment(marker, Array(content.utf8))
    }

    static func segment(_ marker: UInt8, _ content: [UInt8]) -> [UInt8] {
        let length = content.count + 2
        return [0xFF, marker, UInt8(length >> 8), UInt8(length & 0xFF)] + content
    }

    /// A little-endian TIFF directory: orientation, a camera's name, and a GPS directory.
    private static func exif(_ orientation: UInt8) -> [UInt8] {
        let name = Array("SECRET-CAMERA\0\0\0".utf8)
        let datum = Array("SECRET-PLACE\0\0\0\0".utf8)
        let header: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0]
        let directory: [UInt8] =
            [3, 0] + entry(0x010F, 2, 14, 50) + entry(0x0112, 3, 1, UInt32(orientation))
            + entry(0x8825, 4, 1, 66) + [0, 0, 0, 0]
        let gps: [UInt8] = [1, 0] + entry(0x0012, 2, 13, 84) + [0, 0, 0, 0]
        return header + directory + name + gps + datum
    }

    private static func entry(
        _ tag: UInt16,
        _ type: UInt16,
        _ count: UInt32,
        _ value: UInt32
    ) -> [UInt8] {
        bytes(tag) + bytes(type) + bytes(count) + bytes(value)
    }

    private static func bytes<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
    }

    /// A JPEG with every segment after its start marker and a video after its end.
    static func jpeg(orientation: UInt8 = 1) throws -> [UInt8] {
        let plain = try plainJPEG()
        let extra = segments(orientation: orientation).flatMap(\.bytes)
        return plain.prefix(2) + extra + plain.dropFirst(2) + film
    }

    // MARK: PNG

    /// A fixture of the Imaging tests, with the same four quarters.
    static func fixture(_ name: String) throws -> [UInt8] {
        let file = SamplePhotos.repository.appending(path: "Tests/ImagingTests/Fixtures/\(name)")
        return Array(try Data(contentsOf: file))
    }

    /// A PNG with every kind of chunk.
    static func png() throws -> [UInt8] {
        let plain = try fixture("plain.png")
        let extra =
            chunk("tEXt", "Comment\0SECRET") + chunk("iTXt", "XML:com.adobe.xmp\0\0\0\0\0SECRET")
            + chunk("zTXt", "a\0\0SECRET") + chunk("tIME", "SECRET!")
            + chunk("eXIf", exif(1)) + chunk("gAMA", [0, 0, 0xB1, 0x8F]) + chunk("pRVt", "SECRET")
        return plain.prefix(33) + extra + plain.dropFirst(33) + film
    }

    static func chunk(_ name: String, _ content: String) -> [UInt8] {
        chunk(name, Array(content.utf8))
    }

    static func chunk(_ name: String, _ content: [UInt8]) -> [UInt8] {
        let checked = Array(name.utf8) + content
        return bytes(UInt32(content.count).byteSwapped) + checked
            + bytes(crc32(checked).byteSwapped)
    }

    /// Source: PNG specification, annex D.
    private static func crc32(_ bytes: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xFFFF_FFFF
        for byte in bytes {
            crc ^= UInt32(byte)
            for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
        }
        return ~crc
    }

    // MARK: What comes out

    static func pixels(_ bytes: [UInt8]) throws -> RGBImage {
        try PhotoDecoder(maxPixels: 1_000_000).rgb(of: bytes, longestSide: .max)
    }

    static func holds(_ word: String, _ bytes: [UInt8]) -> Bool {
        bytes.firstRange(of: Array(word.utf8)) != nil
    }
}

extension RGBImage {
    /// Which of the four colours each quarter is nearest to.
    var nearestColours: [Int] {
        [(1, 1), (3, 1), (1, 3), (3, 3)].map { x, y in
            let start = 3 * (y * height / 4 * width + x * width / 4)
            let distances = MarkedPhoto.colours.map { colour in
                zip(colour, pixels[start..<start + 3]).reduce(0) { sum, pair in
                    sum + abs(Int(pair.0) - Int(pair.1))
                }
            }
            return distances.firstIndex(of: distances.min() ?? 0) ?? 0
        }
    }
}
