import Testing

@testable import Stocktake

struct CSVTableTests {
    struct Sound: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let rows: [[String]]

        init(_ name: String, _ text: String, _ rows: [[String]]) {
            testDescription = name
            self.text = text
            self.rows = rows
        }
    }

    static let sound = [
        Sound("LF", "a,b\n1,2\n3,4\n", [["1", "2"], ["3", "4"]]),
        Sound("CRLF", "a,b\r\n1,2\r\n3,4", [["1", "2"], ["3", "4"]]),
        Sound("CR", "a,b\r1,2\r3,4\r", [["1", "2"], ["3", "4"]]),
        Sound("semicolon", "a;b\n1,5;2\n", [["1,5", "2"]]),
        Sound("tab", "a\tb\n1,5\t2;3\n", [["1,5", "2;3"]]),
        Sound("BOM", "\u{FEFF}a,b\n1,2\n", [["1", "2"]]),
        Sound("quotes", "a,b\n\"1,\"\"x\"\"\",\"\"\n", [["1,\"x\"", ""]]),
        Sound("line breaks in quotes", "a,b\n\"1\r\n\n2\",3\n", [["1\r\n\n2", "3"]]),
        Sound("separators in a quoted name", "\"a;;;\",b\n1,2\n", [["1", "2"]]),
        Sound("blank lines", "\n  \na,b\n\n1,2\n\r\n   \n,\n3,4\n\n", [["1", "2"], ["3", "4"]]),
        Sound("one column", "a\n1\n\n2\n\"\"\n", [["1"], ["2"], [""]]),
        Sound("spaces stay", "a,b\n 1 ,\t2\n", [[" 1 ", "\t2"]]),
        Sound("a quote inside", "a,b\n5\" pipe,'x\n", [["5\" pipe", "'x"]]),
        Sound("empty fields", "a,b,c\n,2,\n", [["", "2", ""]]),
        Sound("unnamed empty columns", "a,b,,\n1,2,,\n", [["1", "2", "", ""]]),
        Sound("header only", "a,b\n", []),
        Sound("other scripts", "a,b\nлёд,氷\n", [["лёд", "氷"]]),
    ]

    @Test(arguments: sound)
    func `reads files as people have them`(example: Sound) {
        let table = CSVTable(file: "t.csv", bytes: Array(example.text.utf8))
        #expect(table.findings == [])
        #expect(table.rows.map(\.fields) == example.rows)
    }

    struct Broken: CustomTestStringConvertible {
        let testDescription: String
        let text: String
        let line: Int
        let column: Int

        init(_ message: String, _ text: String, at line: Int, _ column: Int = 1) {
            testDescription = message
            self.text = text
            self.line = line
            self.column = column
        }
    }

    static let broken = [
        Broken("the row has 1 fields, the header 2; add the missing ones", "a,b\n1,2\n3\n", at: 3),
        Broken(
            "the row has 3 fields, the header 2; put a value that holds a separator in quotes",
            "a,b\n\"\n\",2\n3,4,5\n",
            at: 4
        ),
        Broken("the quote that opens here is never closed", "a,b\r\n1,\"2\r\n3,4", at: 2, 3),
        Broken(
            "text after a closing quote; write a quote inside a field twice",
            "a,b\n\"x\ny\"z,1\n",
            at: 3,
            3
        ),
        Broken(
            "a space before a quote; begin the field with the quote",
            "a,b\né, \"2\"\n",
            at: 2,
            3
        ),
        Broken("the column 'a' occurs twice, as number 1 and 3; rename one", "A,b, a\n", at: 1),
        Broken("a value in column 2, which has no name; name it in the header", "a,\n1,2\n", at: 2),
        Broken("the file is empty; its first line must name the columns", "\n\n", at: 1),
        Broken("the file holds a NUL byte; save it as UTF-8 text", "a,b\n1,\u{0}\n", at: 2),
    ]

    @Test(arguments: broken)
    func `says what is wrong and where`(example: Broken) {
        let table = CSVTable(file: "t.csv", bytes: Array(example.text.utf8))
        let position = SourcePosition(file: "t.csv", line: example.line, column: example.column)
        #expect(
            table.findings == [
                Finding(.error, .dataInvalid, example.testDescription, position: position)
            ]
        )
    }

    @Test func `refuses text that is not UTF-8 and names the line`() {
        let latin = CSVTable(file: "t", bytes: Array("a,b\n1,2\ncaf".utf8) + [0xE9, 0x2C, 0x0A])
        #expect(
            latin.findings.map(\.message) == ["the line is not UTF-8 text; save the file as UTF-8"]
        )
        #expect(latin.findings.first?.position?.line == 3)
        for start: [UInt8] in [[0xFF, 0xFE], [0xFE, 0xFF]] {
            let wide = CSVTable(file: "t", bytes: start + [0x61, 0])
            #expect(wide.findings.map(\.message) == ["the file is UTF-16; save it as UTF-8"])
        }
    }

    @Test func `goes on behind a broken row`() {
        let table = CSVTable(file: "t", bytes: Array("a,b\n\"1\"x,2\n3,4\n5\n6,7\n".utf8))
        #expect(table.findings.compactMap(\.position?.line) == [2, 4])
        #expect(table.rows.map(\.fields) == [["3", "4"], ["6", "7"]])
        #expect(table.rows.map(\.line) == [3, 5])
    }

    @Test func `finds columns by name without case and spaces`() {
        let table = CSVTable(file: "t", bytes: Array(" SKU ,Name\nx,y\n".utf8))
        #expect(table.header == ["sku", "name"])
        #expect(table.columnNames == ["SKU", "Name"])
        #expect(table.rows.first?["sku"] == "x")
        #expect(table.rows.first?["gtin"] == nil)
    }

    @Test func `knows line and column of every field`() {
        let text = "\u{FEFF}a,b,c\r\n\"é\r\nü\",x,\"y\"\r\n1,2,3\r\n"
        let table = CSVTable(file: "t.csv", bytes: Array(text.utf8))
        let places = table.rows.flatMap { row in
            table.header.map { table.position(of: $0, in: row) }.map { [$0.line, $0.column] }
        }
        #expect(places == [[2, 1], [3, 4], [3, 6], [4, 1], [4, 3], [4, 5]])
    }

    @Test func `stops listing problems at a hundred`() {
        let text = "a,b\n" + String(repeating: "1\n", count: 250)
        let findings = CSVTable(file: "t", bytes: Array(text.utf8)).findings
        #expect(findings.count == 101)
        #expect(findings.last?.message == "and 150 more problems in this file")
    }

    @Test(arguments: 1...20)
    func `reads back whatever was written`(seed: Int) {
        var numbers = Numbers(seed: UInt64(seed))
        let pieces = ["", "a", "\"", ",", ";", "\r\n", "\n", " ", "é", "=1+1", "#", "\t", "'"]
        let width = numbers.next(5) + 1
        let rows = (0..<40).map { _ in
            (0..<width).map { _ in
                (0..<numbers.next(5)).map { _ in pieces[numbers.next(pieces.count)] }.joined()
            }
        }
        let header = (0..<width).map { "c\($0)" }
        let lines = ([header] + rows).map { fields in
            fields.map { "\"" + $0.replacing("\"", with: "\"\"") + "\"" }.joined(separator: ",")
        }
        let text = lines.joined(separator: seed.isMultiple(of: 2) ? "\r\n" : "\n")
        let table = CSVTable(file: "t", bytes: Array(text.utf8))
        #expect(table.findings == [])
        // `==` would call both Unicode forms equal; here every byte counts.
        #expect(
            table.rows.map { $0.fields.map { Array($0.utf8) } }
                == rows.map { $0.map { Array($0.utf8) } }
        )
    }

    @Test(arguments: 1...50)
    func `survives any bytes`(seed: Int) {
        var numbers = Numbers(seed: UInt64(seed) &* 977)
        let alphabet = Array("a,\"\"\n\r; \t".utf8) + (seed > 40 ? [0xC3, 0x00, 0xFF] : [])
        let bytes = (0..<numbers.next(200)).map { _ in alphabet[numbers.next(alphabet.count)] }
        let table = CSVTable(file: "t", bytes: bytes)
        #expect(table.rows.allSatisfy { $0.fields.count == table.header.count })
        #expect(!table.header.isEmpty || !table.findings.isEmpty)
    }
}
