/// A photo whose header has been read; it borrows the file's bytes, which must outlive it.
@safe struct OpenPhoto {
    let header: PhotoHeader
    let orientation: Orientation
    private let source: Source

    /// The decoder of the pixels.
    private enum Source {
        case jpeg(JPEGDecompressor)
        case vips(VipsPicture)
    }

    /// A plain JPEG with the bytes of its file.
    init(_ jpeg: JPEGDecompressor, _ bytes: UnsafeBufferPointer<UInt8>) {
        let tags = unsafe EXIFTags(jpeg: bytes)
        let size = tags.orientation.swapsSides ? jpeg.size.swapped : jpeg.size
        header = PhotoHeader(
            format: .jpeg,
            width: size.width,
            height: size.height,
            orientation: tags.orientation.rawValue,
            takenAt: tags.takenAt
        )
        orientation = tags.orientation
        source = .jpeg(jpeg)
    }

    /// A photo read by libvips.
    init(_ picture: VipsPicture, announcedAs announced: PhotoFormat) {
        // The brand `mif1` can be either; libvips reports the codec.
        let format =
            announced.loader == PhotoFormat.heic.loader
            ? (picture.text("heif-compression") == "av1" ? .avif : .heic) : announced
        // libvips applies the rotation of the HEIF container while decoding.
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
        source = .vips(picture)
    }

    /// The size as stored.
    private var size: PixelSize {
        switch source {
        case .jpeg(let jpeg): jpeg.size
        case .vips(let picture): picture.size
        }
    }

    /// The luma as stored, full size.
    func gray() throws(ImagingError) -> Raster {
        let size = size
        var luma: [UInt8] = []
        luma.reserveCapacity(size.width * size.height)
        unsafe try eachLumaRow { row in unsafe luma.append(contentsOf: row) }
        return Raster(size: size, channels: 1, bytes: luma)
    }

    /// The quality of `gray()` turned upright, holding only one row in memory.
    func quality() throws(ImagingError) -> PhotoQuality {
        var meter = QualityMeter(stored: size, orientation: orientation)
        unsafe try eachLumaRow { row in unsafe meter.add(row) }
        return meter.quality()
    }

    /// The colours as stored, shrunk to the longest side.
    func rgb(longestSide: Int) throws(ImagingError) -> Raster {
        let target = size.fitted(to: longestSide)
        switch source {
        case .jpeg(let jpeg): return try jpeg.rgb(shrunkTo: target)
        case .vips(let picture): return try rgb(of: picture, shrunkTo: target)
        }
    }

    /// `rgb(longestSide:)`, turned upright, as a JPEG; an upright plain JPEG is never whole in
    /// memory.
    func jpeg(longestSide: Int, quality: Int) throws(ImagingError) -> EncodedPhoto {
        guard case .jpeg(let jpeg) = source, orientation == .upright else {
            let raster = try rgb(longestSide: longestSide)
            let size = orientation.swapsSides ? raster.size.swapped : raster.size
            let compressor = try JPEGCompressor.open(size: size, quality: quality)
            unsafe raster.eachRow(turnedBy: orientation) { row in unsafe compressor.add(row) }
            return EncodedPhoto(size: size, bytes: try compressor.finished())
        }
        let target = size.fitted(to: longestSide)
        let compressor = try JPEGCompressor.open(size: target, quality: quality)
        unsafe try jpeg.eachRow(shrunkTo: target) { row in unsafe compressor.add(row) }
        return EncodedPhoto(size: target, bytes: try compressor.finished())
    }

    /// The luma as stored, row by row from the top.
    private func eachLumaRow(
        _ body: (UnsafeBufferPointer<UInt8>) -> Void
    ) throws(ImagingError) {
        switch source {
        case .jpeg(let jpeg): unsafe try jpeg.eachRow(of: .luma, body)
        case .vips(let picture):
            let converted = try converted(picture, exactColours: false)
            guard converted.bands == 3 else {
                unsafe try converted.eachRow(header.format, body)
                return
            }
            var luma = [UInt8](repeating: 0, count: size.width)
            unsafe try converted.eachRow(header.format) { row in
                unsafe luma.withUnsafeMutableBufferPointer { luma in
                    unsafe writeLuma(of: row, to: luma)
                    unsafe body(UnsafeBufferPointer(luma))
                }
            }
        }
    }

    private func rgb(
        of picture: VipsPicture,
        shrunkTo target: PixelSize
    ) throws(ImagingError) -> Raster {
        let picture = try converted(picture, exactColours: true)
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

    private func converted(
        _ picture: VipsPicture,
        exactColours: Bool
    ) throws(ImagingError) -> VipsPicture {
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
