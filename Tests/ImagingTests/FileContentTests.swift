import Imaging
import Testing

/// Bytes and what they are.
private struct ContentCase: Sendable, CustomTestStringConvertible {
    let name: String
    let bytes: [UInt8]
    let content: FileContent

    init(_ name: String, _ bytes: [UInt8], _ content: FileContent) {
        self.name = name
        self.bytes = bytes
        self.content = content
    }

    init(_ name: String, _ text: String, _ content: FileContent) {
        self.init(name, Array(text.utf8), content)
    }

    /// A box `ftyp` with its brands, the major one first.
    init(brands: [String], _ content: FileContent) {
        let body = brands[0] + "\0\0\0\0" + brands.dropFirst().joined()
        let length = UInt8(8 + body.utf8.count)
        self.init(
            brands.joined(separator: " "),
            [0, 0, 0, length] + Array(("ftyp" + body).utf8),
            content
        )
    }

    /// A little-endian TIFF whose first directory has these tags, with their values.
    init(_ name: String, tags: [(tag: UInt8, high: UInt8, value: UInt8)], _ content: FileContent) {
        let entries = tags.flatMap { entry -> [UInt8] in
            [entry.tag, entry.high, 4, 0, 1, 0, 0, 0, entry.value, 0, 0, 0]
        }
        let header = Array("II*\0".utf8) + [8, 0, 0, 0, UInt8(tags.count), 0]
        self.init(name, header + entries + [0, 0, 0, 0], content)
    }

    var testDescription: String { name }
}

@Suite("What a file is") struct FileContentTests {
    private static let raw = FileContent.unsupported("camera RAW")

    @Test(arguments: [
        ContentCase("JPEG, JFIF, MPO", [0xFF, 0xD8, 0xFF, 0xE0], .photo(.jpeg)),
        ContentCase("PNG, APNG", [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A], .photo(.png)),
        ContentCase("WebP", "RIFF\0\0\0\0WEBPVP8 ", .photo(.webp)),
        ContentCase("GIF", "GIF89a", .photo(.gif)),
        ContentCase("TIFF", tags: [(0x00, 1, 40), (0x01, 1, 30)], .photo(.tiff)),
        ContentCase("TIFF with a small copy", tags: [(0xFE, 0, 1)], .photo(.tiff)),
        ContentCase(brands: ["heic", "mif1"], .photo(.heic)),
        ContentCase(brands: ["heix"], .photo(.heic)), ContentCase(brands: ["avif"], .photo(.avif)),
        ContentCase(brands: ["MiHB", "miaf", "heic"], .photo(.heic)),
        ContentCase(brands: ["qt  ", "qt  "], .video),
        ContentCase(brands: ["isom", "mp42", "avc1"], .video),
        ContentCase(brands: ["crx ", "isom"], raw),
        ContentCase("a film without a brand", "\0\0\0\u{8}wide\0\0\0\0mdat", .video),
        ContentCase("AVI", "RIFF\0\0\0\0AVI LIST", .video),
        ContentCase("Matroska", [0x1A, 0x45, 0xDF, 0xA3, 1], .video),
        ContentCase("DNG", tags: [(0x00, 1, 40), (0x12, 0xC6, 1)], raw),
        ContentCase("NEF, ARW: a thumbnail first", tags: [(0xFE, 0, 1), (0x4A, 1, 99)], raw),
        ContentCase("CR2", Array("II*\0\u{10}\0\0\0CR".utf8), raw),
        ContentCase("RAF", "FUJIFILMCCD-RAW 0201", raw), ContentCase("RW2", "IIU\0\u{18}", raw),
        ContentCase("ORF", "IIRO\u{8}", raw),
        ContentCase("BMP", "BM\0\0", .unsupported("BMP")),
        ContentCase("PSD", "8BPS\0", .unsupported("Photoshop")),
        ContentCase("JPEG XL", [0xFF, 0x0A], .unsupported("JPEG XL")),
        ContentCase("SVG", "<?xml?><SVG/>", .unsupported("SVG")),
        ContentCase("a text", "notes", .unknown), ContentCase("nothing", [], .unknown),
        ContentCase("a cut-off box", "\0\0\0\u{18}ftyp", .unknown),
        ContentCase("a TIFF cut off", Array("II*\0\u{8}\0\0\0".utf8), .photo(.tiff)),
    ])
    fileprivate func `is known by its first bytes`(_ row: ContentCase) {
        #expect(FileContent(opening: row.bytes) == row.content)
    }

    @Test func `a camera's RAW file is refused by name, not read as its thumbnail`() {
        let dng = ContentCase("DNG", tags: [(0x12, 0xC6, 1)], Self.raw)
        #expect {
            try PhotoDecoder(maxPixels: 100).header(of: dng.bytes)
        } throws: { error in
            (error as? ImagingError)?.message
                == "camera RAW is not supported; use JPEG, PNG, WebP, GIF, TIFF, HEIC or AVIF"
        }
    }
}
