import Foundation
import Testing

@testable import XLSX

struct WorkbookTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func properties(created: Int64 = 1) -> WorkbookProperties {
        WorkbookProperties(title: "", author: "", created: created)
    }

    private func writeSample(_ name: String, created: Int64) throws -> Data {
        let written = try WrittenWorkbook(in: folder, name: name, created: created) { workbook in
            let sheet = try workbook.addSheet(named: "Counts")
            try sheet.write(.text("Ice"), row: 0, column: 0, format: .plain.with { $0.bold = true })
            try sheet.write(.decimal(Decimal(125) / 100), row: 1, column: 1)
            try sheet.insertImage(
                jpeg: jpeg(width: 8, height: 8),
                row: 2,
                column: 0,
                placement: ImagePlacement(altText: "a photo")
            )
            try workbook.addSheet(named: "Empty").setPrint(PrintSetup())
        }
        return try Data(contentsOf: URL(fileURLWithPath: written.path))
    }

    @Test func `gives the same bytes for the same calls and time of creation`() throws {
        let first = try writeSample("first.xlsx", created: 1_795_399_200)
        let second = try writeSample("second.xlsx", created: 1_795_399_200)
        #expect(first == second)
        #expect(try writeSample("third.xlsx", created: 1_795_399_201) != first)
    }

    @Test func `says its title, author and time of creation`() throws {
        let written = try WrittenWorkbook(in: folder, sheet: { _ in })
        let core = try written.part("docProps/core.xml")
        #expect(between("<dc:title>", "</dc:title>", in: core) == "Stock &amp; more")
        #expect(between("<dc:creator>", "</dc:creator>", in: core) == "Ann")
        #expect(core.contains(">2026-11-23T02:00:00Z</dcterms:created>"))
    }

    @Test func `keeps its temporary files without names in its own folder`() throws {
        let written = try WrittenWorkbook(in: folder) { workbook in
            let sheet = try workbook.addSheet(named: "Sheet")
            for row in 0..<2000 { try sheet.write(.text("some text"), row: row, column: 0) }
            #expect(try folder.names == ["book.xlsx"])
        }
        #expect(try folder.names == ["book.xlsx"])
        #expect(try written.cell("A2000") != nil)
    }

    @Test func `leaves no file when it is dropped`() throws {
        do {
            let workbook = try Workbook(path: folder.path + "/a.xlsx", properties: properties())
            try workbook.addSheet(named: "Sheet").write(.number(1), row: 0, column: 0)
            #expect(try folder.names == ["a.xlsx"])
        }
        #expect(try folder.names.isEmpty)
    }

    @Test func `refuses to overwrite a file`() throws {
        let path = folder.path + "/old.xlsx"
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        let error = #expect(throws: WorkbookError.self) {
            _ = try Workbook(path: path, properties: properties())
        }
        #expect(error?.code == .cannotCreate)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == Data("old".utf8))
    }

    @Test(arguments: [
        ("missing/a.xlsx", "no such file or directory (error 2)"),
        ("file/a.xlsx", "not a directory (error 20)"),
        ("", "is a directory (error 21)"),
        ("a\0.xlsx", "the path contains a NUL"),
    ])
    func `names path and reason when nothing can be created, and prints nothing`(
        name: String,
        reason: String
    ) throws {
        try Data().write(to: URL(fileURLWithPath: folder.path + "/file"))
        let path = folder.path + "/" + name
        let printed = try StandardError.during {
            let error = #expect(throws: WorkbookError.self) {
                _ = try Workbook(path: path, properties: properties())
            }
            #expect(
                error?.description == "\(path): can't create the workbook, \(reason)"
            )
        }
        #expect(!printed.contains("[ERROR]") && !printed.contains("[WARNING]"))
    }

    @Test func `needs a sheet`() throws {
        let path = folder.path + "/a.xlsx"
        let error = #expect(throws: WorkbookError.self) {
            _ = try Workbook(path: path, properties: properties()).close()
        }
        #expect(error?.code == .noSheets)
        #expect(try folder.names.isEmpty)
    }

    @Test(arguments: [0, -1, 253_402_300_800] as [Int64])
    func `needs a time of creation that it can repeat`(created: Int64) throws {
        let error = #expect(throws: WorkbookError.self) {
            _ = try Workbook(
                path: folder.path + "/a.xlsx",
                properties: properties(created: created)
            )
        }
        #expect(error?.code == .invalidProperties)
        #expect(try folder.names.isEmpty)
    }

    @Test func `refuses a title with control characters`() throws {
        let error = #expect(throws: WorkbookError.self) {
            _ = try WrittenWorkbook(in: folder, title: "a\u{0}b") { _ in }
        }
        #expect(error?.code == .invalidProperties)
        #expect(try folder.names.isEmpty)
    }

    @Test func `refuses to write to a sheet of a closed workbook`() throws {
        var kept: Worksheet?
        _ = try WrittenWorkbook(in: folder) { kept = try $0.addSheet(named: "Sheet") }
        let sheet = try #require(kept)
        let error = #expect(throws: WorkbookError.self) {
            try sheet.write(.number(1), row: 0, column: 0)
        }
        #expect(error?.code == .closed)
        #expect(throws: WorkbookError.self) { try sheet.hideGridlines() }
    }

    @Test(.enabled(if: SmallDisk.mustBeMade, "only root can mount a small disk"))
    func `never leaves a damaged file on a full disk`() throws {
        let disk = try SmallDisk(in: folder, kilobytes: 4096)
        defer { #expect(throws: Never.self) { try disk.remove() } }
        var outcomes: Set<String> = []
        for free in stride(from: 40, through: 2400, by: 236) {
            try disk.fill(leaving: free)
            let path = disk.path + "/a.xlsx"
            let printed = try StandardError.during {
                do {
                    try writeRows(1500, path: path)
                    let (status, _) = try run("unzip", ["-tq", path])
                    #expect(status == 0)
                    let (_, sheet) = try run("unzip", ["-p", path, "xl/worksheets/sheet1.xml"])
                    #expect(sheet.suffix(12) == Data("</worksheet>".utf8))
                    outcomes.insert("written")
                } catch let error as WorkbookError {
                    #expect(error.code == .cannotWrite)
                    #expect(!FileManager.default.fileExists(atPath: path))
                    outcomes.insert("refused")
                }
            }
            #expect(!printed.contains("[ERROR]"), "\(free) KiB free: \(printed)")
        }
        #expect(outcomes == ["refused", "written"])
    }

    private func writeRows(_ count: Int, path: String) throws {
        let workbook = try Workbook(path: path, properties: properties())
        let sheet = try workbook.addSheet(named: "Sheet")
        for row in 0..<count {
            try sheet.write(.text("some text here"), row: row, column: 0)
            for column in 1..<5 { try sheet.write(.number(row * column), row: row, column: column) }
        }
        _ = try workbook.close()
    }
}

struct SheetNameTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test(arguments: [
        "", "[a", "a]", "a:b", "a*", "a?", "a/b", "a\\b", "'a", "a'", "History", "hISTORY",
        "a\u{0}b", "a\nb", "a\u{FFFF}", "COUNTS", String(repeating: "n", count: 32),
        String(repeating: "\u{1F9CA}", count: 16),
    ])
    func `refuses names that Excel refuses, before libxlsxwriter sees them`(name: String) throws {
        let printed = try StandardError.during {
            _ = try WrittenWorkbook(in: folder) { workbook in
                _ = try workbook.addSheet(named: "Counts")
                let error = #expect(throws: WorkbookError.self) {
                    _ = try workbook.addSheet(named: name)
                }
                #expect(error?.code == .invalidSheetName)
            }
        }
        #expect(!printed.contains("[WARNING]"))
    }

    @Test(arguments: [
        "2026", "A1", "R1C1", "It's", "A & B <c>", "Zähl-Liste", "=1+1",
        String(repeating: "\u{4E00}", count: 31), String(repeating: "\u{1F9CA}", count: 15),
    ])
    func `quotes names so that titles and filters find their sheet`(name: String) throws {
        let written = try WrittenWorkbook(in: folder) { workbook in
            let sheet = try workbook.addSheet(named: name)
            try sheet.write(.text("location"), row: 0, column: 0)
            var setup = PrintSetup()
            setup.repeatedRows = 0...0
            try sheet.setPrint(setup)
            try sheet.setAutofilter(CellRange(rows: 0...0, columns: 0...16_383))
        }
        let escaped = name.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
            .replacing(">", with: "&gt;")
        let quoted = escaped.replacing("'", with: "''")
        let book = try written.part("xl/workbook.xml")
        #expect(book.contains("<sheet name=\"\(escaped)\""))
        #expect(book.contains(">'\(quoted)'!$1:$1</definedName>"))
        #expect(book.contains(">'\(quoted)'!$A$1:$XFD$1</definedName>"))
    }

    @Test func `refuses more sheets than it can hold open`() throws {
        _ = try WrittenWorkbook(in: folder) { workbook in
            for number in 1...255 { _ = try workbook.addSheet(named: "\(number)") }
            let error = #expect(throws: WorkbookError.self) {
                _ = try workbook.addSheet(named: "256")
            }
            #expect(error?.code == .tooManySheets)
        }
    }
}
