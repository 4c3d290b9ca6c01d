import Foundation
import Testing

@testable import XLSX

struct CellTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    /// The element of A1 with this value in it.
    private func cell(_ value: CellValue, format: CellFormat = .plain) throws -> String? {
        let written = try WrittenWorkbook(in: folder, name: UUID().uuidString) { workbook in
            try workbook.addSheet(named: "Sheet")
                .write(value, row: 0, column: 0, format: format)
        }
        return try written.cell("A1")
    }

    private func code(of value: CellValue) throws -> WorkbookError.Code? {
        #expect(throws: WorkbookError.self) { try cell(value) }?.code
    }

    @Test func `writes every kind of value`() throws {
        #expect(try cell(.text("Ice")) == #"<c r="A1" t="inlineStr"><is><t>Ice</t></is></c>"#)
    }

    @Test(arguments: [
        (CellValue.number(-3), #"<c r="A1"><v>-3</v></c>"#),
        (
            .formula("=B1*2", result: .number(12)),
            #"<c r="A1"><f>B1*2</f><v>12</v></c>"#
        ),
        (
            .formula(#"IF(B1<2,"a","b")"#, result: .text("a_x0041_")),
            #"<c r="A1" t="str"><f>IF(B1&lt;2,"a","b")</f><v>a_x005F_x0041_</v></c>"#
        ),
    ])
    func `writes numbers and formulas with their values`(
        value: CellValue,
        element: String
    ) throws {
        #expect(try cell(value) == element)
    }

    @Test func `writes a blank cell only for its format`() throws {
        #expect(try cell(.blank) == nil)
        let boxed = CellFormat.plain.with { $0.border = Border() }
        #expect(try cell(.blank, format: boxed) == #"<c r="A1" s="1"/>"#)
    }

    @Test(arguments: [
        "=1+1", "+1", "-1", "@SUM(A1)", "http://a.example", "internal:A1", "007", "{=1}",
    ])
    func `keeps text as text whatever it looks like`(text: String) throws {
        let element = try cell(.text(text))
        #expect(element == #"<c r="A1" t="inlineStr"><is><t>\#(text)</t></is></c>"#)
    }

    @Test(arguments: [
        "_x0041_", "_x0041_x0042_", "_x005F_x0041_", "__x0041_", "_x00e9_", "_x0041\u{1}", "_x0041",
        "\u{1}x0041_", "_\u{1}", "a\0b", "\u{1B}[31m", "a\r\nb\tc", " padded ", "\n", "<&>\"'",
        "\u{FFFE}\u{FFFF}", "ÄÖÜ 冰 \u{1F9CA}", "_x0041_\u{FFFF}", "_x0041\u{FFFE}",
    ])
    func `reads back the text that went in`(text: String) throws {
        let written = try WrittenWorkbook(in: folder) {
            try $0.write(.text(text), row: 0, column: 0)
        }
        #expect(try written.text("A1") == text)
        #expect(written.notes.isEmpty)
        let characters = try written.sheet().unicodeScalars
        #expect(
            characters.allSatisfy { CellText.isPlain($0) || "\t\n".unicodeScalars.contains($0) }
        )
    }

    @Test func `escapes a literal code`() throws {
        #expect(CellText("_x0041_").stored == "_x005F_x0041_")
        #expect(CellText("_x0041").stored == "_x0041")
        #expect(CellText("a\0").stored == "a_x0000_")
    }

    @Test(arguments: [
        (String(repeating: "a", count: 32_768), 32_768),
        (String(repeating: "\u{1F9CA}", count: 16_384), 32_768),
        (String(repeating: "_x0041_", count: 4000), 28_000),
        (String(repeating: "\u{1}", count: 30_000), 30_000),
    ])
    func `cuts text beyond Excel's limit and notes it`(text: String, length: Int) throws {
        let written = try WrittenWorkbook(in: folder) {
            try $0.write(.text(text), row: 6, column: 1)
        }
        let shown = try #require(try written.text("B7"))
        #expect(shown.hasSuffix("…") && shown.utf16.count <= 32_767)
        #expect(text.hasPrefix(shown.dropLast()))
        let change = WorkbookNote.Change.textCut(length: length, kept: shown.utf16.count)
        let cell = CellPosition(row: 6, column: 1)
        #expect(written.notes == [WorkbookNote(sheet: "Sheet", cell: cell, change: change)])
        #expect(
            written.notes.first?.description
                == "sheet \"Sheet\", cell B7: text of \(length) characters was cut to "
                + "\(shown.utf16.count)"
        )
    }

    @Test func `keeps text of just Excel's limit whole`() throws {
        let text = String(repeating: "\u{1F9CA}", count: 16_383) + "a"
        let written = try WrittenWorkbook(in: folder) {
            try $0.write(.text(text), row: 0, column: 0)
        }
        #expect(try written.text("A1") == text)
        #expect(written.notes.isEmpty)
    }

    @Test(arguments: [
        (999_999_999_999_999, "<v>999999999999999</v>"),
        (-999_999_999_999_999, "<v>-999999999999999</v>"),
        (1_000_000_000_000_000_000, "<v>1E+18</v>"),
        (9_007_199_254_740_993, "<t>9007199254740993</t>"),
        (Int.max, "<t>9223372036854775807</t>"),
        (Int.min, "<t>-9223372036854775808</t>"),
    ])
    func `loses no digit of a whole number`(number: Int, element: String) throws {
        let written = try WrittenWorkbook(in: folder) {
            try $0.write(.number(number), row: 0, column: 0)
        }
        #expect(try #require(try written.cell("A1")).contains(element))
        #expect(written.notes.map(\.change) == (element.hasPrefix("<t>") ? [.numberAsText] : []))
    }

    @Test(arguments: [
        "0", "0.5600", "-1234.56", "0.1", "123456789.012345", "999999999999.999",
        "0.000000000000000000012", "120000000000000000000",
    ])
    func `writes a decimal as the number nearest to it`(digits: String) throws {
        let value = try #require(Decimal(string: digits))
        let element = try #require(try cell(.decimal(value)))
        #expect(between("<v>", "</v>", in: element).flatMap { Double($0) } == Double(digits))
    }

    @Test(arguments: ["1234567890.1234567", "-0.33333333333333333333"])
    func `writes a decimal of more digits than Excel shows as text`(digits: String) throws {
        let element = try cell(.decimal(#require(Decimal(string: digits))))
        #expect(element == "<c r=\"A1\" t=\"inlineStr\"><is><t>\(digits)</t></is></c>")
    }

    @Test func `refuses what is not a number`() throws {
        #expect(try code(of: .decimal(.nan)) == .notFinite)
        #expect(try code(of: .formula("1/0", result: .number(.nan))) == .notFinite)
    }

    @Test(arguments: ["", "=", "A1\u{0}", "A1\nB1", String(repeating: "1", count: 8193)])
    func `refuses formulas that Excel can't read`(formula: String) throws {
        #expect(try code(of: .formula(formula, result: .number(0))) == .invalidFormula)
    }

    @Test(arguments: [(-1, 0), (0, -1), (1_048_576, 0), (0, 16_384), (Int.max, 0), (0, Int.min)])
    func `refuses places no sheet has`(row: Int, column: Int) throws {
        _ = try WrittenWorkbook(in: folder) { sheet in
            let error = #expect(throws: WorkbookError.self) {
                try sheet.write(.number(1), row: row, column: column)
            }
            #expect(error?.code == .outOfRange)
        }
    }

    @Test func `writes the last cell a sheet has`() throws {
        let written = try WrittenWorkbook(in: folder) {
            try $0.write(.number(1), row: 1_048_575, column: 16_383)
        }
        #expect(try written.cell("XFD1048576") == #"<c r="XFD1048576"><v>1</v></c>"#)
    }

    @Test func `takes the cells of a row in any order and rows only downwards`() throws {
        let written = try WrittenWorkbook(in: folder) { sheet in
            try sheet.write(.number(2), row: 1, column: 1)
            try sheet.write(.number(1), row: 1, column: 0)
            try sheet.write(.number(3), row: 1, column: 1)
            try sheet.write(.number(4), row: 5, column: 0)
            let error = #expect(throws: WorkbookError.self) {
                try sheet.write(.number(5), row: 4, column: 0)
            }
            #expect(error?.code == .rowAlreadyWritten)
        }
        let sheet = try written.sheet()
        #expect(sheet.contains(#"<c r="A2"><v>1</v></c><c r="B2"><v>3</v></c>"#))
        #expect(WrittenWorkbook.cell("A5", in: sheet) == nil)
        #expect(WrittenWorkbook.cell("A6", in: sheet) != nil)
    }

    @Test(arguments: [
        (0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16_383, "XFD"),
    ])
    func `names columns as Excel does`(column: Int, name: String) {
        #expect(CellPosition.columnName(column) == name)
    }
}
