import Foundation
import Testing

@testable import XLSX

struct ChartTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static let models = ["gpt-5-mini", "gpt-5.2", "A & B"]
    private static let names = ["asked", "again", "retried"]
    private static let numbers: [[Decimal]] = [
        [Decimal(4) / 100, Decimal(28) / 100, 1], [0, 2, Decimal(5) / 10], [3, 1, -2],
    ]

    /// The rows that `chart` draws, written below each other.
    private static func fill(_ sheet: Worksheet) throws {
        for (row, model) in models.enumerated() {
            try sheet.write(.text(model), row: row + 1, column: 0)
            for column in names.indices {
                try sheet.write(.decimal(numbers[column][row]), row: row + 1, column: column + 1)
            }
        }
    }

    private static func range(_ sheet: String, column: Int) -> ChartRange {
        ChartRange(sheet: sheet, rows: 1...3, columns: column...column)
    }

    /// Three models, a bar of each for every name.
    private static func chart(of sheet: String = "Sheet") -> BarChart {
        BarChart(
            title: "Costs",
            series: names.indices.map { index in
                var series = ChartSeries(
                    name: names[index],
                    categories: range(sheet, column: 0),
                    values: range(sheet, column: index + 1)
                )
                series.categoryTexts = models
                series.valueNumbers = numbers[index]
                return series
            }
        )
    }

    private static let placement = ImagePlacement(altText: "costs by model")

    /// The chart's part of a workbook of one sheet with only this chart on it.
    private func written(_ chart: BarChart) throws -> (part: String, notes: [WorkbookNote]) {
        let book = try WrittenWorkbook(in: folder) { sheet in
            try sheet.insertChart(chart, row: 6, column: 1, placement: Self.placement)
        }
        return (try book.part("xl/charts/chart1.xml"), book.notes)
    }

    /// Everything between the marks, wherever they are.
    private func all(_ start: String, _ end: String, in text: String) -> [String] {
        text.components(separatedBy: start).dropFirst().compactMap {
            $0.components(separatedBy: end).first
        }
    }

    @Test func `draws three models of three series beside the rows they come from`() throws {
        var chart = Self.chart(of: "It's 2026")
        chart.series[0].colour = Colour(0x4472C4)
        chart.series[1].colour = Colour(0x000000)
        chart.numberFormat = "$0.00"
        let book = try WrittenWorkbook(in: folder) { workbook in
            let sheet = try workbook.addSheet(named: "It's 2026")
            try sheet.insertChart(chart, row: 0, column: 5, placement: Self.placement)
            try Self.fill(sheet)
        }
        #expect(try book.cell("D4") == #"<c r="D4"><v>-2</v></c>"#)
        let part = try book.part("xl/charts/chart1.xml")
        #expect(all("<a:t>", "</a:t>", in: part) == ["Costs"])
        #expect(all("<c:tx><c:v>", "</c:v>", in: part) == Self.names)
        let cells = ["A", "B", "A", "C", "A", "D"].map { "'It''s 2026'!$\($0)$2:$\($0)$4" }
        #expect(all("<c:f>", "</c:f>", in: part) == cells)
        let labels = ["gpt-5-mini", "gpt-5.2", "A &amp; B"]
        for cache in all("<c:strCache>", "</c:strCache>", in: part) {
            #expect(cache.hasPrefix(#"<c:ptCount val="3"/><c:pt idx="0">"#))
            #expect(all("<c:v>", "</c:v>", in: cache) == labels)
        }
        let numbers = all("<c:numCache>", "</c:numCache>", in: part)
            .map { all("<c:v>", "</c:v>", in: $0) }
        #expect(numbers == [["0.04", "0.28", "1"], ["0", "2", "0.5"], ["3", "1", "-2"]])
        let bars = all("<c:ser>", "</c:ser>", in: part)
            .map { between(#"<a:srgbClr val=""#, #"""#, in: $0) }
        #expect(bars == ["4472C4", "000000", nil])
        #expect(part.contains(#"<c:legendPos val="b"/>"#))
        #expect(try book.part("[[]Content_Types].xml").contains("/xl/charts/chart1.xml"))
    }

    @Test(arguments: [false, true])
    func `draws bars side by side and stacked`(stacked: Bool) throws {
        var chart = Self.chart()
        chart.stacked = stacked
        chart.numberFormat = "0.0"
        let part = try written(chart).part
        #expect(part.contains(#"<c:barDir val="col"/>"#))
        #expect(part.contains(#"<c:grouping val="\#(stacked ? "stacked" : "clustered")"/>"#))
        #expect(part.contains(#"<c:overlap val="100"/>"#) == stacked)
        let values = try #require(between("<c:valAx>", "</c:valAx>", in: part))
        #expect(values.contains(#"<c:numFmt formatCode="0.0" sourceLinked="0"/>"#))
    }

    @Test func `points at the cells when nothing is said of them`() throws {
        var chart = Self.chart()
        for index in chart.series.indices {
            (chart.series[index].categoryTexts, chart.series[index].valueNumbers) = ([], [])
        }
        let part = try written(chart).part
        #expect(part.contains("<c:cat><c:strRef><c:f>'Sheet'!$A$2:$A$4</c:f></c:strRef></c:cat>"))
        #expect(part.contains("<c:val><c:numRef><c:f>'Sheet'!$D$2:$D$4</c:f></c:numRef></c:val>"))
    }

    @Test func `leaves out numbers that the cells don't have`() throws {
        var chart = Self.chart()
        chart.series[0].valueNumbers = [
            nil, 1, Decimal(12_345_678_901_234_567) / 10,
        ]
        let part = try written(chart).part
        let cache = try #require(between("<c:numCache>", "</c:numCache>", in: part))
        #expect(cache.hasSuffix(#"<c:ptCount val="3"/><c:pt idx="1"><c:v>1</c:v></c:pt>"#))
    }

    @Test func `names a single series nowhere and has no title where none is given`() throws {
        var chart = Self.chart()
        chart.title = ""
        chart.series.removeLast(2)
        let part = try written(chart).part
        #expect(part.contains(#"<c:autoTitleDeleted val="1"/>"#))
        #expect(!part.contains("<c:title>") && !part.contains("<c:legend>"))
    }

    @Test func `keeps texts as text whatever they look like`() throws {
        var chart = Self.chart()
        chart.title = "=A1<&>\"\u{1}\n_x0041_"
        chart.series[0].name = "=Sheet!$A$1"
        chart.series[1].name = "_x0041_<\u{1}"
        chart.series[2].categoryTexts = ["=1+1", "a\0b", "\u{FFFF}"]
        let part = try written(chart).part
        #expect(all("<a:t>", "</a:t>", in: part) == ["=A1&lt;&amp;&gt;\"  _x0041_"])
        #expect(
            all("<c:tx><c:v>", "</c:v>", in: part)
                == ["=Sheet!$A$1", "_x005F_x0041_&lt;_x0001_", "retried"]
        )
        let cache = try #require(all("<c:strCache>", "</c:strCache>", in: part).last)
        #expect(all("<c:v>", "</c:v>", in: cache) == ["=1+1", "a_x0000_b", "_xFFFF_"])
    }

    @Test func `cuts long titles and names and notes it`() throws {
        var chart = Self.chart()
        chart.title = String(repeating: "冰", count: 300)
        chart.series[2].name = String(repeating: "&", count: 256)
        let (part, notes) = try written(chart)
        #expect(all("<a:t>", "</a:t>", in: part) == [String(repeating: "冰", count: 254) + "…"])
        #expect(all("<c:tx><c:v>", "</c:v>", in: part).last?.hasSuffix("&amp;…") == true)
        #expect(
            notes
                == [300, 256].map { length in
                    WorkbookNote(
                        sheet: "Sheet",
                        cell: CellPosition(row: 6, column: 1),
                        change: .textCut(length: length, kept: 255)
                    )
                }
        )
    }

    @Test(arguments: ["It's 2026", "Costs!", "2026", "A1", "=1+1", "<&>\"", "冰", "a b"])
    func `finds cells on sheets of any name and prints nothing`(name: String) throws {
        let printed = try StandardError.during {
            let book = try WrittenWorkbook(in: folder) { workbook in
                let sheet = try workbook.addSheet(named: name)
                let chart = Self.chart(of: name)
                try sheet.insertChart(chart, row: 0, column: 0, placement: Self.placement)
            }
            let formula = between("<c:f>", "</c:f>", in: try book.part("xl/charts/chart1.xml"))
            let quoted = SheetName.quoted(name).replacing("&", with: "&amp;")
                .replacing("<", with: "&lt;").replacing(">", with: "&gt;")
            #expect(formula == "\(quoted)!$A$2:$A$4")
        }
        #expect(!printed.contains("[WARNING]"))
    }

    @Test func `is as large as asked for, beside an image`() throws {
        let book = try WrittenWorkbook(in: folder) { sheet in
            var placement = Self.placement
            (placement.scale, placement.offsetX, placement.offsetY) = (0.5, 2, 3)
            try Self.fill(sheet)
            try sheet.setColumns(5...5, width: 100)
            try sheet.insertImage(
                jpeg: jpeg(width: 8, height: 8),
                row: 0,
                column: 0,
                placement: Self.placement
            )
            try sheet.insertChart(Self.chart(), row: 1, column: 5, placement: placement)
        }
        let drawing = try book.part("xl/drawings/drawing1.xml")
        let ends = all("<xdr:to>", "</xdr:to>", in: drawing)
        // 320 + 2 pixels across the wide column, 180 + 3 down rows of 20; 9525 units each.
        #expect(
            ends.last == "<xdr:col>5</xdr:col><xdr:colOff>3067050</xdr:colOff>"
                + "<xdr:row>10</xdr:row><xdr:rowOff>28575</xdr:rowOff>"
        )
        #expect(ends.count == 2)
        #expect(all(#"descr=""#, #"""#, in: drawing) == ["costs by model", "costs by model"])
        #expect(drawing.contains("<xdr:graphicFrame") && drawing.contains("<xdr:pic>"))
    }

    @Test func `gives the same bytes for the same calls`() throws {
        let books = try ["a.xlsx", "b.xlsx"].map { name in
            let book = try WrittenWorkbook(in: folder, name: name) { workbook in
                let sheet = try workbook.addSheet(named: "Sheet")
                for row in 0..<2 {
                    try sheet.insertChart(
                        Self.chart(),
                        row: row,
                        column: 0,
                        placement: Self.placement
                    )
                }
            }
            return try Data(contentsOf: URL(fileURLWithPath: book.path))
        }
        #expect(books[0] == books[1])
    }
}

/// What can't be drawn.
struct ChartFaultTests {
    private let folder: TestFolder

    init() throws { folder = try TestFolder() }

    private static func series(
        _ categories: (ClosedRange<Int>, ClosedRange<Int>) = (1...3, 0...0),
        _ values: (ClosedRange<Int>, ClosedRange<Int>) = (1...3, 1...1),
        sheet: String = "Sheet",
        change: (inout ChartSeries) -> Void = { _ in }
    ) -> BarChart {
        var series = ChartSeries(
            name: "a",
            categories: ChartRange(sheet: "Sheet", rows: categories.0, columns: categories.1),
            values: ChartRange(sheet: sheet, rows: values.0, columns: values.1)
        )
        change(&series)
        return BarChart(title: "t", series: [series])
    }

    private static func chart(_ change: (inout BarChart) -> Void) -> BarChart {
        var chart = series()
        change(&chart)
        return chart
    }

    /// A chart by what is wrong with it.
    struct Refused: CustomTestStringConvertible {
        let testDescription: String
        let code: WorkbookError.Code
        let chart: BarChart

        init(_ what: String, _ code: WorkbookError.Code, _ chart: BarChart) {
            (testDescription, self.code, self.chart) = (what, code, chart)
        }
    }

    @Test(arguments: [
        Refused("no series", .invalidChart, chart { $0.series = [] }),
        Refused(
            "256 series",
            .invalidChart,
            chart { $0.series = Array(repeating: $0.series[0], count: 256) }
        ),
        Refused("a block of categories", .invalidChart, series((1...3, 0...1))),
        Refused("a block of values", .invalidChart, series((1...4, 0...0), (1...2, 1...2))),
        Refused("a value too many", .invalidChart, series((1...3, 0...0), (1...4, 1...1))),
        Refused(
            "32,001 values",
            .invalidChart,
            series((0...32_000, 0...0), (0...32_000, 1...1))
        ),
        Refused("an unknown sheet", .invalidChart, series(sheet: "Nowhere")),
        Refused("a sheet without name", .invalidChart, series(sheet: "")),
        Refused("two texts", .invalidChart, series { $0.categoryTexts = ["a", "b"] }),
        Refused("four numbers", .invalidChart, series { $0.valueNumbers = [1, 2, 3, 4] }),
        Refused("no number", .notFinite, series { $0.valueNumbers = [1, .nan, 3] }),
        Refused("row -1", .outOfRange, series((-1...1, 0...0))),
        Refused("the row after the last", .outOfRange, series((1_048_574...1_048_576, 0...0))),
        Refused("the column after the last", .outOfRange, series((1...3, 16_384...16_384))),
        Refused("all rows", .outOfRange, series((Int.min...Int.max, 0...0))),
        Refused("all columns", .outOfRange, series((1...3, 0...0), (0...0, -1...Int.max))),
        Refused("no width", .outOfRange, chart { $0.width = 0 }),
        Refused("negative height", .outOfRange, chart { $0.height = -1 }),
        Refused("great height", .outOfRange, chart { $0.height = 10_001 }),
        Refused("greatest width", .outOfRange, chart { $0.width = .max }),
        Refused("a number format with NUL", .invalidFormat, chart { $0.numberFormat = "0\0" }),
    ])
    func `refuses what no spreadsheet program draws and prints nothing`(refused: Refused) throws {
        let printed = try StandardError.during {
            let book = try WrittenWorkbook(in: folder) { sheet in
                let error = #expect(throws: WorkbookError.self) {
                    try sheet.insertChart(
                        refused.chart,
                        row: 0,
                        column: 0,
                        placement: ImagePlacement(altText: "")
                    )
                }
                #expect(error?.code == refused.code)
                try sheet.write(.number(1), row: 0, column: 0)
            }
            // The rest of the workbook is as if nothing had been asked for.
            #expect(try book.cell("A1") != nil)
            #expect(try !book.sheet().contains("<drawing"))
        }
        #expect(!printed.contains("[WARNING]"))
    }

    @Test(arguments: [0, -1, .nan, .infinity, 16] as [Double])
    func `refuses scales that do not fit a sheet`(scale: Double) throws {
        _ = try WrittenWorkbook(in: folder) { sheet in
            var placement = ImagePlacement(altText: "")
            placement.scale = scale
            let error = #expect(throws: WorkbookError.self) {
                try sheet.insertChart(Self.series(), row: 0, column: 0, placement: placement)
            }
            #expect(error?.code == .outOfRange)
        }
    }

    @Test func `refuses a sheet of a closed workbook`() throws {
        var kept: Worksheet?
        _ = try WrittenWorkbook(in: folder) { kept = $0 }
        let sheet = try #require(kept)
        let error = #expect(throws: WorkbookError.self) {
            let placement = ImagePlacement(altText: "")
            try sheet.insertChart(Self.series(), row: 0, column: 0, placement: placement)
        }
        #expect(error?.code == .closed)
    }

    @Test func `draws one cell, and as many as Excel takes`() throws {
        let book = try WrittenWorkbook(in: folder) { sheet in
            let charts = [
                Self.series((7...7, 0...0), (2...2, 16_383...16_383)),
                Self.series((0...0, 1...3)),
                Self.series((0...31_999, 0...0), (0...31_999, 1...1)) {
                    $0.valueNumbers = Array(repeating: 1, count: 32_000)
                },
            ]
            for chart in charts {
                let placement = ImagePlacement(altText: "")
                try sheet.insertChart(chart, row: 0, column: 0, placement: placement)
            }
        }
        let parts = try (1...3).map { try book.part("xl/charts/chart\($0).xml") }
        #expect(parts[0].contains("<c:f>'Sheet'!$A$8</c:f>"))
        #expect(parts[0].contains("<c:f>'Sheet'!$XFD$3</c:f>"))
        #expect(parts[1].contains("<c:f>'Sheet'!$B$1:$D$1</c:f>"))
        #expect(parts[2].contains(#"<c:ptCount val="32000"/>"#))
        #expect(parts[2].contains(#"<c:pt idx="31999"><c:v>1</c:v></c:pt>"#))
    }
}
