/// How a sheet is put on paper.
public struct PrintSetup: Sendable, Hashable {
    /// Which side of the paper is up.
    public enum Orientation: Sendable, Hashable {
        case portrait, landscape
    }

    /// The size of the sheets of paper.
    public enum Paper: Sendable, Hashable {
        case a4, letter
    }

    /// Which side of the paper is up.
    public var orientation = Orientation.landscape
    /// The size of the sheets of paper.
    public var paper = Paper.a4
    /// Pages side by side that the columns are shrunk to; nil leaves the size as it is.
    public var pagesWide: Int? = 1
    /// Rows repeated at the top of every page, counted from 0.
    public var repeatedRows: ClosedRange<Int>?
    /// The white edges.
    public var margins = PageMargins()
    /// Above the rows of every page.
    public var header = PageText()
    /// Below the rows of every page; page x of y, unless changed.
    public var footer = PageText(right: [.text("page "), .page, .text(" of "), .pages])

    /// Landscape A4, one page wide, page numbers in the footer.
    public init() {}
}

/// The white edges of a printed page, in inches.
public struct PageMargins: Sendable, Hashable {
    /// 0 to 10 inches.
    public var left = 0.5
    /// 0 to 10 inches.
    public var right = 0.5
    /// 0 to 10 inches, the header within it.
    public var top = 0.75
    /// 0 to 10 inches, the footer within it.
    public var bottom = 0.75

    /// Half an inch at the sides, three quarters above and below.
    public init() {}
}

/// What stands at the top or bottom of every printed page.
public struct PageText: Sendable, Hashable {
    /// A piece of a line: fixed text, or something the printing program fills in.
    public enum Part: Sendable, Hashable {
        case text(String)
        /// The page's number.
        case page
        /// How many pages there are.
        case pages
        case sheetName
    }

    /// Begins at the left margin.
    public var left: [Part]
    /// In the middle.
    public var centre: [Part]
    /// Ends at the right margin.
    public var right: [Part]

    /// A line of three parts, each of which may be empty.
    public init(left: [Part] = [], centre: [Part] = [], right: [Part] = []) {
        self.left = left
        self.centre = centre
        self.right = right
    }

    /// What Excel allows for all three parts together with their codes, in UTF-16 units.
    static let limit = 255

    /// The line as Excel stores it, `&L…&C…&R…`, every text cut so that the whole fits the limit;
    /// it can't if the codes alone are too many.
    var code: (line: String, cut: WorkbookNote.Change?) {
        let whole = code(textLimit: .max)
        var line = whole
        var share = Self.limit
        while line.utf16.count > Self.limit, share > 1 {
            share /= 2
            line = code(textLimit: share)
        }
        guard line != whole else { return (line, nil) }
        return (line, .textCut(length: whole.utf16.count, kept: line.utf16.count))
    }

    private func code(textLimit: Int) -> String {
        var line = ""
        for (mark, parts) in [("&L", left), ("&C", centre), ("&R", right)] where !parts.isEmpty {
            line += mark
            for part in parts {
                switch part {
                case .text(let text):
                    line += CellText(text, limit: textLimit).stored.replacing("&", with: "&&")
                case .page: line += "&P"
                case .pages: line += "&N"
                case .sheetName: line += "&A"
                }
            }
        }
        return line
    }
}
