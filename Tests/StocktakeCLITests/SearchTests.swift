import Foundation
import JSONSchema
import Platform
import ServiceFaults
import Testing

@testable import Stocktake

/// The real program, searching a ledger that the library has filled.
@Suite("stocktake search", .timeLimit(.minutes(10))) struct SearchTests {
    private let scratch: Scratch

    init() throws {
        scratch = try Scratch()
        try scratch.write(
            "name: test\nphotos: photos/*.jpg\ncount: [car]\nmodel: gpt-5.2\nreport: out\n",
            to: "test.yaml"
        )
    }

    private func fill() async throws {
        let texts = ["A red car in the snow", "A blue car", "赤い車", "A red bus"]
        let sample = try readFile(
            at: Binary.repository.appending(path: "Samples/warehouse/a01-view1.jpg").path,
            maxBytes: 1 << 26
        )
        try makeFolders(to: scratch.url.appending(path: "photos").path)
        let descriptions = try texts.enumerated().map { index, text in
            let name = "photos/\(index + 1).jpg"
            // The last is gone.
            if index < 3 { try writeFile(sample, at: scratch.url.appending(path: name).path) }
            return PhotoDescription(
                path: name,
                sha256: sha256(of: sample),
                byteCount: sample.count,
                location: "photos",
                description: SearchableText.separated(text),
                place: SearchableText.separated("\(index + 1).jpg photos")
            )
        }
        try makeFolders(to: scratch.url.appending(path: "out/test").path)
        let ledger = try Ledger(at: scratch.url.appending(path: "out/test/ledger.sqlite").path)
        let photos = DescribedPhotos(descriptions: descriptions, unanswered: [:], isWhole: true)
        try await ledger.record(photos, of: "test", run: "run-1")
        try ledger.close()
    }

    private func search(
        _ words: String...,
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        try await Binary.run(
            ["search", "test.yaml"] + words,
            in: scratch.url,
            environment: environment
        )
    }

    @Test func `photos are listed, the best first`() async throws {
        try await fill()
        let before = try scratch.names("out/test")
        for words in [["red"], ["RED", "photos"]] {
            let outcome = try await Binary.run(["search", "test.yaml"] + words, in: scratch.url)
            #expect(outcome.status == 0 && outcome.stderr.isEmpty)
            #expect(
                outcome.stdout.hasPrefix(
                    "test · 2 of 4 photos match\n\n  1.00  photos/4.jpg · gone\n"
                )
            )
            #expect(outcome.stdout.hasSuffix("photos/1.jpg\n        A red car in the snow\n"))
        }
        let coloured = try await search("red", "--color", "always", "--limit", "1")
        #expect(coloured.stdout.contains("A \u{1B}[1;33mred\u{1B}[0m bus"))
        #expect(coloured.stdout.hasSuffix("\n  1 more: --limit 2\n"))
        #expect(try scratch.names("out/test") == before, "nothing is left behind")
        // From another folder its photos are the same.
        let elsewhere = try await Binary.run(
            ["search", "\(scratch.url.path)/test.yaml", "snow"],
            environment: ["NO_COLOR": "1"]
        )
        #expect(elsewhere.stdout.contains("  1.00  \(scratch.url.path)/photos/1.jpg\n"))
    }

    @Test func `programs get JSON`() async throws {
        try await fill()
        let outcome = try await search("red car", "--format", "json")
        #expect(outcome.status == 0 && outcome.stderr.isEmpty)
        let json = try JSONValue(reading: Array(outcome.stdout.utf8))
        #expect(json["version"]?.number?.exactInt == 1)
        #expect(json["query"]?.string == "red car")
        #expect(json["matched"]?.string == "all")
        let first = json["results"]?.array?.first
        #expect(first?["path"]?.string == "photos/1.jpg")
        #expect(first?["rank"]?.number?.exactInt == 1)
        #expect(first?["exists"]?.bool == true)
        #expect(first?["photo"]?.string?.count == 10)
        let some = try await search("red unicorn", "--format", "json")
        let entries = try JSONValue(reading: Array(some.stdout.utf8))
        #expect(entries["matched"]?.string == "some")
        #expect(entries["results"]?.array?.map { $0["exists"]?.bool } == [false, true])
    }

    @Test(arguments: [
        [], [""], ["*"], ["\"red"], ["NEAR("], ["-red"], ["-v"], ["--", "red"], ["AND", "OR"],
        ["("],
        ["🚗"], [String(repeating: "red ", count: 2500)], ["red", "-", "car"], ["' OR 1=1 --"],
    ])
    func `no query is an error`(_ words: [String]) async throws {
        try await fill()
        let outcome = try await Binary.run(["search", "test.yaml"] + words, in: scratch.url)
        #expect(outcome.status == 0, "\(words) \(outcome.stderr)")
        #expect(outcome.stderr.isEmpty)
        #expect(outcome.stdout.hasPrefix("test · "))
    }

    @Test func `without descriptions it says what to type`() async throws {
        let none = try await search("red")
        #expect(none.status == 66 && none.stdout.isEmpty)
        let words = "no descriptions yet in the ledger; run the pipeline: stocktake run test.yaml"
        #expect(none.stderr == "stocktake: error: \(words)\n")
        try await fill()
        let other = try await search("red", "--ledger", "other file.sqlite")
        #expect(other.status == 66)
        #expect(other.stderr.contains("stocktake run --ledger 'other file.sqlite' test.yaml\n"))
        let noPipeline = try await Binary.run(["search", "none.yaml", "red"], in: scratch.url)
        #expect(noPipeline.status == 66)
        try scratch.write("name: test\nphotoss: x\n", to: "test.yaml")
        let bad = try await search("red")
        #expect(bad.status == 65 && bad.stdout.isEmpty)
        #expect(
            bad.stderr.contains("nothing was searched; correct and run: stocktake check test.yaml")
        )
    }

    @Test(arguments: [["--limit", "0"], ["--limit", "x"], ["--limt", "5"], ["--output", ""]])
    func `what is no option is said`(_ options: [String]) async throws {
        try await fill()
        let outcome = try await Binary.run(
            ["search", "test.yaml", "red"] + options,
            in: scratch.url
        )
        #expect(outcome.status == 64 && outcome.stdout.isEmpty)
    }

    @Test func `a page of thumbnails is written on request`() async throws {
        try await fill()
        let outcome = try await search("red", "--open-report")
        #expect(outcome.status == 0)
        #expect(outcome.stdout.hasSuffix("\n\n  out/test/search.html\n"))
        let page = try scratch.read("out/test/search.html")
        #expect(page.contains("A <mark>red</mark> car in the snow"))
        #expect(
            page.contains("src=\"data:image/jpeg;base64,") && page.contains("the photo is gone")
        )
        let json = try await search(
            "red",
            "--format",
            "json",
            environment: ["STOCKTAKE_OPEN_REPORT": "1", "STOCKTAKE_OUTPUT": "pages"]
        )
        #expect(
            try JSONValue(reading: Array(json.stdout.utf8))["report"]?.string
                == "pages/test/search.html"
        )
        try scratch.write("in the way", to: "blocked")
        #expect(try await search("red", "--open-report", "--output", "blocked").status == 73)
    }

    @Test func `a model chooses on request, and its price is told before`() async throws {
        try await fill()
        let server = try LoopbackServer { question, _, _ in
            ScriptedReply(to: question, text: #"{"ids":["d3","d1"]}"#).answer
        }
        let environment = ["OPENAI_BASE_URL": server.baseURL, "OPENAI_API_KEY": ModelScene.key]
        for requests in ["1 request", "0 requests"] {
            let outcome = try await search("crimson", "--ask", environment: environment)
            #expect(outcome.status == 0)
            #expect(outcome.stderr.hasPrefix("stocktake: gpt-5.2 is asked 1 question about 4 "))
            #expect(outcome.stdout.contains(" chose 2 of 4 photos · \(requests) · $"))
            #expect(outcome.stdout.contains("\n     1  photos/3.jpg\n        赤い車\n"))
        }
        #expect(server.journal.count == 1)
        let dear = try await search(
            "scarlet",
            "--ask",
            "--max-cost",
            "0.00001",
            environment: environment
        )
        #expect(dear.status == 8)
        #expect(dear.stderr.contains("nothing was sent"))
        #expect(
            dear.stderr.hasSuffix("stocktake search --ask --max-cost 0.00001 test.yaml scarlet\n")
        )
        let noKey = try await search("scarlet", "--ask", environment: ["OPENAI_API_KEY": ""])
        #expect(noKey.status == 77)
        #expect(server.journal.count == 1)
    }

    @Test func `a run that holds the lock and the ledger does not hinder it`() async throws {
        try await fill()
        let path = scratch.url.appending(path: "out/test/ledger.sqlite").path
        let ledger = try Ledger(at: path)
        let lock = try FileLock.take(at: path + ".lock", holder: "a test")
        let outcome = try await search("red")
        #expect(outcome.status == 0)
        #expect(outcome.stdout.hasPrefix("test · 2 of 4 photos match\n"))
        try withExtendedLifetime(lock) { try ledger.close() }
    }
}
