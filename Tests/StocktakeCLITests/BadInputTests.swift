import Foundation
import Testing

@Suite("stocktake with bad input", .serialized, .timeLimit(.minutes(10))) struct BadInputTests {
    @Test func `every unusable photo is one line with its reason, and the rest is counted`()
        async throws
    {
        let scratch = try Scratch()
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/good.jpg")
        let sound = try Data(contentsOf: scratch.url.appending(path: "photos/good.jpg"))
        let photos = scratch.url.appending(path: "photos")
        try Data(sound.prefix(sound.count / 2)).write(to: photos.appending(path: "truncated.jpg"))
        try Data().write(to: photos.appending(path: "zero.jpg"))
        try Data("not a photo, whatever it is called".utf8)
            .write(to: photos.appending(path: "text.jpg"))
        try Data(sound.prefix(300) + Data((0..<5000).map { UInt8(truncatingIfNeeded: $0 * 31) }))
            .write(to: photos.appending(path: "corrupt.jpg"))
        try Data("<svg xmlns='http://www.w3.org/2000/svg'/>".utf8)
            .write(to: photos.appending(path: "drawing.png"))
        try FileManager.default.createDirectory(
            at: photos.appending(path: "x.jpg"),
            withIntermediateDirectories: true
        )
        try FileManager.default.createSymbolicLink(
            atPath: photos.appending(path: "dangling.jpg").path,
            withDestinationPath: "nowhere.jpg"
        )
        #expect(unsafe mkfifo(photos.appending(path: "fifo.jpg").path, 0o600) == 0)
        try scratch.addPipeline(files: "\"photos/*\"")

        let outcome = try await Binary.run(["run", "test.yaml"], in: scratch.url)
        #expect(outcome.status == 3)
        let rows = try scratch.read("out/test/latest/not-counted.csv").split(separator: "\r\n")
        let reasons = rows.dropFirst().map { row in
            let fields = row.split(separator: ",", omittingEmptySubsequences: false)
            return "\(fields[4].split(separator: "/").last ?? "") \(fields[5])"
        }
        #expect(
            reasons == [
                "corrupt.jpg damaged", "dangling.jpg missing", "drawing.png not_a_photo",
                "fifo.jpg not_a_file", "text.jpg not_a_photo", "truncated.jpg damaged",
                "x.jpg not_a_file", "zero.jpg empty",
            ]
        )
        let counts = try scratch.read("out/test/latest/counts.csv")
        #expect(counts.contains("A-01,ICE-BAG-4,"))
    }

    @Test(arguments: [1, 100, 101, 10_000])
    func `lists of any length`(_ count: Int) async throws {
        let scratch = try Scratch()
        try scratch.addSample("warehouse/a01-view1.jpg", as: "p0.jpg")
        let list = (0..<count).map { "p\($0).jpg" }.joined(separator: "\n")
        try scratch.write(list, to: "list.txt")
        try scratch.addPipeline(files: "list.txt")
        let outcome = try await Binary.run(["run", "test.yaml", "-q"], in: scratch.url)
        #expect(outcome.status == (count == 1 ? 0 : 3))
        let photos = try scratch.read("out/test/latest/photos.csv").split(separator: "\r\n")
        #expect(photos.count == count + 1)
    }

    @Test func `an empty list, and a list of missing photos, find no photos`() async throws {
        let scratch = try Scratch()
        try scratch.write("# nothing\n", to: "list.txt")
        try scratch.addPipeline(files: "list.txt")
        let empty = try await Binary.run(["run", "test.yaml"], in: scratch.url)
        #expect(empty.status == 66)
        #expect(empty.stderr.contains("test.yaml:2:17: error: no photos found"))
        try scratch.write("a.jpg\nb.jpg\n", to: "list.txt")
        let missing = try await Binary.run(["run", "test.yaml"], in: scratch.url)
        #expect(missing.status == 66)
        #expect(missing.stderr.contains("none of the 2 photos listed exists; the first is 'a.jpg'"))
        #expect(!scratch.exists("out"))
    }

    @Test func `a list comes on standard input, hostile names and all`() async throws {
        let scratch = try Scratch()
        let names = [
            "=cmd.jpg", "-rf.jpg", "a b,\"c\".jpg", "photo[shrink=8].jpg", "#1.jpg", "é.jpg",
        ]
        for (index, name) in names.enumerated() {
            try scratch.addSample("warehouse/a01-view1.jpg", as: "p/\(name)", tail: "\(index)")
        }
        try scratch.addPipeline(files: "\"-\"")
        let list = names.map { "./p/\($0)" }.joined(separator: "\r\n")
        let outcome = try await Binary.run(
            ["run", "test.yaml", "-q"],
            in: scratch.url,
            input: "\u{FEFF}" + list
        )
        #expect(outcome.status == 0, "\(outcome.stderr)")
        let counts = try scratch.read("out/test/latest/counts.csv")
        #expect(counts.contains("A-01,ICE-BAG-4,Frostnook Party Ice Bags (4 x 2.5 kg),6,6"))
        let photos = try scratch.read("out/test/latest/photos.csv")
        #expect(photos.contains("\"p/a b,\"\"c\"\".jpg\""))
    }

    struct Wrong: CustomTestStringConvertible {
        let arguments: [String]
        let status: Int32
        let message: String
        var testDescription: String { arguments.joined(separator: " ") }
    }

    @Test(arguments: [
        Wrong(
            arguments: ["run", "nowhere.yaml"],
            status: 66,
            message: "stocktake: error: the pipeline 'nowhere.yaml' can't be read: no such file"
        ),
        Wrong(
            arguments: ["run", "Samples"],
            status: 65,
            message: "stocktake: error: the pipeline 'Samples' can't be read: a folder, not a file"
        ),
        Wrong(arguments: ["run"], status: 64, message: "Missing expected argument '<pipeline>'"),
        Wrong(arguments: ["count"], status: 64, message: "Unexpected argument 'count'"),
        Wrong(
            arguments: ["run", "Pipelines/warehouse.yaml", "--fail-on", "x"],
            status: 64,
            message: "--fail-on takes review, recount, incomplete, variance, not_counted, not 'x'"
        ),
        Wrong(
            arguments: ["run", "Pipelines/warehouse.yaml", "--output", "Makefile/x"],
            status: 73,
            message: "stocktake: error: Makefile"
        ),
    ])
    func `an error is reported with its exit status`(_ row: Wrong) async throws {
        let outcome = try await Binary.run(row.arguments)
        #expect(outcome.status == row.status)
        #expect(outcome.stderr.contains(row.message), "\(outcome.stderr)")
        #expect(outcome.stdout.isEmpty)
    }

    @Test func `a faulty pipeline is shown with its line and a caret`() async throws {
        let scratch = try Scratch()
        try scratch.write("name: test\nphotoes: x\ncount: c.csv\n", to: "bad.yaml")
        let outcome = try await Binary.run(["check", "bad.yaml"], in: scratch.url)
        #expect(outcome.status == 65)
        #expect(
            outcome.stderr == """
                bad.yaml:1:1: error: the key 'photos' is missing; it says which photos to read
                  name: test
                  ^
                bad.yaml:2:1: error: unknown key 'photoes'; did you mean 'photos'?
                  photoes: x
                  ^
                bad.yaml:3:8: error: the catalogue 'c.csv' can't be read: no such file or folder
                  count: c.csv
                         ^
                stocktake: 3 errors, 0 warnings; correct and run: stocktake check bad.yaml

                """
        )
    }

    @Test func `init writes a pipeline that passes check, and never overwrites one`() async throws {
        let scratch = try Scratch()
        let first = try await Binary.run(["init", "new"], in: scratch.url)
        #expect(first.status == 0)
        try scratch.addSample("warehouse/a01-view1.jpg", as: "new/photos/A-01/1.jpg")
        let check = try await Binary.run(["check", "new/stocktake.yaml"], in: scratch.url)
        #expect(check.status == 0, "\(check.stderr)")
        try scratch.write("mine", to: "new/stocktake.yaml")
        let second = try await Binary.run(["init", "new"], in: scratch.url)
        #expect(second.stderr.contains("new/stocktake.yaml already exists; not overwritten"))
        #expect(try scratch.read("new/stocktake.yaml") == "mine")
    }

    @Test func `help names every command and every exit status`() async throws {
        let help = try await Binary.run(["--help"])
        #expect(help.status == 0)
        for word in ["run", "check", "init", "schema", "130", "73", "STOCKTAKE_FAIL_ON"] {
            #expect(help.stdout.contains(word), "\(word)")
        }
        #expect(try await Binary.run(["--version"]).stdout == "0.2.0\n")
        #expect(try await Binary.run(["schema", "pipeline"]).stdout.contains("json-schema.org"))
    }
}
