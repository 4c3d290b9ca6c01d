import CXLSXWriter
import Foundation

extension Worksheet {
    private static let gridColour = Colour(0xD9D9D9)
    /// What Excel keeps of a series' name, in UTF-16 units.
    private static let seriesNameLimit = 255

    /// Puts a chart on the sheet, at any row, written or not; its cells stay as they are.
    ///
    /// A chart's cells may be written before or after, but their sheet must be there. Heights set
    /// by `setRow` and widths set by `setColumns` are taken into account whether set before or
    /// after. Titles and series names that are too long are cut, with a note.
    ///
    /// - Throws: `WorkbookError` with code `.invalidChart` for no series or more than 255, cells that
    ///   are not in one line, not as many as their categories or on no sheet of this workbook;
    ///   `.outOfRange` for cells no sheet has or a chart larger than 10,000 screen pixels;
    ///   `.invalidFormat` for the number format, `.notFinite` for NaN.
    ///
    /// Wraps `workbook_add_chart`, `chart_add_series` and `worksheet_insert_chart_opt`.
    public func insertChart(
        _ chart: BarChart,
        row: Int,
        column: Int,
        placement: ImagePlacement
    ) throws(WorkbookError) {
        let sheet = try unsafe open()
        try checkPlace(row: row, column: column)
        try check(placement, width: chart.width, height: chart.height)
        try check(chart)
        let cell = CellPosition(row: row, column: column)
        let drawn = try unsafe file.addChart(isStacked: chart.stacked)
        unsafe setUp(drawn, as: chart)
        try file.check(unsafe setTitle(of: drawn, to: chart.title, at: cell))
        for series in chart.series { try unsafe add(series, to: drawn, at: cell) }
        let alt = plainText(placement.altText, at: cell)
        try file.check(
            unsafe alt.withCString { alt in
                unsafe stk_worksheet_insert_chart(
                    sheet,
                    UInt32(row),
                    UInt16(column),
                    drawn,
                    placement.place(width: chart.width, height: chart.height, altText: alt)
                )
            }
        )
        file.expect(bytes: chart.expectedBytes)
    }

    private func check(_ chart: BarChart) throws(WorkbookError) {
        for range in chart.series.flatMap({ [$0.categories, $0.values] }) {
            try checkPlace(row: range.rows.lowerBound, column: range.columns.lowerBound)
            try checkPlace(row: range.rows.upperBound, column: range.columns.upperBound)
            guard file.hasSheet(named: range.sheet) else {
                throw file.error(
                    .invalidChart,
                    "sheet \"\(name)\": a chart's cells must be on a sheet of the workbook, not on "
                        + "\"\(range.sheet)\""
                )
            }
        }
        // Only now: cells beyond every sheet can't be counted.
        if let fault = chart.fault {
            throw file.error(.invalidChart, "sheet \"\(name)\": \(fault)")
        }
        let format = CellFormat.plain.with { $0.numberFormat = chart.numberFormat }
        if let fault = format.fault { throw file.error(.invalidFormat, fault) }
        for number in chart.series.lazy.flatMap(\.valueNumbers) where number?.isFinite == false {
            throw file.error(.notFinite, "sheet \"\(name)\": a chart's value must be a number")
        }
    }

    @unsafe
    private func setUp(_ drawn: UnsafeMutablePointer<lxw_chart>, as chart: BarChart) {
        let valueAxis = unsafe drawn.pointee.y_axis
        if let numberFormat = chart.numberFormat {
            unsafe chart_axis_set_num_format(valueAxis, numberFormat)
        }
        // The library's own lines are nearly black, and its titles three times as tall as labels.
        var line = lxw_chart_line()
        line.color = Self.gridColour.code
        line.width = 0.75
        unsafe chart_axis_major_gridlines_set_line(valueAxis, &line)
        var font = unsafe lxw_chart_font()
        unsafe font.size = 12
        unsafe font.bold = 1
        unsafe chart_title_set_name_font(drawn, &font)
        let legend = chart.series.count > 1 ? LXW_CHART_LEGEND_BOTTOM : LXW_CHART_LEGEND_NONE
        unsafe chart_legend_set_position(drawn, UInt8(legend.rawValue))
    }

    @unsafe
    private func setTitle(
        of drawn: UnsafeMutablePointer<lxw_chart>,
        to title: String,
        at cell: CellPosition
    ) -> lxw_error {
        // Without a title the name of a single series would be shown.
        if title.isEmpty { unsafe chart_title_off(drawn) }
        return unsafe stk_chart_set_title(drawn, plainText(title, at: cell))
    }

    @unsafe
    private func add(
        _ series: ChartSeries,
        to drawn: UnsafeMutablePointer<lxw_chart>,
        at cell: CellPosition
    ) throws(WorkbookError) {
        let label = CellText(series.name, limit: Self.seriesNameLimit)
        note(label.cut, row: cell.row, column: cell.column)
        let added = unsafe stk_chart_add_series(
            drawn,
            label.stored,
            series.categories.formula,
            series.values.formula
        )
        guard let added = unsafe added else {
            throw file.error(.cannotWrite, "no memory left for a chart")
        }
        if let colour = series.colour {
            var fill = lxw_chart_fill(color: colour.code, none: 0, transparency: 0)
            unsafe chart_series_set_fill(added, &fill)
        }
        for text in series.categoryTexts {
            let stored = CellText(text).stored
            try file.check(unsafe stk_range_keep_text(added.pointee.categories, stored))
        }
        for number in series.valueNumbers {
            // A number of too many digits is text in its cell, and no bar.
            let double: Double? =
                switch number.flatMap({ ExactNumber($0) }) {
                case .number(let value): value
                case .text, nil: nil
                }
            try file.check(
                unsafe stk_range_keep_number(added.pointee.values, double ?? 0, double != nil)
            )
        }
    }
}

extension BarChart {
    /// What the chart adds to the file, at most: its parts, and each cell's text escaped.
    fileprivate var expectedBytes: Int {
        series.reduce(16_384) { sum, series in
            let texts = series.categoryTexts.reduce(0) { $0 + $1.utf8.count * 7 + 64 }
            return sum + 8192 + texts + series.valueNumbers.count * 96
        }
    }
}
