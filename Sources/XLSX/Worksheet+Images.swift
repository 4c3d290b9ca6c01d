import CXLSXWriter

/// Where an image or a chart is in its cell, and the text for readers who can't see it.
public struct ImagePlacement: Sendable, Hashable {
    /// Screen pixels per pixel of the image or chart, above 0.
    public var scale = 1.0
    /// From the cell's left edge, in screen pixels, 0 or more.
    public var offsetX = 0
    /// From the cell's top edge, in screen pixels, 0 or more.
    public var offsetY = 0
    /// Read out by screen readers; at most 255 characters are kept.
    public var altText: String

    /// At the cell's top left corner, in its own size.
    public init(altText: String) {
        self.altText = altText
    }
}

extension Worksheet {
    /// What no side of a placed image may exceed, in screen pixels.
    private static let sideLimit = 10_000.0
    private static let plainTextLimit = 255

    /// Puts a JPEG on the sheet, at any row, written or not; its cells stay as they are.
    ///
    /// The same bytes used twice are stored once. Heights set by `setRow` and widths set by
    /// `setColumns` are taken into account whether set before or after.
    ///
    /// - Throws: `WorkbookError` with code `.invalidImage` if the bytes are not a JPEG, `.outOfRange`
    ///   if it would be larger than 10,000 screen pixels.
    ///
    /// Wraps `worksheet_insert_image_buffer_opt`.
    public func insertImage(
        jpeg: [UInt8],
        row: Int,
        column: Int,
        placement: ImagePlacement
    ) throws(WorkbookError) {
        let sheet = try unsafe open()
        try checkPlace(row: row, column: column)
        guard let size = JPEGSize(jpeg) else {
            throw file.error(
                .invalidImage,
                "sheet \"\(name)\": an image must be a JPEG; these \(jpeg.count) bytes are not"
            )
        }
        try check(placement, width: size.width, height: size.height)
        let image = PlacedImage(jpeg: jpeg, size: size, placement: placement)
        let cell = CellPosition(row: row, column: column)
        try file.check(unsafe insert(image, into: sheet, at: cell))
        // The image and its place in the drawing.
        file.expect(bytes: jpeg.count + 4096)
    }

    @unsafe
    private func insert(
        _ image: PlacedImage,
        into sheet: UnsafeMutablePointer<lxw_worksheet>,
        at cell: CellPosition
    ) -> lxw_error {
        let alt = plainText(image.placement.altText, at: cell)
        return unsafe image.jpeg.withUnsafeBufferPointer { bytes in
            unsafe alt.withCString { alt in
                unsafe stk_worksheet_insert_image(
                    sheet,
                    UInt32(cell.row),
                    UInt16(cell.column),
                    bytes.baseAddress,
                    bytes.count,
                    image.placement.place(
                        width: image.size.width,
                        height: image.size.height,
                        altText: alt
                    )
                )
            }
        }
    }

    /// Checks where something of so many pixels is to be placed, and how large.
    func check(
        _ placement: ImagePlacement,
        width: Int,
        height: Int
    ) throws(WorkbookError) {
        let side = Double(max(width, height)) * placement.scale
        let offsets = 0...Int(Self.sideLimit)
        guard min(width, height) > 0, placement.scale > 0, side <= Self.sideLimit,
            offsets.contains(placement.offsetX), offsets.contains(placement.offsetY)
        else {
            throw file.error(
                .outOfRange,
                "sheet \"\(name)\": \(width) x \(height) pixels can't be placed at scale "
                    + "\(placement.scale) and offset \(placement.offsetX), \(placement.offsetY)"
            )
        }
    }

    /// The text where nothing can be escaped, in attributes and titles; what is beyond 255
    /// characters is cut, with a note.
    func plainText(_ given: String, at cell: CellPosition) -> String {
        let scalars = given.unicodeScalars
        var text = String.UnicodeScalarView()
        for scalar in scalars.prefix(Self.plainTextLimit) {
            text.append(CellText.isPlain(scalar) ? scalar : " ")
        }
        guard scalars.count > Self.plainTextLimit else { return String(text) }
        text.removeLast()
        text.append("…")
        note(
            .textCut(length: given.utf16.count, kept: String(text).utf16.count),
            row: cell.row,
            column: cell.column
        )
        return String(text)
    }
}

/// An image with what is known of it.
private struct PlacedImage {
    let jpeg: [UInt8]
    let size: JPEGSize
    let placement: ImagePlacement
}

extension ImagePlacement {
    /// What the shims take, for something of so many pixels that was checked.
    @unsafe
    func place(width: Int, height: Int, altText: UnsafePointer<CChar>) -> stk_place {
        unsafe stk_place(
            width: Double(width),
            height: Double(height),
            scale: scale,
            x_offset: Int32(offsetX),
            y_offset: Int32(offsetY),
            alt_text: altText
        )
    }
}
