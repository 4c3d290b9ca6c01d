import Foundation
import JSONSchema
import Testing

@Suite("Tables as people have them", .serialized, .timeLimit(.minutes(10))) struct TableTests {
    struct Table: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        /// The lines on stderr before the last one.
        let said: [String]
    }

    static let books = [
        Table(
            testDescription: "below zero and a fraction",
            text: "sku,location,expected_quantity\r\nICE-BAG-4,A-01,-2\r\nWAT-15-12,A-01,2.5\r\n",
            said: []
        ),
        Table(
            testDescription: "two lots of one item",
            text: "sku,location,expected_quantity,lot\nICE-BAG-4,A-01,5,L1\nICE-BAG-4,A-01,3,L2\n",
            said: [
                "books.csv:2:16: warning: ICE-BAG-4 at A-01 is on 2 lines, which are added up "
                    + "to 8: 2, 3"
            ]
        ),
        Table(
            testDescription: "decimal commas",
            text: "sku;location;expected_quantity;unit_cost\r\nICE-BAG-4;A-01;8,00;12,50\r\n",
            said: []
        ),
        Table(
            testDescription: "a line sep=;",
            text: "sep=;\r\nsku;location;expected_quantity\r\nICE-BAG-4;A-01;8\r\n",
            said: []
        ),
        Table(
            testDescription: "ambiguous thousands",
            text: "sku;location;expected_quantity\r\nICE-BAG-4;A-01;1.000\r\n",
            said: [
                "books.csv:2:16: warning: expected_quantity is ambiguous, '1.000': it can mean "
                    + "1000 or 1, and no other number of the file decides; write 1000 or 1 "
                    + "(ICE-BAG-4 at A-01 is marked for review)"
            ]
        ),
    ]

    private func check(_ scratch: Scratch) async throws -> Outcome {
        try scratch.addSample("warehouse/a01-view1.jpg", as: "photos/1.jpg")
        return try await Binary.run(["check", "test.yaml"], in: scratch.url)
    }

    @Test(arguments: books)
    func `books are read as they are meant, and check says what is not`(_ table: Table) async throws
    {
        let scratch = try Scratch()
        try scratch.addPipeline(files: "photos", more: "compare: books.csv")
        try scratch.write(table.text, to: "books.csv")
        let outcome = try await check(scratch)
        #expect(outcome.status == 0)
        let warnings = "\(table.said.count) warning\(table.said.count == 1 ? "" : "s")"
        let summary = "stocktake: test.yaml: no errors, 1 photo, \(warnings)"
        #expect(outcome.stderr == (table.said + [summary, ""]).joined(separator: "\n"))
    }

    @Test func `codes that a spreadsheet ruined are named`() async throws {
        let scratch = try Scratch()
        try scratch.addPipeline(files: "photos")
        try scratch.write(
            "sku,name,gtin\r\n5.90123E+12,ice,9520000000011\r\n'W1,water,9520000000028.0\r\n",
            to: "catalogue.csv"
        )
        let outcome = try await check(scratch)
        #expect(outcome.status == 0)
        #expect(
            outcome.stderr == """
                catalogue.csv:2:1: warning: SKU 5.90123E+12 looks like a code a spreadsheet has \
                ruined (scientific notation); format the column as text and enter the code again
                catalogue.csv:3:1: warning: SKU W1 is written as 'W1, as spreadsheets do to keep \
                text; it is read as W1
                catalogue.csv:3:11: warning: GTIN 9520000000028.0 is read as 9520000000028; \
                format the column as text, without decimals, quotes or a formula
                stocktake: test.yaml: no errors, 1 photo, 3 warnings

                """
        )
        let lost = "sku,gtin\nICE,36000241457\n"
        try scratch.write(lost, to: "catalogue.csv")
        let refused = try await check(scratch)
        #expect(refused.status == 65)
        #expect(refused.stderr.contains("catalogue.csv:2:5: error: '36000241457' has 11 digits: a"))
    }

    @Test func `a workbook with another name is no table, and adds no other error`() async throws {
        let scratch = try Scratch()
        try scratch.addPipeline(files: "photos", more: "compare: books.csv")
        try scratch.write("PK\u{3}\u{4}\u{0}\u{0}[Content_Types].xml", to: "catalogue.csv")
        let lines = (1...500).map { "ICE-\($0),A-01,1\n" }.joined()
        try scratch.write("sku,location,expected_quantity\n" + lines, to: "books.csv")
        let outcome = try await check(scratch)
        #expect(outcome.status == 65)
        #expect(
            outcome.stderr == """
                catalogue.csv:1:1: error: the file is an Excel workbook (.xlsx), not CSV; open it \
                and save the sheet as 'CSV UTF-8'
                stocktake: 1 error, 0 warnings; correct and run: stocktake check test.yaml

                """
        )
    }

    private func run(books: String) async throws -> ModelScene {
        let server = try ModelScene.service()
        let scene = try ModelScene(more: "compare: books.csv", server: server)
        try scene.scratch.write(books, to: "books.csv")
        let outcome = try await scene.run()
        #expect(outcome.status == 0, "\(outcome.stderr)")
        return scene
    }

    @Test func `books below zero and fractions are compared in the reports`() async throws {
        let scene = try await run(
            books: "sku;location;expected_quantity;unit_cost\nbox;L0;-2;7,20\nbag;L0;2,5;\n"
        )
        #expect(
            try scene.rows("variances.csv").dropFirst().map { $0.joined(separator: ",") } == [
                "L0,bag,,2.5,,,,,,0,recount,none_seen",
                "L0,box,,-2,2,4,,7.20,28.80,0,recount,beyond_tolerance",
            ]
        )
        let counts = try scene.rows("counts.csv")
        #expect(counts.dropFirst().map { $0[15...16].joined(separator: " ") } == ["2.5 ", "-2 4"])
    }

    @Test func `one line that can't be read never stops the night`() async throws {
        let scene = try await run(
            books: "sku;location;expected_quantity\nbox;L0;1.000\nbag;L0;0\nbag;L0;1;2;3\n"
        )
        #expect(
            try scene.counts() == [
                "L0,bag,,review,book_unreadable", "L0,box,2,review,book_unreadable",
            ]
        )
        let findings = try scene.json()["findings"]
        #expect(findings?[0]?["code"]?.string == "data_invalid")
    }
}
