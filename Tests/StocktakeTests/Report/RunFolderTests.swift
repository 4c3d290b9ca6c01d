import Foundation
import Platform
import Testing
import XLSX

@testable import Stocktake

@Suite("The folder of a run") struct RunFolderTests {
    private struct Refusal: Error {}

    private let folder: PhotoFolder
    private let target: RunFolder

    init() throws {
        folder = try PhotoFolder()
        target = RunFolder(
            parent: folder.path("reports/warehouse"),
            run: "2026-11-23T020000Z-4f1c"
        )
    }

    private func names(_ path: String = "reports/warehouse") throws -> [String] {
        try FolderListing(of: folder.path(path)).entries.map(\.name)
    }

    private func latest() throws -> String {
        try FileManager.default.destinationOfSymbolicLink(
            atPath: folder.path("reports/warehouse/latest")
        )
    }

    @Test func `a run's folder appears whole, and latest leads to it`() throws {
        var temporary = ""
        try target.fill { path in
            temporary = path
            #expect(try names() == [".2026-11-23T020000Z-4f1c.tmp"], "nothing to be seen yet")
            try writeFile([1], at: "\(path)/counts.csv")
            try writeFile([2], at: "\(path)/run.json")
        }
        #expect(try names() == ["2026-11-23T020000Z-4f1c"], "a rehearsal's folder")
        try target.makeLatest()
        #expect(try names() == ["2026-11-23T020000Z-4f1c", "latest"])
        #expect(try latest() == "2026-11-23T020000Z-4f1c", "relative, so that folders may move")
        #expect(try names("reports/warehouse/latest") == ["counts.csv", "run.json"])
        #expect(try FileStatus(of: temporary).kind == .missing)
    }

    @Test func `a second run moves latest and leaves the first as it is`() throws {
        try target.fill { try writeFile([1], at: "\($0)/a") }
        try target.makeLatest()
        let second = RunFolder(parent: target.parent, run: "2026-11-24T020000Z-0000")
        try second.fill { try writeFile([2], at: "\($0)/b") }
        try second.makeLatest()
        #expect(
            try names() == ["2026-11-23T020000Z-4f1c", "2026-11-24T020000Z-0000", "latest"]
        )
        #expect(try latest() == "2026-11-24T020000Z-0000")
        #expect(try names("reports/warehouse/2026-11-23T020000Z-4f1c") == ["a"])
    }

    @Test func `a report that fails leaves nothing, and latest where it was`() throws {
        let earlier = RunFolder(parent: target.parent, run: "2026-11-22T020000Z-0000")
        try earlier.fill { try writeFile([1], at: "\($0)/a") }
        try earlier.makeLatest()
        #expect(throws: Refusal.self) {
            try target.fill { path in
                try writeFile([1], at: "\(path)/counts.csv")
                throw Refusal()
            }
        }
        #expect(try names() == ["2026-11-22T020000Z-0000", "latest"])
        #expect(try latest() == "2026-11-22T020000Z-0000")
    }

    @Test func `trouble with a file or workbook is a report that can't be written`() throws {
        let file = #expect(throws: ReportError.self) {
            try target.fill { try writeFile([1], at: "\($0)/none/counts.csv") }
        }
        #expect(file?.path.hasSuffix(".tmp/none/counts.csv") == true)
        #expect(file?.message == "no such file or folder")
        let workbook = #expect(throws: ReportError.self) {
            try target.fill { path in
                let properties = WorkbookProperties(title: "", author: "", created: 0)
                _ = try Workbook(path: "\(path)/none/report.xlsx", properties: properties)
            }
        }
        #expect(workbook?.path.hasSuffix(".tmp/none/report.xlsx") == true)
        #expect(try names() == [])
    }

    @Test func `a file where the folder should be is said`() throws {
        try folder.write("mine", to: "reports")
        let error = #expect(throws: ReportError.self) { try target.fill { _ in } }
        #expect(error?.path.hasPrefix(folder.path("reports")) == true)
        #expect(error?.description.contains("reports") == true)
        #expect(try readFile(at: folder.path("reports"), maxBytes: 9) == Array("mine".utf8))
    }

    @Test func `a run's folder is never written over`() throws {
        try target.fill { try writeFile([1], at: "\($0)/old") }
        try target.makeLatest()
        let error = #expect(throws: ReportError.self) {
            try target.fill { try writeFile([2], at: "\($0)/new") }
        }
        #expect(error?.path == target.path)
        #expect(try names("reports/warehouse/latest") == ["old"])
        #expect(try names() == ["2026-11-23T020000Z-4f1c", "latest"])
    }

    @Test func `what a run that died left over a day ago goes away, all else stays`() throws {
        let kept = [
            ".2026-11-23T010000Z-1111.tmp", ".2026-11-24T010000Z-2222.tmp", ".1-mine.tmp", "..tmp",
            ".config", "2026-11-21T020000Z-3333", ".2026-11-22T235959Z-4444.tmp",
            ".2026-11-22T020000Z-6666.tmp", ".2026-13-41T020000Z-7777.tmp",
            ".2020-01-01T000000Z-888.tmp",
        ]
        let left = [".2026-11-22T015959Z-9999.tmp", ".2020-02-29T235959Z-abcd.tmp"]
        for name in kept + left {
            try folder.write("x", to: "reports/warehouse/\(name)/counts.csv")
        }
        try folder.write("x", to: "reports/warehouse/.2020-01-01T000000Z-5555.tmp")
        try target.fill { _ in }
        #expect(
            Set(try names())
                == Set(kept + [".2020-01-01T000000Z-5555.tmp", target.run])
        )
    }

    @Test func `a run without a time in its name removes nothing`() throws {
        try folder.write("x", to: "reports/warehouse/.2020-01-01T000000Z-5555.tmp/counts.csv")
        try RunFolder(parent: target.parent, run: "first").fill { _ in }
        #expect(try names().contains(".2020-01-01T000000Z-5555.tmp"))
    }
}
