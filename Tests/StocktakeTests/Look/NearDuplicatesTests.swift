import Imaging
import Testing

@testable import Stocktake

/// Photos as `place picture`, and what is said of them.
private struct CopiesCase: Sendable, CustomTestStringConvertible {
    let name: String
    let photos: [String]
    var views: PhotoViews? = .separate
    let locations: Set<String>
    let said: [String]

    var testDescription: String { name }
}

@Suite("The same picture in several files") struct NearDuplicatesTests {
    /// A photo whose likeness depends on the number of its picture alone.
    private func observation(
        _ index: Int,
        picture: Int,
        location: String,
        width: Int = 640
    ) throws -> Observation {
        let photo = Photo(
            id: "\(index)",
            path: "\(index).jpg",
            sha256: "\(index)",
            byteCount: 1,
            header: PhotoHeader(format: .jpeg, width: width, height: 480),
            statedLocation: location == "?" ? nil : location,
            takenAt: nil,
            columns: []
        )
        var state = UInt64(picture + 1)
        let cells = (0..<256).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(state >> 56)
        }
        let wall = [UInt8](repeating: 90, count: 256)
        return Observation(
            photo: photo,
            labels: [],
            signs: [],
            findings: [],
            likeness: try #require(PhotoLikeness(cells: picture < 0 ? wall : cells))
        )
    }

    private func copies(_ photos: [Observation], _ views: PhotoViews?) -> NearDuplicates {
        NearDuplicates(photos.map { ($0, $0.photo.statedLocation) }, views: views)
    }

    @Test(arguments: [
        CopiesCase(
            name: "different photos",
            photos: ["A 1", "A 2", "B 3"],
            locations: [],
            said: []
        ),
        CopiesCase(
            name: "three files of one picture",
            photos: ["A 1", "A 2", "A 1", "a 1"],
            locations: ["A"],
            said: ["0.jpg: the same picture as 2.jpg, 3.jpg: each is counted; keep one"]
        ),
        CopiesCase(
            name: "views not stated",
            photos: ["A 1", "A 1"],
            views: nil,
            locations: ["A"],
            said: ["0.jpg: the same picture as 1.jpg: each is counted; keep one"]
        ),
        CopiesCase(
            name: "overlapping",
            photos: ["A 1", "A 1"],
            views: .overlapping,
            locations: ["A"],
            said: ["0.jpg: the same picture as 1.jpg: each is counted; keep one"]
        ),
        CopiesCase(
            name: "looks at the same goods",
            photos: ["A 1", "A 1"],
            views: .repeated,
            locations: [],
            said: ["0.jpg: the same picture as 1.jpg: each is a look; keep one"]
        ),
        CopiesCase(
            name: "at two locations",
            photos: ["A 1", "B 2", "B 1"],
            views: .repeated,
            locations: ["A", "B"],
            said: ["0.jpg: the same picture as 2.jpg (B): each is counted; keep one"]
        ),
        CopiesCase(
            name: "walls and unknown places count nowhere",
            photos: ["A -1", "A -1", "? 1", "A 1"],
            locations: [],
            said: []
        ),
        CopiesCase(
            name: "many files",
            photos: Array(repeating: "A 1", count: 9),
            locations: ["A"],
            said: [
                "0.jpg: the same picture as 1.jpg, 2.jpg, 3.jpg and 5 more: each is counted; "
                    + "keep one"
            ]
        ),
    ])
    fileprivate func `are a review where they are counted`(_ row: CopiesCase) throws {
        let photos = try row.photos.enumerated().map { index, text in
            let parts = text.split(separator: " ")
            return try observation(
                index,
                picture: try #require(Int(parts[1])),
                location: String(parts[0])
            )
        }
        let copies = copies(photos, row.views)
        #expect(copies.locations == row.locations)
        #expect(copies.findings.map { "\($0.photo ?? ""): \($0.message)" } == row.said)
        #expect(copies.findings.allSatisfy { $0.code == .nearDuplicate })
    }

    @Test func `other proportions are another picture`() throws {
        let photos = try [640, 645, 700].enumerated().map { index, width in
            try observation(index, picture: 1, location: "A", width: width)
        }
        #expect(copies(photos, .separate).findings.map(\.message).count == 1)
        #expect(copies(Array(photos.dropFirst()), .separate).findings == [])
    }

    @Test func `thousands of copies are a few findings`() throws {
        let photos = try (0..<200).map { index in
            try observation(index, picture: index / 2, location: "L\(index / 2)")
        }
        let found = copies(photos, .separate)
        #expect(found.locations.count == 100 && found.findings.count == 21)
        #expect(
            found.findings.last?.message
                == "80 more pictures are there more than once; see the lines with reason "
                + "near_duplicate"
        )
    }
}
