import Foundation
import Imaging
import Testing

@testable import Stocktake

struct PhotoReadingTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private func read(_ name: String) -> Result<Photo, PhotoProblem> {
        PhotoReading().read(ListedPhoto(path: folder.path(name), location: "A-01"))
    }

    private func problem(_ name: String) -> PhotoProblem? {
        switch read(name) {
        case .success: nil
        case .failure(let problem): problem
        }
    }

    @Test func `reads bytes, hash and header of a photo`() throws {
        let bytes = try PhotoFolder.jpeg()
        try folder.write(bytes, to: "a.jpg")
        let photo = try read("a.jpg").get()
        #expect(photo.byteCount == bytes.count)
        #expect(photo.sha256.count == 64)
        #expect(photo.sha256.hasPrefix(photo.id) && photo.id.count == 10)
        #expect(photo.header.width == 16 && photo.header.height == 8)
        #expect(photo.statedLocation == "A-01")
    }

    @Test(arguments: [
        "cafe\u{301}/e\u{301}.jpg", "caf\u{E9}/\u{E9}.jpg", "a\nb.jpg", "=1+1.jpg", "-rf.jpg",
        "a[scale=9].jpg", "quote\"'.jpg", " a .jpg",
    ])
    func `reads photos of any name`(name: String) throws {
        try folder.write(try PhotoFolder.jpeg(), to: name)
        #expect(throws: Never.self) { try read(name).get() }
        let composed = name.precomposedStringWithCanonicalMapping
        let photo = try read(composed).get()
        #expect(photo.path.utf8.elementsEqual(folder.path(composed).utf8), "as listed")
        #expect(throws: Never.self) {
            try read(name.decomposedStringWithCanonicalMapping).get()
        }
    }

    @Test(.timeLimit(.minutes(10)))
    func `says why a file is no photo`() throws {
        try folder.write("", to: "empty.jpg")
        try folder.write("hello", to: "text.jpg")
        try folder.makeFolder("x.jpg")
        try folder.makeFIFO("pipe.jpg")
        try folder.makeLink("dangling.jpg", to: "nowhere\n.jpg")
        let expected: [(String, PhotoRejection, String)] = [
            ("empty.jpg", .empty, "zero bytes"),
            ("x.jpg", .notAFile, "a folder, not a photo"),
            ("pipe.jpg", .notAFile, "a FIFO, not a file; not opened"),
            ("none.jpg", .missing, "no such file"),
            ("text.jpg/below.jpg", .missing, "no such file"),
            ("a\u{0}b.jpg", .missing, "the name contains a NUL"),
            ("dangling.jpg", .missing, "a dangling link to 'nowhere\\u{a}.jpg'"),
        ]
        for (name, rejection, words) in expected {
            #expect(problem(name) == PhotoProblem(rejection: rejection, words: words))
        }
        #expect(problem("text.jpg")?.rejection == .notAPhoto)
    }

    @Test func `refuses a huge file without reading it`() throws {
        let path = try folder.write("", to: "huge.jpg")
        try #require(unsafe truncate(path, 300 << 20) == 0)
        #expect(
            problem("huge.jpg")
                == PhotoProblem(
                    rejection: .tooManyBytes,
                    words: "300 MB, over the limit of 256"
                )
        )
    }

    @Test func `prefers the manifest's time to the photo's`() throws {
        let path = try folder.write(try PhotoFolder.jpeg(), to: "a.jpg")
        let listed = ListedPhoto(path: path, takenAt: "2026-01-01")
        #expect(try PhotoReading().read(listed).get().takenAt == "2026-01-01")
    }
}

struct PhotoIdentificationTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private func identify(_ entries: [(name: String, location: String?)]) -> PhotoIdentification {
        let listed = entries.map {
            ListedPhoto(path: folder.path($0.name), location: $0.location)
        }
        return PhotoIdentification(listed: listed, read: listed.map(PhotoReading().read))
    }

    private func writeTwins() throws {
        try folder.write(try PhotoFolder.jpeg(), to: "a.jpg")
        try folder.write(try PhotoFolder.jpeg(), to: "b.jpg")
        try folder.write(try PhotoFolder.jpeg(shade: 9), to: "c.jpg")
    }

    @Test(arguments: ["A-01", nil])
    func `uses the same bytes at one location once`(location: String?) throws {
        try writeTwins()
        let result = identify([("a.jpg", location), ("b.jpg", location), ("c.jpg", location)])
        #expect(
            result.records.map(\.outcome)
                == [.used, .duplicate(of: folder.path("a.jpg")), .used]
        )
        #expect(result.unique.map(\.path) == [folder.path("a.jpg"), folder.path("c.jpg")])
        #expect(result.findings.map(\.severity) == [.note])
        #expect(result.findings.first?.photo == folder.path("b.jpg"))
        #expect(result.sharedPhotos.isEmpty)
    }

    @Test func `keeps the same bytes at several locations and warns`() throws {
        try writeTwins()
        let result = identify([("a.jpg", "A-01"), ("c.jpg", "A-01"), ("b.jpg", "B-02")])
        #expect(result.records.allSatisfy { $0.outcome == .used })
        #expect(result.sharedPhotos == Set(result.unique.prefix(1).map(\.sha256)))
        #expect(result.findings.map(\.severity) == [.warning])
        #expect(result.findings.first?.message.contains("A-01") == true)
        #expect(result.findings.first?.message.contains("B-02") == true)
    }

    @Test func `treats two spellings of a location as one`() throws {
        try writeTwins()
        let result = identify([("a.jpg", "A-01"), ("b.jpg", " a-01")])
        #expect(result.unique.count == 1)
    }

    @Test func `keeps rejected photos at their position`() throws {
        try writeTwins()
        let result = identify([("none.jpg", "A-01"), ("a.jpg", "A-01")])
        #expect(result.records.map(\.path) == [folder.path("none.jpg"), folder.path("a.jpg")])
        #expect(result.records.first?.reason == "missing: no such file")
        #expect(result.records.first?.photo == nil)
        #expect(result.records.first?.location == "A-01")
        #expect(result.unique.count == 1)
    }
}
