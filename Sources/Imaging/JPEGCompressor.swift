import CJPEG

/// Writes one JPEG from rows that arrive one at a time; not Sendable: used by one thread at a time.
@safe final class JPEGCompressor {
    private let handle: UnsafeMutablePointer<stk_jpeg_writer>
    private let size: PixelSize
    private var hasFailed = false

    private init(owning handle: UnsafeMutablePointer<stk_jpeg_writer>, size: PixelSize) {
        unsafe self.handle = handle
        self.size = size
    }

    deinit {
        unsafe stk_jpeg_writer_close(handle)
    }

    /// Starts a baseline JPEG with colour at half resolution (4:2:0) and no metadata.
    ///
    /// - Parameters:
    ///   - size: of the picture.
    ///   - quality: 1…100, the scale of libjpeg.
    /// - Returns: a compressor ready for the rows.
    /// - Throws: `.encodingFailed` for another quality, or a side over 65,500 pixels;
    ///   `.libraryUnavailable`.
    ///
    /// Source: `jpeg_start_compress`.
    static func open(size: PixelSize, quality: Int) throws(ImagingError) -> JPEGCompressor {
        guard (1...100).contains(quality) else {
            throw ImagingError(
                .encodingFailed,
                "the JPEG quality must be 1 to 100, not \(quality)"
            )
        }
        guard max(size.width, size.height) <= longestSide else {
            throw ImagingError(
                .encodingFailed,
                "\(size.width) × \(size.height) pixels, over JPEG's limit of \(longestSide) a side"
            )
        }
        guard let handle = unsafe stk_jpeg_writer_open() else {
            throw ImagingError(.libraryUnavailable, "libjpeg can't start a compressor")
        }
        let jpeg = unsafe JPEGCompressor(owning: handle, size: size)
        let (width, height) = (UInt32(size.width), UInt32(size.height))
        guard unsafe stk_jpeg_writer_start(handle, width, height, Int32(quality)) == 0 else {
            throw jpeg.failure
        }
        return jpeg
    }

    /// Adds the next row, `3 * width` bytes; a failure is reported by `finished()`.
    ///
    /// Source: `jpeg_write_scanlines`.
    func add(_ row: UnsafeBufferPointer<UInt8>) {
        precondition(row.count == 3 * size.width)
        guard !hasFailed else { return }
        hasFailed = unsafe stk_jpeg_writer_add(handle, row.baseAddress) != 0
    }

    /// The whole file, once all rows were added.
    ///
    /// - Throws: `.encodingFailed`.
    ///
    /// Source: `jpeg_finish_compress`.
    func finished() throws(ImagingError) -> [UInt8] {
        guard !hasFailed, unsafe stk_jpeg_writer_finish(handle) == 0 else { throw failure }
        let length = Int(unsafe handle.pointee.length)
        return unsafe Array(UnsafeBufferPointer(start: handle.pointee.bytes, count: length))
    }

    private var failure: ImagingError {
        let text = unsafe withUnsafeBytes(of: &handle.pointee.text) { text in
            unsafe String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
        }
        return ImagingError(
            .encodingFailed,
            "\(size.width) × \(size.height) pixels can't be written as JPEG",
            underlying: firstLine(ofLibraryText: text)
        )
    }

    /// libjpeg's limit, slightly below the format's.
    private static let longestSide = 65_500
}

@available(*, unavailable, message: "a libjpeg handle is used by one thread at a time")
extension JPEGCompressor: Sendable {}
