public import Foundation

/// The contents of a cell.
public enum CellValue: Sendable, Hashable {
    /// Always text, whatever it looks like: never a formula, a number or a web address.
    case text(String)
    /// A whole number; beyond 15 significant digits it becomes text and a note.
    case number(Int)
    /// An exact decimal such as money; beyond 15 significant digits it becomes text and a note.
    case decimal(Decimal)
    /// Nothing but the format, such as a box to write in.
    case blank
    /// A formula in Excel's English spelling, with or without `=`, and the value it has now, for
    /// readers that do not calculate. Never build one from outside text.
    case formula(String, result: FormulaResult)
    /// Text that opens a file, given by its path relative to the workbook's folder, parts separated
    /// by `/`; never the web.
    case link(String, toFile: String)
}

/// The value of a formula at the time of writing.
public enum FormulaResult: Sendable, Hashable {
    case number(Decimal)
    case text(String)
}
