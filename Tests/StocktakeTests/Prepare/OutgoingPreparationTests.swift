import Foundation
import Imaging
import Platform
import Testing

@testable import Stocktake

@Suite("Photos as they are sent") struct OutgoingPreparationTests {
    private let folder: PhotoFolder
    private let scratch: ScratchFolder

    init() throws {
        folder = try PhotoFolder()
        try folder.makeFolder("scratch")
        scratch = try ScratchFolder(in: folder.path("scratch"))
    }

    private func preparation(_ scratch: ScratchFolder? = nil) -> OutgoingPreparation {
        OutgoingPreparation(
            decoder: PhotoDecoder(maxPixels: PhotoReading.maxPixels),
            maxBytes: PhotoReading.maxBytes,
            jpegQuality: 90,
            scratch: scratch ?? self.scratch
        )
    }

    private func photo(_ bytes: [UInt8], _ name: String = "photo.jpg") throws -> Photo {
        try SamplePhotos.open(folder.write(bytes, to: name))
    }

    private func outgoing(
        _ photo: Photo,
        size: (width: Int, height: Int)? = nil,
        name: String = "1"
    ) throws -> OutgoingPhoto {
        let size = size ?? (photo.width, photo.height)
        return try preparation().outgoing(photo, size: size, name: name)
    }

    private func problem(_ photo: Photo) -> PhotoProblem? {
        #expect(throws: PhotoProblem.self) { try outgoing(photo) }
    }

    /// The file's bytes, checked against size and hash.
    private func bytes(_ sent: OutgoingPhoto) throws -> [UInt8] {
        let bytes = try readFile(at: sent.path, maxBytes: 1 << 20)
        #expect(bytes.count == sent.byteCount && sha256(of: bytes) == sent.sha256)
        let header = try PhotoDecoder(maxPixels: 1_000_000).header(of: bytes)
        #expect(header.width == sent.width && header.height == sent.height)
        #expect(header.orientation == 1)
        #expect("image/\(header.format.rawValue)" == sent.mediaType)
        return bytes
    }

    private var scratchFiles: [String] {
        get throws { try FileManager.default.contentsOfDirectory(atPath: scratch.path) }
    }

    @Test(arguments: ["jpg", "png"])
    func `a photo without metadata is sent from its own file`(kind: String) throws {
        let plain = try kind == "jpg" ? MarkedPhoto.plainJPEG() : MarkedPhoto.fixture("plain.png")
        let photo = try photo(plain, "a photo.\(kind)")
        let sent = try outgoing(photo)
        #expect(sent.path == photo.path && sent.sha256 == photo.sha256)
        #expect(try bytes(sent) == plain)
        #expect(sent.mediaType == (kind == "jpg" ? "image/jpeg" : "image/png"))
        #expect(try scratchFiles == [])
    }

    @Test func `its own file is found under either Unicode form of its name`() throws {
        let path = try folder.write(MarkedPhoto.plainJPEG(), to: "cafe\u{301}.jpg")
        let listed = try SamplePhotos.open(folder.path("caf\u{E9}.jpg"))
        #expect(Array(try outgoing(listed).path.utf8) == Array(path.utf8))
    }

    @Test func `metadata is left out of a copy with an unchanged picture`() throws {
        for (index, marked) in try [MarkedPhoto.jpeg(), MarkedPhoto.png()].enumerated() {
            let photo = try photo(marked, "marked \(index)")
            let sent = try outgoing(photo, name: "\(index)")
            #expect(sent.path == scratch.path + "/\(index)")
            let bytes = try bytes(sent)
            #expect(!MarkedPhoto.holds("SECRET", bytes) && !MarkedPhoto.holds("Exif", bytes))
            #expect(try MarkedPhoto.pixels(bytes) == MarkedPhoto.pixels(marked))
            #expect(sent.mediaType == (index == 0 ? "image/jpeg" : "image/png"))
            #expect(try readFile(at: photo.path, maxBytes: 1 << 20) == marked, "untouched")
        }
    }

    @Test(arguments: [
        (2, [1, 0, 3, 2]), (3, [3, 2, 1, 0]), (4, [2, 3, 0, 1]), (5, [0, 2, 1, 3]),
        (6, [2, 0, 3, 1]), (7, [3, 1, 2, 0]), (8, [1, 3, 0, 2]),
    ])
    func `a photo stored rotated becomes an upright JPEG`(
        orientation: Int,
        quarters: [Int]
    ) throws {
        let photo = try photo(MarkedPhoto.jpeg(orientation: UInt8(orientation)))
        #expect(photo.header.orientation == orientation)
        let sent = try outgoing(photo)
        let isOnItsSide = orientation >= 5
        #expect(sent.width == (isOnItsSide ? 32 : 48) && sent.height == (isOnItsSide ? 48 : 32))
        let bytes = try bytes(sent)
        #expect(try MarkedPhoto.pixels(bytes).nearestColours == quarters)
        #expect(!MarkedPhoto.holds("SECRET", bytes) && !MarkedPhoto.holds("Exif", bytes))
    }

    @Test(arguments: [
        "plain.webp", "plain.heic", "plain.tiff", "plain.avif", "animated.gif", "turned.webp",
        "turned.heic", "turned.tiff", "turned.avif", "turned.png",
    ])
    func `a format that services don't accept becomes an upright JPEG`(name: String) throws {
        let photo = try photo(MarkedPhoto.fixture(name), name)
        let sent = try outgoing(photo)
        #expect(sent.mediaType == "image/jpeg")
        #expect((sent.width, sent.height) == (photo.width, photo.height))
        let bytes = try bytes(sent)
        if name != "animated.gif" {
            #expect(try MarkedPhoto.pixels(bytes).nearestColours == [0, 1, 2, 3])
        }
    }

    @Test(arguments: [
        ((24, 16), (24, 16)), ((47, 31), (47, 31)), ((48, 31), (48, 32)), ((12, 8), (12, 8)),
        ((1, 1), (1, 1)),
    ])
    func `a photo larger than planned is shrunk proportionally`(
        planned: (Int, Int),
        becomes: (Int, Int)
    ) throws {
        for marked in try [MarkedPhoto.jpeg(), MarkedPhoto.png()] {
            let photo = try photo(marked)
            let sent = try outgoing(photo, size: planned, name: "\(try scratchFiles.count)")
            #expect((sent.width, sent.height) == becomes && sent.mediaType == "image/jpeg")
            let bytes = try bytes(sent)
            #expect(!MarkedPhoto.holds("SECRET", bytes))
            if becomes.0 > 10 {
                #expect(try MarkedPhoto.pixels(bytes).nearestColours == [0, 1, 2, 3])
            }
        }
    }

    @Test func `a planned size beyond the photo's own changes nothing`() throws {
        let photo = try photo(MarkedPhoto.plainJPEG())
        #expect(try outgoing(photo, size: (480, 320)).path == photo.path)
    }

    @Test func `an invalid photo that can be decoded loses its metadata too`() throws {
        let marked = try MarkedPhoto.jpeg()
        let plain = try MarkedPhoto.plainJPEG()
        // Decoders skip bytes between segments, which may be metadata.
        let stray = marked.dropLast(plain.count - 2 + MarkedPhoto.film.count) + [0x00, 0x01]
        let photo = try photo(stray + Array(plain.dropFirst(2)))
        let bytes = try bytes(try outgoing(photo))
        #expect(!MarkedPhoto.holds("SECRET", bytes) && !MarkedPhoto.holds("Exif", bytes))
        #expect(try MarkedPhoto.pixels(bytes).nearestColours == [0, 1, 2, 3])
    }

    @Test func `the same photo always gives the same bytes`() throws {
        let makes = try [
            MarkedPhoto.jpeg(), MarkedPhoto.jpeg(orientation: 6), MarkedPhoto.png(),
            MarkedPhoto.fixture("plain.webp"),
        ]
        for (index, content) in makes.enumerated() {
            let photo = try photo(content, "\(index)")
            let sent = try (0..<3).map { try outgoing(photo, name: "\(index)-\($0)") }
            #expect(Set(sent.map(\.sha256)).count == 1)
        }
    }

    // MARK: Problems

    @Test func `a file that has changed is not sent`() throws {
        let photo = try photo(MarkedPhoto.plainJPEG())
        try folder.write(try MarkedPhoto.jpeg(), to: "photo.jpg")
        #expect(problem(photo)?.rejection == .changed)
        try FileManager.default.removeItem(atPath: photo.path)
        #expect(problem(photo)?.rejection == .missing)
        #expect(try scratchFiles == [])
    }

    @Test func `a photo with corrupt pixels is a problem`() throws {
        let whole = try PrintedLabel.jpeg([.carton])
        let photo = try photo(Array(whole.prefix(whole.count / 2)))
        #expect(problem(photo)?.rejection == .damaged)
    }

    @Test func `a file larger than allowed is not read`() throws {
        let photo = try photo(MarkedPhoto.plainJPEG())
        let preparation = OutgoingPreparation(
            decoder: PhotoDecoder(maxPixels: 1000),
            maxBytes: 100,
            jpegQuality: 90,
            scratch: scratch
        )
        let error = #expect(throws: PhotoProblem.self) {
            try preparation.outgoing(photo, size: (48, 32), name: "1")
        }
        #expect(error?.rejection == .tooManyBytes)
    }

    @Test func `nothing is sent if a copy can't be written`() throws {
        let photo = try photo(MarkedPhoto.jpeg())
        try removeFolder(at: scratch.path)
        let found = problem(photo)
        #expect(found?.rejection == .notReached, "no fault of the photo")
        #expect(found?.words.contains(folder.path) == false)
    }

    // MARK: Scratch files

    private func sized(_ photo: Photo) -> SizedPhoto {
        SizedPhoto(photo: photo, width: photo.width, height: photo.height, tokens: 0, id: "p1")
    }

    @Test func `copies are private, removed when given back, and never the photo itself`()
        async throws
    {
        let own = try photo(MarkedPhoto.plainJPEG(), "own.jpg")
        let marked = try photo(MarkedPhoto.jpeg(), "marked.jpg")
        var path = ""
        do {
            let photos = try OutgoingPhotos(jpegQuality: 90, temporaryFolder: folder.path)
            var ready: [OutgoingPhoto] = []
            for photo in [own, marked, marked] {
                ready.append(try await photos.outgoing(sized(photo)))
            }
            #expect(ready[0].path == own.path)
            #expect(ready[1].path != ready[2].path, "each request has a copy of its own")
            path = parentFolder(of: ready[1].path)
            let modes = try [path, ready[1].path].map {
                try FileManager.default.attributesOfItem(atPath: $0)[.posixPermissions] as? Int
            }
            #expect(modes == [0o700, 0o600])
            photos.giveBack([ready[0], ready[1]])
            #expect(try FileStatus(of: ready[0].path).kind == .regular)
            #expect(try FileStatus(of: ready[1].path).kind == .missing)
            #expect(try FileStatus(of: ready[2].path).kind == .regular)
        }
        #expect(try FileStatus(of: path).kind == .missing, "the rest goes with the run")
        #expect(try FileStatus(of: own.path).kind == .regular)
    }
}
