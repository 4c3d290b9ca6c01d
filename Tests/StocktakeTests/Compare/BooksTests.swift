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
            """
        )
        let lines = findings.map { finding in
            "\(finding.position?.line ?? 0): \(finding.severity.rawValue) "
                + "\(finding.code.rawValue): \(finding.message)\n"
        }
        try expectGolden(lines.joined(), "Compare/books-problems.txt")
        #expect(findings.allSatisfy { $0.position?.file == "books.csv" })
        #expect(books.first?.quantity == 8, "the first of two lines stays")
        #expect(books.last?.sku == "SALT", "a warning keeps the line")
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
