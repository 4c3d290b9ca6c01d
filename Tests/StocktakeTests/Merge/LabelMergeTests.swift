import Foundation
import Testing

@testable import Stocktake

/// `location item counted reasons`, one line per tally.
private func shown(_ tallies: [Tally]) -> [String] {
    tallies.map { tally in
        let counted = tally.counted.map(String.init) ?? "-"
        let reasons = tally.reasons.map(\.rawValue).joined(separator: ";")
        return [tally.location, tally.sku, counted, reasons].joined(separator: " ")
            .trimmingCharacters(in: .whitespaces)
    }
}

@Suite("Merging labels") struct LabelMergeTests {
    @Test func `a serial on two photos of a location counts once`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "1", at: 400), Scene.label(Scene.ice, "2", at: 600)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("a2"),
                [Scene.label(Scene.ice, "2", at: 400), Scene.label(Scene.ice, "3", at: 600)],
                signs: [Scene.sign("A-01")]
            ),
        ])
        #expect(shown(merged.tallies) == ["A-01 ICE 3"])
        #expect(merged.tallies.first?.evidence.count { $0.counts } == 3)
        #expect(merged.tallies.first?.evidence.count == 4)
        #expect(merged.findings.isEmpty)
    }

    @Test(arguments: PhotoViews.allCases)
    func `every relation of views gives the same set of serials`(_ views: PhotoViews) {
        let merged = Scene.merge(views: views).merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "1", at: 400)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("a2"),
                [Scene.label(Scene.ice, "1", at: 400)],
                signs: [Scene.sign("A-01")]
            ),
        ])
        #expect(shown(merged.tallies) == ["A-01 ICE 1"])
    }

    @Test func `several photos without stated views need a review`() {
        let looks = ["a1", "a2"].map {
            Scene.look(
                Scene.photo($0),
                [Scene.label(Scene.ice, $0, at: 400)],
                signs: [Scene.sign("A-01")]
            )
        }
        let merge = Scene.merge(views: nil)
        #expect(shown(merge.merge(looks).tallies) == ["A-01 ICE 2 views_not_stated"])
        #expect(shown(merge.merge([looks[0]]).tallies) == ["A-01 ICE 1"])
    }

    @Test func `the same serial of another item is another piece`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "1", at: 400), Scene.label(Scene.water, "1", at: 600)],
                signs: [Scene.sign("A-01")]
            )
        ])
        #expect(shown(merged.tallies) == ["A-01 ICE 1", "A-01 WATER 1"])
    }

    @Test func `a neighbour's carton counts where it is nearest to the sign`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "x", at: 900)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("b1"),
                [Scene.label(Scene.ice, "x", at: 300)],
                signs: [Scene.sign("B-01")]
            ),
            Scene.look(
                Scene.photo("b2"),
                [Scene.label(Scene.ice, "x", at: 350)],
                signs: [Scene.sign("B-01")]
            ),
        ])
        #expect(shown(merged.tallies) == ["A-01  - no_labels_seen", "B-01 ICE 1"])
        #expect(merged.tallies.last?.evidence.filter(\.counts).map(\.photo) == ["b2"])
    }

    @Test func `weak evidence is reported`() throws {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "x", at: 800)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("b1"),
                [Scene.label(Scene.ice, "x", at: 220)],
                signs: [Scene.sign("B-01")]
            ),
        ])
        #expect(shown(merged.tallies).contains("B-01 ICE 1 location_unsure"))
        let finding = try #require(merged.findings.first)
        #expect(finding.code == .locationUnsure)
        #expect(finding.message.contains("serial x of ICE is counted at B-01"))
    }

    @Test func `a label seen only at the edge of photos is not counted`() throws {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "A1-1", at: 32), Scene.label(Scene.water, "2", at: 500)],
                signs: [Scene.sign("A-01")]
            )
        ])
        #expect(shown(merged.tallies) == ["A-01 WATER 1", "ICE - location_unsure"])
        #expect(merged.tallies.last?.evidence.map(\.counts) == [false])
        #expect(
            merged.findings.map(\.message) == [
                "serial A1-1 of ICE is seen only at the edge of photos (location A-01), so it is "
                    + "not counted; take a photo that shows it completely"
            ]
        )
    }

    @Test func `a label at the edge of one photo and complete in another counts`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "1", at: 32)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("a2"),
                [Scene.label(Scene.ice, "1", at: 200)],
                signs: [Scene.sign("A-01")]
            ),
        ])
        #expect(shown(merged.tallies) == ["A-01 ICE 1"])
    }

    @Test func `goods beyond a neighbour's goods belong to the neighbour, with a finding`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "n", at: 850), Scene.label(Scene.ice, "hidden", at: 930)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("b1"),
                [Scene.label(Scene.ice, "n", at: 480)],
                signs: [Scene.sign("B-01")]
            ),
        ])
        #expect(
            shown(merged.tallies) == [
                "A-01  - no_labels_seen", "B-01 ICE 2 location_unsure",
            ]
        )
    }

    @Test func `goods in a photo without a sign are placed only by other photos`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "1", at: 400)],
                signs: [Scene.sign("A-01")]
            ),
            Scene.look(
                Scene.photo("x"),
                [Scene.label(Scene.ice, "1", at: 400), Scene.label(Scene.ice, "2", at: 500)]
            ),
        ])
        #expect(shown(merged.tallies) == ["A-01 ICE 1", "ICE - location_unknown"])
        #expect(merged.findings.map(\.code) == [.locationUnknown])
    }

    @Test func `the most central sign is the photo's location`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(Scene.ice, "1", at: 400)],
                signs: [Scene.sign("B-01", at: 950), Scene.sign("A-01", at: 450)]
            )
        ])
        #expect(shown(merged.tallies) == ["A-01 ICE 1"])
        #expect(merged.locations == ["A-01"])
    }

    @Test func `a location with photos but no labels is one row`() {
        let merged = Scene.merge().merge([
            Scene.look(Scene.photo("a1"), [], signs: [Scene.sign("A-05")]),
            Scene.look(Scene.photo("a2"), [], signs: [Scene.sign("A-05")]),
        ])
        #expect(shown(merged.tallies) == ["A-05  - no_labels_seen"])
        #expect(merged.tallies.first?.photos == ["a1", "a2"])
    }

    @Test func `a GTIN that is not in the catalogue is its own line`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [Scene.label(gtin: GTIN("4006381333931"), "1", at: 400)],
                signs: [Scene.sign("A-01")]
            )
        ])
        #expect(shown(merged.tallies) == ["A-01 4006381333931 1 unknown_item"])
        #expect(merged.findings.map(\.code) == [.unknownItem])
    }

    @Test func `a label without a serial is not counted but reported`() {
        let merged = Scene.merge().merge([
            Scene.look(
                Scene.photo("a1"),
                [
                    Scene.label(Scene.ice, nil, at: 400), Scene.label(Scene.ice, nil, at: 500),
                    Scene.label(Scene.water, nil, at: 600), Scene.label(Scene.water, "1", at: 700),
                ],
                signs: [Scene.sign("A-01")]
            )
        ])
        #expect(
            shown(merged.tallies) == ["A-01 ICE - serial_missing", "A-01 WATER 1 serial_missing"]
        )
        #expect(
            merged.findings.map(\.message).sorted() == [
                "1 label of WATER without a serial number; not counted, as pieces are identified "
                    + "by serial",
                "2 labels of ICE without a serial number; not counted, as pieces are identified "
                    + "by serial",
            ]
        )
    }

    @Test func `two spellings of a location are one`() {
        let merged = Scene.merge(bySign: false).merge([
            Scene.look(Scene.photo("1", location: "a-01"), [Scene.label(Scene.ice, "1", at: 400)]),
            Scene.look(Scene.photo("2", location: "A-01 "), [Scene.label(Scene.ice, "2", at: 400)]),
        ])
        #expect(shown(merged.tallies) == ["a-01 ICE 2"])
    }

    @Test func `lines are in natural order, A-2 before A-10, unknown locations last`() {
        let looks = ["A-10", "A-2", "A-1"].map {
            Scene.look(
                Scene.photo($0),
                [Scene.label(Scene.ice, $0, at: 400)],
                signs: [Scene.sign($0)]
            )
        }
        let unknown = Scene.look(Scene.photo("x"), [Scene.label(Scene.ice, "x", at: 400)])
        let merged = Scene.merge().merge([unknown] + looks)
        #expect(merged.tallies.map(\.location) == ["A-1", "A-2", "A-10", ""])
    }

    @Test func `the order of photos never changes a number`() {
        var looks = (0..<6).map { index in
            Scene.look(
                Scene.photo("p\(index)"),
                (0..<5).map {
                    Scene.label(
                        Scene.ice,
                        "s\(($0 * 7 + index * 3) % 11)",
                        at: Double(60 + $0 * 220)
                    )
                },
                signs: [Scene.sign("A-\(index % 3)")]
            )
        }
        let expected = shown(Scene.merge().merge(looks).tallies)
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            looks.shuffle(using: &generator)
            #expect(shown(Scene.merge().merge(looks).tallies) == expected)
        }
    }

    @Test func `the same photo at two locations, and a lost photo, are reasons of the lines`() {
        let merge = LabelMerge(
            catalogue: Scene.catalogue,
            views: .separate,
            bySign: false,
            sharedPhotos: ["twin"],
            locationsWithRejects: ["A-02"]
        )
        let merged = merge.merge([
            Scene.look(
                Scene.photo("1", location: "A-01", sha256: "twin"),
                [Scene.label(Scene.ice, "1", at: 400)]
            ),
            Scene.look(Scene.photo("2", location: "A-02"), [Scene.label(Scene.ice, "2", at: 400)]),
        ])
        #expect(
            shown(merged.tallies) == [
                "A-01 ICE 1 same_photo_elsewhere", "A-02 ICE 1 photo_rejected",
            ]
        )
    }

    @Test func `while a photo was not reached, no location is empty or complete`() {
        let looks = [
            Scene.look(
                Scene.photo("p1"),
                [Scene.label(Scene.ice, "1", at: 480)],
                signs: [
                    Scene.sign("A-01")
                ]
            ), Scene.look(Scene.photo("p2"), [], signs: [Scene.sign("A-02")]),
            Scene.look(Scene.photo("p3"), [Scene.label(Scene.ice, "2", at: 480)]),
        ]
        var merge = Scene.merge()
        merge.unreached = UnreachedPhotos(mayBeAnywhere: true)
        #expect(
            merge.merge(looks).tallies.map { "\($0.location) \($0.reasons.map(\.rawValue))" } == [
                #"A-01 ["not_reached"]"#, #"A-02 ["not_reached"]"#,
                #" ["not_reached", "location_unknown"]"#,
            ]
        )
        merge.unreached = UnreachedPhotos(locations: ["A-02": "A-02"])
        #expect(
            merge.merge(looks).tallies.map { "\($0.location) \($0.reasons.map(\.rawValue))" } == [
                "A-01 []", #"A-02 ["not_reached"]"#, #" ["location_unknown"]"#,
            ]
        )
    }
}
