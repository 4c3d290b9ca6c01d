import Foundation
import JSONSchema
import ServiceFaults
import Testing

/// Photo folders as they are: what is in them, by whom, and in which format.
@Suite("stocktake and a photo folder", .timeLimit(.minutes(10))) struct PhotoFolderTests {
    private let scene: ModelScene

    init() throws {
        scene = try ModelScene(photos: 0, server: try ModelScene.service())
        try pipeline(files: "photos")
    }

    private func pipeline(files: String, views: String = "separate") throws {
        try scene.scratch.write(
            """
            name: test
            photos: {files: \(files), views: \(views)}
            prepare: {reject: {smaller_than: 1, blurrier_than: 0}}
            count: {by: model, items: [box, bag]}
            model: gpt-5.2
            report: {folder: out, formats: [csv, json, xlsx]}

            """,
            to: "test.yaml"
        )
    }

    private func add(_ bytes: [UInt8], _ name: String) throws {
        let file = scene.scratch.url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(bytes).write(to: file)
    }

    /// A fixture of the tests of decoding: four quarters of one colour each.
    private func fixture(_ name: String) throws -> [UInt8] {
        let file = Binary.repository.appending(path: "Tests/ImagingTests/Fixtures/\(name)")
        return [UInt8](try Data(contentsOf: file))
    }

    private func jpeg(_ number: Int) throws -> [UInt8] {
        try scene.addPhoto("made.jpg", number: number)
        return [UInt8](try Data(contentsOf: scene.scratch.url.appending(path: "made.jpg")))
    }

    /// The messages of run.json with a code.
    private func said(_ code: String) throws -> [String] {
        let findings = try scene.json()["findings"]?.array ?? []
        return findings.filter { $0["code"]?.string == code }.compactMap { $0["message"]?.string }
    }

    @Test func `thumbnails of a NAS are neither counted nor paid for, and that is said`()
        async throws
    {
        try add(try jpeg(1), "photos/shelf/a.jpg")
        try add(try jpeg(2), "photos/shelf/@eaDir/a.jpg/SYNOPHOTO_THUMB_XL.jpg")
        try add(try jpeg(3), "photos/#recycle/b.jpg")
        try add(try jpeg(4), "photos/.thumbnails/c.jpg")
        let outcome = try await scene.run()
        #expect(outcome.status == 0)
        #expect(try scene.counts() == ["shelf,box,2,ok,"])
        #expect(scene.server.journal.count == 1)
        let message =
            "passed over in the photo folders: 3 hidden or system entries "
            + "(photos/#recycle, photos/.thumbnails, photos/shelf/@eaDir)"
        #expect(outcome.stderr.contains("test.yaml:2:17: warning: \(message)\n"))
        #expect(try said("passed_over") == [message])
        let summary = try await Binary.shell(
            "unzip -p out/test/latest/report.xlsx xl/sharedStrings.xml xl/worksheets/sheet1.xml",
            in: scene.scratch.url
        )
        #expect(summary.stdout.contains("not among the photos"))
        #expect(summary.stdout.contains(message))
        for command in ["check", "estimate"] {
            let other = try await Binary.run(
                [command, "test.yaml"],
                in: scene.scratch.url,
                environment: scene.environment
            )
            #expect(other.status == 0 && other.stderr.contains(message), "\(command)")
        }
        let quiet = try await scene.run(["--quiet"])
        #expect(quiet.stderr.isEmpty && quiet.stdout.isEmpty)
    }

    @Test func `one picture as HEIC, JPEG and a smaller copy is a review`() async throws {
        try add(try fixture("plain.heic"), "photos/shelf/IMG_0001.HEIC")
        try add(try fixture("plain.png"), "photos/shelf/IMG_0001.png")
        try add(try fixture("turned.webp"), "photos/shelf/IMG-WA0001.webp")
        try add(try jpeg(1), "photos/shelf/other.jpg")
        let outcome = try await scene.run()
        #expect(try scene.counts() == ["shelf,box,8,review,near_duplicate"])
        #expect(
            outcome.stderr.contains(
                "warning: photo photos/shelf/IMG-WA0001.webp: the same picture as "
                    + "photos/shelf/IMG_0001.HEIC, photos/shelf/IMG_0001.png: "
                    + "each is counted; keep one\n"
            ),
            "\(outcome.stderr)"
        )
        #expect(try said("near_duplicate").count == 1)
        // Asked about again, nothing is decoded or paid again, and the line says the same.
        _ = try await scene.run()
        #expect(try scene.counts() == ["shelf,box,8,review,near_duplicate"])
        #expect(scene.server.journal.count == 1)
        try pipeline(files: "photos", views: "repeated")
        _ = try await scene.run()
        #expect(try scene.counts().allSatisfy { !$0.contains("near_duplicate") })
    }

    @Test func `one picture at two locations is a review of both`() async throws {
        try add(try fixture("plain.heic"), "photos/A/a.heic")
        try add(try fixture("plain.png"), "photos/B/b.png")
        try add(try jpeg(1), "photos/C/c.jpg")
        _ = try await scene.run()
        #expect(
            try scene.counts() == [
                "A,box,2,review,near_duplicate", "B,box,2,review,near_duplicate", "C,box,2,ok,",
            ]
        )
    }

    @Test(arguments: ["photos", "photos/*/*.jpg"])
    func `an extension in capitals is a photo too`(_ files: String) async throws {
        try pipeline(files: "\"\(files)\"")
        try add(try jpeg(1), "photos/shelf/a.jpg")
        try add(try jpeg(2), "photos/shelf/B.JPG")
        let outcome = try await scene.run()
        #expect(outcome.status == 0)
        #expect(try scene.counts() == ["shelf,box,4,ok,"])
        #expect(try said("passed_over") == [])
    }

    @Test func `content decides what a photo is, and what is none is named`() async throws {
        let contents: [(String, [UInt8])] = [
            ("a.jpg", try jpeg(1)), ("b.jfif", try jpeg(2)), ("d.mpo", try jpeg(3)),
            ("e", try jpeg(4)), ("f.apng", try fixture("plain.png")),
            ("g.jpg", try fixture("plain.webp")), ("h.HIF", try fixture("plain.heic")),
            ("c.bmp", Array("BM\0\0\0\0".utf8)), ("r.CR2", Array("II*\0\u{10}\0\0\0CR".utf8)),
            ("m.MOV", Array("\0\0\0\u{14}ftypqt  \0\0\0\0qt  ".utf8)),
        ]
        for (name, bytes) in contents { try add(bytes, "photos/shelf/\(name)") }
        let outcome = try await scene.run()
        #expect(outcome.status == 0)
        let photos = try scene.rows("photos.csv").dropFirst().map { $0[1] }
        #expect(
            photos
                == ["a.jpg", "b.jfif", "d.mpo", "e", "f.apng", "g.jpg", "h.HIF"].map {
                    "photos/shelf/" + $0
                }
        )
        let message =
            "passed over in the photo folders: 2 files in formats that are not supported "
            + "(photos/shelf/c.bmp: BMP, photos/shelf/r.CR2: camera RAW), "
            + "1 video (photos/shelf/m.MOV); save pictures as JPEG to count them"
        #expect(outcome.stderr.contains(message), "\(outcome.stderr)")
        #expect(try said("passed_over") == [message])
    }

    @Test func `a linked folder is a location like any other`() async throws {
        try add(try jpeg(1), "photos/A-01/a.jpg")
        try add(try jpeg(2), "real/b.jpg")
        try FileManager.default.createSymbolicLink(
            atPath: scene.scratch.url.appending(path: "photos/A-02").path,
            withDestinationPath: "../real"
        )
        let outcome = try await scene.run(["--verbose"])
        #expect(outcome.status == 0)
        #expect(try scene.counts() == ["A-01,box,2,ok,", "A-02,box,2,ok,"])
        #expect(outcome.stderr.contains("note: linked folders are read too: 1 (photos/A-02 -> "))
    }
}
