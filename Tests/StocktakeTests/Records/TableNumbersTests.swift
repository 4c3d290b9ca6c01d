import Foundation
import Testing

@testable import Stocktake

@Suite("Numbers in tables") struct TableNumbersTests {
    struct Column: CustomTestStringConvertible {
        let separator: Character
        let written: [String]
        /// The values, or `ambiguous`, `wrong`.
        let read: [String]
        var testDescription: String { "\(separator) \(written.joined(separator: "  "))" }

        init(_ separator: Character, _ written: [String], _ read: [String]) {
            self.separator = separator
            self.written = written
            self.read = read
        }
    }

    static let columns = [
        // One number alone.
        Column(";", ["1.000"], ["ambiguous"]), Column(";", ["1,000"], ["ambiguous"]),
        Column("\t", ["1.000"], ["ambiguous"]), Column("\t", ["-1,000"], ["ambiguous"]),
        Column(",", ["1.000"], ["1"]), Column(",", ["1,000"], ["1000"]),
        Column(";", ["7,20"], ["7.2"]), Column(";", ["7.20"], ["7.2"]),
        Column(",", ["7,20"], ["7.2"]), Column(";", ["1.234,50"], ["1234.5"]),
        Column(",", ["1,071.50"], ["1071.5"]), Column(";", ["1 000"], ["1000"]),
        Column(";", ["1\u{A0}000,5"], ["1000.5"]), Column(",", ["1\u{202F}000.5"], ["1000.5"]),
        Column(";", ["1'000.50"], ["1000.5"]), Column(";", ["1’000"], ["1000"]),
        Column(",", ["12,34,567.5"], ["1234567.5"]), Column(";", ["1.000.000"], ["1000000"]),
        Column(",", ["0.125"], ["0.125"]), Column(";", ["0,125"], ["0.125"]),
        Column(";", ["0,000"], ["0"]), Column(";", ["1234.567"], ["1234.567"]),
        Column(";", [",5"], ["0.5"]), Column(",", ["8."], ["8"]),
        // The other numbers of the file decide.
        Column(";", ["1.000", "7,20"], ["1000", "7.2"]),
        Column(";", ["7,20", "1,000"], ["7.2", "1"]),
        Column(";", ["1.000", "7.20"], ["1", "7.2"]),
        Column(";", ["1.000", "0,000"], ["1000", "0"]),
        Column(";", ["1.000", "2.000.000"], ["1000", "2000000"]),
        Column(",", ["1.000", "7,20"], ["1000", "7.2"]),
        Column(",", ["1,000", "1.234,50"], ["1", "1234.5"]),
        Column(";", ["1.000", "1 000", "8"], ["ambiguous", "1000", "8"]),
        Column(";", ["1.000", "7,20", "7.20"], ["ambiguous", "7.2", "7.2"]),
        Column(",", ["1.000", "7,20", "7.20"], ["ambiguous", "7.2", "7.2"]),
        // Signs.
        Column(",", ["-2", "+2", "2-", "\u{2212}2", "(2)"], ["-2", "2", "-2", "-2", "-2"]),
        Column(",", ["- 2.5", "(1,071.50)"], ["-2.5", "-1071.5"]),
        // Spreadsheets and programs.
        Column(",", ["=\"8\"", "'8", "0E-8", " 8 "], ["8", "8", "0", "8"]),
        // No numbers.
        Column(",", ["many", "--2", "1.2.3", "1 00", "5 %"], Array(repeating: "wrong", count: 5)),
        Column(",", ["1,00,0.5", "NaN", "-", "٨"], Array(repeating: "wrong", count: 4)),
        Column(",", ["9999999999999999", "€2", "01 000"], Array(repeating: "wrong", count: 3)),
        Column(",", ["1.2E+05", "9,52E+12"], Array(repeating: "scientific", count: 2)),
        Column(",", ["#N/A", "#REF!", "#####"], Array(repeating: "spreadsheet", count: 3)),
    ]

    private func table(_ separator: Character, _ written: [String]) -> CSVTable {
        let rows = written.map { "\"\($0.replacing("\"", with: "\"\""))\"\(separator)x\n" }
        return CSVTable(file: "t.csv", bytes: Array("n\(separator)m\n\(rows.joined())".utf8))
    }

    @Test(arguments: columns)
    func `the separator and all numbers of a file decide how they are read`(_ column: Column) {
        let table = table(column.separator, column.written)
        let numbers = TableNumbers(table, columns: ["n", "none"])
        let read = table.rows.map { row -> String in
            do throws(ValueProblem) {
                return try numbers.quantity(row, "n").map(quantityText) ?? "empty"
            } catch {
                let words = ["ambiguous", "scientific", "spreadsheet"]
                return words.first { error.message.contains($0) } ?? "wrong"
            }
        }
        #expect(read == column.read)
    }

    @Test func `what is ambiguous is said with both readings`() throws {
        let table = table(";", ["-2.500"])
        let row = try #require(table.rows.first)
        let problem = #expect(throws: ValueProblem.self) {
            try TableNumbers(table, columns: ["n"]).quantity(row, "n")
        }
        #expect(
            problem?.message
                == "n is ambiguous, '-2.500': it can mean -2500 or -2.5, and no other number of "
                + "the file decides; write -2500 or -2.5"
        )
    }

    @Test(arguments: [
        ("€ 7,20", "7.20"), ("7,20 €", "7.20"), ("$1,071.50", "1071.50"),
        ("CHF 1'000.50", "1000.50"),
        ("7,20 EUR", "7.20"), ("0", "0.00"),
    ])
    func `an amount may have a currency`(_ written: String, _ amount: String) throws {
        let table = table(";", [written])
        let row = try #require(table.rows.first)
        let numbers = TableNumbers(table, columns: ["n"])
        #expect(try numbers.amount(row, "n").map(moneyText) == amount)
    }

    @Test func `a second currency is never added to the first`() {
        let table = table(",", ["€7.20", "7.20", "$7.20", "-1"])
        let numbers = TableNumbers(table, columns: ["n"])
        let read = table.rows.map { row -> String in
            do throws(ValueProblem) {
                return try numbers.amount(row, "n").map(moneyText) ?? ""
            } catch {
                return error.message
            }
        }
        #expect(
            read == [
                "7.20", "7.20",
                "n is in another currency than the amounts above, '$7.20'; "
                    + "write all amounts in one currency",
                "n must be an amount such as 12.50, not '-1'",
            ]
        )
    }

    @Test func `a whole number may be written with decimals of zero`() throws {
        let table = table(",", ["12", "12.0", "1,200", "2.5", "0"])
        let numbers = TableNumbers(table, columns: ["n"])
        let read = table.rows.map { row -> Int in
            do { return try numbers.wholeNumber(row, "n", from: 1) ?? -1 } catch { return -2 }
        }
        #expect(read == [12, 12, 1200, -2, -2])
    }
}
