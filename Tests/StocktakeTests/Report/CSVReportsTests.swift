import Foundation
import Testing

@testable import Stocktake

@Suite("CSV reports") struct CSVReportsTests {
    @Test(arguments: CSVReports.files.map(\.name))
    func `each file keeps its form`(_ name: String) throws {
        let file = try #require(CSVReports.files.first { $0.name == name })
        let bytes = Array(file.pieces(CSVReports(record: SampleRecord.record())).joined())
        try expectGolden(String(decoding: bytes, as: UTF8.self), "Report/\(name)")
    }

    @Test func `counts begin with the promised columns`() {
        let text = String(
            decoding: CSVReports(record: SampleRecord.record()).counts,
            as: UTF8.self
        )
        #expect(
            text.hasPrefix(
                "location,sku,name,counted,low,high,unit,status,reasons,method,model,votes,photos,"
                    + "audit"
            )
        )
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@x", "\tx", "\rx"])
    func `text that a spreadsheet would run gets an apostrophe`(_ text: String) throws {
        var csv = CSVText(header: ["a"])
        csv.add(text: text)
        csv.endRow()
        let field = String(decoding: csv.bytes.dropFirst(3), as: UTF8.self)
        #expect(field.contains("'\(text)"))
    }

    @Test func `numbers never get one, unknown is an empty field`() {
        var csv = CSVText(header: ["a", "b", "c"])
        csv.add(number: -2)
        csv.add(number: nil)
        csv.add(exact: "-14.40")
        csv.endRow()
        #expect(String(decoding: csv.bytes, as: UTF8.self) == "a,b,c\r\n-2,,-14.40\r\n")
    }

    @Test func `what is written reads back as it was`() throws {
        let values = ["plain", "a,b", "a\"b", "a\r\nb", "", "é 漢字 🧊", ";", "'", "a'b"]
        var csv = CSVText(header: values.indices.map { "c\($0)" })
        for value in values { csv.add(text: value) }
        csv.endRow()
        let table = CSVTable(file: "t.csv", bytes: csv.bytes)
        #expect(table.findings.isEmpty)
        #expect(table.rows.first?.fields == values)
    }

    @Test func `no cell of any report begins like a formula`() {
        for file in CSVReports.files {
            let bytes = Array(file.pieces(CSVReports(record: SampleRecord.record())).joined())
            let table = CSVTable(file: file.name, bytes: bytes)
            #expect(table.findings.isEmpty)
            for field in table.rows.flatMap(\.fields) where Int(field) == nil {
                let start = field.unicodeScalars.first.map(String.init) ?? ""
                let isNumber = field.wholeMatch(of: /-?\d+\.\d+/) != nil
                #expect(isNumber || !"=+-@\t\r".contains(start) || start.isEmpty, "\(field)")
            }
        }
    }
}

@Suite("run.json") struct RunJSONTests {
    @Test func `it keeps its form`() throws {
        let bytes = try RunJSON(SampleRecord.record(), reports: ["counts.csv"]).bytes()
        try expectGolden(String(decoding: bytes, as: UTF8.self), "Report/run.json")
    }
}

@Suite("Terminal table") struct TerminalReportTests {
    private func text(columns: Int?, colour: Bool = false) -> String {
        TerminalReport(record: SampleRecord.record(), columns: columns, isColoured: colour)
            .text(reports: ["Output/warehouse/latest/report.xlsx"])
    }

    @Test(arguments: [80, 120])
    func `it fits the terminal`(_ columns: Int) throws {
        let text = text(columns: columns)
        for line in text.split(separator: "\n") { #expect(displayWidth(String(line)) <= columns) }
        try expectGolden(text, "Report/terminal-\(columns).txt")
    }

    @Test(arguments: [60, 61, 66, 72, 80, 100])
    func `long names are cut, and no row is wider than the terminal`(_ columns: Int) {
        let long = String(repeating: "L漢", count: 20)
        let lines = [
            SampleRecord.line(long, long, 6, expected: 8, [.beyondTolerance], .recount, name: long),
            SampleRecord.line("A-01", "ICE", 1_234_567_890, expected: 2_345_678_901, name: long),
            SampleRecord.line("B", long, nil, expected: 3, [.photoRejected], .notCounted),
            SampleRecord.line(long, "W", nil, expected: nil, [.noLabelsSeen], .review),
        ]
        for lines in [lines, Array(lines.prefix(1)), Array(lines.suffix(2)), nil] {
            let record = SampleRecord.record(lines: lines)
            let text = TerminalReport(record: record, columns: columns, isColoured: false)
                .text(reports: [])
            for line in text.split(separator: "\n") {
                #expect(displayWidth(String(line)) <= columns, "\(line)")
            }
            if lines != nil { #expect(text.contains("  L") && text.contains("…")) }
            #expect(text.contains("not counted") || lines?.count == 1)
        }
    }

    @Test func `short columns give way to no other`() {
        let lines = [
            SampleRecord.line("A-01", String(repeating: "S", count: 24), 6, expected: 8, name: "")
        ]
        let text = TerminalReport(
            record: SampleRecord.record(lines: lines),
            columns: 60,
            isColoured: false
        ).text(reports: [])
        #expect(text.contains("  A-01 "))
    }

    @Test func `without colour there is no control character`() {
        #expect(!text(columns: nil).unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        #expect(text(columns: nil, colour: true).contains("\u{1B}[35m"))
    }

    @Test func `many lines are summed up`() {
        let lines = (0..<100).map { SampleRecord.line("A-\($0)", "ICE", 1, expected: 1) }
        let few = TerminalReport(
            record: SampleRecord.record(
                lines: lines + [
                    SampleRecord.line("B", "ICE", 1, expected: 2, [.beyondTolerance], .recount)
                ]
            ),
            columns: 80,
            isColoured: false
        ).text(reports: [])
        #expect(few.contains("… and 100 lines that are ok"))
        #expect(few.split(separator: "\n").count < 12)
    }

    @Test func `wide characters take two columns`() {
        #expect(displayWidth("abc") == 3)
        #expect(displayWidth("漢字") == 4)
        #expect(displayWidth("🧊") == 2)
        #expect(displayWidth("é") == 1)
    }
}
