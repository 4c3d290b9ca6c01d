/// A photo whose header was read; it borrows the file's bytes, which must outlive it.
@safe struct OpenPhoto {
    let header: PhotoHeader
    let orientation: Orientation
    private let bytes: UnsafeBufferPointer<UInt8>
    private let picture: VipsPicture

    /// Reads the header of a photo whose first bytes were looked at.
    ///
    /// - Throws: `.damaged` or `.libraryUnavailable`.
    init(
        _ bytes: UnsafeBufferPointer<UInt8>,
        announcedAs announced: PhotoFormat
    ) throws(ImagingError) {
        let picture = unsafe try VipsPicture.open(bytes, as: announced)
        // The brand `mif1` stands for either; libvips tells which codec is inside.
        let format =
            announced.loader == PhotoFormat.heic.loader
            ? (picture.text("heif-compression") == "av1" ? .avif : .heic) : announced
        // libvips turns HEIF by the container's own property while it decodes.
        let orientation = format == .heic || format == .avif ? .upright : picture.orientation
        let size = orientation.swapsSides ? picture.size.swapped : picture.size
        header = PhotoHeader(
            format: format,
            width: size.width,
            height: size.height,
            orientation: orientation.rawValue,
            takenAt: picture.text("exif-ifd2-DateTimeOriginal").flatMap {
                isoTime(fromEXIF: $0, offset: picture.text("exif-ifd2-OffsetTimeOriginal"))
            }
        )
        self.orientation = orientation
        unsafe self.bytes = bytes
        self.picture = picture
    }

    /// The luma as stored, full size.
    func gray() throws(ImagingError) -> Raster {
        if header.format == .jpeg,
            let raster = unsafe try JPEGDecompressor(bytes, size: picture.size)?.gray()
        {
            return raster
        }
        let picture = try converted(exactColours: false)
        let size = picture.size
        var luma = [UInt8](repeating: 0, count: size.width * size.height)
        let isGray = picture.bands == 1
        var start = 0
        unsafe try picture.eachRow(header.format) { row in
            unsafe luma.withUnsafeMutableBufferPointer { luma in
                let target = unsafe UnsafeMutableBufferPointer(
                    rebasing: luma[start..<start + size.width]
                )
                if isGray {
                    _ = unsafe target.update(fromContentsOf: row)
                } else {
                    unsafe writeLuma(of: row, to: target)
                }
            }
            start += size.width
        }
        return Raster(size: size, channels: 1, bytes: luma)
    }

    /// The colours as stored, shrunk to the longest side.
    func rgb(longestSide: Int) throws(ImagingError) -> Raster {
        let target = picture.size.fitted(to: longestSide)
        if header.format == .jpeg,
            let raster = unsafe try JPEGDecompressor(bytes, size: picture.size)?
                .rgb(shrunkTo: target)
        {
            return raster
        }
        let picture = try converted(exactColours: true)
        let (size, bands) = (picture.size, picture.bands)
        var average = AreaAverage(
            eighths: PixelSize(width: 8 * size.width, height: 8 * size.height),
            to: target,
            channels: bands
        )
        unsafe try picture.eachRow(header.format) { row in unsafe average.add(row) }
        let pixels = average.finished()
        return Raster(
            size: target,
            channels: 3,
            bytes: bands == 3 ? pixels : pixels.flatMap { [$0, $0, $0] }
        )
    }

    private func converted(exactColours: Bool) throws(ImagingError) -> VipsPicture {
        guard let converted = picture.asBytes(exactColours: exactColours) else {
            throw ImagingError(
                .damaged,
                "damaged \(header.format.name): its colours can't be converted"
            )
        }
        return converted
    }
}

/// Writes JPEG's luma of a row of interleaved RGB; the weights are 16-bit fractions.
private func writeLuma(
    of row: UnsafeBufferPointer<UInt8>,
    to luma: UnsafeMutableBufferPointer<UInt8>
) {
    precondition(row.count == 3 * luma.count)
    for x in 0..<luma.count {
        let red = UInt32(unsafe row[3 * x])
        let green = UInt32(unsafe row[3 * x + 1])
        let blue = UInt32(unsafe row[3 * x + 2])
        let sum = 19_595 &* red &+ 38_470 &* green &+ 7_471 &* blue
        unsafe luma[x] = UInt8(truncatingIfNeeded: (sum &+ 32_768) >> 16)
    }
}
