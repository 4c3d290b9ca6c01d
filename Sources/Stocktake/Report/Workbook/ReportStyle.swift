import Foundation
import XLSX

/// The formats of the workbook's cells, named by purpose.
enum ReportStyle {
    static let title = CellFormat.plain.with {
        $0.bold = true
        $0.size = 18
    }
    static let subtitle = CellFormat.plain.with {
        $0.colour = Colour(0x59_5959)
        $0.size = 11
    }
    static let heading = CellFormat.plain.with {
        $0.bold = true
        $0.size = 13
        $0.border = Border(.medium, sides: .bottom, colour: Colour(0x1F_4E78))
        $0.colour = Colour(0x1F_4E78)
    }
    static let header = CellFormat.plain.with {
        $0.bold = true
        $0.colour = Colour(0xFF_FFFF)
        $0.background = Colour(0x1F_4E78)
        $0.border = line
        $0.vertical = .middle
        $0.horizontal = .left
        $0.indent = 1
        $0.wrap = true
    }
    static let numberHeader = header.with {
        $0.horizontal = .right
        $0.indent = 0
    }
    static let text = CellFormat.plain.with {
        $0.border = line
        $0.vertical = .top
        $0.horizontal = .left
        $0.indent = 1
        $0.numberFormat = "@"
    }
    static let wrapped = text.with { $0.wrap = true }
    static let whole = CellFormat.plain.with {
        $0.border = line
        $0.vertical = .top
        $0.numberFormat = "#,##0"
    }
    static let signed = whole.with { $0.numberFormat = "+#,##0;-#,##0;0" }
    private static let fraction = whole.with { $0.numberFormat = "#,##0.0#####" }
    private static let signedFraction = whole.with {
        $0.numberFormat = "+#,##0.0#####;-#,##0.0#####;0"
    }
    static let percent = whole.with { $0.numberFormat = "+0.0 %;-0.0 %;0.0 %" }
    static let share = whole.with {
        $0.numberFormat = "0.0 %"
        $0.horizontal = .left
    }
    static let money = whole.with { $0.numberFormat = "#,##0.00" }
    /// A unit cost, in all its decimals.
    static let exactCost = whole.with { $0.numberFormat = "#,##0.00####" }
    static let exactMoney = whole.with { $0.numberFormat = "#,##0.0000##" }
    /// Costs of tokens, with enough decimals for small amounts.
    static let cost = whole.with { $0.numberFormat = "#,##0.0000" }
    static let signedMoney = whole.with { $0.numberFormat = "+#,##0.00;-#,##0.00;0.00" }
    /// An empty box to write in.
    static let box = CellFormat.plain.with {
        $0.border = Border(.thin, colour: Colour(0x59_5959))
        $0.background = Colour(0xFF_FBE6)
    }
    static let note = CellFormat.plain.with {
        $0.italic = true
        $0.wrap = true
        $0.vertical = .top
    }

    /// The text of a model, and what it was asked.
    static let prose = CellFormat.plain.with {
        $0.wrap = true
        $0.vertical = .top
        $0.horizontal = .left
        $0.numberFormat = "@"
    }
    static let total = money.with { $0.bold = true }
    static let totalText = text.with { $0.bold = true }
    private static let digits = whole.with { $0.numberFormat = "0" }
    private static let decimals = whole.with { $0.numberFormat = "0.0#############" }

    /// For a number of unknown meaning, such as a year: without separators, in all its digits.
    static func plainNumber(_ value: Decimal) -> CellFormat {
        isWhole(value) ? digits : decimals
    }

    /// For a quantity of the books; a whole one has no decimal point.
    static func quantity(_ value: Decimal?) -> CellFormat {
        value.map(isWhole) ?? true ? whole : fraction
    }

    /// For a difference from the books.
    static func signed(_ value: Decimal?) -> CellFormat {
        value.map(isWhole) ?? true ? signed : signedFraction
    }

    private static func isWhole(_ value: Decimal) -> Bool {
        !quantityText(value).contains(".")
    }

    /// The colour of a status, which is always written as a word too.
    static func status(_ status: LineStatus) -> CellFormat {
        switch status {
        case .ok: good
        case .review: doubtful
        case .recount: coloured(0x9C_3A00, on: 0xFC_D5B4)
        case .incomplete, .notCounted: bad
        }
    }

    static func status(_ status: RowTable.Status) -> CellFormat {
        switch status {
        case .ok: good
        case .empty: coloured(0x59_5959, on: 0xED_EDED)
        case .review: doubtful
        case .incomplete, .lost: bad
        }
    }

    private static let good = coloured(0x00_6100, on: 0xC6_EFCE)
    private static let doubtful = coloured(0x7F_6000, on: 0xFF_EB9C)
    private static let bad = coloured(0x9C_0006, on: 0xFF_C7CE)

    private static func coloured(_ colour: UInt32, on background: UInt32) -> CellFormat {
        text.with {
            $0.bold = true
            $0.colour = Colour(colour)
            $0.background = Colour(background)
        }
    }

    private static let line = Border(.thin, colour: Colour(0xD9_D9D9))
}
