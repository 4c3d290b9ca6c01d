import Foundation
import Platform
import Testing

@testable import Stocktake

@Suite("report.xlsx") struct WorkbookReportTests {
    private let folder: PhotoFolder

    init() throws {
        folder = try PhotoFolder()
    }

    private func write(
        _ record: RunRecord,
        as name: String = "report.xlsx"
    ) throws -> (ReadWorkbook, [Finding]) {
        let findings = try WorkbookReport(record: record).write(to: folder.path(name))
        return (ReadWorkbook(path: folder.path(name)), findings)
    }

    private static let sheets = [
        "Summary", "Exceptions", "By location", "By item", "Not counted", "Photos", "Run",
    ]

    /// One line that needs a person, seen on a photo that is there.
    private func recordWithPhoto(outline: [PixelPoint]) throws -> RunRecord {
        let path = try folder.write(try PrintedLabel.jpeg([.carton]), to: "<&\"é>.jpg")
        let photo = try SamplePhotos.open(path)
        let evidence = Evidence(
            photo: photo.id,
            x: 500,
            y: 500,
            zone: "",
            code: "c",
            serial: "T-1",
            lot: "",
            outline: outline,
            counts: true
        )
        let line = SampleRecord.line("A-01", "ICE", 1, expected: 2, [.beyondTolerance], .recount)
        let seen = StockLine(
            tally: Tally(
                location: "A-01",
                sku: "ICE",
                name: "Ice",
                gtin: "9520000000011",
                unit: "carton",
                counted: 1,
                low: 1,
                high: nil,
                reasons: [],
                method: "labels",
                model: "",
                votes: 1,
                photos: [photo.id],
                evidence: [evidence]
            ),
            status: line.status,
            reasons: line.reasons,
            expected: 2,
            unitCost: nil,
            itemClass: "",
            tolerance: "0"
        )
        let entry = PhotoRecord(path: path, photo: photo, location: "A-01", outcome: .used)
        return SampleRecord.record(lines: [seen], photos: [entry])
    }

    @Test func `its sheets stand in the order of reading`() throws {
        #expect(try write(SampleRecord.record()).0.sheetNames() == Self.sheets)
    }

    @Test func `exceptions stand worst first, then by the value at stake`() throws {
        let lines = [
            SampleRecord.line("A-01", "REVIEW", 1, expected: 1, [.unknownItem], .review),
            SampleRecord.line("A-02", "SMALL", 9, expected: 8, [.beyondTolerance], .recount),
            SampleRecord.line("A-03", "OK", 1, expected: 1),
            SampleRecord.line("A-04", "LARGE", 2, expected: 8, [.beyondTolerance], .recount),
            SampleRecord.line("A-05", "UNKNOWN", nil, expected: 9, [.noneSeen], .recount),
            SampleRecord.line("A-06", "LOST", 1, expected: 1, [.photoRejected], .incomplete),
            SampleRecord.line("A-07", "NONE", nil, expected: 1, [.noPhoto], .notCounted),
        ]
        let cells = try write(SampleRecord.record(lines: lines)).0.cells("Exceptions")
        #expect(
            (2...7).map { cells["C\($0)"]?.value } == [
                "NONE", "LOST", "LARGE", "SMALL", "UNKNOWN", "REVIEW",
            ]
        )
        #expect(
            (2...7).map { cells["A\($0)"]?.value } == [
                "not counted", "incomplete", "recount", "recount", "recount", "review",
            ]
        )
        #expect(cells["H4"] == .number("-43.2"))
        #expect(!cells.values.contains(.text("OK")))
        for box in ["Recount", "Counted by", "Initials", "Reason code", "Approved by"] {
            #expect(cells.values.contains(.text(box)), "\(box)")
        }
    }

    @Test func `text from outside stays text, and only our formula is one`() throws {
        let book = try write(SampleRecord.record()).0
        let byLocation = try book.cells("By location")
        let row = try #require(
            (2...7).first { byLocation["A\($0)"]?.value == SampleRecord.hostile }
        )
        #expect(byLocation["A\(row)"] == .text(SampleRecord.hostile))
        #expect(byLocation["B\(row)"] == .text("+1"))
        #expect(byLocation["D\(row)"] == .text(SampleRecord.hostile))
        let all = try Self.sheets.map { ($0, try book.cells($0)) }
        var formulas: [String] = []
        for (sheet, cells) in all {
            #expect(!cells.isEmpty)
            for (name, cell) in cells {
                if let formula = cell.formula { formulas.append("\(sheet) \(name) \(formula)") }
                let isNumber = cell.type.isEmpty && Double(cell.value) != nil
                #expect(cell.type == "inlineStr" || isNumber || cell == .init(), "\(sheet) \(name)")
            }
        }
        #expect(formulas.sorted() == ["By location H2 F2-G2", "By location H3 F3-G3"])
        #expect(byLocation["H2"]?.value == "-2")
    }

    @Test func `a GTIN is text, a number is a number, unknown is empty`() throws {
        let cells = try write(SampleRecord.record()).0.cells("By location")
        #expect(cells["C2"] == .text("9520000000011"))
        #expect(cells["F2"] == .number("6") && cells["G2"] == .number("8"))
        #expect(cells["J2"] == .number("7.2"))
        #expect(cells["A4"] == .text("A-02"))
        #expect(cells["F4"] == .init() && cells["H4"] == .init(), "none seen is not zero")
        #expect(cells["G4"] == .number("3"))
    }

    @Test func `books below zero and fractions are numbers, shown with their decimals`() throws {
        let lines = [
            SampleRecord.line("A-01", "ICE", 3, expected: -2, [.beyondTolerance], .recount),
            SampleRecord.line("A-02", "ICE", 2, expected: 2.5, [.beyondTolerance], .recount),
            SampleRecord.line("A-03", "WAT", 2, expected: nil, [.bookUnreadable], .review),
            SampleRecord.line("A-04", "WAT", 2, expected: 2),
        ]
        let (book, _) = try write(SampleRecord.record(lines: lines))
        let cells = try book.cells("By location")
        #expect(["G2", "G3", "G4"].map { cells[$0]?.value } == ["-2", "2.5", ""])
        #expect(["H2", "H3", "H4"].map { cells[$0]?.value } == ["5", "-0.5", ""])
        #expect(["J2", "K2", "K3"].map { cells[$0]?.value } == ["7.2", "36", "-3.6"])
        let items = try book.cells("By item")
        #expect(["F2", "G2", "F3", "G3"].map { items[$0]?.value } == ["0.5", "4.5", "2", ""])
        #expect(try book.part("xl/styles.xml").contains("#,##0.0#####"))
    }

    @Test func `items are summed over their locations, and unknown is no zero`() throws {
        let lines = [
            SampleRecord.line("A-01", "ICE", 6, expected: 8, [.beyondTolerance], .recount),
            SampleRecord.line("A-02", "ICE", 3, expected: 3),
            SampleRecord.line("A-01", "WAT", 4, expected: 4),
            SampleRecord.line("A-02", "WAT", nil, expected: 3, [.noneSeen], .recount),
        ]
        let cells = try write(SampleRecord.record(lines: lines)).0.cells("By item")
        func row(_ number: Int) -> [String] {
            ["A", "E", "F", "G", "H", "I", "K"].map { cells["\($0)\(number)"]?.value ?? "" }
        }
        #expect(row(2) == ["ICE", "9", "11", "-2", "2", "0", "recount"])
        #expect(row(3) == ["WAT", "4", "7", "", "1", "1", "recount"])
    }

    @Test func `photos that gave nothing are listed with their reason`() throws {
        let book = try write(SampleRecord.record()).0
        let lost = try book.cells("Not counted")
        #expect(lost["D2"] == .text("-b,\"02\".jpg"))
        #expect(lost["E2"] == .text("mean brightness 3.0 of 255"))
        #expect(lost["A4"] == .text("line") && lost["B4"] == .text("A-09"))
        #expect(try book.cells("Photos").values.count { $0.value == "yes" } == 1)
        #expect(
            try book.cells("Summary").values.contains(.text(RunRecord.lowerBound)),
            "the sentence that every label count carries"
        )
    }

    @Test func `the same record gives the same bytes`() throws {
        _ = try write(SampleRecord.record(), as: "a.xlsx")
        _ = try write(SampleRecord.record(), as: "b.xlsx")
        let first = try readFile(at: folder.path("a.xlsx"), maxBytes: 1 << 20)
        #expect(try readFile(at: folder.path("b.xlsx"), maxBytes: 1 << 20) == first)
    }

    @Test func `a run without lines and photos has every sheet`() throws {
        let (book, findings) = try write(SampleRecord.record(lines: [], photos: []))
        #expect(findings == [])
        #expect(try book.sheetNames() == Self.sheets)
        #expect(try book.cells("By location")["A2"] == .text("no lines"))
        #expect(
            try book.cells("Exceptions")["A2"]
                == .text("no lines: nothing was counted")
        )
    }

    @Test func `a missing photo is reported once, and the rest is written`() throws {
        let (book, findings) = try write(SampleRecord.record())
        #expect(
            findings == [
                Finding(
                    .warning,
                    .thumbnailMissing,
                    "no picture in report.xlsx, no such file or folder",
                    photo: "a01.jpg"
                )
            ]
        )
        #expect(try book.sheetNames() == Self.sheets)
        #expect(try !book.parts().contains { $0.hasPrefix("xl/media/") })
    }

    @Test func `a photo that became another one since is not shown`() throws {
        let record = try recordWithPhoto(outline: [])
        try folder.write(try PhotoFolder.jpeg(), to: "<&\"é>.jpg")
        let (book, findings) = try write(record)
        #expect(
            findings.map(\.message) == [
                "no picture in report.xlsx, the photo changed after it was counted"
            ]
        )
        #expect(try !book.parts().contains { $0.hasPrefix("xl/media/") })
    }

    @Test func `a line shows its photo, also with an outline that leaves it`() throws {
        let corners = [(-50.0, -50.0), (110, 20), (900, 110), (20, 500)]
        let record = try recordWithPhoto(outline: corners.map { PixelPoint(x: $0.0, y: $0.1) })
        let (book, findings) = try write(record)
        #expect(findings == [])
        #expect(try book.parts().count { $0.hasPrefix("xl/media/") } == 1)
        let drawing = try book.part("xl/drawings/drawing1.xml")
        #expect(drawing.contains("&lt;&amp;&quot;é&gt;.jpg"), "the photo's name, escaped")
    }

    @Test func `a title of any kind is shown as it is`() throws {
        let record = SampleRecord.record(lines: [], photos: [])
        let hostile = "=1+1 & <b>\"Größe\"</b> &P &D"
        let titled = RunRecord(
            id: record.id,
            continues: nil,
            pipeline: record.pipeline,
            title: hostile,
            startedAt: record.startedAt,
            duration: record.duration,
            status: record.status,
            exitStatus: record.exitStatus,
            locationRule: record.locationRule,
            views: nil,
            reject: record.reject,
            version: record.version,
            reader: record.reader,
            hasBooks: false,
            photos: [],
            lines: [],
            findings: []
        )
        let cells = try write(titled).0.cells("Summary")
        #expect(cells["A1"] == .text(hostile))
        #expect(!cells.values.contains(.text("Against the books")), "there are none")
    }
}
