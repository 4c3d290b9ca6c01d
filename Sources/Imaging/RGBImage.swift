/// An upright picture in 8-bit sRGB.
public struct RGBImage: Sendable, Hashable {
    /// Width in pixels, 1 or more.
    public let width: Int

    /// Height in pixels, 1 or more.
    public let height: Int

    /// Red, green, blue of each pixel, row by row from the top: `3 * width * height` bytes.
    public let pixels: [UInt8]

    /// A picture from its pixels, `3 * width * height` bytes.
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
    public func jpeg(quality: Int) throws(ImagingError) -> [UInt8] {
        let size = PixelSize(width: width, height: height)
        let compressor = try JPEGCompressor.open(size: size, quality: quality)
        let raster = Raster(size: size, channels: 3, bytes: pixels)
        unsafe raster.eachRow { row in unsafe compressor.add(row) }
        return try compressor.finished()
    }
}

extension RGBImage: CustomStringConvertible {
    /// The size, without the pixels.
    public var description: String { "RGB picture of \(width) × \(height) pixels" }
}
