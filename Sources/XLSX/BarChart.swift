public import Foundation

/// Vertical bars, side by side or stacked, drawn from cells of the workbook.
public struct BarChart: Sendable, Hashable {
    /// Above the bars; empty for none, at most 255 characters are kept.
    public var title: String
    /// 1 to 255, each in a colour of its own; a legend names them if there are several.
    public var series: [ChartSeries]
    /// Of the values' axis, as Excel spells it; nil for plain numbers.
    public var numberFormat: String?
    /// In screen pixels before the placement's scale, above 0.
    public var width = 640
    /// In screen pixels before the placement's scale, above 0.
    public var height = 360
    /// Whether the bars of a category are stacked rather than side by side.
    public var stacked = false

    /// A chart of 640 x 360 screen pixels, to be changed.
    public init(title: String, series: [ChartSeries]) {
        self.title = title
        self.series = series
    }
}

/// Bars of one colour, one for each category.
public struct ChartSeries: Sendable, Hashable {
    /// In the legend: always text, at most 255 characters are kept.
    public var name: String
    /// The cells that name the bars.
    public var categories: ChartRange
    /// The cells that give the bars' lengths, as many as there are categories.
    public var values: ChartRange
    /// Nil for the spreadsheet program's choice.
    public var colour: Colour?
    /// What the category cells say, in their order, for readers that draw a chart without looking
    /// at its cells (previews, pasted charts); empty for nothing.
    public var categoryTexts: [String] = []
    /// What the value cells say, in their order, nil for a cell without a number; empty for nothing.
    public var valueNumbers: [Decimal?] = []

    /// Bars from cells, what the cells say not known.
    public init(
        name: String,
        categories: ChartRange,
        values: ChartRange,
        colour: Colour? = nil
    ) {
        self.name = name
        self.categories = categories
        self.values = values
        self.colour = colour
    }
}

/// Cells of one row or one column of a sheet, their bounds inclusive and counted from 0.
public struct ChartRange: Sendable, Hashable {
    /// The sheet's name, of the same workbook.
    public var sheet: String
    /// From the top row to the bottom one.
    public var rows: ClosedRange<Int>
    /// From the left column to the right one.
    public var columns: ClosedRange<Int>

    /// The cells where these rows and columns cross, of which one must be single.
    public init(sheet: String, rows: ClosedRange<Int>, columns: ClosedRange<Int>) {
        self.sheet = sheet
        self.rows = rows
        self.columns = columns
    }
}

extension ChartRange {
    /// How many cells there are, if they are in one line on the sheet.
    var count: Int { max(rows.count, columns.count) }

    /// Whether the cells are in one row or one column.
    var isLine: Bool { rows.count == 1 || columns.count == 1 }

    /// The name charts use: `'It''s 2026'!$A$2:$A$9`.
    var formula: String {
        let first = Self.fixed(row: rows.lowerBound, column: columns.lowerBound)
        let last = Self.fixed(row: rows.upperBound, column: columns.upperBound)
        return "\(SheetName.quoted(sheet))!\(first == last ? first : "\(first):\(last)")"
    }

    private static func fixed(row: Int, column: Int) -> String {
        "$\(CellPosition.columnName(column))$\(row + 1)"
    }
}

extension BarChart {
    /// What Excel allows in a chart.
    private static let seriesLimit = 255
    /// What Excel 2007 allows in a series; libxlsxwriter counts up to 65,535.
    private static let pointLimit = 32_000

    /// Why Excel or libxlsxwriter could not draw the chart, whatever is on the sheets; nil if
    /// they can.
    var fault: String? {
        guard (1...Self.seriesLimit).contains(series.count) else {
            return "a chart must have 1 to \(Self.seriesLimit) series, not \(series.count)"
        }
        return series.lazy.compactMap { Self.fault(of: $0) }.first
    }

    private static func fault(of series: ChartSeries) -> String? {
        let (categories, values) = (series.categories, series.values)
        guard categories.isLine, values.isLine else {
            return "a chart's cells must be in one row or one column"
        }
        guard values.count <= pointLimit else {
            return "a chart's series must have at most \(pointLimit) values, not \(values.count)"
        }
        guard categories.count == values.count else {
            return "a chart's series must have as many values as categories, not "
                + "\(values.count) for \(categories.count)"
        }
        for known in [series.categoryTexts.count, series.valueNumbers.count]
        where known != 0 && known != values.count {
            return "what is said of a chart's \(values.count) cells must be as many, not \(known)"
        }
        return nil
    }
}
