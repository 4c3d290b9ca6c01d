public import Foundation

/// What stands in a cell.
public enum CellValue: Sendable, Hashable {
    /// Always text, whatever it looks like: never a formula, a number or a web address.
    case text(String)
    /// A whole number; beyond 15 significant digits it becomes text and a note.
    case number(Int)
    /// An exact decimal such as money; beyond 15 significant digits it becomes text and a note.
    case decimal(Decimal)
    case boolean(Bool)
    /// `2026-11-23` or `2026-11-23T02:00[:00][Z]`, from March 1900 on; Excel knows no time zones,
    /// so the clock is shown as it reads here.
    case date(String)
    /// Nothing but the format, such as a box to write in.
    case blank
    /// A formula in Excel's English spelling, with or without `=`, and the value it has now, for
    /// readers that do not calculate. Never build one from outside text.
    case formula(String, result: FormulaResult)
    /// Text that leads somewhere.
    case link(String, to: LinkTarget)
}

/// What a formula gives at the time of writing.
public enum FormulaResult: Sendable, Hashable {
    case number(Decimal)
    case text(String)
}

/// Where a link leads: within the workbook or to a file beside it, never to the web.
public enum LinkTarget: Sendable, Hashable {
    /// A cell of a sheet of this workbook; the sheet may be added later.
    case cell(CellPosition, sheet: String)
    /// A file by its path relative to the workbook's folder, parts separated by `/`.
    case file(String)
}
