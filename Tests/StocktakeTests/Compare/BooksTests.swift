import Foundation
import Testing

@testable import Stocktake

@Suite("Reading the books") struct BooksTests {
    private func read(_ text: String) -> ([ExpectedStock], [Finding]) {
        let table = CSVTable(file: "books.csv", bytes: Array(text.utf8))
        return Books.read(table, catalogue: Scene.catalogue)
    }

    @Test func `every column is taken`() {
        let (books, findings) = read(
            "sku,location,expected_quantity,unit_cost,class\nICE,A-01,8,7.20,A\n"
        )
        #expect(findings == [])
        #expect(
            books == [
                ExpectedStock(
                    sku: "ICE",
                    location: "A-01",
                    quantity: 8,
                    unitCost: Decimal(string: "7.20"),
                    itemClass: "A"
                )
            ]
        )
    }

    @Test(arguments: [
        "sku,location,expected_quantity\nICE,A-01,8\n",
        "\u{FEFF}sku;location;expected_quantity\r\nICE;A-01;8\r\n",
        "Expected_Quantity,Bin,Location,SKU\n8,x,A-01,ICE\n",
        "sku,location,expected_quantity\n ICE , A-01 , +8.000 \n",
    ])
    func `books are read in their usual forms`(_ text: String) {
        let (books, findings) = read(text)
        #expect(findings == [])
        #expect(books.map(\.sku) == ["ICE"])
        #expect(books.map(\.location) == ["A-01"])
        #expect(books.map(\.quantity) == [8])
        #expect(books.map(\.unitCost) == [nil])
    }

    @Test func `an item at two locations and two items at one are valid`() {
        let (books, findings) = read(
            "sku,location,expected_quantity\nICE,A,0\nICE,B,1\nWATER,A,2\n"
        )
        #expect(findings == [])
        #expect(books.map(\.quantity) == [0, 1, 2])
    }

    @Test func `books without lines expect nothing`() {
        let (books, findings) = read("sku,location,expected_quantity\n")
        #expect(books == [] && findings == [])
    }

    @Test func `each problem is reported with its line`() throws {
        let (books, findings) = read(
            """
            sku,location,expected_quantity,unit_cost
            ICE,A-01,8,7.20
            ICE," a-01 ",9,7.20
            WATER,A-01,-3,1
            WATER,A-02,2.5,1
            WATER,A-03,,1
            WATER,A-04,many,1
            WATER,A-05,99999999999999999999,1
            ,A-06,1,1
            WATER,,1,1
            WATER,A-07,1,free
            SALT,A-01,1,1
            ICE,A-08,1,1,1
            NONE,A-09,1,1,1
            ,,1,1
            ICE,"A-10,1,1
            """
        )
        let lines = findings.map { finding in
            "\(finding.position?.line ?? 0): \(finding.severity.rawValue) "
                + "\(finding.code.rawValue): \(finding.message)\n"
        }
        try expectGolden(lines.joined(), "Compare/books-problems.txt")
        #expect(findings.allSatisfy { $0.position?.file == "books.csv" })
        #expect(findings.allSatisfy { $0.severity == .warning }, "no line stops a night")
        let stock = books.map { entry in
            "\(entry.sku) \(entry.location) \(entry.quantity.map(quantityText) ?? "-") "
                + (entry.isUnreadable ? "unreadable" : "read")
        }
        #expect(
            stock == [
                "ICE A-01 17 read", "WATER A-01 -3 read", "WATER A-02 2.5 read",
                "WATER A-03 - unreadable", "WATER A-04 - unreadable", "WATER A-05 - unreadable",
                " A-06 - unreadable", "WATER  - unreadable", "WATER A-07 1 unreadable",
                "SALT A-01 1 read", "ICE A-08 - unreadable",
            ]
        )
    }

    @Test func `lines of one item and place are added up, which is said`() {
        let (books, findings) = read(
            """
            sku,location,expected_quantity,lot,unit_cost,class
            ICE,A-01,5,L1,7.20,
            WATER,A-01,1,,5,A
            ICE, a-01,3.5,L2,,B
            WATER,A-01,1,,6,B
            WATER,A-02,1,,6,B
            WATER,A-02,many,,6,B
            """
        )
        #expect(
            books.map(\.quantity) == [Decimal(string: "8.5"), 2, nil],
            "unknown is never added up"
        )
        #expect(books.map(\.unitCost) == [Decimal(string: "7.20"), nil, 6])
        #expect(books.map(\.itemClass) == ["B", "A", "B"])
        #expect(
            findings.map(\.message) == [
                "ICE at A-01 is on 2 lines, which are added up to 8.5: 2, 4",
                "WATER at A-01 is on 2 lines, which are added up to 2: 3, 5; their unit costs "
                    + "differ, so none of them is used; their classes differ, so the first is used",
                "expected_quantity must be a number, not 'many' "
                    + "(WATER at A-02 is marked for review)",
            ]
        )
        #expect(findings.allSatisfy { $0.severity == .warning })
    }

    @Test func `thousands of equal problems are one, and a faulty catalogue adds none`() {
        let lines = (1...3000).map { "ICE-\($0);A;1.000\n" }.joined()
        let text = "sku;location;expected_quantity\n" + lines
        let table = CSVTable(file: "books.csv", bytes: Array(text.utf8))
        let ambiguous =
            "expected_quantity is ambiguous, '1.000': it can mean 1000 or 1, and no other number "
            + "of the file decides; write 1000 or 1 (ICE-1 at A is marked for review) "
            + "(and 2999 more like it, on lines 3, 4, 5, 6, …)"
        let unknown =
            "SKU ICE-1 is not in the catalogue, so it can't be counted "
            + "(and 2999 more like it, on lines 3, 4, 5, 6, …)"
        #expect(Books.read(table, catalogue: nil).1.map(\.message) == [ambiguous])
        let (books, findings) = Books.read(table, catalogue: Scene.catalogue)
        #expect(findings.map(\.message) == [ambiguous, unknown])
        #expect(books.count == 3000)
        #expect(books.allSatisfy { $0.isUnreadable && $0.quantity == nil })
    }

    @Test func `an SKU that lost its leading zeros is named with the catalogue's`() {
        let item = Item(
            sku: "00123",
            name: "",
            gtin: nil,
            unit: "",
            packSize: nil,
            unitCost: nil,
            locations: []
        )
        let text = "sku,location,expected_quantity\n123,A,1\n00123,B,1\n1230,C,1\n"
        let table = CSVTable(file: "books.csv", bytes: Array(text.utf8))
        let (_, findings) = Books.read(table, catalogue: Catalogue(items: [item]))
        #expect(
            findings.map(\.message) == [
                "SKU 123 is not in the catalogue, so it can't be counted; the catalogue has 00123: "
                    + "a spreadsheet drops leading zeros",
                "SKU 1230 is not in the catalogue, so it can't be counted",
            ]
        )
    }

    @Test func `codes that a spreadsheet kept as text are read, and that is said`() {
        let (books, findings) = read(
            "sku,location,expected_quantity\n\"=\"\"ICE\"\"\",'A-01,\"=\"\"8\"\"\"\nICE,3-Apr,1\n"
        )
        #expect(books.map(\.sku) == ["ICE", "ICE"])
        #expect(books.map(\.location) == ["A-01", "3-Apr"])
        #expect(books.map(\.quantity) == [8, 1])
        #expect(
            findings.map(\.message) == [
                "SKU ICE is written as =\"ICE\", as spreadsheets do to keep text; "
                    + "it is read as ICE",
                "location A-01 is written as 'A-01, as spreadsheets do to keep text; "
                    + "it is read as A-01",
                "location 3-Apr looks like a code a spreadsheet has ruined (a date); "
                    + "format the column as text and enter the code again",
            ]
        )
    }

    @Test(arguments: [
        ("sku,location\nICE,A\n", "'expected_quantity'"),
        ("expected_quantity\n1\n", "'sku', 'location'"),
        ("a\n1\n", "'sku', 'location', 'expected_quantity'"),
    ])
    func `missing columns are all reported at once`(_ text: String, _ names: String) {
        let (books, findings) = read(text)
        #expect(books == [])
        #expect(
            findings.map(\.message) == [
                "the books lack the column \(names); use the header sku,location,expected_quantity"
            ]
        )
        #expect(findings.first?.severity == .error)
    }
}
