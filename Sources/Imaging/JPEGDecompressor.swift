import CJPEG

/// Reads one JPEG with libjpeg-turbo; not Sendable: used by one thread at a time.
///
/// It borrows the bytes, which must outlive it; its rows can be read once.
@safe final class JPEGDecompressor {
    /// The kind of rows.
    enum Pixels {
        /// The stored luma, a byte per pixel.
        case luma
        /// Red, green, blue.
        case colours

        fileprivate var space: J_COLOR_SPACE { self == .luma ? JCS_GRAYSCALE : JCS_RGB }
    }

    private let handle: UnsafeMutablePointer<stk_jpeg>

    private init(owning handle: UnsafeMutablePointer<stk_jpeg>) {
        unsafe self.handle = handle
    }

    deinit {
        unsafe stk_jpeg_close(handle)
    }

    /// Reads the header without decoding pixels.
    ///
    /// - Returns: nil if this JPEG needs libvips, such as CMYK.
    /// - Throws: `.damaged` if the header is corrupt; `.libraryUnavailable`.
    ///
    /// Source: `jpeg_read_header`.
    static func open(
        _ bytes: UnsafeBufferPointer<UInt8>
    ) throws(ImagingError) -> JPEGDecompressor? {
        guard let handle = unsafe stk_jpeg_open() else {
            throw ImagingError(.libraryUnavailable, "libjpeg can't start a decompressor")
        }
        let jpeg = unsafe JPEGDecompressor(owning: handle)
        guard unsafe stk_jpeg_read_header(handle, bytes.baseAddress, bytes.count) == 0 else {
            throw ImagingError(
                .damaged,
                "damaged JPEG: its header can't be read",
                underlying: firstLine(ofLibraryText: jpeg.libraryText)
            )
        }
        switch unsafe handle.pointee.decompressor.jpeg_color_space {
        case JCS_GRAYSCALE, JCS_RGB, JCS_YCbCr: return jpeg
        default: return nil
        }
    }

    /// The size as stored.
    var size: PixelSize {
        PixelSize(
            width: Int(unsafe handle.pointee.decompressor.image_width),
            height: Int(unsafe handle.pointee.decompressor.image_height)
        )
    }

    /// Decodes the rows from the top, one at a time.
    ///
    /// - Parameters:
    ///   - pixels: the kind of rows.
    ///   - blockSize: 8 for full size; with 1, 2 or 4 the inverse DCT produces that many pixels of
    ///     each 8, rounded up at the edge.
    ///   - body: called with each row.
    /// - Throws: `.damaged` if the JPEG is truncated or corrupt.
    ///
    /// Source: `jpeg_start_decompress`, `jpeg_read_scanlines`, `jpeg_finish_decompress`.
    func eachRow(
        of pixels: Pixels,
        blockSize: Int = 8,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ImagingError) {
        try check(unsafe stk_jpeg_start(handle, pixels.space, UInt32(blockSize)))
        let decompressor = unsafe handle.pointee.decompressor
        let length = Int(unsafe decompressor.output_width) * (pixels == .luma ? 1 : 3)
        let row = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: length)
        defer { unsafe row.deallocate() }
        for _ in 0..<Int(unsafe decompressor.output_height) {
            try check(unsafe stk_jpeg_read_row(handle, row.baseAddress))
            unsafe body(UnsafeBufferPointer(row))
        }
        try check(unsafe stk_jpeg_finish(handle))
    }

    /// The stored colours, area-averaged down to `target`, row by row; errors as for
    /// `eachRow(of:)`.
    ///
    /// Much of the reduction is free: the inverse DCT produces fewer than 8 × 8 pixels of a block.
    func eachRow(
        shrunkTo target: PixelSize,
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ImagingError) {
        let blockSize = Self.blockSize(from: size, to: target)
        let eighths = PixelSize(width: size.width * blockSize, height: size.height * blockSize)
        if (eighths.width + 7) / 8 == target.width, (eighths.height + 7) / 8 == target.height {
            unsafe try eachRow(of: .colours, blockSize: blockSize, body)
            return
        }
        var average = AreaAverage(eighths: eighths, to: target, channels: 3)
        unsafe try eachRow(of: .colours, blockSize: blockSize) { row in
            unsafe average.add(row)
            unsafe average.takeRow(body)
        }
    }

    /// The rows of `eachRow(shrunkTo:)` as one raster.
    func rgb(shrunkTo target: PixelSize) throws(ImagingError) -> Raster {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(3 * target.width * target.height)
        unsafe try eachRow(shrunkTo: target) { row in unsafe bytes.append(contentsOf: row) }
        return Raster(size: target, channels: 3, bytes: bytes)
    }

    /// The side in pixels to which a block of 8 × 8 is decoded: 1, 2, 4 or 8.
    ///
    /// Unless the decoder meets the target exactly, a factor of 1.5 or more is left to the average;
    /// with less, the result is 3 to 5 dB further from a Lanczos reference (measured).
    private static func blockSize(from size: PixelSize, to target: PixelSize) -> Int {
        let blockSize = [1, 2, 4].first { blockSize in
            let width = size.width * blockSize
            let height = size.height * blockSize
            return width == 8 * target.width && height == 8 * target.height
                || width >= 12 * target.width && height >= 12 * target.height
        }
        return blockSize ?? 8
    }

    private func check(_ code: Int32) throws(ImagingError) {
        guard code != 0 else { return }
        let text = libraryText
        throw ImagingError(
            .damaged,
            text.contains("Premature end") || text.contains("premature end")
                ? "damaged JPEG: the file is truncated"
                : "damaged JPEG: its picture data is corrupt",
            underlying: firstLine(ofLibraryText: text)
        )
    }

    /// libjpeg's error message.
    private var libraryText: String {
        unsafe withUnsafeBytes(of: &handle.pointee.text) { text in
            unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}

@available(*, unavailable, message: "a libjpeg handle is used by one thread at a time")
extension JPEGDecompressor: Sendable {}
