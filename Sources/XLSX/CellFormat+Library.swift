import CXLSXWriter

extension CellFormat {
    /// Why Excel or libxlsxwriter could not take the format; nil if they can.
    var fault: String? {
        if let size, !(1...409).contains(size) {
            return "a text size must be 1 to 409 points, not \(size)"
        }
        if !(0...15).contains(indent) { return "an indent must be 0 to 15, not \(indent)" }
        if let numberFormat {
            // libxlsxwriter cuts the text at 127 bytes, in the middle of a character if need be.
            if numberFormat.utf8.count > 127 {
                return "a number format must have at most 127 bytes, not \(numberFormat.utf8.count)"
            }
            if !numberFormat.unicodeScalars.allSatisfy(CellText.isPlain) {
                return "a number format must not contain control characters"
            }
        }
        return nil
    }

    /// Gives a new format of libxlsxwriter's these settings; there must be no fault.
    @unsafe
    func apply(to format: UnsafeMutablePointer<lxw_format>) {
        unsafe applyText(to: format)
        if let background {
            unsafe format_set_pattern(format, UInt8(LXW_PATTERN_SOLID.rawValue))
            unsafe format_set_fg_color(format, background.code)
        }
        if let border { unsafe border.apply(to: format) }
        if let numberFormat { unsafe format_set_num_format(format, numberFormat) }
        if let horizontal { unsafe format_set_align(format, horizontal.code) }
        if let vertical { unsafe format_set_align(format, vertical.code) }
        if wrap { unsafe format_set_text_wrap(format) }
        if indent > 0 { unsafe format_set_indent(format, UInt8(indent)) }
    }

    @unsafe
    private func applyText(to format: UnsafeMutablePointer<lxw_format>) {
        if bold { unsafe format_set_bold(format) }
        if italic { unsafe format_set_italic(format) }
        if let size { unsafe format_set_font_size(format, Double(size)) }
        if let colour { unsafe format_set_font_color(format, colour.code) }
    }
}

extension Colour {
    /// libxlsxwriter's number of the colour, in which plain 0 means none.
    var code: lxw_color_t { rgb == 0 ? lxw_color_t(LXW_COLOR_BLACK.rawValue) : rgb }
}

extension Border {
    @unsafe
    fileprivate func apply(to format: UnsafeMutablePointer<lxw_format>) {
        let lines = UInt8(style.code.rawValue)
        switch sides {
        case .all: unsafe format_set_border(format, lines)
        case .bottom: unsafe format_set_bottom(format, lines)
        }
        if let colour { unsafe format_set_border_color(format, colour.code) }
    }
}

extension Border.Style {
    fileprivate var code: lxw_format_borders {
        switch self {
        case .thin: LXW_BORDER_THIN
        case .medium: LXW_BORDER_MEDIUM
        }
    }
}

extension CellFormat.HorizontalAlignment {
    fileprivate var code: UInt8 {
        switch self {
        case .left: UInt8(LXW_ALIGN_LEFT.rawValue)
        case .right: UInt8(LXW_ALIGN_RIGHT.rawValue)
        }
    }
}

extension CellFormat.VerticalAlignment {
    fileprivate var code: UInt8 {
        switch self {
        case .top: UInt8(LXW_ALIGN_VERTICAL_TOP.rawValue)
        case .middle: UInt8(LXW_ALIGN_VERTICAL_CENTER.rawValue)
        }
    }
}
