import Foundation
import Imaging
import Testing

@testable import Stocktake

@Suite("Sheets of rows, answers and orders") struct AnswerSheetsTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private func write(_ record: RunRecord) throws -> (ReadWorkbook, [Finding]) {
        let findings = try WorkbookReport(record: record).write(to: folder.path("report.xlsx"))
        return (ReadWorkbook(path: folder.path("report.xlsx")), findings)
    }

    /// The cells of a sheet, row by row.
    private func text(_ sheet: String, in book: ReadWorkbook) throws -> String {
        let cells = try book.cells(sheet)
        let rows = cells.keys.compactMap { Int($0.drop { $0.isLetter }) }.max() ?? 0
        return (1...max(rows, 1)).map { row in
            var values = "ABCDEFGHIJKLMNOP".map { column in
                let cell = cells["\(column)\(row)"] ?? .init()
                let value = cell.value.replacing("\n", with: "⏎")
                let formula = cell.formula.map { " {=\($0)}" } ?? ""
                return (cell.type.isEmpty && !value.isEmpty ? "#\(value)" : value) + formula
            }
            while values.last?.isEmpty == true { values.removeLast() }
            return values.joined(separator: " | ")
        }
        .joined(separator: "\n") + "\n"
    }

    @Test func `a run of rows has no sheet of a count`() throws {
        let (book, _) = try write(SampleRecord.extract())
        #expect(
            try book.sheetNames() == ["Summary", "Rows", "Not counted", "Photos", "Costs", "Run"]
        )
        try expectGolden(try text("Summary", in: book), "Report/answers/sheet-summary.txt")
        try expectGolden(try text("Rows", in: book), "Report/answers/sheet-rows.txt")
    }

    @Test func `answers and orders follow the sheets of a count`() throws {
        let (book, _) = try write(SampleRecord.fridge)
        #expect(
            try book.sheetNames() == [
                "Summary", "Exceptions", "By location", "By item", "Order", "Then recipe",
                "Then note", "Then list", "Then advice", "Not counted", "Photos", "Run",
            ]
        )
        for sheet in ["Order", "Then recipe", "Then note", "Then list", "Then advice"] {
            let name = sheet.lowercased().replacing(" ", with: "-")
            try expectGolden(try text(sheet, in: book), "Report/answers/sheet-\(name).txt")
        }
    }

    @Test func `only our own sums are formulas`() throws {
        var record = SampleRecord.extract()
        record.followUps = SampleRecord.followUps
        record.order = SampleRecord.order()
        let (book, _) = try write(record)
        for sheet in try book.sheetNames() {
            for (name, cell) in try book.cells(sheet) {
                let isOurs = cell.formula?.wholeMatch(of: /D\d+\*G\d+|SUM\(H\d+:H\d+\)/) != nil
                #expect(cell.formula == nil || isOurs && sheet == "Order", "\(sheet) \(name)")
            }
        }
    }

    @Test func `each row shows its photo, stored once, and a lost photo is said once`() throws {
        let path = try folder.write(try PrintedLabel.jpeg([.carton]), to: "a.jpg")
        let photo = try SamplePhotos.open(path)
        let gone = SampleRecord.photo("bbbbbbbbbb", folder.path("gone.jpg"))
        let rows = [
            SampleRecord.row(path, .ok, photo: photo.id),
            SampleRecord.row(path, .ok, number: 2, photo: photo.id),
            SampleRecord.row(gone.path, .ok, photo: gone.id),
            SampleRecord.row(gone.path, .ok, number: 2, photo: gone.id),
        ]
        let entries = [photo, gone].map {
            PhotoRecord(path: $0.path, photo: $0, location: nil, outcome: .used)
        }
        var record = SampleRecord.record(lines: [], photos: entries)
        record.rows = RowTable(columns: SampleRecord.columns, rows: rows)
        record.asking = SampleRecord.asking()
        let (book, findings) = try write(record)
        #expect(
            findings == [
                Finding(
                    .warning,
                    .thumbnailMissing,
                    "no picture in report.xlsx, no such file or folder",
                    photo: gone.path
                )
            ]
        )
        #expect(try book.parts().count { $0.hasPrefix("xl/media/") } == 1)
        let drawing = try book.part("xl/drawings/drawing1.xml")
        #expect(drawing.components(separatedBy: "<xdr:pic>").count == 3)
    }

    @Test func `names that a sheet can't have, or share, are changed`() throws {
        var record = SampleRecord.record()
        let long = String(repeating: "a", count: 40)
        record.followUps = ["a/b:c", long, long, "A-B-C"].map {
            SampleRecord.followUp($0, .text("x"))
        }
        #expect(
            try write(record).0.sheetNames().filter { $0.hasPrefix("Then") } == [
                "Then a-b-c", "Then " + long.prefix(26), "Then \(long.prefix(22)) 2",
                "Then A-B-C 2",
            ]
        )
    }
}
