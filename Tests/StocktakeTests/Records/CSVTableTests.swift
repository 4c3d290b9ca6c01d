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
        Sound("a row number without a name", ",a,b\n0,1,2\n", [["0", "1", "2"]]),
        Sound("header only", "a,b\n", []),
        Sound("other scripts", "a,b\nлёд,氷\n", [["лёд", "氷"]]),
        Sound("missing fields at the end", "a,b,c\n1,2\n3\n", [["1", "2", ""], ["3", "", ""]]),
        Sound("empty fields too many", "a,b\n1,2,, \n", [["1", "2"]]),
        Sound("sep=;", "sep=;\r\na;b\r\n1,5;2\r\n", [["1,5", "2"]]),
        Sound("sep= with a BOM", "\u{FEFF}SEP=,\na,b\n1;2,3\n", [["1;2", "3"]]),
        Sound("sep= in quotes", "\"sep=;\"\na;b\n1;2\n", [["1", "2"]]),
        Sound("sep= taken for data", "sep=;;\na;b;c\n1;2;3\n", [["1", "2", "3"]]),
        Sound("sep= of a tab", "sep=\t\na\tb\n1\t2\n", [["1", "2"]]),
        Sound("sep= of a bar", "sep=|\na|b\n1,2|3\n", [["1,2", "3"]]),
        Sound("sep= of nothing", "sep=\na;b\n1;2\n", [["1", "2"]]),
        Sound("sep= alone against the header", "sep=;\na,b;c\n1;2\n", [["1", "2"]]),
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
        Broken(
            "the row has 3 fields, the header 2; put a value that holds a separator in quotes",
            "sep=;\r\na;b\r\n\r\n1;2;3\r\n",
            at: 4
        ),
        Broken(
            "the row is a single field that holds ';'; "
                + "separate its fields as the header does, and don't put the whole row in quotes",
            "a,b,c\n1,2,3\n1;2;3\n",
            at: 3
        ),
        Broken(
            "the row is a single field that holds ','; "
                + "separate its fields as the header does, and don't put the whole row in quotes",
            "a,b\n\"1,2\"\n",
            at: 2
        ),
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
        Broken("the file holds a NUL byte; save it as UTF-8 text", "a,b\n1,\u{0}\n", at: 2, 3),
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

    @Test func `a byte that is not UTF-8 breaks its row only, and is named`() {
        let bytes = Array("a,b\n1,2\ncaf".utf8) + [0xE9] + Array(",2\n3,4\n".utf8)
        let table = CSVTable(file: "t", bytes: bytes)
        #expect(
            table.findings.map(\.message) == [
                "the text is not UTF-8: byte 0xE9, probably 'é' in Windows-1252 (Latin-1); "
                    + "save the file as UTF-8 ('CSV UTF-8')"
            ]
        )
        #expect(table.findings.first?.position?.line == 3)
        #expect(table.findings.first?.position?.column == 4)
        #expect(table.rows.map(\.fields) == [["1", "2"], ["3", "4"]])
        #expect(table.brokenRows.map(\.fields) == [["caf\u{FFFD}", "2"]])
        #expect(!CSVTable(file: "t", bytes: [0xE9, 0x2C, 0x0A]).isReadable)
    }

    struct Foreign: CustomTestStringConvertible {
        let testDescription: String
        let bytes: [UInt8]
        let says: String
    }

    static let foreign = [
        Foreign(
            testDescription: "a workbook",
            bytes: Array("PK\u{3}\u{4}....[Content_Types].xml".utf8),
            says: "the file is an Excel workbook (.xlsx), not CSV; open it and save the sheet as "
                + "'CSV UTF-8'"
        ),
        Foreign(
            testDescription: "an OpenDocument sheet",
            bytes: Array("PK\u{3}\u{4}mimetypeapplication/vnd.oasis.opendocument.spreadsheet".utf8),
            says: "the file is an OpenDocument spreadsheet (.ods), not CSV; open it and save the "
                + "sheet as 'CSV UTF-8'"
        ),
        Foreign(
            testDescription: "another archive",
            bytes: Array("PK\u{3}\u{4}books.csv".utf8),
            says: "the file is a zip archive, not CSV; unpack it, or open it and save the sheet as "
                + "'CSV UTF-8'"
        ),
        Foreign(
            testDescription: "an old workbook",
            bytes: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1, 0],
            says: "the file is an old Excel workbook (.xls), not CSV; open it and save the sheet "
                + "as 'CSV UTF-8'"
        ),
        Foreign(
            testDescription: "a PDF",
            bytes: Array("%PDF-1.7\n".utf8),
            says: "the file is a PDF, not CSV; export the table itself as 'CSV UTF-8'"
        ),
        Foreign(
            testDescription: "a page",
            bytes: Array("\n<!DOCTYPE html><p>sign in".utf8),
            says: "the file is a web page (HTML), not CSV, perhaps a log-in page; export the table "
                + "again as 'CSV UTF-8'"
        ),
        Foreign(
            testDescription: "gzip",
            bytes: [0x1F, 0x8B, 8],
            says: "the file is compressed with gzip; unpack it"
        ),
        Foreign(
            testDescription: "UTF-16",
            bytes: [0xFF, 0xFE, 0x73, 0],
            says: "the file is UTF-16 text, such as a spreadsheet's 'Unicode Text'; save it as "
                + "UTF-8 ('CSV UTF-8')"
        ),
        Foreign(
            testDescription: "UTF-16 without its mark",
            bytes: "sku;location\r\n".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] },
            says: "the file is UTF-16 text, such as a spreadsheet's 'Unicode Text'; save it as "
                + "UTF-8 ('CSV UTF-8')"
        ),
    ]

    @Test(arguments: foreign)
    func `a file of another kind is named for what it is`(example: Foreign) {
        let table = CSVTable(file: "books.csv", bytes: example.bytes)
        #expect(table.findings.map(\.message) == [example.says])
        #expect(table.findings.first?.position?.line == 1)
        #expect(!table.isReadable)
    }

    @Test func `goes on behind a broken row`() {
        let table = CSVTable(file: "t", bytes: Array("a,b\n\"1\"x,2\n3,4\n5,6,7\n8,9\n".utf8))
        #expect(table.findings.compactMap(\.position?.line) == [2, 4])
        #expect(table.rows.map(\.fields) == [["3", "4"], ["8", "9"]])
        #expect(table.rows.map(\.line) == [3, 5])
        #expect(table.brokenRows.map(\.fields) == [["5", "6"]])
    }

    @Test func `a quote that is never closed costs its own row only`() {
        let table = CSVTable(file: "t", bytes: Array("a,b\n1,\"2\n3,4\n5,6\n".utf8))
        #expect(table.findings.compactMap(\.position?.line) == [2])
        #expect(table.rows.map(\.fields) == [["3", "4"], ["5", "6"]])
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

    @Test func `many problems of one kind are one with their number`() {
        let text = "a,b\n" + String(repeating: "1,2,3\n", count: 250) + "\"x\"y,1\n"
        #expect(
            CSVTable(file: "t", bytes: Array(text.utf8)).findings.map(\.message) == [
                "the row has 3 fields, the header 2; put a value that holds a separator in quotes "
                    + "(and 249 more like it, on lines 3, 4, 5, 6, …)",
                "text after a closing quote; write a quote inside a field twice",
            ]
        )
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
