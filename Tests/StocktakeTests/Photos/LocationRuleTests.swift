import Testing

@testable import Stocktake

struct LocationRuleTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    @Test(arguments: [
        ("p/**/*.jpg", ["A-01/top", "p"]), ("p/A*/*/*.jpg", ["A-01/top"]),
        ("p", ["A-01/top", "p"]),
        ("p/A-01/top/a.jpg", ["top"]), ("p/l.txt", ["A-01/top", "p"]),
    ])
    func `by folder it is the path below the fixed part, or that folder's own name`(
        source: String,
        locations: [String]
    ) throws {
        try folder.touch("p/A-01/top/a.jpg", "p/z.jpg")
        try folder.write("A-01/top/a.jpg\nz.jpg\n", to: "p/l.txt")
        let listing = folder.list(source)
        #expect(listing.photos.map(\.location) == locations)
        #expect(listing.findings.filter { $0.code != .passedOver } == [])
    }

    @Test func `a photo outside its list's folder has its full folder path`() throws {
        try folder.write("../q/shelf/a.jpg\n/r/shelf/b.jpg\n", to: "p/l.txt")
        let listing = folder.list("p/l.txt")
        #expect(listing.photos.map(\.location) == [folder.path("q/shelf"), "/r/shelf"])
        #expect(listing.findings.map(\.code) == [.locationUnsure])
    }

    @Test func `the current folder has a name too`() throws {
        let source = PhotoSource("-", folder: "elsewhere")
        let listing = PhotoListing([source], rule: .folder, standardInput: Array("a.jpg".utf8))
        let location = try #require(listing.photos.first?.location)
        #expect(!location.isEmpty && !location.contains("/") && location != ".")
    }

    @Test func `by pattern it is the named group of the file name`() throws {
        try folder.touch("x_A-01_1.jpg", "x_ B 2 _2.jpg", "other.jpg")
        let listing = folder.list("*.jpg", rule: try LocationRule("_(?<location>[^_]+)_"))
        #expect(listing.photos.map(\.location) == [nil, "B 2", "A-01"])
        #expect(listing.findings.map(\.code) == [.locationUnknown])
        #expect(listing.findings.first?.photo == folder.path("other.jpg"))
    }

    @Test func `by sign none is stated`() throws {
        try folder.touch("a.jpg")
        let listing = folder.list("*.jpg", rule: .sign)
        #expect(listing.photos.map(\.location) == [nil])
        #expect(listing.findings == [])
    }

    @Test func `by column it requires a manifest`() throws {
        try folder.touch("a.jpg")
        try folder.write("path\na.jpg\n", to: "m.csv")
        for source in ["*.jpg", "m.csv"] {
            #expect(folder.list(source, rule: .column).findings.map(\.severity) == [.error])
        }
    }

    @Test func `a location is one line of text`() throws {
        try folder.write("path,location\na.jpg,\" A\n1 \"\nb.jpg,\"\n\"\n", to: "m.csv")
        let listing = folder.list("m.csv", rule: .column)
        #expect(listing.photos.map(\.location) == ["A 1", nil])
        #expect(listing.findings.map(\.code) == [.dataInvalid, .locationUnknown])
    }

    @Test(arguments: ["colum", "Folder", "(.*)", "(?<location>", "[(?<location>x)", ""])
    func `reports the allowed values of location`(text: String) {
        let error = #expect(throws: LocationRuleError.self) { try LocationRule(text) }
        #expect(
            error?.message.hasPrefix("location must be folder, sign, column or a regular") == true
        )
    }

    @Test(arguments: ["folder", "sign", "column", "(?<location>x)"])
    func `keeps the value in the pipeline file`(text: String) throws {
        let rule = try LocationRule(text)
        #expect(rule.words == text)
        #expect(rule.isSign == (text == "sign"))
    }
}
