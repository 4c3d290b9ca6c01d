import Foundation
import Testing

@testable import Stocktake

struct PhotoListingTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    @Test(arguments: [
        ("p/*.jpg", ["p/a2.jpg", "p/a10.jpg", "p/B.JPG", "p/x.jpg"]),
        ("p/?2.jpg", ["p/a2.jpg"]),
        (
            "p/**/*.jpg",
            [
                "p/A-1/2.jpg", "p/A-1/deep/9.jpg", "p/a2.jpg", "p/a10.jpg", "p/B.JPG", "p/x.jpg",
            ]
        ),
        (
            "p/**",
            [
                "p/A-1/2.jpg", "p/A-1/deep/9.jpg", "p/a2.jpg", "p/a10.jpg", "p/B.JPG",
                "p/notes.txt",
            ]
        ),
        ("p/[Ax]*/2.jpg", ["p/A-1/2.jpg"]),
        ("p/*/../a2.jpg", ["p/a2.jpg"]),
        ("p/.h*", ["p/.hidden.jpg"]),
        ("./p//*2.jpg", ["p/a2.jpg"]),
        ("none/*.jpg", []),
        ("p/notes.txt/*", []),
    ])
    func `finds the files of a glob in natural order`(glob: String, names: [String]) throws {
        try folder.touch(
            "p/a10.jpg",
            "p/a2.jpg",
            "p/B.JPG",
            "p/.hidden.jpg",
            "p/A-1/2.jpg",
            "p/A-1/deep/9.jpg",
            "p/notes.txt"
        )
        try folder.makeFolder("p/x.jpg")
        let listing = folder.list(glob)
        #expect(folder.names(listing) == names)
        let codes = listing.findings.map(\.code).filter { $0 != .passedOver }
        #expect(codes == (names.isEmpty ? [.noPhotos] : []))
    }

    @Test func `finds all photos below a folder without loops`() throws {
        try folder.touch(
            "p/a.jpg",
            "p/b.HEIC",
            "p/notes.txt",
            "p/.h/c.jpg",
            "p/s/d.webp",
            "p/x.jpg/e.png"
        )
        try folder.makeLink("p/s/round", to: "..")
        try folder.makeLink("p/link.jpg", to: "s/d.webp")
        #expect(
            folder.names(folder.list("p"))
                == ["p/a.jpg", "p/b.HEIC", "p/link.jpg", "p/s/d.webp", "p/x.jpg/e.png"]
        )
        #expect(folder.names(folder.list("p/**/*.webp")) == ["p/s/d.webp"])
        #expect(
            folder.names(folder.list("p/s/round/*.jpg")) == [
                "p/s/round/a.jpg", "p/s/round/link.jpg", "p/s/round/x.jpg",
            ]
        )
    }

    @Test func `accepts a file whose name looks like a glob`() throws {
        try folder.touch("a[1].jpg", "a1.jpg", "*.jpg")
        #expect(folder.names(folder.list("a[1].jpg")) == ["a[1].jpg"])
        #expect(folder.names(folder.list("*.jpg")) == ["*.jpg"])
    }

    @Test func `reads an image list as written`() throws {
        let names = [
            "b.jpg", "a.jpg", "sub/c d.jpg", "q\"uo'te,s.jpg", "=1.jpg", "-x.jpg", " lead.jpg",
        ]
        for name in names { try folder.touch("l/" + name) }
        try folder.touch("l/#hash.jpg")
        let text =
            "\u{FEFF}# comment\r\n" + names.joined(separator: "\r\n")
            + "\r\n\r\n   \r\n./#hash.jpg\r\nstray.jpg  \r\nnot#comment.jpg"
        try folder.write(text, to: "l/photos.txt")
        let listing = folder.list("l/photos.txt")
        #expect(
            folder.names(listing)
                == (names + ["#hash.jpg", "stray.jpg", "not#comment.jpg"]).map { "l/" + $0 }
        )
        #expect(listing.findings == [])
        #expect(listing.photos.first?.position?.line == 2)
        #expect(listing.photos.last?.position?.line == 13)
    }

    @Test(arguments: [0, 1, 100, 101, 10_000, 100_000])
    func `reads lists of every length`(count: Int) throws {
        let lines = (0..<count).map { "\($0).jpg\n" }.joined()
        let listing = folder.list("-", standardInput: lines)
        #expect(listing.photos.count == count)
        #expect(listing.photos.last?.path == (count == 0 ? nil : "\(count - 1).jpg"))
        #expect(listing.findings == [])
    }

    @Test func `refuses more than a hundred thousand photos`() throws {
        let lines = (0...100_000).map { "\($0).jpg\n" }.joined()
        let listing = folder.list("-", standardInput: lines)
        #expect(listing.photos.isEmpty)
        #expect(listing.findings.map(\.severity) == [.error])
        #expect(listing.findings.first?.position?.line == 100_001)
    }

    @Test func `lists a path once, at its first position`() throws {
        try folder.touch("a.jpg", "b.jpg")
        try folder.write("b.jpg\n./a.jpg\nb.jpg\n", to: "l.txt")
        let listing = folder.list("l.txt", "*.jpg")
        #expect(folder.names(listing) == ["b.jpg", "a.jpg"])
        #expect(
            listing.findings.map(\.code) == [.duplicatePhoto, .duplicatePhoto, .duplicatePhoto]
        )
        #expect(listing.findings.allSatisfy { $0.severity == .note })
    }

    @Test func `reads a manifest with all its columns`() throws {
        try folder.write(
            "Path;location;taken_at;width;height;Shelf\n"
                + "\"a;\nb.jpg\";A-01;2026-03-02T21:10:00;4000;3000;top\nc.jpg;;;;;\n",
            to: "m/m.csv"
        )
        let listing = folder.list("m/m.csv", rule: .column)
        let photo = try #require(listing.photos.first)
        #expect(folder.names(listing) == ["m/a;\nb.jpg", "m/c.jpg"])
        #expect(photo.location == "A-01")
        #expect(photo.takenAt == "2026-03-02T21:10:00")
        #expect([photo.statedWidth, photo.statedHeight] == [4000, 3000])
        #expect(photo.columns == [ManifestColumn(name: "Shelf", value: "top")])
        #expect(listing.photos.last?.location == nil)
        #expect(listing.findings.map(\.code) == [.locationUnknown])
        #expect(listing.findings.first?.position?.line == 4)
    }

    @Test func `names the line of bad manifest values`() throws {
        try folder.write("path,width\na.jpg,wide\n,3\nb.jpg,0\n", to: "m.csv")
        let listing = folder.list("m.csv")
        #expect(listing.findings.map(\.code) == [.dataInvalid, .dataInvalid, .dataInvalid])
        #expect(listing.findings.compactMap(\.position?.line) == [2, 3, 4])
        try folder.write("file\na.jpg\n", to: "n.csv")
        #expect(folder.list("n.csv").findings.map(\.severity) == [.error])
    }

    @Test(arguments: ["none.txt", "none.csv", "none", "none/"])
    func `reports a missing input`(entry: String) {
        let listing = folder.list(entry)
        #expect(listing.photos.isEmpty)
        #expect(listing.findings.map(\.code) == [.fileMissing])
        #expect(listing.findings.first?.message.hasSuffix("no such file or folder") == true)
    }

    @Test func `lists a missing photo, which its reading reports`() {
        #expect(folder.names(folder.list("none.jpg")) == ["none.jpg"])
    }

    @Test func `refuses a list that is not text`() throws {
        try folder.write([0x61, 0x0A, 0xE9, 0x0A], to: "l.txt")
        let listing = folder.list("l.txt")
        #expect(listing.photos.isEmpty)
        #expect(listing.findings.first?.position?.line == 2)
    }

    @Test func `finds a folder and a glob in either Unicode form`() throws {
        try folder.touch("cafe\u{301}/e\u{301}.jpg")
        #expect(folder.list("caf\u{E9}").photos.count == 1)
        #expect(folder.list("caf\u{E9}/\u{E9}*.jpg").photos.count == 1)
    }

    @Test func `lists a name that is not UTF-8 as an unreadable photo`() throws {
        let path = Array((folder.path + "/caf").utf8) + [0xE9] + Array(".jpg".utf8) + [0]
        let descriptor = unsafe open(path.map { CChar(bitPattern: $0) }, O_CREAT, 0o600)
        try #require(descriptor >= 0)
        close(descriptor)
        let listing = folder.list("*.jpg")
        #expect(folder.names(listing) == ["caf\\xe9.jpg"])
        #expect(listing.findings.map(\.code) == [.photoRejected])
    }

    @Test func `simplifies paths but not across links`() throws {
        try folder.makeFolder("real/sub")
        try folder.makeLink("link", to: "real/sub")
        #expect(joinedPath("Pipelines", "../Samples/./ice//a.jpg") == "Samples/ice/a.jpg")
        #expect(joinedPath("", "../a") == "../a")
        #expect(joinedPath(".", "./-a") == "-a")
        #expect(joinedPath("a", "/b/../../c") == "/c")
        #expect(joinedPath("a", "..") == ".")
        #expect(joinedPath(folder.path, "link/../x") == folder.path("link/../x"))
        #expect(joinedPath(folder.path, "real/../x") == folder.path("x"))
    }
}
