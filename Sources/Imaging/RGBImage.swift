import CTurboJPEG

/// An upright picture in 8-bit sRGB.
public struct RGBImage: Sendable, Hashable {
    /// Width in pixels, 1 or more.
    public let width: Int

    /// Height in pixels, 1 or more.
    public let height: Int

    /// Red, green, blue of each pixel, row by row from the top: `3 * width * height` bytes.
    public let pixels: [UInt8]

    /// A picture from its pixels, whose number of bytes must be `3 * width * height`.
    public init(width: Int, height: Int, pixels: [UInt8]) {
        precondition(width > 0 && height > 0 && pixels.count == 3 * width * height)
        self.width = width
        self.height = height
        self.pixels = pixels
    }

    /// The picture as a baseline JPEG with colour at half resolution (4:2:0), no metadata.
    ///
    /// The same picture and quality always give the same bytes.
    ///
    /// - Parameter quality: 1…100, the scale of libjpeg.
    /// - Returns: the whole JPEG file.
    /// - Throws: `.encodingFailed` for another quality, or a side over 65,500 pixels.
    ///
    /// Source: `tjCompress2`.
    public func jpeg(quality: Int) throws(ImagingError) -> [UInt8] {
        guard (1...100).contains(quality) else {
            throw ImagingError(
                .encodingFailed,
                "the JPEG quality must be 1 to 100, not \(quality)"
            )
        }
        guard max(width, height) <= Self.longestJPEGSide else {
            throw ImagingError(
                .encodingFailed,
                "\(width) × \(height): a JPEG's side is at most \(Self.longestJPEGSide) pixels"
            )
        }
        guard let handle = unsafe tjInitCompress() else {
            throw ImagingError(.libraryUnavailable, "libturbojpeg can't start a compressor")
        }
        defer { unsafe tjDestroy(handle) }
        var encoded: UnsafeMutablePointer<UInt8>?
        var length: UInt = 0
        defer { unsafe tjFree(encoded) }
        let code = unsafe pixels.withUnsafeBufferPointer { pixels in
            unsafe tjCompress2(
                handle,
                pixels.baseAddress,
                Int32(width),
                0,
                Int32(height),
                Int32(TJPF_RGB.rawValue),
                &encoded,
                &length,
                Int32(TJSAMP_420.rawValue),
                Int32(quality),
                0
            )
        }
        guard code == 0, let start = unsafe encoded else {
            throw ImagingError(
                .encodingFailed,
                "\(width) × \(height) pixels can't be written as JPEG",
                underlying: unsafe firstLine(
                    ofLibraryText: String(cString: tjGetErrorStr2(handle))
                )
            )
        }
        return unsafe Array(UnsafeBufferPointer(start: start, count: Int(length)))
    }

    /// libjpeg's own limit, a little below the format's.
    private static let longestJPEGSide = 65_500
}

extension RGBImage: CustomStringConvertible {
    /// The size; never the pixels, which would fill a log.
    public var description: String { "RGB picture of \(width) × \(height) pixels" }
}
