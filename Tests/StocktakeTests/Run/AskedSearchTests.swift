import Foundation
import HTTPTransfer
import JSONSchema
import Platform
import Testing

@testable import Stocktake

@Suite("Searching with a model") struct AskedSearchTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
        try scene.photo("A/1.jpg", [.carton])
        try scene.folder.makeFolder("out/test")
        try pipeline(model: "{name: gpt-5.2, attempts: 2}")
    }

    private func pipeline(model: String?) throws {
        try scene.folder.write(
            """
            name: test
            photos: photos/*/*
            count: items.csv
            report: {folder: out, formats: [csv]}
            \(model.map { "model: \($0)" } ?? "")

            """,
            to: "test.yaml"
        )
    }

    private var plan: Plan {
        get throws {
            let plan = try Planning(output: nil) { [] }.plan(scene.folder.path("test.yaml"))
            return try AskedSearch.plan(plan)
        }
    }

    private func keep(_ texts: [String]) async throws {
        let ledger = try Ledger(at: plan.ledger)
        let photos = texts.enumerated().map { index, text in
            LedgerDescriptionTests.photo(
                "photos/\(index + 1).jpg",
                SearchableText.separated(text)
            )
        }
        try await ledger.record(LedgerDescriptionTests.photos(photos), of: "test", run: "run-0")
        try ledger.close()
    }

    private struct Searched {
        var found: FoundPhotos?
        var price: String?
        var sent: [SentRequest] = []
    }

    private func search(
        _ words: String,
        maxCost: Decimal? = nil,
        at hour: Double = 1,
        script: @escaping AskScript
    ) async throws -> Searched {
        let controls = AskControls(start: hour * 3600)
        try scene.folder.makeFolder("tmp")
        var asking = AskEnvironment()
        asking.variables = ["OPENAI_API_KEY": "sk-test"]
        asking.temporaryFolder = scene.folder.path("tmp")
        asking.maxCost = maxCost
        asking.random = { 1 }
        asking.sleep = { time in
            controls.advance(bySeconds: time.seconds)
            await Task.yield()
        }
        asking.send = { request throws(TransferError) in try controls.send(request, script) }
        let environment = RunEnvironment(
            now: { controls.now() },
            interruption: { controls.signal },
            workers: 1
        )
        var searched = Searched()
        let search = AskedSearch(try plan, in: environment, asking: asking)
        searched.found = try await search.photos(fitting: words, limit: 20) { searched.price = $0 }
        searched.sent = controls.sent
        return searched
    }

    private static let texts = ["a red car", "a blue bus", "an automobile in crimson", "赤い車"]

    private func names(_ found: FoundPhotos?) -> [String] {
        found?.photos.map { fileName(of: $0.path) } ?? []
    }

    @Test func `the model chooses, its answer is kept, and nothing is asked twice`() async throws {
        try await keep(Self.texts)
        let first = try await search("red car") { _ in
            .answer(#"{"ids":["d4","d1","d3"]}"#)
        }
        #expect(names(first.found) == ["4.jpg", "1.jpg", "3.jpg"])
        #expect(first.sent.count == 1)
        #expect(
            first.price?.hasPrefix("gpt-5.2 is asked 1 question about 4 descriptions: $") == true
        )
        let data = try #require(first.sent.first?.data)
        #expect(data.contains(#"{"query":"red car"}"#))
        #expect(data.contains(#"{"id":"d4","description":"赤い車"}"#))
        #expect(!data.contains("photos/"), "paths are not sent")
        let heading = try #require(first.found?.heading)
        #expect(heading.hasPrefix("test · "))
        #expect(heading.contains(" chose 3 of 4 photos · 1 request · $"))

        let again = try await search("red car", at: 2) { _ in
            .answer(#"{"ids":[]}"#)
        }
        #expect(again.sent.isEmpty)
        #expect(names(again.found) == ["4.jpg", "1.jpg", "3.jpg"])
        #expect(again.price?.contains(", 1 answered before: $0.00 expected") == true)
        let ledger = try #require(try LedgerReader(at: plan.ledger))
        #expect(try ledger.runs().map(\.begin.method) == ["search", "search"])
        #expect(try ledger.runs().compactMap(\.ending?.status) == [.complete, .complete])

        try await keep(Self.texts + ["a red truck"])
        let changed = try await search("red car", at: 3) { _ in
            .answer(#"{"ids":["d5"]}"#)
        }
        #expect(changed.sent.count == 1)
        #expect(names(changed.found) == ["5.jpg"])
    }

    @Test func `an id that is not in the list is corrected once`() async throws {
        try await keep(Self.texts)
        let searched = try await search("red") { request in
            .answer(request.isRepair ? #"{"ids":["d1"]}"# : #"{"ids":["d9"]}"#)
        }
        #expect(searched.sent.count == 2)
        #expect(names(searched.found) == ["1.jpg"])
        #expect(searched.found?.asked?.requests == 2)
    }

    @Test func `many descriptions are several questions of one run`() async throws {
        try await keep((0..<450).map { "photo \($0)" })
        let searched = try await search("photo") { request in
            .answer(
                request.data.contains("photo 200\"") ? #"{"ids":[]}"# : #"{"ids":["d2"]}"#,
                input: 9000
            )
        }
        #expect(searched.sent.count == 3)
        #expect(names(searched.found) == ["2.jpg", "402.jpg"])
        #expect(searched.price?.contains("3 questions about 450 descriptions") == true)
    }

    @Test func `the cost limit is kept, and nothing is sent beyond it`() async throws {
        try await keep(Self.texts)
        let refusal = await #expect(throws: RunRefusal.self) {
            try await search("red", maxCost: exactDecimal("0.0001")) { _ in
                .answer(#"{"ids":[]}"#)
            }
        }
        #expect(refusal?.exitStatus == .limitReached)
        #expect(refusal?.message.contains("nothing was sent") == true)
        let ledger = try #require(try LedgerReader(at: plan.ledger))
        #expect(try ledger.runs().compactMap(\.ending?.status) == [.failed])
    }

    @Test func `without a word, a description or a model nothing is asked`() async throws {
        #expect(try await search("red") { _ in .answer("{}") }.found == nil)
        try await keep(Self.texts)
        let empty = try await search(" * ") { _ in .answer("{}") }
        #expect(empty.sent.isEmpty && empty.price == nil)
        #expect(empty.found?.heading == "test · no photo matches: no word to search for")
        try pipeline(model: nil)
        let refusal = #expect(throws: RunRefusal.self) { try plan }
        #expect(refusal?.exitStatus == .invalidData)
    }
}
