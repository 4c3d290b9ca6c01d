import CXLSXWriter

extension Worksheet {
    /// Sets the width of columns.
    ///
    /// - Parameters:
    ///   - columns: counted from 0.
    ///   - width: in characters of the standard text, above 0, at most 255.
    /// - Throws: `WorkbookError` with code `.outOfRange`.
    ///
    /// Wraps `worksheet_set_column`.
    public func setColumns(_ columns: ClosedRange<Int>, width: Double) throws(WorkbookError) {
        let sheet = try unsafe open()
        try checkPlace(row: 0, column: columns.lowerBound)
        try checkPlace(row: 0, column: columns.upperBound)
        guard width > 0, width <= 255 else {
            throw file.error(
                .outOfRange,
                "a column's width must be above 0 and at most 255, not \(width)"
            )
        }
        try file.check(
            unsafe worksheet_set_column(
                sheet,
                UInt16(columns.lowerBound),
                UInt16(columns.upperBound),
                width,
                nil
            )
        )
    }

    /// Sets the height of the current row or of one below it; rows without one fit their text.
    ///
    /// - Parameters:
    ///   - row: counted from 0.
    ///   - height: in points, above 0, at most 409.
    /// - Throws: `WorkbookError` with code `.outOfRange` or `.rowAlreadyWritten`.
    ///
    /// Wraps `worksheet_set_row`.
    public func setRow(_ row: Int, height: Double) throws(WorkbookError) {
        let sheet = try unsafe begin(row: row, column: 0)
        guard height > 0, height <= 409 else {
            throw file.error(
                .outOfRange,
                "a row's height must be above 0 and at most 409, not \(height)"
            )
        }
        try file.check(unsafe stk_worksheet_set_row(sheet, UInt32(row), height))
    }

    /// Keeps the top rows and left columns in sight while the others scroll.
    ///
    /// Wraps `worksheet_freeze_panes`.
    public func freezePanes(rows: Int, columns: Int) throws(WorkbookError) {
        let sheet = try unsafe open()
        try checkPlace(row: rows, column: columns)
        unsafe worksheet_freeze_panes(sheet, UInt32(rows), UInt16(columns))
    }

    /// Puts filter buttons on the first row of a range; at any time, also after its rows.
    ///
    /// Wraps `worksheet_autofilter`.
    public func setAutofilter(_ range: CellRange) throws(WorkbookError) {
        let sheet = try unsafe open()
        try checkPlace(row: range.rows.lowerBound, column: range.columns.lowerBound)
        try checkPlace(row: range.rows.upperBound, column: range.columns.upperBound)
        try file.check(
            unsafe stk_worksheet_autofilter(
                sheet,
                UInt32(range.rows.lowerBound),
                UInt16(range.columns.lowerBound),
                UInt32(range.rows.upperBound),
                UInt16(range.columns.upperBound)
            )
        )
    }

    /// Takes the lines between cells off the screen.
    ///
    /// Wraps `worksheet_gridlines`.
    public func hideGridlines() throws(WorkbookError) {
        unsafe worksheet_gridlines(try open(), UInt8(LXW_HIDE_ALL_GRIDLINES.rawValue))
    }

    /// Colours the sheet's tab.
    ///
    /// Wraps `worksheet_set_tab_color`.
    public func setTabColour(_ colour: Colour) throws(WorkbookError) {
        unsafe worksheet_set_tab_color(try open(), colour.code)
    }

    /// Sets how the sheet is printed.
    ///
    /// Header and footer texts that are too long together are cut, with a note.
    ///
    /// - Throws: `WorkbookError` with code `.outOfRange` for rows no sheet has or more than 255
    ///   characters of page codes.
    ///
    /// Wraps `worksheet_set_landscape`, `_set_paper`, `_fit_to_pages`, `_repeat_rows`,
    /// `_set_margins`, `_set_header` and `_set_footer`.
    public func setPrint(_ setup: PrintSetup) throws(WorkbookError) {
        let sheet = try unsafe open()
        // In inches: left, right, and top and bottom with the header and footer in them.
        unsafe worksheet_set_margins(sheet, 0.5, 0.5, 0.75, 0.75)
        unsafe worksheet_set_landscape(sheet)
        unsafe worksheet_set_paper(sheet, setup.paper.code)
        // One page wide; 0 high: as many pages as the rows need.
        unsafe worksheet_fit_to_pages(sheet, 1, 0)
        if let rows = setup.repeatedRows {
            try checkPlace(row: rows.lowerBound, column: 0)
            try checkPlace(row: rows.upperBound, column: 0)
            try file.check(
                unsafe worksheet_repeat_rows(
                    sheet,
                    UInt32(rows.lowerBound),
                    UInt32(rows.upperBound)
                )
            )
        }
        let header = try line(of: setup.header)
        let footer = try line(of: setup.footer)
        try file.check(unsafe stk_worksheet_set_header_footer(sheet, header, footer))
    }

    private func line(of text: PageText) throws(WorkbookError) -> String {
        let (line, cut) = text.code
        guard line.utf16.count <= PageText.limit else {
            throw file.error(
                .outOfRange,
                "a header or footer must have at most \(PageText.limit) characters"
            )
        }
        if let cut { file.add(WorkbookNote(sheet: name, cell: nil, change: cut)) }
        return line
    }
}

extension PrintSetup.Paper {
    /// Excel's number of the paper.
    fileprivate var code: UInt8 {
        switch self {
        case .letter: 1
        case .a4: 9
        }
    }
}
