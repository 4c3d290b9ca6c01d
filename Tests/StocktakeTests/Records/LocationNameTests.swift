import Testing

@testable import Stocktake

@Suite("Names of locations") struct LocationNameTests {
    @Test(arguments: [
        ("A-03", "A-03"), ("a-03", "A-03"), (" A-03\t", "A-03"), ("\u{A0}A-03\u{3000}", "A-03"),
        ("Ku\u{308}hlraum", "K\u{DC}HLRAUM"), ("k\u{FC}hlraum", "K\u{DC}HLRAUM"),
        ("aisle 1 / bay 2", "AISLE 1 / BAY 2"), ("", ""), (" \n", ""),
        ("A\u{2011}03", "A\u{2011}03"),
    ])
    func `spellings of one place have one key`(_ name: String, _ key: String) {
        #expect(Array(locationKey(name).unicodeScalars) == Array(key.unicodeScalars))
        #expect(locationKey(locationKey(name)) == locationKey(name))
    }

    @Test func `places that look alike stay apart`() {
        let names = ["A-3", "A-03", "A 03", "A-03-1", "A\u{2011}03", "А-03"]
        #expect(Set(names.map(locationKey)).count == names.count)
    }
}
