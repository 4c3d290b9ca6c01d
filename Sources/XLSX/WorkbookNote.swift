/// Something a workbook could not show as it was given, though nothing failed.
public struct WorkbookNote: Sendable, Hashable, CustomStringConvertible {
    /// What was done to the value.
    enum Change: Sendable, Hashable {
        /// The text was cut and ends in "…"; both lengths in UTF-16 units, as Excel counts.
        case textCut(length: Int, kept: Int)
        /// The number has more than 15 significant digits, all that Excel shows, and is text now.
        case numberAsText
        /// The sheet has 65,530 links already, or the target is longer than Excel takes: the text
        /// is there, the link is not.
        case linkAsText
    }

    /// The sheet's name.
    let sheet: String
    /// The cell; nil for a sheet's header or footer.
    let cell: CellPosition?
    /// What was done to the value.
    let change: Change

    /// One line, without the value: `sheet "Counts", cell B7: text of 40000 …`.
    public var description: String {
        let place = cell.map { "cell \($0.name)" } ?? "header or footer"
        return "sheet \"\(sheet)\", \(place): \(what)"
    }

    private var what: String {
        switch change {
        case .textCut(let length, let kept):
            "text of \(length) characters was cut to \(kept)"
        case .numberAsText:
            "a number of more than 15 digits was written as text"
        case .linkAsText:
            "a link was written as plain text"
        }
    }
}
