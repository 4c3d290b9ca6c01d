import Foundation
import Testing

@testable import Stocktake

@Suite("Searching photos") struct PhotoSearchTests {
    private let scene: SearchScene

    init() throws {
        scene = try SearchScene()
    }

    /// Numbered from 1 in the file names.
    private static let texts = [
        "A red car in the snow", "A blue car and a red house", "Red carpets, rolled up",
        "The running dogs", "Café au lait, 3.50 €", "赤い車が走る", "รถสีแดงจอดอยู่", "빨간 자동차가 달린다",
        "красная машина", "A car, a car, and a red car more", "🚗❤️ on the road", "हिन्दी पाठ",
        "سيارة حمراء", "Straße nach Köln",
    ]

    @Test(arguments: [
        ("red car", "10 1 2 3"), ("RED CARS", "10 1 2 3"), ("\"red car\"", "1 10"),
        ("\"blue car\"", "2"), ("run dog", "4"), ("cafe", "5"), ("CAFÉ", "5"), ("cafe\u{301}", "5"),
        ("赤い車", "6"), ("赤", "6"), ("車", "6"), ("รถ", "7"), ("แดง", "7"), ("자동차", "8"),
        ("машина", "9"), ("КРАСНАЯ", "9"), ("🚗", "11"), ("❤", "11"), ("❤️", "11"), ("हिन्दी", "12"),
        ("हिन्", "12"), ("حمراء", "13"), ("koln", "14"), ("3.jpg", "3"), ("snow", "1"),
        ("AND", "2 10"), ("photos", ""),
    ])
    func `words find photos in any script and form`(_ words: String, _ names: String) async throws {
        try await scene.keep(Self.texts)
        #expect(try scene.names(words) == names)
        let all = names.isEmpty ? FoundPhotos.Match.none : .all
        #expect(try scene.search(words)?.matched == all)
    }

    @Test func `a whole word counts for more than the beginning of one`() async throws {
        try await scene.keep(["a carport", "a car", "a bus", "a cartoon", "a tram"])
        #expect(try scene.names("car") == "2 1 4")
        #expect(try scene.search("car")?.photos.first?.score == 1)
    }

    @Test func `a word of the description counts for more than one of the path`() async throws {
        try await scene.keep([
            .init(path: "photos/red.jpg", text: "a blue bus"),
            .init(path: "photos/1.jpg", text: "a red bus"),
            .init(path: "photos/2.jpg", text: "a green bus", location: "Red shelf"),
            .init(path: "photos/3.jpg", text: "a green tram"),
            .init(path: "photos/4.jpg", text: "a black tram"),
        ])
        #expect(try scene.names("red")?.hasPrefix("1 ") == true)
        #expect(try scene.search("red")?.count == 3)
        #expect(try scene.names("shelf") == "2")
    }

    @Test func `if no photo matches all words, those that match some are found`() async throws {
        try await scene.keep(Self.texts)
        let found = try #require(try scene.search("red unicorn"))
        #expect(found.matched == .some)
        #expect(found.photos.map(\.rank) == [1, 2, 3, 4])
        let heading = "test · no photo matches all words; 4 of 14 photos match some"
        #expect(found.heading == heading)
        #expect(try scene.search("緑の車が")?.matched == .some)
        #expect(try scene.search("unicorn")?.matched == FoundPhotos.Match.none)
        #expect(
            try scene.search("unicorn")?.text(columns: 80, isColoured: true)
                == "test · no photo matches; 14 searched\n"
        )
        #expect(try scene.search("\"red unicorn\"")?.matched == FoundPhotos.Match.none)
    }

    @Test(arguments: ["", "  ", "***", "\"", "\u{2}\u{3}"])
    func `without a word nothing is found, and that is said`(_ words: String) async throws {
        try await scene.keep(["a red car"])
        let found = try #require(try scene.search(words))
        #expect(found.matched == .none && found.photos.isEmpty)
        #expect(
            found.text(columns: 80, isColoured: false)
                == "test · no photo matches: no word to search for\n"
        )
    }

    @Test func `photos that are gone or have changed are marked`() async throws {
        try await scene.keep([
            .init(path: "photos/a.jpg", text: "red"),
            .init(path: "photos/b.jpg", text: "red", exists: false),
            .init(path: "photos/c.jpg", text: "red"),
            .init(path: "nowhere/d.jpg", text: "red", exists: false),
        ])
        try scene.folder.write(scene.photo + [0], to: "photos/c.jpg")
        let found = try #require(try scene.search("red"))
        let states = found.photos.map { "\(scene.shown($0.path)) \($0.state)" }
        #expect(
            states == [
                "nowhere/d.jpg gone", "photos/a.jpg present", "photos/b.jpg gone",
                "photos/c.jpg changed",
            ]
        )
    }

    @Test func `two pipelines in one ledger are searched one by one`() async throws {
        try await scene.keep(["a red car"])
        try await scene.keep([.init(path: "photos/z.jpg", text: "a red bus")], of: "other")
        #expect(try scene.names("red") == "1")
        #expect(try scene.names("bus") == "")
    }

    @Test func `without ledger or descriptions there is nothing to search`() async throws {
        #expect(try scene.search("red") == nil)
        try await scene.keep([.init(path: "photos/z.jpg", text: "a red bus")], of: "other")
        #expect(try scene.search("red") == nil)
    }

    @Test func `a damaged ledger is said, not a crash`() async throws {
        try scene.folder.write(Array(repeating: 0x41, count: 4096), to: "ledger.sqlite")
        let refusal = #expect(throws: RunRefusal.self) { try scene.search("red") }
        #expect(refusal?.exitStatus == .invalidData)
    }

    @Test func `ten thousand descriptions are searched`() async throws {
        let words = (0..<400).map { "word\($0)" } + ["red", "car", "the", "a", "in"]
        var numbers = RepeatableNumbers(state: 1)
        try await scene.keep(
            (0..<10_000).map { index in
                let text = (0..<60).compactMap { _ in words.randomElement(using: &numbers) }
                return SearchScene.Described(
                    path: "photos/\(index).jpg",
                    text: text.joined(separator: " ") + (index == 77 ? " needle" : ""),
                    exists: false
                )
            }
        )
        #expect(try scene.names("needle red") != nil)
        #expect(try scene.names("needle") == "77")
        let found = try #require(try scene.search("red car", limit: 5))
        #expect(found.photos.count == 5 && found.count > 5 && found.described == 10_000)
        #expect(found.photos.compactMap(\.score) == found.photos.compactMap(\.score).sorted(by: >))
    }

    @Test func `what is printed is what was found`() async throws {
        let long = "A photo of a long street with many houses, trees and people on both sides, "
        try await scene.keep([
            .init(path: "photos/A-01/a.jpg", text: "A red car", location: "A-01"),
            .init(
                path: "photos/b.jpg",
                text: long + "and a red car far away, hardly to be seen in the "
                    + "evening light, which is red as well",
                location: "shelf 2",
                exists: false
            ),
            .init(path: "photos/c.jpg", text: "赤い車 · a red car\non \u{1B}[31mtwo\u{202E} lines"),
            .init(path: "photos/d.jpg", text: "a blue bus"),
            .init(path: "photos/e.jpg", text: "a green bus"),
            .init(path: "photos/red-car.jpg", text: ""),
        ])
        let found = try #require(try scene.search("red car", limit: 4))
        let text =
            "--- 80\n" + found.text(columns: 80, isColoured: false)
            + "--- 60, in colour\n" + found.text(columns: 60, isColoured: true)
        let json = String(decoding: try found.json(report: nil), as: UTF8.self)
            .replacing(found.photos[0].id, with: "0123456789")
        try expectGolden(
            scene.shown(text).replacing("\u{1B}", with: "␛"),
            "Search/found.txt"
        )
        try expectGolden(scene.shown(json), "Search/found.json")
        for line in found.text(columns: 80, isColoured: false).split(separator: "\n")
        where line.hasPrefix("        ") {
            #expect(displayWidth(String(line)) <= 80)
        }
    }
}
