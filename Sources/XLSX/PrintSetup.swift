/// How a sheet is printed: landscape, one page wide.
public struct PrintSetup: Sendable, Hashable {
    /// The size of the sheets of paper.
    public enum Paper: Sendable, Hashable {
        case a4, letter
    }

    /// The size of the sheets of paper.
    public var paper = Paper.a4
    /// Rows repeated at the top of every page, counted from 0.
    public var repeatedRows: ClosedRange<Int>?
    /// Above the rows of every page.
    public var header = PageText()
    /// Below the rows of every page; page x of y, unless changed.
    public var footer = PageText(right: [.text("page "), .page, .text(" of "), .pages])

    /// Landscape A4, one page wide, page numbers in the footer.
    public init() {}
}

/// The header or footer of every printed page.
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
    /// Ends at the right margin.
    public var right: [Part]

    /// A line of two parts, each of which may be empty.
    public init(left: [Part] = [], right: [Part] = []) {
        self.left = left
        self.right = right
    }

    /// What Excel allows for both parts together with their codes, in UTF-16 units.
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
        for (mark, parts) in [("&L", left), ("&R", right)] where !parts.isEmpty {
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
