import Foundation
import Testing

@testable import XLSX

struct LinkTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private func written(_ text: String, _ path: String) throws -> WrittenWorkbook {
        try WrittenWorkbook(in: folder) {
            try $0.write(.link(text, toFile: path), row: 0, column: 0)
        }
    }

    @Test(arguments: [
        ("photos/a b.jpg", "photos/a%20b.jpg"), ("../x/ä.jpg", "../x/%C3%A4.jpg"),
        ("C:/x.jpg", "C%3A/x.jpg"), ("http://a.example/#x", "http%3A/a.example/%23x"),
        ("internal:A1", "internal%3AA1"), ("mailto:a@b", "mailto%3Aa%40b"),
        ("\\\\server\\x", "%5C%5Cserver%5Cx"), ("100%41.jpg", "100%2541.jpg"),
        ("a&\"<>.jpg", "a%26%22%3C%3E.jpg"), ("a\u{1}\n.jpg", "a%01%0A.jpg"),
    ])
    func `leads to a file beside the workbook and nowhere else`(
        path: String,
        target: String
    ) throws {
        let written = try written("a photo", path)
        let relations = try written.part("xl/worksheets/_rels/sheet1.xml.rels")
        #expect(between("Target=\"", "\"", in: relations) == target)
        #expect(relations.contains("TargetMode=\"External\""))
        #expect(try written.text("A1") == "a photo")
    }

    @Test(arguments: ["", "/etc/passwd", "a\0"])
    func `refuses targets that Excel could not follow`(path: String) throws {
        let error = #expect(throws: WorkbookError.self) { try written("a", path) }
        #expect(error?.code == .invalidLink)
    }

    @Test func `keeps the whole text of a link`() throws {
        let text = String(repeating: "冰", count: 5000) + "_x0041_\u{1}=1"
        let written = try written(text, "a.jpg")
        #expect(try written.text("A1") == text)
        #expect(try written.sheet().hasSuffix("</worksheet>"))
    }

    @Test func `writes the text of a link that is too long, and notes it`() throws {
        let printed = try StandardError.during {
            let written = try written("a", String(repeating: "ä", count: 400))
            #expect(try written.text("A1") == "a")
            #expect(written.notes.map(\.change) == [.linkAsText])
        }
        #expect(!printed.contains("[WARNING]"))
    }

    @Test func `writes text instead of more links than Excel takes, and notes it`() throws {
        let written = try WrittenWorkbook(in: folder) { sheet in
            sheet.linkCount = Worksheet.linkLimit - 1
            try sheet.write(.link("last", toFile: "a.jpg"), row: 0, column: 0)
            try sheet.write(.link("beyond", toFile: "a.jpg"), row: 1, column: 0)
        }
        let sheet = try written.sheet()
        #expect(sheet.contains("<hyperlink ref=\"A1\"") && !sheet.contains("<hyperlink ref=\"A2\""))
        #expect(try written.text("A2") == "beyond")
        let cell = CellPosition(row: 1, column: 0)
        #expect(written.notes == [WorkbookNote(sheet: "Sheet", cell: cell, change: .linkAsText)])
    }
}
