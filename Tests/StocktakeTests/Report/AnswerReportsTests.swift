import Foundation
import JSONSchema
import Testing

@testable import Stocktake

@Suite("Files of rows, answers and orders") struct AnswerFilesTests {
    private func text(_ file: CSVFile, _ record: RunRecord) -> String {
        String(decoding: Array(file.pieces(CSVReports(record: record)).joined()), as: UTF8.self)
    }

    @Test(arguments: [
        "rows.csv", "not-counted.csv", "then-recipe.txt", "then-note.json", "then-list.json",
        "then-list.csv", "order.csv", "order-odoo.csv", "order-held.csv",
    ])
    func `each file keeps its form`(_ name: String) throws {
        var record = SampleRecord.extract()
        record.followUps = SampleRecord.followUps
        record.order = SampleRecord.order()
        let file = try #require(CSVReports(record: record).files.first { $0.name == name })
        try expectGolden(text(file, record), "Report/answers/\(name)")
    }

    @Test func `a run has the files of what it made, and no others`() {
        let names = { (record: RunRecord) in CSVReports(record: record).files.map(\.name) }
        #expect(names(SampleRecord.record()) == CSVReports.files.map(\.name))
        #expect(
            names(SampleRecord.extract()) == [
                "rows.csv", "not-counted.csv", "photos.csv", "costs.csv",
            ]
        )
        #expect(
            names(SampleRecord.fridge).suffix(7) == [
                "order.csv", "order-odoo.csv", "order-held.csv", "then-recipe.txt",
                "then-note.json", "then-list.json", "then-list.csv",
            ]
        )
    }

    @Test func `no cell begins like a formula, and text reads back as it was`() throws {
        var record = SampleRecord.extract()
        record.followUps = SampleRecord.followUps
        record.order = SampleRecord.order()
        let files = CSVReports(record: record).files.filter { $0.name.hasSuffix(".csv") }
        for file in files {
            let bytes = Array(file.pieces(CSVReports(record: record)).joined())
            let table = CSVTable(file: file.name, bytes: bytes)
            #expect(table.findings.isEmpty, "\(file.name)")
            for field in table.rows.flatMap(\.fields) where JSONNumber(field) == nil {
                #expect(!CSVText.isLikeFormula(field), "\(file.name): \(field)")
                let controls = field.unicodeScalars.filter { $0.value < 32 && $0 != "\n" }
                #expect(controls.isEmpty, "\(file.name): \(field)")
            }
        }
    }

    @Test func `a field named like a column of ours is told apart`() {
        let names = ["row", "field_row", "row", "name"]
        let table = RowTable(
            columns: names.map { .init(name: $0, kind: .text, isClosed: false) },
            rows: []
        )
        #expect(
            table.columnNames(besides: ["row"]) == [
                "field_row", "field_field_row", "field_field_field_row", "name",
            ]
        )
    }

    @Test func `many rows are written in pieces`() {
        let rows = (1...1000).map { SampleRecord.row("\($0).jpg", .ok, cells: [.text("x")]) }
        let table = RowTable(columns: Array(SampleRecord.columns.prefix(1)), rows: rows)
        let pieces = Array(RowsReport(table: table).pieces)
        #expect(pieces.count == 5)
        let text = String(decoding: pieces.joined(), as: UTF8.self)
        #expect(text.split(separator: "\r\n").count == 1001)
        #expect(text.hasSuffix("\r\n,aaaaaaaaaa,1000.jpg,1,ok,,1,,,x\r\n"))
    }

    @Test func `run.json tells of rows, answers and orders, and of none`() throws {
        var record = SampleRecord.extract()
        record.followUps = SampleRecord.followUps
        record.order = SampleRecord.order()
        let names = ["rows.csv", "then-recipe.txt"]
        let text = String(decoding: try RunJSON(record, reports: names).bytes(), as: UTF8.self)
        try expectGolden(text, "Report/answers/run.json")
    }

    @Test func `--fail-on matches rows by their status`() {
        let cases: [(RowTable.Status, [FailCondition])] = [
            (.ok, []), (.empty, []), (.review, [.review]), (.incomplete, [.incomplete]),
            (.lost, [.incomplete, .notCounted]),
        ]
        for (status, conditions) in cases {
            let table = RowTable(columns: [], rows: [SampleRecord.row("a.jpg", status)])
            let matched = FailCondition.allCases.filter { table.matches([$0]) }
            #expect(Set(matched) == Set(conditions), "\(status)")
        }
    }

    @Test func `the first row of each trouble is named with its photo`() {
        let run = CountedRun(SampleRecord.extract())
        #expect(run.trouble == "in/half.jpg, 1 of 3 votes is missing")
        #expect(run.firstToReview == "in/-b,\"02\".jpg, votes differ: mood")
        var record = SampleRecord.extract(RowTable(columns: [], rows: []))
        record.followUps = SampleRecord.followUps
        #expect(
            CountedRun(record).trouble
                == "then advice: no usable answer after 3 attempts"
        )
    }
}

@Suite("order-odoo.csv") struct OdooOrdersTests {
    private func csv(_ lines: [DraftOrder.Line]) -> String {
        String(decoding: OdooOrders(SampleRecord.order(lines)).bytes, as: UTF8.self)
    }

    @Test func `an order's own cells are on its first line only`() {
        let text = csv([
            SampleRecord.orderLine("Acme", "A", quantity: 12, reference: "r-1"),
            SampleRecord.orderLine("Acme", "B 2", quantity: 24, cost: "3", reference: "r-1"),
            SampleRecord.orderLine("Zeta", "A", quantity: 1, reference: "r.2"),
        ])
        #expect(
            text == """
                id,partner_id,origin,currency_id,order_line/id,order_line/product_id,\
                order_line/product_qty,order_line/price_unit,order_line/date_planned\r
                stocktake_r-1,Acme,r-1,USD,stocktake_r-1_A,A,12,0.25,2026-12-01\r
                ,,,,stocktake_r-1_B_2_2fe093f9,B 2,24,3.00,2026-12-01\r
                stocktake_r_2_28234f48,Zeta,r.2,USD,stocktake_r_2_28234f48_A,A,1,0.25,2026-12-01\r

                """
        )
    }

    @Test func `a column that any line lacks is left out, as an empty cell would be 0`() {
        let known = SampleRecord.orderLine("Acme", "A", quantity: 12)
        let unpriced = SampleRecord.orderLine("Acme", "B", quantity: 12, cost: nil)
        let undated = SampleRecord.orderLine("Acme", "C", quantity: 12, needBy: "")
        let other = SampleRecord.orderLine("Acme", "D", quantity: 12, currency: "EUR")
        let plain = SampleRecord.orderLine("Acme", "E", quantity: 12, currency: "")
        let cases: [([DraftOrder.Line], String)] = [
            ([known], "currency_id price_unit date_planned"),
            ([known, unpriced], "date_planned"),
            ([known, undated], "currency_id price_unit"),
            ([known, other], "date_planned"),
            ([plain], "price_unit date_planned"),
            ([known, plain], "date_planned"),
        ]
        for (lines, columns) in cases {
            let header = csv(lines).prefix { $0 != "\r\n" }.split(separator: ",")
            let optional = header.map { $0.replacing("order_line/", with: "") }
                .filter { ["currency_id", "price_unit", "date_planned"].contains($0) }
            #expect(optional.joined(separator: " ") == columns)
        }
    }

    @Test func `a line that can't be written as it is is left out and named`() {
        let order = SampleRecord.order([
            SampleRecord.orderLine("Acme", "A", quantity: 12),
            SampleRecord.orderLine("Acme", "-B", quantity: 12),
            SampleRecord.orderLine("@x", "C", quantity: 12),
            SampleRecord.orderLine("", "D", quantity: 12),
        ])
        let odoo = OdooOrders(order)
        #expect(String(decoding: odoo.bytes, as: UTF8.self).split(separator: "\r\n").count == 2)
        #expect(
            odoo.findings.map(\.message) == [
                "order-odoo.csv leaves out 3 lines, -B, C, D: no supplier, or a supplier or SKU "
                    + "like a formula; order them from order.csv"
            ]
        )
        #expect(OdooOrders(SampleRecord.order([])).findings == [])
    }

    @Test func `different references and SKUs never share an external id`() {
        let lines = ["a.b", "a b", "a_b", "é"].map {
            SampleRecord.orderLine("Acme", $0, quantity: 1, reference: "r")
        }
        let ids = csv(lines + lines).split(separator: "\r\n").dropFirst().map {
            $0.split(separator: ",", omittingEmptySubsequences: false)[4]
        }
        #expect(Set(ids).count == 8)
        let allowed = /[A-Za-z0-9_-]+/
        #expect(ids.allSatisfy { $0.wholeMatch(of: allowed) != nil })
    }
}

@Suite("Terminal text of answers") struct TerminalAnswersTests {
    private func text(_ record: RunRecord, columns: Int?) -> String {
        TerminalReport(
            record: record,
            columns: columns,
            isColoured: false,
            files: ["rows.csv", "then-recipe.txt", "order.csv"]
        )
        .text(reports: ["Output/captions/latest/report.xlsx"])
    }

    @Test(arguments: [80, 120])
    func `rows fit the terminal`(_ columns: Int) throws {
        let text = text(SampleRecord.extract(), columns: columns)
        for line in text.split(separator: "\n") { #expect(displayWidth(String(line)) <= columns) }
        try expectGolden(text, "Report/answers/terminal-rows-\(columns).txt")
    }

    @Test func `answers and orders stand below the table`() throws {
        try expectGolden(
            text(SampleRecord.fridge, columns: 80),
            "Report/answers/terminal-fridge-80.txt"
        )
    }

    @Test(arguments: [40, 60, 61, 72, 100])
    func `nothing is wider than the terminal, whatever the text`(_ columns: Int) {
        let long = String(repeating: "L漢", count: 60)
        let cells = (0..<7).map { index in
            index == 3 ? SampleRecord.number("123456789012") : RowTable.Cell.text(long)
        }
        var record = SampleRecord.extract(
            RowTable(
                columns: SampleRecord.columns.map {
                    .init(name: $0.name + long.prefix(8), kind: $0.kind, isClosed: $0.isClosed)
                },
                rows: (1...30).map { number in
                    SampleRecord.row(
                        "\(long)\(number).jpg",
                        number == 29 ? .review : .ok,
                        number == 29 ? [long] : [],
                        number: number,
                        cells: cells
                    )
                }
            )
        )
        record.followUps = [SampleRecord.followUp("x", .text("\(long) \(long)\n   \(long)"))]
        record.order = SampleRecord.order([
            SampleRecord.orderLine(long, "A", quantity: 1, currency: "")
        ])
        let text = text(record, columns: columns)
        for line in text.split(separator: "\n") {
            #expect(displayWidth(String(line)) <= columns, "\(line)")
        }
        #expect(text.contains("10 more rows") && text.contains("review"))
    }

    @Test func `a long answer is cut, and says where the rest is`() {
        var record = SampleRecord.record()
        let lines = (1...100).map { "line \($0)" }
        record.followUps = [
            SampleRecord.followUp("recipe", .text(lines.joined(separator: "\n")))
        ]
        let text = text(record, columns: 80)
        #expect(text.contains("    line 23\n    … 77 more lines: then-recipe.txt\n"))
        #expect(!text.contains("line 24"))
    }

    @Test func `no control character reaches the terminal`() {
        var record = SampleRecord.extract()
        record.followUps = SampleRecord.followUps
        record.order = SampleRecord.order()
        let text = text(record, columns: nil)
        #expect(!text.unicodeScalars.contains { $0.value < 32 && $0 != "\n" })
        #expect(!text.unicodeScalars.contains("\u{202E}"))
    }

    @Test func `each kind of run of rows has its own sentence`() {
        let silent = RowTable(columns: [], rows: [SampleRecord.row("a.jpg", .lost)])
        #expect(SampleRecord.extract().caution == "Answered by a model: check a sample by eye.")
        #expect(
            SampleRecord.extract(silent).caution == "A model was asked; no row has an answer."
        )
        #expect(
            SampleRecord.extract(isRehearsal: true).caution
                == "Rehearsal: every answer is invented text, no AI model was asked; gpt-5.2 would "
                + "have cost $0.03."
        )
    }

    @Test func `an order without lines is said`() {
        var record = SampleRecord.record()
        record.order = SampleRecord.order([], held: [])
        #expect(text(record, columns: 80).contains("\n\n  order: nothing to order\n"))
        record.order = SampleRecord.order([])
        #expect(
            text(record, columns: 80)
                .contains("\n\n  held: 1 item from Acme Foods, recount first\n")
        )
    }
}
