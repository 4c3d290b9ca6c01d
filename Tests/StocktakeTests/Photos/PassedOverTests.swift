import Foundation
import Testing

@testable import Stocktake

/// A folder, what a pipeline names of it, and what comes of it.
private struct FolderCase: Sendable, CustomTestStringConvertible {
    let name: String
    /// Names below the folder `p`, each with its content if it isn't a JPEG: `a.bmp=bmp`.
    let files: [String]
    var entries = ["p"]
    let photos: [String]
    /// What is passed over, without its introduction; nil for nothing.
    let said: String?
    var isNote = false

    var testDescription: String { name }
}

@Suite("What is passed over in photo folders") struct PassedOverTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private static let introduction = "passed over in the photo folders: "

    /// Writes files as `name` or `name=content`: a JPEG by default for a photo's name.
    private func write(_ files: [String]) throws {
        for file in files {
            let parts = file.split(separator: "=")
            let content = parts.count > 1 ? String(parts[1]) : "jpeg"
            let bytes: [UInt8] =
                switch content {
                case "jpeg": [0xFF, 0xD8, 0xFF, 0xE0, 0, 16]
                case "png": [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]
                case "heic": Array("\0\0\0\u{14}ftypheic\0\0\0\0mif1".utf8)
                case "mov": Array("\0\0\0\u{14}ftypqt  \0\0\0\0qt  ".utf8)
                case "tiff": Array("II*\0\u{8}\0\0\0\0\0".utf8)
                case "bmp": Array("BM\0\0\0\0".utf8)
                case "empty": []
                default: Array(content.utf8)
                }
            try folder.write(bytes, to: "p/" + parts[0])
        }
    }

    private func shown(_ text: String) -> String {
        text.replacing(folder.path + "/", with: "").replacing(Self.introduction, with: "")
    }

    @Test(arguments: [
        FolderCase(
            name: "content decides, not the extension",
            files: [
                "1.jfif", "2.jpe", "3.HIF=heic", "4.hif=heic", "5.mpo", "6.apng=png", "7", "8.dat",
                "9.jpg=png", "A.JPG", "b.heics=heic", "c.photo=heic",
            ],
            photos: [
                "1.jfif", "2.jpe", "3.HIF", "4.hif", "5.mpo", "6.apng", "7", "8.dat", "9.jpg",
                "A.JPG", "b.heics", "c.photo",
            ],
            said: nil
        ),
        FolderCase(
            name: "what can't be counted is named",
            files: [
                "a.jpg", "b.bmp=bmp", "c.CR2=text", "d.nef=tiff", "e=bmp", "f.psd=8BPS", "g.x=bmp",
                "h.MOV=mov", "i.mp4=text", "j.txt=text", "k=empty",
            ],
            photos: ["a.jpg"],
            said: "6 files in formats that are not supported (p/b.bmp: BMP, p/c.CR2: camera RAW, "
                + "p/d.nef: camera RAW, p/e: BMP, p/f.psd: Photoshop, …), "
                + "2 videos (p/h.MOV, p/i.mp4), 1 other file (p/k), 1 text file (p/j.txt); "
                + "save pictures as JPEG to count them"
        ),
        FolderCase(
            name: "a photo by its name alone is listed, for its reading to say what is wrong",
            files: ["a.jpg=text", "b.heic=empty", "c.JPG=bmp"],
            photos: ["a.jpg", "b.heic", "c.JPG"],
            said: nil
        ),
        FolderCase(
            name: "folders of systems and programs",
            files: [
                "A/a.jpg", "A/@eaDir/a.jpg/S.jpg", "#recycle/b.jpg", ".thumbnails/c.jpg",
                "A/@Recycle/d.jpg", "#snapshot/e.jpg", ".Trash-1000/f.jpg", "__MACOSX/g.jpg",
                "$RECYCLE.BIN/h.jpg", "System Volume Information/i.jpg", "lost+found/j.jpg",
                "L.lrdata/k.jpg", "A/.picasaoriginals/l.jpg", "~snapshot/m.jpg", "x.jpg~",
                "y.jpg_original", "z.jpg.bak",
            ],
            photos: ["A/a.jpg"],
            said: "16 hidden or system entries (p/#recycle, p/#snapshot, p/$RECYCLE.BIN, "
                + "p/.Trash-1000, p/.thumbnails, …)"
        ),
        FolderCase(
            name: "what every folder may have is a note",
            files: ["a.jpg", "._a.jpg", ".DS_Store=text", "Thumbs.db=text", "desktop.ini=text"],
            photos: ["a.jpg"],
            said: "4 system files (p/.DS_Store, p/._a.jpg, p/Thumbs.db, p/desktop.ini)",
            isNote: true
        ),
        FolderCase(
            name: "lists and remarks of programs are said",
            files: ["a.jpg", "a.jpg.json=text", "a.AAE=text", "a.xmp=text", "photos.txt=text"],
            photos: ["a.jpg"],
            said: "4 text files (p/a.AAE, p/a.jpg.json, p/a.xmp, p/photos.txt)"
        ),
        FolderCase(
            name: "a photo that is only in the cloud",
            files: ["a.jpg", ".b.HEIC.icloud=text"],
            photos: ["a.jpg"],
            said: "1 photo not downloaded from the cloud (p/.b.HEIC.icloud); "
                + "download them to count them"
        ),
        FolderCase(
            name: "a glob by extension",
            files: ["A/a.jpg", "A/B.JPG", "A/c.HEIC=heic", "A/d", "A/e.bmp=bmp", "A/f.txt=text"],
            entries: ["p/*/*.jpg"],
            photos: ["A/a.jpg", "A/B.JPG"],
            said: "1 file in a format that is not supported (p/A/e.bmp: BMP), "
                + "2 photos that photos.files doesn't match (p/A/c.HEIC, p/A/d); "
                + "save pictures as JPEG to count them"
        ),
        FolderCase(
            name: "two globs for two extensions",
            files: ["A/a.jpg", "A/c.HEIC=heic", "A/d.png=png"],
            entries: ["p/*/*.jpg", "p/**/*.heic"],
            photos: ["A/a.jpg", "A/c.HEIC"],
            said: "1 photo that photos.files doesn't match (p/A/d.png); "
                + "widen photos.files, or name the folder, to count them"
        ),
        FolderCase(
            name: "a glob that chooses by name",
            files: ["A-01_a.JPEG", "A-02_b.jpeg", "A-01_c.jpg"],
            entries: ["p/A-01*.jpeg"],
            photos: ["A-01_a.JPEG"],
            said: "1 photo that photos.files doesn't match (p/A-01_c.jpg); "
                + "widen photos.files, or name the folder, to count them"
        ),
        FolderCase(
            name: "a glob over system folders",
            files: ["A/a.jpg", "@eaDir/b.jpg", ".h/c.jpg", "A/._a.jpg", "A/#recycle/d.jpg"],
            entries: ["p/*/*.jpg"],
            photos: ["A/a.jpg"],
            said: "2 hidden or system entries (p/.h, p/@eaDir), 1 system file (p/A/._a.jpg)"
        ),
        FolderCase(
            name: "a last name in the other case",
            files: ["A/cover.JPG", "B/cover.jpg"],
            entries: ["p/*/cover.jpg"],
            photos: ["A/cover.JPG", "B/cover.jpg"],
            said: nil
        ),
        FolderCase(
            name: "a system folder that is named is taken as said",
            files: ["A/a.jpg", "A/@eaDir/b.jpg", "#recycle/c.jpg", "A/._d.jpg"],
            entries: ["p/A*/@eaDir/*.jpg", "p/#recycle", "p/A/._d.jpg", "p/#*/*.JPG"],
            photos: ["A/@eaDir/b.jpg", "#recycle/c.jpg", "A/._d.jpg"],
            said: nil
        ),
    ])
    fileprivate func `is one finding`(_ row: FolderCase) throws {
        try write(row.files)
        let listing = PhotoListing(
            row.entries.map { PhotoSource($0, folder: folder.path) },
            rule: .folder
        )
        #expect(folder.names(listing) == row.photos.map { "p/" + $0 })
        let said = listing.findings.filter { $0.code == .passedOver }
        #expect(said.map { shown($0.message) } == [row.said].compactMap(\.self))
        #expect(said.allSatisfy { $0.severity == (row.isNote ? .note : .warning) })
        #expect(said.allSatisfy { $0.key == "photos.files" })
    }

    @Test func `linked folders are walked once, and never in a circle`() throws {
        try write(["A/a.jpg", "Z/z.jpg"])
        try folder.write([0xFF, 0xD8, 0xFF], to: "outside/deep/b.jpg")
        try folder.makeLink("p/B", to: "../outside")
        try folder.makeLink("p/0", to: "Z")
        try folder.makeLink("p/A/round", to: "..")
        try folder.makeLink("p/A/out", to: "../..")
        try folder.makeLink("outside/back", to: "../p/A")
        try folder.makeLink("p/none", to: "nowhere")
        let listing = folder.list("p")
        #expect(folder.names(listing) == ["p/A/a.jpg", "p/B/deep/b.jpg", "p/Z/z.jpg"])
        #expect(listing.photos.map(\.location) == ["A", "B/deep", "Z"])
        #expect(
            listing.findings.map { shown($0.message) } == [
                "linked folders are read too: 1 (p/B -> outside)",
                "3 links to folders that are read anyway (p/0, p/A/round, p/B/back), "
                    + "1 link to a folder that holds it (p/A/out), 1 broken link (p/none)",
            ]
        )
        for glob in ["p/**/*.jpg", "p/*/**/*.jpg"] {
            let names = folder.names(folder.list(glob))
            #expect(names == ["p/A/a.jpg", "p/B/deep/b.jpg", "p/Z/z.jpg"], "\(glob)")
        }
        #expect(folder.names(folder.list("p/*/*.jpg")) == ["p/A/a.jpg", "p/Z/z.jpg"])
    }

    @Test func `a device or a pipe is never opened`() throws {
        try write(["a.jpg"])
        try folder.makeFIFO("p/pipe")
        let listing = folder.list("p")
        #expect(
            listing.findings.map { shown($0.message) } == ["1 entry that can't be read (p/pipe)"]
        )
    }

    @Test func `hostile names are shown printable, and long lists are cut`() throws {
        try write(["a.jpg", "x\u{1B}[31m.bmp=bmp"] + (0..<900).map { "\($0).txt=text" })
        let message = try #require(folder.list("p").findings.last?.message)
        #expect(!message.contains("\u{1B}") && message.contains("900 text files"))
        #expect(message.utf8.count < 2000)
    }
}
