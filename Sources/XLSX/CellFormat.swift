/// How a cell looks; equal formats are stored once in the file.
public struct CellFormat: Sendable, Hashable {
    /// The text's place between the cell's sides.
    public enum HorizontalAlignment: Sendable, Hashable {
        case left, right
    }

    /// The text's place between the cell's top and bottom.
    public enum VerticalAlignment: Sendable, Hashable {
        case top, middle
    }

    /// Heavy letters.
    public var bold = false
    /// Slanted letters.
    public var italic = false
    /// In points, 1 to 409; nil for the sheet's own 11.
    public var size: Int?
    /// Of the text; nil for black.
    public var colour: Colour?
    /// Of the cell; nil for none.
    public var background: Colour?
    /// Lines around the cell; nil for none.
    public var border: Border?
    /// As Excel spells it, `#,##0.00` or `@`; at most 127 bytes.
    public var numberFormat: String?
    /// Nil: text left, numbers right.
    public var horizontal: HorizontalAlignment?
    /// Nil: bottom.
    public var vertical: VerticalAlignment?
    /// Long text goes on in further lines of the same cell.
    public var wrap = false
    /// Steps of about three spaces from the left, 0 to 15.
    public var indent = 0

    /// A format without any setting, to be changed.
    public init() {}

    /// The sheet's own look.
    public static let plain = CellFormat()

    /// A copy with some settings changed: `CellFormat.plain.with { $0.bold = true }`.
    public func with(_ change: (inout CellFormat) -> Void) -> CellFormat {
        var copy = self
        change(&copy)
        return copy
    }
}

/// A colour by its red, green and blue, 8 bits each.
public struct Colour: Sendable, Hashable {
    /// `0xRRGGBB`.
    public let rgb: UInt32

    /// The colour of `0xRRGGBB`; anything above that is ignored.
    public init(_ rgb: UInt32) {
        self.rgb = rgb & 0xFF_FFFF
    }
}

/// Lines around a cell.
public struct Border: Sendable, Hashable {
    /// How a line is drawn.
    public enum Style: Sendable, Hashable {
        case thin, medium
    }

    /// The sides that get a line.
    public enum Sides: Sendable, Hashable {
        case all, bottom
    }

    /// How the lines are drawn.
    public var style: Style
    /// Where the lines are drawn.
    public var sides: Sides
    /// Nil for black.
    public var colour: Colour?

    /// Lines of one style and colour on some sides.
    public init(_ style: Style = .thin, sides: Sides = .all, colour: Colour? = nil) {
        self.style = style
        self.sides = sides
        self.colour = colour
    }
}
