import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("What a run says about its photos") struct DescribedPhotosTests {
    private func photo(
        _ id: String,
        _ path: String,
        _ outcome: PhotoRecord.Outcome = .used,
        location: String? = "A-01"
    ) -> PhotoRecord {
        PhotoRecord(
            path: path,
            photo: SampleRecord.photo(id, path),
            location: location,
            outcome: outcome
        )
    }

    private func row(
        _ paths: [String],
        _ cells: [RowTable.Cell],
        _ status: RowTable.Status = .ok
    ) -> RowTable.Row {
        RowTable.Row(
            location: "A-01",
            photos: [],
            paths: paths,
            number: 1,
            status: status,
            reasons: [],
            cells: cells,
            votes: 1,
            agreement: nil,
            firstVote: []
        )
    }

    private func described(_ record: RunRecord, folder: String = "pipes") -> DescribedPhotos {
        DescribedPhotos(record, folder: folder, isWhole: true)
    }

    @Test func `rows are put into words`() throws {
        var record = SampleRecord.record(
            lines: [],
            photos: [
                photo("aaaaaaaaaa", "pipes/photos/red-car.jpg"), photo("bbbbbbbbbb", "b.jpg"),
                photo("cccccccccc", "/mnt/c.jpg", location: nil), photo("dddddddddd", "d.jpg"),
                photo("eeeeeeeeee", "e.jpg", .duplicate(of: "b.jpg")),
                photo("ffffffffff", "f.jpg", .rejected(.tooDark, words: "")),
                photo("0000000000", "g.jpg", .rejected(.replyFailed, words: "")),
                PhotoRecord(
                    path: "h.jpg",
                    photo: nil,
                    location: nil,
                    outcome: .rejected(.missing, words: "")
                ),
            ]
        )
        let number = try #require(JSONNumber("3.50"))
        record.rows = RowTable(
            columns: [
                .init(name: "caption", kind: .text, isClosed: false),
                .init(name: "unit_price", kind: .number, isClosed: false),
                .init(name: "is.organic", kind: .flag, isClosed: true),
            ],
            rows: [
                row(
                    ["pipes/photos/red-car.jpg"],
                    [.text(" A red car\n"), .number(number), .flag(true)]
                ),
                row(["pipes/photos/red-car.jpg"], [.text("赤い車"), .empty, .flag(false)]),
                row(["b.jpg", "/mnt/c.jpg"], [.text("both"), .empty, .empty]),
                row(["d.jpg"], [], .lost),
            ]
        )
        let found = described(record)
        #expect(found.descriptions.map(\.path) == ["photos/red-car.jpg", "../b.jpg", "/mnt/c.jpg"])
        #expect(
            found.descriptions.map(\.description) == [
                "A red car · unit price 3.50 · is organic · 赤\u{1F}い\u{1F}車", "both", "both",
            ]
        )
        #expect(found.descriptions.map(\.place) == ["red-car.jpg\nA-01", "b.jpg\nA-01", "c.jpg\n"])
        #expect(found.descriptions.map(\.location) == ["A-01", "A-01", ""])
        #expect(
            found.unanswered == [
                "../d.jpg": String(repeating: "d", count: 64),
                "../g.jpg": String(repeating: "0", count: 64), "../h.jpg": nil,
            ]
        )
    }

    @Test func `the goods counted on a photo are found by their names`() {
        let evidence = ["aaaaaaaaaa", "bbbbbbbbbb", "aaaaaaaaaa"].map { id in
            Evidence(
                photo: id,
                x: 0,
                y: 0,
                zone: "",
                code: "",
                serial: "",
                lot: "",
                outline: [],
                counts: true
            )
        }
        let record = SampleRecord.record(
            lines: [
                SampleRecord.line("A-01", "ICE", 2, expected: nil, evidence: evidence),
                SampleRecord.line(
                    "A-01",
                    "egg",
                    1,
                    expected: nil,
                    name: "",
                    evidence: [evidence[0]]
                ),
                SampleRecord.line("A-01", "WAT", 0, expected: nil),
            ],
            photos: [
                photo("aaaaaaaaaa", "a.jpg"), photo("bbbbbbbbbb", "b.jpg"),
                photo("cccccccccc", "c.jpg"),
            ]
        )
        let texts = described(record, folder: ".").descriptions.map {
            "\($0.path): \($0.description)"
        }
        #expect(texts == ["a.jpg: Ice ICE · egg", "b.jpg: Ice ICE", "c.jpg: "])
    }

    @Test(arguments: [
        ("Pipelines", "Samples/a.jpg", "../Samples/a.jpg"), (".", "photos/a.jpg", "photos/a.jpg"),
        ("count", "count/photos/a.jpg", "photos/a.jpg"),
        ("/srv/count", "/srv/count/p/a.jpg", "p/a.jpg"),
        ("/srv/count", "/srv/Samples/a.jpg", "../Samples/a.jpg"),
        ("/srv/count", "/mnt/a.jpg", "/mnt/a.jpg"), ("count", "/mnt/a.jpg", "/mnt/a.jpg"),
        ("a/b", "c/d.jpg", "../../c/d.jpg"), ("..", "../x/d.jpg", "x/d.jpg"),
        ("../p", "../x/d.jpg", "../x/d.jpg"),
    ])
    func `a path is kept as its pipeline sees it`(_ folder: String, _ path: String, _ seen: String)
    {
        #expect(pathSeen(from: folder, path) == seen)
        #expect(joinedPath(folder, seen) == path)
    }
}
