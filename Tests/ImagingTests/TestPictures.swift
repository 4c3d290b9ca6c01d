import Foundation
import Imaging

/// The picture of all fixtures: 48 × 32 pixels in four quarters of one colour each.
enum Pattern {
    static let width = 48
    static let height = 32

    /// Red, green, blue of the quarters: upper left, upper right, lower left, lower right.
    static let colours: [[UInt8]] = [
        [200, 40, 40], [40, 180, 60], [40, 60, 200], [230, 220, 60],
    ]

    /// Their luma.
    static let luma: [UInt8] = [88, 124, 70, 205]

    static let rgb = RGBImage(
        width: width,
        height: height,
        pixels: (0..<width * height).flatMap { index in
            colours[quarter(x: index % width, y: index / width)]
        }
    )

    private static func quarter(x: Int, y: Int) -> Int {
        (y < height / 2 ? 0 : 2) + (x < width / 2 ? 0 : 1)
    }
}

extension RGBImage {
    /// The colours in the middle of the four quarters.
    var quarters: [[UInt8]] {
        quarterCentres(width: width, height: height).map { start in
            Array(pixels[3 * start..<3 * start + 3])
        }
    }
}

extension GrayImage {
    /// The luma in the middle of the four quarters.
    var quarters: [UInt8] { quarterCentres(width: width, height: height).map { pixels[$0] } }
}

private func quarterCentres(width: Int, height: Int) -> [Int] {
    [(1, 1), (3, 1), (1, 3), (3, 3)].map { x, y in y * height / 4 * width + x * width / 4 }
}

/// The largest difference of two lists of bytes; 256 if they differ in length.
func largestDifference(_ left: [UInt8], _ right: [UInt8]) -> Int {
    guard left.count == right.count else { return 256 }
    return zip(left, right).map { abs(Int($0) - Int($1)) }.max() ?? 0
}

/// The bytes of a file of `Fixtures`.
func fixture(_ name: String) throws -> [UInt8] {
    let folder = URL(filePath: #filePath).deletingLastPathComponent()
    return [UInt8](try Data(contentsOf: folder.appending(path: "Fixtures/\(name)")))
}

/// The bytes of a file of `Samples`.
func sample(_ name: String) throws -> [UInt8] {
    let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    let samples = tests.deletingLastPathComponent().appending(path: "Samples")
    return [UInt8](try Data(contentsOf: samples.appending(path: name)))
}

/// What to write into a JPEG's EXIF segment.
struct EXIF {
    var orientation: UInt16 = 1
    var takenAt: String?
    var offset: String?

    /// The JPEG with this segment right after its start marker.
    func inserted(into jpeg: [UInt8]) -> [UInt8] {
        let body = Array("Exif\0\0".utf8) + tiff
        let length = body.count + 2
        let segment = [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + body
        return jpeg.prefix(2) + segment + jpeg.dropFirst(2)
    }

    /// A little-endian TIFF file with one directory and EXIF's own below it.
    private var tiff: [UInt8] {
        let exifStart: UInt32 = 8 + 2 + 2 * 12 + 4
        var texts: [(tag: UInt16, bytes: [UInt8])] = []
        if let takenAt { texts.append((0x9003, Array(takenAt.utf8) + [0])) }
        if let offset { texts.append((0x9011, Array(offset.utf8) + [0])) }
        var bytes: [UInt8] = [0x49, 0x49, 42, 0, 8, 0, 0, 0, 2, 0]
        bytes += entry(0x0112, type: 3, count: 1, value: UInt32(orientation))
        bytes += entry(0x8769, type: 4, count: 1, value: exifStart)
        bytes += [0, 0, 0, 0, UInt8(texts.count), 0]
        var textStart = exifStart + 2 + 12 * UInt32(texts.count) + 4
        for text in texts {
            bytes += entry(text.tag, type: 2, count: UInt32(text.bytes.count), value: textStart)
            textStart += UInt32(text.bytes.count)
        }
        return bytes + [0, 0, 0, 0] + texts.flatMap(\.bytes)
    }

    private func entry(_ tag: UInt16, type: UInt16, count: UInt32, value: UInt32) -> [UInt8] {
        littleEndian(tag) + littleEndian(type) + littleEndian(count) + littleEndian(value)
    }
}

private func littleEndian<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
    (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> ($0 * 8)) }
}

/// A PNG whose header states this many pixels of one bit, with hardly any data.
func pngHeader(width: UInt32, height: UInt32) -> [UInt8] {
    func chunk(_ name: String, _ body: [UInt8]) -> [UInt8] {
        let checked = Array(name.utf8) + body
        return bigEndian(UInt32(body.count)) + checked + bigEndian(crc32(checked))
    }
    let header = bigEndian(width) + bigEndian(height) + [1, 0, 0, 0, 0]
    return [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
        + chunk("IHDR", header) + chunk("IDAT", [0x78, 0x9C, 0x03, 0x00, 0, 0, 0, 1])
        + chunk("IEND", [])
}

private func bigEndian(_ number: UInt32) -> [UInt8] { littleEndian(number).reversed() }

private func crc32(_ bytes: [UInt8]) -> UInt32 {
    var crc: UInt32 = 0xFFFF_FFFF
    for byte in bytes {
        crc ^= UInt32(byte)
        for _ in 0..<8 { crc = crc & 1 == 1 ? crc >> 1 ^ 0xEDB8_8320 : crc >> 1 }
    }
    return ~crc
}
