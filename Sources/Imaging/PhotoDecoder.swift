/// Reads photos from bytes in memory; safe to use from several threads at once.
///
/// 1. The first bytes decide the format; other formats are refused.
/// 2. libjpeg-turbo reads grey and RGB JPEG; libvips, loaded only when needed, reads all others.
/// 3. The number of pixels is checked from the header before any are decoded.
/// 4. The pixels are turned upright, once.
public struct PhotoDecoder: Sendable {
    private let maxPixels: Int

    /// A decoder that refuses photos of more than `maxPixels` pixels.
    public init(maxPixels: Int) {
        self.maxPixels = maxPixels
    }

    /// Format, upright size, orientation and time taken, without decoding pixels.
    ///
    /// - Throws: `.notAPhoto`, `.untrustedFormat`, `.damaged`, `.tooManyPixels` or
    ///   `.libraryUnavailable`.
    public func header(of bytes: [UInt8]) throws(ImagingError) -> PhotoHeader {
        try withPhoto(in: bytes) { (photo) throws(ImagingError) in photo.header }
    }

    /// The luma of the upright photo at full size.
    ///
    /// Luma is that of JPEG: 0.299 red + 0.587 green + 0.114 blue, of the values as stored.
    ///
    /// - Throws: as `header(of:)`; `.damaged` also for truncated or corrupt pixel data.
    public func gray(of bytes: [UInt8]) throws(ImagingError) -> GrayImage {
        let raster = try withPhoto(in: bytes) { (photo) throws(ImagingError) in
            try photo.gray().turned(by: photo.orientation)
        }
        return GrayImage(
            width: raster.size.width,
            height: raster.size.height,
            pixels: raster.bytes
        )
    }

    /// Brightness and sharpness of `gray(of:)`, in less memory: a photo that can be decoded row by
    /// row is never whole in memory.
    ///
    /// - Throws: as `gray(of:)`.
    public func quality(of bytes: [UInt8]) throws(ImagingError) -> PhotoQuality {
        try withPhoto(in: bytes) { (photo) throws(ImagingError) in try photo.quality() }
    }

    /// The upright photo in sRGB, shrunk so that its longer side is at most `longestSide` pixels.
    ///
    /// Each pixel is the mean of the area it covers. Photos are never enlarged: `Int.max` gives
    /// the full size. Colour profiles are applied, except to JPEG other than CMYK.
    ///
    /// - Parameters:
    ///   - bytes: the whole file.
    ///   - longestSide: in pixels, 1 or more.
    /// - Returns: the photo, at least 1 pixel on each side, in its own proportions.
    /// - Throws: as `gray(of:)`.
    public func rgb(of bytes: [UInt8], longestSide: Int) throws(ImagingError) -> RGBImage {
        let raster = try withPhoto(in: bytes) { (photo) throws(ImagingError) in
            try photo.rgb(longestSide: longestSide).turned(by: photo.orientation)
        }
        return RGBImage(
            width: raster.size.width,
            height: raster.size.height,
            pixels: raster.bytes
        )
    }

    /// `rgb(of:longestSide:)` as a JPEG, in less memory: the same bytes as
    /// `RGBImage.jpeg(quality:)`.
    ///
    /// - Throws: as `rgb(of:longestSide:)` and `RGBImage.jpeg(quality:)`.
    public func jpeg(
        of bytes: [UInt8],
        longestSide: Int,
        quality: Int
    ) throws(ImagingError) -> EncodedPhoto {
        try withPhoto(in: bytes) { (photo) throws(ImagingError) in
            try photo.jpeg(longestSide: longestSide, quality: quality)
        }
    }

    private func withPhoto<Result>(
        in bytes: [UInt8],
        _ body: (OpenPhoto) throws(ImagingError) -> Result
    ) throws(ImagingError) -> Result {
        unsafe try bytes.withUnsafeBufferPointer { (buffer) throws(ImagingError) in
            let format = unsafe try PhotoFormat(announcedBy: buffer)
            if format == .jpeg, let jpeg = unsafe try JPEGDecompressor.open(buffer) {
                return try checked(unsafe OpenPhoto(jpeg, buffer), body)
            }
            let library = try VipsLibrary.started.get()
            // libvips may free its state only after the photo, which `withPhoto` releases.
            defer { library.shutDownThread() }
            return unsafe try withPhoto(in: buffer, announcedAs: format, by: library, body)
        }
    }

    private func withPhoto<Result>(
        in bytes: UnsafeBufferPointer<UInt8>,
        announcedAs format: PhotoFormat,
        by library: VipsLibrary,
        _ body: (OpenPhoto) throws(ImagingError) -> Result
    ) throws(ImagingError) -> Result {
        let picture = unsafe try VipsPicture.open(bytes, as: format, by: library)
        return try checked(OpenPhoto(picture, announcedAs: format), body)
    }

    private func checked<Result>(
        _ photo: OpenPhoto,
        _ body: (OpenPhoto) throws(ImagingError) -> Result
    ) throws(ImagingError) -> Result {
        try checkPixels(of: photo.header)
        return try body(photo)
    }

    private func checkPixels(of header: PhotoHeader) throws(ImagingError) {
        let pixels = header.width * header.height
        guard pixels > maxPixels else { return }
        throw ImagingError(
            .tooManyPixels,
            "\(header.width) × \(header.height) = \(megapixels(pixels)), "
                + "over the limit of \(megapixels(maxPixels))"
        )
    }
}

/// A number of pixels as text: in megapixels if whole, else in pixels.
private func megapixels(_ pixels: Int) -> String {
    pixels.isMultiple(of: 1_000_000) ? "\(pixels / 1_000_000) megapixels" : "\(pixels) pixels"
}
