import CXLSXWriter
import Foundation

/// A cell about to be written, in libxlsxwriter's terms.
@unsafe
struct Cell {
    let sheet: UnsafeMutablePointer<lxw_worksheet>
    let row: UInt32
    let column: UInt16
    let format: UnsafeMutablePointer<lxw_format>?
}

extension Worksheet {
    /// The links Excel allows on a sheet.
    static let linkLimit = 65_530
    /// The longest link target Excel takes, and the longest attribute libxlsxwriter writes whole.
    private static let targetLimit = 2079
    /// The longest formula Excel takes, in UTF-16 units.
    private static let formulaLimit = 8192

    @unsafe
    func write(_ value: CellValue, to cell: Cell) throws(WorkbookError) {
        switch value {
        case .text(let text):
            try unsafe writeText(text, to: cell)
        case .number(let number):
            try unsafe write(ExactNumber(number), to: cell)
        case .decimal(let decimal):
            guard let number = ExactNumber(decimal) else { throw notFinite() }
            try unsafe write(number, to: cell)
        case .blank:
            try file.check(
                unsafe worksheet_write_blank(cell.sheet, cell.row, cell.column, cell.format)
            )
        case .formula(let formula, let result):
            try unsafe writeFormula(formula, result: result, to: cell)
        case .link(let text, let path):
            try unsafe writeLink(text, toFile: path, in: cell)
        }
    }

    @unsafe
    private func writeText(_ text: String, to cell: Cell) throws(WorkbookError) {
        let stored = CellText(text)
        unsafe note(stored.cut, row: Int(cell.row), column: Int(cell.column))
        try file.check(
            unsafe worksheet_write_string(
                cell.sheet,
                cell.row,
                cell.column,
                stored.stored,
                cell.format
            )
        )
    }

    @unsafe
    private func write(_ number: ExactNumber, to cell: Cell) throws(WorkbookError) {
        switch number {
        case .number(let value):
            try file.check(
                unsafe worksheet_write_number(
                    cell.sheet,
                    cell.row,
                    cell.column,
                    value,
                    cell.format
                )
            )
        case .text(let digits):
            unsafe note(.numberAsText, row: Int(cell.row), column: Int(cell.column))
            try unsafe writeText(digits, to: cell)
        }
    }

    @unsafe
    private func writeFormula(
        _ formula: String,
        result: FormulaResult,
        to cell: Cell
    ) throws(WorkbookError) {
        let body = formula.hasPrefix("=") ? String(formula.dropFirst()) : formula
        guard !body.isEmpty, body.utf16.count <= Self.formulaLimit,
            body.unicodeScalars.allSatisfy(CellText.isPlain)
        else {
            throw unsafe file.error(
                .invalidFormula,
                "\(place(cell)): a formula must have 1 to \(Self.formulaLimit) characters, none of "
                    + "them a control character"
            )
        }
        switch result {
        case .number(let decimal):
            // Only shown until the formula is calculated, so the nearest double will do.
            guard decimal.isFinite, let value = Double(decimal.description) else {
                throw notFinite()
            }
            try file.check(
                unsafe worksheet_write_formula_num(
                    cell.sheet,
                    cell.row,
                    cell.column,
                    body,
                    cell.format,
                    value
                )
            )
        case .text(let text):
            let stored = CellText(text)
            unsafe note(stored.cut, row: Int(cell.row), column: Int(cell.column))
            try file.check(
                unsafe worksheet_write_formula_str(
                    cell.sheet,
                    cell.row,
                    cell.column,
                    body,
                    cell.format,
                    stored.stored
                )
            )
        }
    }

    @unsafe
    private func writeLink(
        _ text: String,
        toFile path: String,
        in cell: Cell
    ) throws(WorkbookError) {
        guard !path.isEmpty, !path.hasPrefix("/"), !path.contains("\0") else {
            throw unsafe file.error(
                .invalidLink,
                "\(place(cell)): a link must be a file's relative path"
            )
        }
        // Escaped whole, so that neither libxlsxwriter nor Excel finds a scheme, a drive or a
        // fragment in a file's name.
        let address = path.split(separator: "/").map(Self.escaped).joined(separator: "/")
        guard linkCount < Self.linkLimit, address.utf8.count <= Self.targetLimit else {
            unsafe note(.linkAsText, row: Int(cell.row), column: Int(cell.column))
            try unsafe writeText(text, to: cell)
            return
        }
        let look = unsafe cell.format ?? file.linkFormat
        // The text goes in twice: `worksheet_write_url_opt` would also put it into an attribute,
        // cut at a byte that may be the middle of a character.
        try file.check(
            unsafe worksheet_write_url_opt(
                cell.sheet,
                cell.row,
                cell.column,
                address,
                look,
                "link",
                nil
            )
        )
        linkCount += 1
        // An element of the sheet and one of its list of targets.
        file.expect(bytes: 2 * address.utf8.count * 6 + 512)
        let linked = unsafe Cell(
            sheet: cell.sheet,
            row: cell.row,
            column: cell.column,
            format: look
        )
        try unsafe writeText(text, to: linked)
    }

    private func notFinite() -> WorkbookError {
        file.error(.notFinite, "sheet \"\(name)\": a number must be finite")
    }

    @unsafe
    private func place(_ cell: Cell) -> String {
        let position = unsafe CellPosition(row: Int(cell.row), column: Int(cell.column))
        return "sheet \"\(name)\", cell \(position.name)"
    }

    /// A part of a path as RFC 3986 writes it, everything but the unreserved characters escaped.
    private static func escaped(_ part: Substring) -> String {
        var text = ""
        for byte in part.utf8 {
            let character = Character(Unicode.Scalar(byte))
            if character.isASCII,
                character.isLetter || character.isNumber || "-._~".contains(character)
            {
                text.append(character)
            } else {
                let digits = String(byte, radix: 16, uppercase: true)
                text += byte < 16 ? "%0\(digits)" : "%\(digits)"
            }
        }
        return text
    }
}
