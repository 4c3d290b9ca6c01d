import Foundation
import Testing

@testable import XLSX

struct LayoutTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test func `sets widths, heights, panes, filter, gridlines and tab`() throws {
        let written = try WrittenWorkbook(in: folder) { workbook in
            _ = try workbook.addSheet(named: "First")
            let sheet = try workbook.addSheet(named: "Second")
            try sheet.setColumns(0...1, width: 24)
            try sheet.setRow(0, height: 30)
            for row in 0..<4 { try sheet.write(.number(row), row: row, column: 0) }
            try sheet.freezePanes(rows: 1, columns: 1)
            try sheet.setAutofilter(CellRange(rows: 0...2, columns: 0...1))
            try sheet.hideGridlines()
            try sheet.setTabColour(Colour(0xFF8800))
        }
        let sheet = try written.sheet(2)
        #expect(sheet.contains(#"<col min="1" max="2" width="24.7109375" customWidth="1"/>"#))
        #expect(sheet.contains(#"<row r="1" ht="30" customHeight="1">"#))
        #expect(sheet.contains(#"<pane xSplit="1" ySplit="1" topLeftCell="B2""#))
        #expect(sheet.contains(#"<autoFilter ref="A1:B3"/>"#))
        #expect(sheet.contains(#"showGridLines="0""#))
        #expect(sheet.contains(#"<tabColor rgb="FFFF8800"/>"#))
    }

    @Test func `prints on landscape A4, one page wide, with titles and page numbers`() throws {
        let written = try WrittenWorkbook(in: folder) { sheet in
            var setup = PrintSetup()
            setup.repeatedRows = 0...1
            setup.header = PageText(left: [.text("Ice & Gas")], right: [.sheetName])
            try sheet.setPrint(setup)
        }
        let sheet = try written.sheet()
        #expect(
            sheet.contains(#"<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>"#)
        )
        #expect(sheet.contains(#"<pageSetUpPr fitToPage="1"/>"#))
        #expect(sheet.contains(#"<pageMargins left="0.5" right="0.5" top="0.75" bottom="0.75""#))
        #expect(sheet.contains("<oddHeader>&amp;LIce &amp;&amp; Gas&amp;R&amp;A</oddHeader>"))
        #expect(sheet.contains("<oddFooter>&amp;Rpage &amp;P of &amp;N</oddFooter>"))
        #expect(try written.part("xl/workbook.xml").contains(">'Sheet'!$1:$2</definedName>"))
    }

    @Test func `survives header text that libxlsxwriter takes for a picture`() throws {
        let printed = try StandardError.during {
            let written = try WrittenWorkbook(in: folder) { sheet in
                var setup = PrintSetup()
                setup.header = PageText(left: [.text("A&G &[Picture] \u{1}")])
                try sheet.setPrint(setup)
                try sheet.setPrint(setup)
            }
            let header = between("<oddHeader>", "</oddHeader>", in: try written.sheet())
            #expect(header == "&amp;LA&amp;&amp;G &amp;&amp;[Picture] _x0001_")
        }
        #expect(!printed.contains("[WARNING]"))
    }

    @Test func `cuts header text that is too long and notes it`() throws {
        let written = try WrittenWorkbook(in: folder) { sheet in
            var setup = PrintSetup()
            let long = String(repeating: "&", count: 300)
            setup.header = PageText(left: [.text(long)], right: [.page, .text("end")])
            try sheet.setPrint(setup)
        }
        let header = try #require(between("<oddHeader>", "</oddHeader>", in: written.sheet()))
            .replacing("&amp;", with: "&")
        #expect(header.utf16.count <= 255)
        #expect(header.hasPrefix("&L&&&&") && header.hasSuffix("…&R&Pend"))
        let change = WorkbookNote.Change.textCut(length: 609, kept: header.utf16.count)
        #expect(written.notes == [WorkbookNote(sheet: "Sheet", cell: nil, change: change)])
    }

    @Test func `merges cells of one row`() throws {
        let written = try WrittenWorkbook(in: folder) { sheet in
            let title = CellFormat.plain.with { $0.size = 16 }
            try sheet.writeMerged("Stock count", row: 0, columns: 0...3, format: title)
            try sheet.write(.number(1), row: 0, column: 5)
            #expect(throws: WorkbookError.self) {
                try sheet.writeMerged("one cell", row: 0, columns: 4...4)
            }
        }
        let sheet = try written.sheet()
        #expect(sheet.contains(#"<mergeCell ref="A1:D1"/>"#))
        #expect(sheet.contains(#"<c r="D1" s="1"/><c r="F1">"#))
        #expect(try written.text("A1") == "Stock count")
    }

    @Test func `refuses sizes no sheet has`() throws {
        _ = try WrittenWorkbook(in: folder) { sheet in
            var rows = PrintSetup()
            rows.repeatedRows = 0...1_048_576
            let attempts: [() throws -> Void] = [
                { try sheet.setColumns(0...0, width: .nan) },
                { try sheet.setColumns(0...0, width: .infinity) },
                { try sheet.setColumns(0...16_384, width: 10) },
                { try sheet.setRow(0, height: 0) },
                { try sheet.setRow(0, height: .nan) },
                { try sheet.setRow(-1, height: 10) },
                { try sheet.freezePanes(rows: -1, columns: 0) },
                { try sheet.setAutofilter(CellRange(rows: 0...1_048_576, columns: 0...1)) },
                { try sheet.setPrint(rows) },
            ]
            for attempt in attempts {
                let error = #expect(throws: WorkbookError.self) { try attempt() }
                #expect(error?.code == .outOfRange)
            }
        }
    }
}

struct CellFormatTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test func `writes each format once, with all its settings`() throws {
        let format = CellFormat.plain.with {
            $0.bold = true
            $0.italic = true
            $0.size = 14
            $0.colour = Colour(0x000000)
            $0.background = Colour(0xFFEB9C)
            $0.border = Border(.medium, sides: .bottom, colour: Colour(0x123456))
            $0.numberFormat = "#,##0.00 \"€\""
            $0.horizontal = .right
            $0.vertical = .middle
            $0.wrap = true
        }
        let indented = CellFormat.plain.with { $0.indent = 2 }
        let written = try WrittenWorkbook(in: folder) { sheet in
            for row in 0..<3 {
                try sheet.write(.number(row), row: row, column: 0, format: format)
                try sheet.write(.text("a"), row: row, column: 1, format: indented)
                try sheet.write(.number(row), row: row, column: 2)
            }
        }
        let styles = try written.part("xl/styles.xml")
        #expect(styles.contains("<cellXfs count=\"3\">"))
        #expect(styles.contains(#"<b/><i/><sz val="14"/><color rgb="FF000000"/>"#))
        #expect(styles.contains(#"<fgColor rgb="FFFFEB9C"/>"#))
        #expect(styles.contains(#"<bottom style="medium"><color rgb="FF123456"/></bottom>"#))
        #expect(styles.contains("<left/>"))
        #expect(styles.contains(##"formatCode="#,##0.00 &quot;€&quot;""##))
        #expect(
            styles.contains(#"<alignment horizontal="right" vertical="center" wrapText="1"/>"#)
        )
        #expect(styles.contains(#"<alignment horizontal="left" indent="2"/>"#))
        #expect(try written.cell("A3")?.hasPrefix(#"<c r="A3" s="1">"#) == true)
        #expect(try written.cell("B3")?.hasPrefix(#"<c r="B3" s="2""#) == true)
        #expect(try written.cell("C3") == #"<c r="C3"><v>2</v></c>"#)
    }

    @Test(arguments: [
        CellFormat.plain.with { $0.size = 0 }, .plain.with { $0.size = 410 },
        .plain.with { $0.indent = -1 }, .plain.with { $0.indent = 16 },
        .plain.with { $0.numberFormat = String(repeating: "€", count: 43) },
        .plain.with { $0.numberFormat = "0\0" },
    ])
    func `refuses formats that Excel does not know`(format: CellFormat) throws {
        _ = try WrittenWorkbook(in: folder) { sheet in
            let error = #expect(throws: WorkbookError.self) {
                try sheet.write(.number(1), row: 0, column: 0, format: format)
            }
            #expect(error?.code == .invalidFormat)
        }
    }
}

struct ImageTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    @Test func `keeps an image within its tall row, in its own size`() throws {
        // 96 points are 128 pixels; a picture of 100 pixels must end in the row it begins in.
        let written = try WrittenWorkbook(in: folder) { sheet in
            try sheet.write(.text("a"), row: 0, column: 0)
            try sheet.insertImage(
                jpeg: jpeg(width: 120, height: 200),
                row: 3,
                column: 1,
                placement: {
                    var placement = ImagePlacement(altText: "Bay 1 <&\u{1}> \"x\"")
                    placement.scale = 0.5
                    placement.offsetX = 2
                    placement.offsetY = 3
                    return placement
                }()
            )
            try sheet.setRow(3, height: 96)
            try sheet.write(.text("photo"), row: 3, column: 0)
        }
        let drawing = try written.part("xl/drawings/drawing1.xml")
        let end = try #require(between("<xdr:to>", "</xdr:to>", in: drawing))
        // 60 + 2 pixels across, 100 + 3 down, 9525 units each.
        #expect(
            end == "<xdr:col>1</xdr:col><xdr:colOff>590550</xdr:colOff>"
                + "<xdr:row>3</xdr:row><xdr:rowOff>981075</xdr:rowOff>"
        )
        #expect(drawing.contains(#"<a:ext cx="571500" cy="952500"/>"#))
        #expect(drawing.contains(#"editAs="oneCell""#))
        #expect(drawing.contains(#"descr="Bay 1 &lt;&amp; &gt; &quot;x&quot;""#))
    }

    @Test func `stores the bytes as they are, once`() throws {
        let bytes = jpeg(width: 4, height: 4)
        let written = try WrittenWorkbook(in: folder) { sheet in
            for row in 0..<2 {
                try sheet.insertImage(
                    jpeg: bytes,
                    row: row,
                    column: 0,
                    placement: ImagePlacement(altText: "")
                )
            }
        }
        let (status, stored) = try run("unzip", ["-p", written.path, "xl/media/*"])
        #expect(status == 0 && Array(stored) == bytes)
    }

    @Test func `cuts a long alternative text and notes it`() throws {
        let written = try WrittenWorkbook(in: folder) { sheet in
            let text = String(repeating: "冰", count: 3000)
            try sheet.insertImage(
                jpeg: jpeg(width: 4, height: 4),
                row: 0,
                column: 0,
                placement: ImagePlacement(altText: text)
            )
        }
        let text = between("descr=\"", "\"", in: try written.part("xl/drawings/drawing1.xml"))
        #expect(text == String(repeating: "冰", count: 254) + "…")
        #expect(written.notes.map(\.change) == [.textCut(length: 3000, kept: 255)])
    }

    @Test func `refuses bytes that are no JPEG and prints nothing`() throws {
        let whole = jpeg(width: 4, height: 4)
        var filled = whole
        filled.insert(0xFF, at: 2)
        var flat = whole
        flat.replaceSubrange(25...26, with: [0, 0])
        var attempts = [[], [0xFF, 0xD8], Array("GIF89a".utf8), filled, flat]
        attempts += (1..<39).map { Array(whole.prefix($0)) }
        let printed = try StandardError.during {
            _ = try WrittenWorkbook(in: folder) { sheet in
                for bytes in attempts {
                    let error = #expect(throws: WorkbookError.self, "\(bytes.count) bytes") {
                        try sheet.insertImage(
                            jpeg: bytes,
                            row: 0,
                            column: 0,
                            placement: ImagePlacement(altText: "")
                        )
                    }
                    #expect(error?.code == .invalidImage)
                }
            }
        }
        #expect(!printed.contains("[WARNING]"))
    }

    @Test(arguments: [0, -1, .nan, .infinity, 2501] as [Double])
    func `refuses sizes that do not fit a sheet`(scale: Double) throws {
        _ = try WrittenWorkbook(in: folder) { sheet in
            var placement = ImagePlacement(altText: "")
            placement.scale = scale
            let error = #expect(throws: WorkbookError.self) {
                try sheet.insertImage(
                    jpeg: jpeg(width: 4, height: 4),
                    row: 0,
                    column: 0,
                    placement: placement
                )
            }
            #expect(error?.code == .outOfRange)
        }
    }
}
