import Testing

@testable import Imaging

/// A TIFF as in EXIF, built from valid or invalid numbers.
private struct HandmadeTIFF {
    var isBigEndian = false
    var mark: [UInt8]?
    var mainPlace: UInt32 = 8
    var mainCount: UInt16?
    var entries: [Entry] = []
    /// Bytes after the main directory, whose entries and end take 2 + 12 * count + 4.
    var tail: [UInt8] = []

    struct Entry {
        var tag: UInt16
        var type: UInt16 = 3
        var count: UInt32 = 1
        /// The four bytes of the value or its place.
        var value: [UInt8]
    }

    static let time = Array("2026:03:02 21:10:00\0".utf8)

    var bytes: [UInt8] {
        let order: [UInt8] = isBigEndian ? [0x4D, 0x4D] : [0x49, 0x49]
        var bytes = mark ?? order + ordered(UInt16(42))
        bytes += ordered(mainPlace) + ordered(mainCount ?? UInt16(entries.count))
        for entry in entries {
            bytes += ordered(entry.tag) + ordered(entry.type) + ordered(entry.count) + entry.value
        }
        return bytes + [0, 0, 0, 0] + tail
    }

    func ordered<Number: FixedWidthInteger>(_ number: Number) -> [UInt8] {
        let shifts = (0..<Number.bitWidth / 8).map { $0 * 8 }
        return (isBigEndian ? shifts.reversed() : shifts).map {
            UInt8(truncatingIfNeeded: number >> $0)
        }
    }

    /// Orientation, then a directory with one time.
    static func whole(isBigEndian: Bool, orientation: UInt16 = 6) -> HandmadeTIFF {
        var tiff = HandmadeTIFF(isBigEndian: isBigEndian)
        let exif = UInt32(8 + 2 + 2 * 12 + 4)
        tiff.entries = [
            Entry(tag: 0x0112, value: tiff.ordered(orientation) + [0, 0]),
            Entry(tag: 0x8769, type: 4, value: tiff.ordered(exif)),
        ]
        tiff.tail =
            tiff.ordered(UInt16(1)) + tiff.ordered(UInt16(0x9003)) + tiff.ordered(UInt16(2))
            + tiff.ordered(UInt32(20)) + tiff.ordered(exif + 2 + 12 + 4) + [0, 0, 0, 0] + time
        return tiff
    }
}

/// An invalid TIFF and the values still read from it.
private struct OddCase: CustomTestStringConvertible {
    let name: String
    var change: @Sendable (inout HandmadeTIFF) -> Void
    var orientation = 1
    var hasTime = false

    var testDescription: String { name }

    static let all: [OddCase] = [
        OddCase(name: "no TIFF mark") { $0.mark = Array("nope".utf8) },
        OddCase(name: "mixed byte orders") { $0.mark = [0x49, 0x4D, 42, 0] },
        OddCase(name: "the directory inside the start") { $0.mainPlace = 4 },
        OddCase(name: "the directory behind the end") { $0.mainPlace = 9000 },
        OddCase(name: "the directory at 4 GB") { $0.mainPlace = .max },
        OddCase(name: "no entries", change: { $0.mainCount = 0 }),
        OddCase(
            name: "more entries than bytes",
            change: { $0.mainCount = .max },
            orientation: 6,
            hasTime: true
        ),
        OddCase(
            name: "two orientations",
            change: { $0.entries[0].count = 2 },
            hasTime: true
        ),
        OddCase(
            name: "an orientation of 4 bytes",
            change: {
                $0.entries[0].type = 4
                $0.entries[0].value = $0.ordered(UInt32(6))
            },
            orientation: 6,
            hasTime: true
        ),
        OddCase(
            name: "an orientation in words",
            change: { $0.entries[0].type = 2 },
            hasTime: true
        ),
        OddCase(
            name: "EXIF's directory is the main one",
            change: { $0.entries[1].value = $0.ordered(UInt32(8)) },
            orientation: 6
        ),
        OddCase(
            name: "EXIF's directory at 4 GB",
            change: { $0.entries[1].value = [0xFF, 0xFF, 0xFF, 0xFF] },
            orientation: 6
        ),
        OddCase(
            name: "a time that reaches behind the end",
            change: { $0.tail.removeLast(4) },
            orientation: 6
        ),
        OddCase(
            name: "a time of 4 GB",
            change: { $0.tail.replaceSubrange(6..<10, with: [0xFF, 0xFF, 0xFF, 0xFF]) },
            orientation: 6
        ),
        OddCase(
            name: "a time at 4 GB",
            change: { $0.tail.replaceSubrange(10..<14, with: [0xFF, 0xFF, 0xFF, 0xFF]) },
            orientation: 6
        ),
        OddCase(
            name: "a time that is a number",
            change: { $0.tail.replaceSubrange(4..<6, with: $0.ordered(UInt16(3))) },
            orientation: 6
        ),
    ]
}

struct EXIFTagsTests {
    @Test(arguments: [false, true], 1...8)
    func `reads either byte order`(_ isBigEndian: Bool, _ orientation: Int) {
        let tiff = HandmadeTIFF.whole(
            isBigEndian: isBigEndian,
            orientation: UInt16(orientation)
        )
        let tags = tags(of: jpeg(holding: [tiff.bytes]))
        #expect(tags.orientation.rawValue == orientation)
        #expect(tags.takenAt == "2026-03-02T21:10:00")
    }

    @Test(arguments: OddCase.all, [false, true])
    private func `an invalid tag counts as absent`(_ odd: OddCase, _ isBigEndian: Bool) {
        var tiff = HandmadeTIFF.whole(isBigEndian: isBigEndian)
        odd.change(&tiff)
        let tags = tags(of: jpeg(holding: [tiff.bytes]))
        #expect(tags.orientation.rawValue == odd.orientation)
        #expect((tags.takenAt != nil) == odd.hasTime)
    }

    @Test
    func `a truncated TIFF is read as far as it goes`() {
        let bytes = HandmadeTIFF.whole(isBigEndian: true).bytes
        for length in 0..<bytes.count {
            let tags = tags(of: jpeg(holding: [Array(bytes.prefix(length))]))
            #expect(tags.orientation.rawValue == (length >= 22 ? 6 : 1), "\(length)")
            #expect(tags.takenAt == nil, "\(length)")
        }
    }

    @Test
    func `the first EXIF segment counts, after others and after stray bytes`() {
        let first = HandmadeTIFF.whole(isBigEndian: false, orientation: 3).bytes
        let second = HandmadeTIFF.whole(isBigEndian: false, orientation: 8).bytes
        let xmp = Array("http://ns.adobe.com/xap/1.0/".utf8)
        let start: [UInt8] =
            [0xFF, 0xD8, 0xFF, 0xE1, 0, UInt8(xmp.count + 2)] + xmp + [7, 7, 0xFF]
        let rest = jpeg(holding: [first, second]).dropFirst(2)
        #expect(tags(of: start + rest).orientation.rawValue == 3)
    }

    @Test
    func `segments after the start of the picture are not EXIF`() {
        let exif = jpeg(holding: [HandmadeTIFF.whole(isBigEndian: false).bytes]).dropFirst(2)
        #expect(tags(of: [0xFF, 0xD8, 0xFF, 0xDA] + exif).orientation == .upright)
        #expect(tags(of: [0xFF, 0xD8, 0xFF, 0xD9] + exif).orientation == .upright)
    }

    @Test(arguments: [false, true])
    func `changed bytes never crash the reader`(_ isBigEndian: Bool) {
        let bytes = jpeg(holding: [HandmadeTIFF.whole(isBigEndian: isBigEndian).bytes])
        for place in bytes.indices {
            for value: UInt8 in [0, 1, 0x7F, 0x80, 0xFF] {
                var changed = bytes
                changed[place] = value
                #expect((1...8).contains(tags(of: changed).orientation.rawValue))
            }
        }
    }

    @Test(arguments: [false, true])
    func `reads what libvips reads`(_ isBigEndian: Bool) throws {
        let tiff = HandmadeTIFF.whole(isBigEndian: isBigEndian, orientation: 8)
        let segment = jpeg(holding: [tiff.bytes]).dropFirst(2).dropLast(2)
        let plain = try Pattern.rgb.jpeg(quality: 80)
        let bytes = plain.prefix(2) + segment + plain.dropFirst(2)
        let library = try VipsLibrary.started.get()
        try unsafe Array(bytes).withUnsafeBufferPointer { bytes in
            let picture = unsafe try VipsPicture.open(bytes, as: .jpeg, by: library)
            let tags = unsafe EXIFTags(jpeg: bytes)
            #expect(tags.orientation == picture.orientation)
            let time = try #require(picture.text("exif-ifd2-DateTimeOriginal"))
            #expect(tags.takenAt == isoTime(fromEXIF: time, offset: nil))
        }
    }

    private func tags(of jpeg: [UInt8]) -> EXIFTags {
        unsafe jpeg.withUnsafeBufferPointer { unsafe EXIFTags(jpeg: $0) }
    }

    /// Start, EXIF segments, end.
    private func jpeg(holding tiffs: [[UInt8]]) -> [UInt8] {
        let segments = tiffs.flatMap { tiff in
            let body = Array("Exif\0\0".utf8) + tiff
            let length = body.count + 2
            return [0xFF, 0xE1, UInt8(length >> 8), UInt8(length & 0xFF)] + body
        }
        return [0xFF, 0xD8] + segments + [0xFF, 0xD9]
    }
}
