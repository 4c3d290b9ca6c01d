import Foundation
import Testing

@testable import Stocktake

@Suite("Checking a pipeline") struct PipelineCheckTests {
    private let scene: RunScene

    init() throws {
        scene = try RunScene()
    }

    private func check(_ path: String) async -> CheckReport {
        await PipelineCheck(workers: 2) { [] }.check(path)
    }

    @Test func `a sound pipeline is sound, and nothing is written`() async throws {
        try scene.photo("1.jpg", [.carton])
        let report = await check(try scene.pipeline())
        #expect(report.exitStatus == .success)
        #expect(report.findings == [])
        #expect(
            scene.shown(report.summary) == "stocktake: test.yaml: no errors, 1 photo, 0 warnings"
        )
        #expect(isMissing(scene.folder.path("out")))
    }

    @Test func `photos that can't be used are warnings, with status 3`() async throws {
        try scene.photo("1.jpg", [.carton])
        try scene.photo("2.jpg", [.sign])
        try scene.folder.write("no photo", to: "photos/3.jpg")
        let report = await check(try scene.pipeline())
        #expect(report.exitStatus == .notAllCounted)
        #expect(report.findings.map(\.severity) == [.warning])
        #expect(report.findings.first?.photo.map(scene.shown) == "photos/3.jpg")
        #expect(
            scene.shown(report.summary) == "stocktake: test.yaml: no errors, 2 photos, 1 warning"
        )
    }

    @Test func `errors are counted, and their status is that of a run`() async throws {
        let wrong = try scene.folder.write(
            "name: a\nphotos: p.jpg\ncount: items.csv\nvotes: 1\nreport: {formats: [pdf]}\n",
            to: "wrong.yaml"
        )
        let report = await check(wrong)
        #expect(report.exitStatus == .invalidData)
        #expect(report.summary == "stocktake: 3 errors, 1 warning")
        let missing = await check(scene.folder.path("none.yaml"))
        #expect(missing.exitStatus == .missingInput)
        #expect(missing.summary == "stocktake: 1 error, 0 warnings")
    }

    @Test func `warnings of the books are told before a run`() async throws {
        try scene.photo("1.jpg", [.carton])
        try scene.folder.write(
            "sku,location,expected_quantity\nSALT,A-01,1\n",
            to: "books.csv"
        )
        let report = await check(try scene.pipeline("compare: books.csv"))
        #expect(report.exitStatus == .success)
        #expect(report.findings.map(\.code) == [.unknownItem])
    }

    @Test func `the JSON form names file, line, column, key and photo`() async throws {
        try scene.photo("1.jpg", [.carton])
        try scene.folder.write("", to: "photos/2.jpg")
        let warned = try object(await check(try scene.pipeline()))
        #expect(warned["version"] as? Int == 1)
        #expect(warned["exit_status"] as? Int == 3)
        #expect(warned["photos"] as? Int == 1)
        let photo = try #require((warned["findings"] as? [[String: Any]])?.first)
        #expect(photo["severity"] as? String == "warning")
        #expect(photo["code"] as? String == "photo_rejected")
        #expect((photo["photo"] as? String).map(scene.shown) == "photos/2.jpg")

        let wrong = try object(await check(try scene.pipeline("votes: 1")))
        #expect(wrong["exit_status"] as? Int == 65)
        let key = try #require((wrong["findings"] as? [[String: Any]])?.first)
        #expect((key["file"] as? String).map(scene.shown) == "test.yaml")
        #expect(key["line"] as? Int == 5 && key["column"] as? Int == 1)
        #expect(key["code"] as? String == "pipeline_invalid")
    }

    private func object(_ report: CheckReport) throws -> [String: Any] {
        let bytes = try report.json()
        #expect(bytes.last == 10)
        return try #require(
            try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any]
        )
    }
}
