import Foundation
import Synchronization
import Testing

@testable import Stocktake

@Suite("Planning a run") struct PlanningTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
    }

    /// How planning this text fails.
    private func failure(_ text: String) throws -> PlanError {
        let path = try scene.folder.write(text, to: "bad.yaml")
        return try #require(
            #expect(throws: PlanError.self) { try Planning(output: nil) { [] }.plan(path) }
        )
    }

    @Test func `a plan has nothing left to look up`() throws {
        try scene.photo("1.jpg", [.carton])
        let plan = try scene.plan("limits: {duration: 1h}\nprepare: {reject: {darker_than: 7}}")
        #expect(plan.name == "test" && plan.title == "test")
        #expect(plan.photos.listed.map { scene.shown($0.path) } == ["photos/1.jpg"])
        #expect(plan.photos.location == .sign && plan.photos.views == .overlapping)
        #expect(
            plan.prepare.reject == RejectLimits(darkerThan: 7, blurrierThan: 200, smallerThan: 200)
        )
        #expect(plan.count.catalogue.items.map(\.sku) == ["ICE"])
        #expect(plan.compare.books == nil && plan.compare.tolerances == ToleranceTable())
        #expect(plan.limits.duration == .seconds(3600))
        #expect(plan.report.formats == ReportFormat.allCases)
        #expect(plan.findings == [])
    }

    @Test func `the smallest pipeline has locations by folder and reports beside it`() throws {
        try scene.photo("A-01/1.jpg", [.carton])
        let path = try scene.folder.write(
            "name: a\nphotos: ../photos\ncount: ../items.csv\n",
            to: "pipelines/a.yaml"
        )
        let plan = try Planning(output: nil) { [] }.plan(path)
        #expect(plan.photos.listed.map(\.location) == ["A-01"])
        #expect(plan.photos.location == .folder && plan.photos.views == nil)
        #expect(scene.shown(plan.report.folder) == "Output")
    }

    @Test func `--output moves the reports, and is not relative to the pipeline`() throws {
        try scene.photo("1.jpg", [.carton])
        let path = try scene.pipeline()
        #expect(scene.shown(try scene.plan().report.folder) == "out")
        #expect(try Planning(output: "else", readStdin: { [] }).plan(path).report.folder == "else")
    }

    struct Failure: CustomTestStringConvertible {
        let name: String
        let text: String
        let status: Stocktake.ExitStatus
        let messages: [String]
        var testDescription: String { name }
    }

    static let missingCatalogue =
        "the catalogue 'none.csv' can't be read: no such file or folder"
    static let missingBooks = "the books 'no.csv' can't be read: no such file or folder"

    @Test(arguments: [
        Failure(
            name: "missing catalogue",
            text: "name: a\nphotos: photos\ncount: none.csv\n",
            status: .missingInput,
            messages: [missingCatalogue]
        ),
        Failure(
            name: "missing catalogue and books",
            text: "name: a\nphotos: photos\ncount: none.csv\ncompare: no.csv\n",
            status: .missingInput,
            messages: [missingCatalogue, missingBooks]
        ),
        Failure(
            name: "missing catalogue and a wrong key",
            text: "name: a\nphotos: photos\ncount: none.csv\nvotes: 1\n",
            status: .invalidData,
            messages: ["unknown key 'votes'", missingCatalogue]
        ),
        Failure(
            name: "a folder for a catalogue",
            text: "name: a\nphotos: photos\ncount: photos\n",
            status: .invalidData,
            messages: ["the catalogue 'photos' can't be read: a folder, not a file"]
        ),
        Failure(
            name: "missing list",
            text: "name: a\nphotos: none.txt\ncount: items.csv\n",
            status: .missingInput,
            messages: ["the list 'none.txt' can't be read: no such file or folder"]
        ),
        Failure(
            name: "missing folder",
            text: "name: a\nphotos: nowhere\ncount: items.csv\n",
            status: .missingInput,
            messages: ["the folder 'nowhere' can't be read: no such file or folder"]
        ),
        Failure(
            name: "a glob that matches nothing",
            text: "name: a\nphotos: photos/*.png\ncount: items.csv\n",
            status: .missingInput,
            messages: ["no photos found; check photos.files"]
        ),
        Failure(
            name: "names instead of a catalogue",
            text: "name: a\nphotos: photos\ncount: [bag of ice]\n",
            status: .invalidData,
            messages: ["a list of names has no GTINs, so labels can't be matched; name a"]
        ),
        Failure(
            name: "a location rule that is none",
            text: "name: a\nphotos: {files: photos, location: '(?<place>x)'}\ncount: items.csv\n",
            status: .invalidData,
            messages: ["photos.location must be folder, sign, column or a regular expression"]
        ),
    ])
    func `what is missing is 66, what is wrong is 65`(_ row: Failure) throws {
        try scene.photo("1.jpg", [.carton])
        let error = try failure(row.text)
        #expect(error.exitStatus == row.status)
        let errors = error.findings.filter { $0.severity == .error }
        #expect(errors.count == row.messages.count)
        for message in row.messages {
            #expect(
                errors.contains { scene.shown($0.message).hasPrefix(message) },
                "\(message) in \(errors.map(\.message))"
            )
        }
    }

    @Test func `the problems of every file come at once`() throws {
        try scene.folder.write("sku,gtin\nICE,123\n,1\n", to: "items.csv")
        try scene.folder.write("sku,location,expected_quantity\nICE,A,-1\n", to: "books.csv")
        try scene.folder.write("path\n\"a.jpg", to: "photos.csv")
        let error = try failure(
            """
            name: Wrong Name
            photos: {files: [photos.csv, none.txt], location: sign}
            count: items.csv
            compare: {expected: books.csv, tolerance: {default: {quantity: -1}}}
            report: {formats: [pdf]}
            """
        )
        let lines = error.findings.map { finding in
            let place = finding.position
            return "\(scene.shown(place?.file ?? "")):\(place?.line ?? 0):\(place?.column ?? 0): "
                + "\(finding.severity.rawValue): \(scene.shown(finding.message))\n"
        }
        try expectGolden(lines.joined(), "Plan/all-problems.txt")
        #expect(error.exitStatus == .invalidData)
    }

    @Test func `photos that don't exist are no error while one of them does`() throws {
        try scene.folder.write("photos/1.jpg\nphotos/2.jpg\n", to: "list.txt")
        let error = try failure("name: a\nphotos: list.txt\ncount: items.csv\n")
        #expect(error.exitStatus == .missingInput)
        #expect(
            error.findings.map { scene.shown($0.message) } == [
                "none of the 2 photos listed exists; the first is 'photos/1.jpg'"
            ]
        )
        try scene.photo("2.jpg", [.carton])
        #expect(try scene.plan(files: "list.txt").photos.listed.count == 2)
    }

    @Test func `a pipeline that isn't there is 66, one that is no text is 65`() throws {
        let path = scene.folder.path("none.yaml")
        let missing = #expect(throws: PlanError.self) {
            try Planning(output: nil) { [] }.plan(path)
        }
        #expect(missing?.exitStatus == .missingInput)
        try scene.folder.write([0xFF, 0xFE, 0, 1], to: "bytes.yaml")
        let bytes = #expect(throws: PlanError.self) {
            try Planning(output: nil) { [] }.plan(scene.folder.path("bytes.yaml"))
        }
        #expect(bytes?.exitStatus == .invalidData)
    }

    @Test(arguments: [("\"-\"", 1), ("[\"-\", \"-\"]", 1), ("photos", 0)])
    func `standard input is read once, and only when asked for`(
        _ files: String,
        _ reads: Int
    ) throws {
        try scene.photo("1.jpg", [.carton])
        let list = Array(scene.folder.path("photos/1.jpg").utf8)
        let count = Mutex(0)
        let reader = Planning(output: nil) {
            count.withLock { $0 += 1 }
            return list
        }
        let path = try scene.folder.write(
            "name: a\nphotos: {files: \(files), location: sign}\ncount: items.csv\n",
            to: "stdin.yaml"
        )
        #expect(
            try reader.plan(path).photos.listed.map { scene.shown($0.path) } == ["photos/1.jpg"]
        )
        #expect(count.withLock(\.self) == reads)
    }

    @Test func `a standard input that can't be read is said`() throws {
        let path = try scene.pipeline(files: "-")
        let planning = Planning(output: nil) {
            throw PhotoProblem(rejection: .unreadable, words: "closed")
        }
        let error = #expect(throws: PlanError.self) { try planning.plan(path) }
        #expect(error?.exitStatus == .missingInput)
        #expect(
            error?.findings.first?.message.hasPrefix("the list on standard input can't be read")
                == true
        )
    }

    private func warnings(_ plan: Plan) -> [String] {
        plan.findings.map { finding in
            let place = finding.position
            let file = scene.shown(place?.file ?? "")
            return "\(file):\(place?.line ?? 0):\(place?.column ?? 0) \(finding.severity.rawValue) "
                + finding.message
        }
    }

    @Test func `a tolerance for a class or item that isn't there is a warning`() throws {
        try scene.photo("1.jpg", [.carton])
        try scene.folder.write(
            "sku,location,expected_quantity,class\nICE,A-01,4,A\nICE,A-02,4,Bulky\n",
            to: "books.csv"
        )
        let plan = try scene.plan(
            """
            compare:
              expected: books.csv
              tolerance:
                defualt: {quantity: 9}
                A: {percent: 1}
                Bulkey: {percent: 2}
                Q: {percent: 3}
                items: {ICE: {quantity: 1}, ice-1: {quantity: 2}, NOSUCH: {quantity: 3}}
            """
        )
        #expect(
            warnings(plan) == [
                "test.yaml:8:5 warning the books have no class 'defualt', so its "
                    + "tolerance is not used; did you mean 'default'?",
                "test.yaml:10:5 warning the books have no class 'Bulkey', so its "
                    + "tolerance is not used; did you mean 'Bulky'?",
                "test.yaml:11:5 warning the books have no class 'Q', so its "
                    + "tolerance is not used; correct or remove it",
                "test.yaml:12:33 warning the catalogue has no SKU 'ice-1', so its tolerance is "
                    + "not used; did you mean 'ICE'?",
                "test.yaml:12:55 warning the catalogue has no SKU 'NOSUCH', so its tolerance is "
                    + "not used; correct or remove it",
            ]
        )
        #expect(plan.findings.map(\.code).suffix(2) == [.unknownItem, .unknownItem])
        #expect(plan.findings.first?.key == "compare.tolerance.defualt")
        #expect(plan.findings.last?.key == "compare.tolerance.items.NOSUCH")
    }

    @Test(arguments: [
        ("sku,name\nICE,Ice\n", "the catalogue has no column 'gtin', so labels can't be matched"),
        (
            "sku,gtin\nICE,\nWAT,\n",
            "no item of the catalogue has a GTIN, so labels can't be matched"
        ),
    ])
    func `a catalogue that no label can match is an error`(
        _ catalogue: String,
        _ message: String
    ) throws {
        try scene.photo("1.jpg", [.carton])
        try scene.folder.write(catalogue, to: "items.csv")
        let error = try failure("name: a\nphotos: photos\ncount: items.csv\n")
        #expect(error.exitStatus == .invalidData)
        #expect(error.findings.count == 1)
        #expect(error.findings.first?.message.hasPrefix(message) == true)
        #expect(error.findings.first?.position?.line == 1)
        let path = try scene.folder.write(
            "name: a\nphotos: photos\ncount: {by: model, items: items.csv}\nmodel: gpt-5.2\n",
            to: "model.yaml"
        )
        let plan = try Planning(output: nil) { [] }.plan(path, for: .estimate)
        #expect(plan.findings == [], "a model needs no GTIN")
    }

    @Test func `items without a GTIN are one warning`() throws {
        try scene.photo("1.jpg", [.carton])
        try scene.folder.write(
            "sku,gtin\nICE,9520000000011\nWAT,\nSOAP,\n",
            to: "items.csv"
        )
        #expect(
            warnings(try scene.plan()) == [
                "items.csv:3:1 warning 2 items have no GTIN, so labels can't match them; the first "
                    + "is WAT"
            ]
        )
        try scene.folder.write("sku,gtin\nICE,9520000000011\nWAT,\n", to: "items.csv")
        #expect(
            warnings(try scene.plan()) == [
                "items.csv:3:1 warning 1 item has no GTIN, so labels can't match it: WAT"
            ]
        )
    }
}
